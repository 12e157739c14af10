package table

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"madoguchi/knowledge"
)

func when(t *testing.T, text string) knowledge.Condition {
	t.Helper()
	c, err := knowledge.ParseCondition(text)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// made is a made-up base: a scam, an infection, a way to be prepared.
func made(t *testing.T) *knowledge.Base {
	prepaid := when(t, "paid == prepaid")
	return &knowledge.Base{
		Phrases: map[string]string{"hours.mon-fri": "平日", "contacts.always": "24時間"},
		Deeds: []*knowledge.Deed{
			{ID: "prepaid", Urgent: true, When: prepaid, Aid: []knowledge.Line{{Text: "発行会社に電話します。"}}, Said: []string{"発行会社"}},
			{ID: "encrypted", Urgent: true, When: when(t, "encrypted"), Aid: []knowledge.Line{{Text: "線を抜きます。"}}},
		},
		Contacts: []*knowledge.Contact{
			{ID: "portal", Role: "guidebook", Area: "japan", Who: "both", Name: "ガイド", URL: "https://guide.example"},
			{ID: "police", Role: "police", Area: "japan", Who: "both", Name: "警察", PhoneNote: "番号は検索で"},
			{ID: "north", Role: "police", Area: "北県", Who: "both", Name: "北県警", Phone: "000-1", Hours: []knowledge.Hours{{Days: "mon-fri", From: "09:00", To: "12:00"}, {Days: "mon-fri", From: "13:00", To: "17:00"}}},
			{ID: "consumers", Role: "consumers", Area: "japan", Who: "person", Name: "消費者", Phone: "000-2"},
		},
		FAQs: []*knowledge.FAQ{
			{
				ID: "scam", Category: "1.053", Urgency: knowledge.High, Cases: []int{7}, Ask: []knowledge.Asked{{Slot: "paid"}},
				FirstAid:  []knowledge.Line{{Text: "電話を切ります。"}},
				Now:       []knowledge.Line{{Text: "カード会社に電話します。", When: when(t, "paid == card")}, {Text: "画面を閉じます。"}},
				Steps:     []knowledge.Line{{Text: "記録します。"}, {Text: "相談します。"}},
				DoNot:     []knowledge.Line{{Text: "払わない"}},
				Legal:     []knowledge.Line{{Text: "報告は60日までです。", When: when(t, "personal_data")}},
				Contacts:  []knowledge.Referral{{ID: "police"}, {ID: "consumers"}},
				Guidebook: []string{"6-1"},
				Keywords:  []string{"サポート詐欺", "警告画面", "プリペイド", "改ざん 確認"},
			},
			{
				ID: "prepare", Category: "1.053", Urgency: knowledge.Low, Cases: []int{7},
				Now:        []knowledge.Line{{Text: "紙に書きます。"}},
				Steps:      []knowledge.Line{{Text: "練習します。"}},
				Prevention: []knowledge.Line{{Text: "毎年見直します。"}},
				Keywords:   []string{"偽警告", "練習"},
			},
			{
				ID: "virus", Category: "1.051", Urgency: knowledge.Normal, Cases: []int{8},
				Now: []knowledge.Line{{Text: "検査します。"}}, Keywords: []string{"ウイルス", "セールスマン", "UTM", "ログ"},
			},
		},
		Cases: []knowledge.Case{{Row: 7, Category: "1.053", Subject: "警告画面", Content: "警告画面が出た"}},
	}
}

// believing is a matcher with a fixed belief.
func believing(b *knowledge.Base, scores map[string]float64) func() knowledge.Matcher {
	return func() knowledge.Matcher {
		return func(string) knowledge.Match {
			var m knowledge.Match
			for _, f := range b.FAQs {
				if s := scores[f.ID]; s > 0 {
					m.Candidates = append(m.Candidates, knowledge.Candidate{FAQ: f.ID, Category: f.Category, Score: s})
				}
			}
			for i := range m.Candidates {
				if m.Candidates[i].Score > m.Candidates[0].Score {
					m.Candidates[0], m.Candidates[i] = m.Candidates[i], m.Candidates[0]
				}
			}
			m.None = len(m.Candidates) == 0
			if !m.None {
				m.Confidence = m.Belief(m.Best().Category)
			}
			return m
		}
	}
}

func TestEntryFor(t *testing.T) {
	for _, tt := range []struct {
		name   string
		c      knowledge.Case
		scores map[string]float64
		want   string
	}{
		{"one entry names the row", knowledge.Case{Row: 8, Category: "1.051"}, nil, "virus"},
		{"of two that name it the likelier", knowledge.Case{Row: 7, Category: "1.053"}, map[string]float64{"prepare": 0.6, "scam": 0.3}, "prepare"},
		{"a row of another desk: the number says nothing", knowledge.Case{Row: 8, Category: "1.053"}, map[string]float64{"scam": 0.8}, "scam"},
		{"nobody names it: the likeliest of its category", knowledge.Case{Row: 9, Category: "1.053"}, map[string]float64{"virus": 0.6, "scam": 0.3}, "scam"},
		{"none of its category is likely: another, if it is", knowledge.Case{Row: 9, Category: "1.053"}, map[string]float64{"virus": 0.9, "scam": 0.05}, "virus"},
		{"none is likely", knowledge.Case{Row: 9, Category: "1.053"}, map[string]float64{"virus": 0.3, "scam": 0.05}, ""},
		{"nothing fits: not the category's first", knowledge.Case{Row: 9, Category: "1.053"}, nil, ""},
	} {
		b := made(t)
		got := ""
		if f := entryFor(b, tt.c, believing(b, tt.scores)); f != nil {
			got = f.ID
		}
		if got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestStandardAnswer(t *testing.T) {
	b := made(t)
	for _, tt := range []struct {
		name, entry string
		facts       knowledge.Facts
		want        string
	}{
		{"nothing known", "scam", nil, "電話を切ります。\n画面を閉じます。\n\n【手順】\n1. 記録します。\n2. 相談します。\n\n【しないこと】\n払わない\n\n【個人情報や法律のこと】\n報告は60日までです。"},
		{"paid by card, no personal data", "scam", knowledge.Facts{"paid": "card", "personal_data": "no"}, "電話を切ります。\nカード会社に電話します。\n\n【手順】\n1. 記録します。\n2. 相談します。\n\n【しないこと】\n払わない"},
		{"paid with a prepaid card: the deed's own aid comes first", "scam", knowledge.Facts{"paid": "prepaid", "personal_data": "no"}, "発行会社に電話します。\n電話を切ります。\n画面を閉じます。\n\n【手順】\n1. 記録します。\n2. 相談します。\n\n【しないこと】\n払わない"},
		{"what the entry knows nothing of is left alone", "virus", knowledge.Facts{"encrypted": "yes"}, "検査します。"},
		{"to be prepared", "prepare", nil, "紙に書きます。\n\n【手順】\n1. 練習します。\n\n【これからの備え】\n毎年見直します。"},
	} {
		if diff := cmp.Diff(tt.want, standardAnswer(b, b.FAQ(tt.entry), tt.facts)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
	b.FAQs[0].FirstAid = append(b.FAQs[0].FirstAid, knowledge.Line{Text: "発行会社に知らせます。"})
	if got := standardAnswer(b, b.FAQs[0], knowledge.Facts{"paid": "prepaid"}); strings.Contains(got, "発行会社に電話") {
		t.Errorf("the deed's aid is said twice:\n%s", got)
	}
}

// TestStandardAnswerLength: what grows too long loses steps, never first aid, warnings or the duty.
func TestStandardAnswerLength(t *testing.T) {
	b := made(t)
	f := b.FAQs[0]
	f.Steps = nil
	for range 20 {
		f.Steps = append(f.Steps, knowledge.Line{Text: strings.Repeat("長", 80)})
	}
	got := standardAnswer(b, f, nil)
	if n := utf8.RuneCountInString(got); n > maxAnswer || n < maxAnswer/2 {
		t.Errorf("%d characters, limit %d", n, maxAnswer)
	}
	for _, want := range []string{"電話を切ります。", "画面を閉じます。", "3. 長", "払わない", "60日まで"} {
		if !strings.Contains(got, want) {
			t.Errorf("lost %q", want)
		}
	}
}

func TestReferences(t *testing.T) {
	b := made(t)
	edition := "東京都『中小企業向けサイバーセキュリティ対策の極意』Ver.3.0a（2025年3月）の節 6-1 https://guide.example\n"
	for _, tt := range []struct {
		name string
		at   knowledge.Desk
		want string
	}{
		{"a desk anywhere", knowledge.Desk{}, edition + "警察（番号は検索で）"},
		{"a desk in the north", knowledge.Desk{Area: "北県"}, edition + "北県警 000-1（平日09:00〜12:00、13:00〜17:00）"},
	} {
		if diff := cmp.Diff(tt.want, references(b, b.FAQs[0], nil, tt.at)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

func TestKeywords(t *testing.T) {
	b := made(t)
	v := vocabularyOf(b)
	for _, tt := range []struct {
		name, subject, content string
		entry                  string
		want                   string
	}{
		{"the entry's own words first, then what it is called", "警告画面で困る", "プリペイドで払った。ウイルスは無い。", "scam", "プリペイド 警告画面 サポート詐欺 ウイルス"},
		{"few words: filled up from the entry", "困っています", "どうすれば", "scam", "サポート詐欺 警告画面 プリペイド"},
		{"no part of a longer word", "ブログとカタログ", "不具合です", "", ""},
		{"letters: no part of a longer word", "ＵＴＭの導入", "utmost", "virus", "UTM ウイルス セールスマン"},
		{"a misspelt word is mended", "セイルスマンが来た", "断りたい", "virus", "セールスマン ウイルス UTM"},
		{"what nobody searches by", "中国人の男", "くやしい", "", ""},
	} {
		got := strings.Join(v.of(knowledge.Case{Subject: tt.subject, Content: tt.content}, b.FAQ(tt.entry)), " ")
		if got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestMisspelt(t *testing.T) {
	for _, tt := range []struct {
		written, word string
		want          bool
	}{
		{"アカント", "アカウント", false}, // four letters leave doubt
		{"フィリタリング", "フィルタリング", true},
		{"ショピングサイト", "ショッピングサイト", true},
		{"ウイルスス", "ウイルス", false},
		{"セキュリティー", "セキュリティ", true},
		{"セキュリティ", "セキュリティ", false},
		{"スキミング", "フィッシング", false},
		{"バックアップ", "バックアッブ", true},
		{"トラフィック", "グラフィック", true},
	} {
		if got := misspelt(tt.written, tt.word); got != tt.want {
			t.Errorf("%s for %s: %v", tt.written, tt.word, got)
		}
	}
}

func TestOutdated(t *testing.T) {
	duty := &knowledge.FAQ{Legal: []knowledge.Line{{Text: "報告します。"}}}
	for _, tt := range []struct {
		draft string
		f     *knowledge.FAQ
		want  []string
	}{
		{"ネットから離して、相談してください。", &knowledge.FAQ{}, nil},
		{"電源は切らないでください。", &knowledge.FAQ{}, nil},
		{"すぐに電源を切って、消費者ホットラインへ。", &knowledge.FAQ{}, []string{"消費者の窓口は、会社や店の相談を受けない", "電源を切ると、調べるための記録が消える。切らずに、ネットから離す"}},
		{"ＩＰＡ（０３－５９７８－７５１８）へ電話する。", &knowledge.FAQ{}, []string{"03-5978-7518はFAXの番号で、電話ではない"}},
		{"警察に届けます。", duty, []string{"個人情報が漏れたときの国への報告（2022年から義務）が書かれていない"}},
		{"個人情報保護委員会に報告します。", duty, nil},
	} {
		if diff := cmp.Diff(tt.want, outdated(tt.draft, tt.f)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.draft, diff)
		}
	}
	for i, r := range outdatedRules() {
		if r.Why == "" || len(r.Words)+len(r.Lacks) == 0 {
			t.Errorf("rule %d says nothing: %+v", i+1, r)
		}
	}
}

// TestFromFAQ: a case is filled for its own facts, in one go.
func TestFromFAQ(t *testing.T) {
	b := made(t)
	fill := FromFAQ(b, knowledge.Desk{}, believing(b, map[string]float64{"scam": 0.9}))
	got := fill(knowledge.Case{Row: 30, Category: "1.053", Subject: "警告画面が出て電話してしまった", Content: "コンビニでプリペイドカードを買って番号を教えた。", Standard: "電源を切る。"})
	if !strings.HasPrefix(got.Standard, "発行会社に電話します。") || !strings.Contains(got.Reference, "警察") || !strings.HasPrefix(got.Keywords, "警告画面") {
		t.Errorf("got %+v", got)
	}
	if len(got.Why) != 2 {
		t.Errorf("the old draft: %q", got.Why)
	}
	prepared := fill(knowledge.Case{Row: 31, Category: "1.053", Subject: "もし電話してプリペイドで払ったらどうすればよいか、備えを知りたい", Content: "予防の方法を教えてください。"})
	if strings.Contains(prepared.Standard, "発行会社") {
		t.Errorf("what is only supposed was taken for done:\n%s", prepared.Standard)
	}
	none := FromFAQ(b, knowledge.Desk{}, believing(b, nil))(knowledge.Case{Row: 32, Category: "1.02", Subject: "ＵＴＭ", Content: "値段"})
	if none.Standard != "" || none.Reference != "" || none.Keywords != "UTM" {
		t.Errorf("no entry fits: got %+v", none)
	}
}
