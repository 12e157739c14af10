package base

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"madoguchi/knowledge"
)

var today = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

// clean is a base in which Lint finds nothing.
func clean() *knowledge.Base {
	f := &knowledge.FAQ{
		ID: "virus", Category: "1.051", Title: "ウイルスに感染した", Meaning: "ウイルスに感染した", Urgency: knowledge.Normal,
		Now:      []knowledge.Line{{Text: "LANの線を抜いてください。"}},
		Contacts: []knowledge.Referral{{ID: "ipa"}},
		ReviewBy: knowledge.Date{Time: today.AddDate(0, 0, 1)},
	}
	for n := range goodExamples {
		f.Examples = append(f.Examples, fmt.Sprintf("ウイルスに感染しました、%d台です", n))
	}
	return &knowledge.Base{
		FAQs:       []*knowledge.FAQ{f},
		Categories: []*knowledge.Category{{ID: "1.051"}},
		Contacts: []*knowledge.Contact{
			{ID: "ipa", Role: "incident", Who: "business", Area: "japan", Source: "official", Mail: "a@example.jp"},
			{ID: "anshin", Role: "device", Who: "person", Area: "japan", Source: "official", Phone: "1"},
		},
		Slots:   []*knowledge.Slot{{Name: "pcs", Question: "何台ありますか？"}},
		Phrases: map[string]string{"back": "戻ります。"},
	}
}

func TestLint(t *testing.T) {
	long := strings.Repeat("長", maxLineLength+1)
	for _, tt := range []struct {
		name  string
		spoil func(b *knowledge.Base, f *knowledge.FAQ)
		want  string
	}{
		{"nothing", func(*knowledge.Base, *knowledge.FAQ) {}, ""},
		{"a category without an entry", func(b *knowledge.Base, _ *knowledge.FAQ) {
			b.Categories = append(b.Categories, &knowledge.Category{ID: "1.02"})
		}, "category 1.02: no entry answers it"},
		{"a long title", func(_ *knowledge.Base, f *knowledge.FAQ) { f.Title = long[:3*(maxTitleLength+1)] },
			"faq virus, title: has 35 characters, limit 34"},
		{"a title as long as allowed", func(_ *knowledge.Base, f *knowledge.FAQ) { f.Title = long[:3*maxTitleLength] }, ""},
		{"a long meaning", func(_ *knowledge.Base, f *knowledge.FAQ) { f.Meaning = long[:3*(maxMeaningLength+1)] },
			"faq virus, meaning: has 41 characters, limit 40"},
		{"a long step", func(_ *knowledge.Base, f *knowledge.FAQ) { f.Steps = []knowledge.Line{{Text: "短い"}, {Text: long}} },
			"faq virus, steps 2: has 111 characters, limit 110"},
		{"a long question", func(b *knowledge.Base, _ *knowledge.FAQ) { b.Slots[0].Question = long },
			"slot pcs, question: has 111 characters, limit 110"},
		{"a long phrase", func(b *knowledge.Base, _ *knowledge.FAQ) { b.Phrases["back"] = long + long },
			"phrase back: has 222 characters, limit 220"},
		{"a promise", func(_ *knowledge.Base, f *knowledge.FAQ) { f.Now[0].Text = "お金は必ず戻ります。" },
			"faq virus, now 1: says 「必ず戻り」: a promise"},
		{"blame", func(_ *knowledge.Base, f *knowledge.FAQ) { f.Legal = []knowledge.Line{{Text: "不注意です。"}} },
			"faq virus, legal 1: says 「不注意」: blame"},
		{"a product in a phrase", func(b *knowledge.Base, _ *knowledge.FAQ) { b.Phrases["back"] = "ノートンを買いましょう。" },
			"phrase back: says 「ノートン」: the desk is neutral"},
		{"private data", func(_ *knowledge.Base, f *knowledge.FAQ) {
			f.Prepare = []knowledge.Line{{Text: "hanako.kaze@kaze-shoten.co.jp にメール"}}
		}, "faq virus, prepare 1: holds what looks private or secret: "},
		{"a step in plain form", func(_ *knowledge.Base, f *knowledge.FAQ) { f.Steps = []knowledge.Line{{Text: "電源を切る。"}} },
			"faq virus, steps 1: does not end in です or ます: 「電源を切る。」"},
		{"a phrase that is filled in otherwise", func(b *knowledge.Base, _ *knowledge.FAQ) { b.Phrases["greet"] = "%dです。" },
			`phrase greet: is filled in at ["%d"], and the program fills in ["%s"]: keep their number and order`},
		{"an address that hides where it leads", func(_ *knowledge.Base, f *knowledge.FAQ) {
			f.Now[0].Text = "https://bit.ly/3xyz を開いてください。"
		}, "faq virus, now 1: holds an address of bit.ly, behind which anything may be: write the address that it leads to"},
		{"a promise in many words", func(_ *knowledge.Base, f *knowledge.FAQ) {
			f.Now[0].Text = "警察が必ず犯人を逮捕します。"
		},
			"faq virus, now 1: says 「必ず…逮捕」: a promise\nfaq virus, now 1: says 「犯人を逮捕します」: a promise"},
		{"a word that is not explained", func(b *knowledge.Base, _ *knowledge.FAQ) { b.Phrases["back"] = "NASを切り離してください。" },
			"phrase back: says 「NAS」 without explaining it"},
		{"a promise in first aid", func(b *knowledge.Base, _ *knowledge.FAQ) {
			b.Deeds = []*knowledge.Deed{{ID: "paid", Aid: []knowledge.Line{{Text: "お金は必ず戻ります。"}}}}
		}, "deed paid: says 「必ず戻り」: a promise"},
		{"rude where a setting is missing", func(b *knowledge.Base, _ *knowledge.FAQ) {
			b.Voices = []*knowledge.Voice{{ID: "desk.phone", Say: []string{"番号は{phone}です。"}, Without: map[string][]string{"phone": {"電話はない。すぐに電話しろ"}}}}
		}, "voice desk.phone: does not end in です or ます: 「電話はない。」\nvoice desk.phone: is rude: 「すぐに電話しろ」"},
		{"a follow-up in plain form, with a word that is not explained", func(b *knowledge.Base, _ *knowledge.FAQ) {
			b.Followups = map[string][]knowledge.Followup{"": {{Intent: "next", Ask: []string{"次は", "次に何を", "つぎは", "何をする", "その次"}, Say: []knowledge.Line{{Text: "NASを切る。"}}}}}
		}, "warning: faq virus: has 0 follow-ups; people will ask at least 8 things\n" +
			"followups general, 1: does not end in です or ます: 「NASを切る。」\nfollowups general, 1: says 「NAS」 without explaining it"},
		{"a follow-up with the asker's own word", func(b *knowledge.Base, f *knowledge.FAQ) {
			f.Steps = []knowledge.Line{{Text: "VPN（外から入るための機器）を切ってください。"}}
			b.Followups = map[string][]knowledge.Followup{"virus": {{Ask: []string{"NASは切る？", "nasは", "NASも？", "共有のも", "共有は"}, Say: []knowledge.Line{{Text: "はい、NASもVPNも切ってください。"}}}}}
		}, "warning: faq virus: has 1 follow-ups; people will ask at least 8 things"},
		{"too few examples", func(_ *knowledge.Base, f *knowledge.FAQ) { f.Examples = f.Examples[1:] },
			"warning: faq virus: has 24 examples and is found by few wordings; write 25 as soon as there is time"},
		{"hardly any examples", func(_ *knowledge.Base, f *knowledge.FAQ) { f.Examples = f.Examples[:4] },
			"faq virus: has 4 examples; matching needs 5"},
		{"an example twice", func(_ *knowledge.Base, f *knowledge.FAQ) { f.Examples[1] = strings.ToUpper(f.Examples[0]) },
			"faq virus, example 2: stands in virus, too; an example belongs to one entry, once"},
		{"an example with a secret", func(_ *knowledge.Base, f *knowledge.FAQ) {
			f.Examples[0] = "カード番号4111-1111-1111-1111を入れた"
		},
			"faq virus, example 1: holds what looks private or secret: カード番号〔カード番号〕を入れた"},
		{"a company in a line", func(_ *knowledge.Base, f *knowledge.FAQ) {
			f.Now[0].Text = "株式会社ネクサロンに頼みます。"
		},
			"warning: faq virus, now 1: may name somebody: 〔会社名〕 1"},
		{"public bodies and their numbers", func(_ *knowledge.Base, f *knowledge.FAQ) {
			f.Now[0].Text = "IPA（03-5978-7509）か警察、#9110に電話してください。"
		}, ""},
		{"a label too long for a button", func(b *knowledge.Base, _ *knowledge.FAQ) {
			b.Slots[0].Choices = []knowledge.Choice{{Label: long[:3*(maxChoiceLength+1)], Value: "1"}}
		}, "slot pcs, choice 1: has 21 characters, limit 20"},
		{"a question anew with a product", func(b *knowledge.Base, _ *knowledge.FAQ) { b.Slots[0].Again = "マカフィーは何台ですか？" },
			"slot pcs, again: says 「マカフィー」: the desk is neutral"},
		{"a long phrase in easy Japanese", func(b *knowledge.Base, _ *knowledge.FAQ) {
			b.Easy = map[string]string{"back": strings.Repeat("長", maxEasyLength+1)}
		},
			"easy phrase back: has 331 characters, limit 330"},
		{"a promise in a contact", func(b *knowledge.Base, _ *knowledge.FAQ) { b.Contacts[0].For = "絶対に安全な相談" },
			"contact ipa, for: says 「絶対に安全」: a promise"},
		{"the same in a contact that nobody reads", func(b *knowledge.Base, _ *knowledge.FAQ) {
			b.Contacts[1].For, b.Contacts[1].Confidence = "絶対に安全な相談", "unverified"
		}, ""},
		{"a review that is due", func(_ *knowledge.Base, f *knowledge.FAQ) { f.ReviewBy.Time = today.AddDate(0, 0, -1) },
			"warning: faq virus: is past its review date 2026-11-21"},
		{"no review date", func(_ *knowledge.Base, f *knowledge.FAQ) { f.ReviewBy = knowledge.Date{} }, ""},
		{"a contact for persons", func(_ *knowledge.Base, f *knowledge.FAQ) {
			f.Contacts = append(f.Contacts, knowledge.Referral{ID: "anshin"})
		}, "warning: faq virus: names anshin, which is for persons only and never said here: take it out, or mark the entry private"},
		{"the same in somebody's own matter", func(_ *knowledge.Base, f *knowledge.FAQ) {
			f.Private, f.Contacts = true, append(f.Contacts, knowledge.Referral{ID: "anshin"})
		}, ""},
		{"only contacts of one prefecture", func(b *knowledge.Base, _ *knowledge.FAQ) { b.Contacts[0].Area = "大阪府" },
			"warning: faq virus: names nobody who serves a desk of another prefecture"},
		{"a deed that refers to persons' bodies", func(b *knowledge.Base, _ *knowledge.FAQ) {
			b.Deeds = []*knowledge.Deed{{ID: "paid", Contacts: []string{"ipa", "anshin"}}}
		}, "warning: deed paid: names anshin, which is for persons only and never said here: take it out, or mark the entry private"},
		{"a number of one prefecture said to all", func(b *knowledge.Base, f *knowledge.FAQ) {
			b.Contacts = append(b.Contacts, &knowledge.Contact{ID: "north", Role: "police", Who: "both", Area: "東京都", Source: "official", Phone: "03-5805-1731"})
			f.Now[0].Text = "警察（03-5805-1731）に電話してください。"
		}, "warning: faq virus, now: says 03-5805-1731, the number of north, which serves one prefecture: name the body's role, and leave the number to the contacts"},
		{"a prefecture named to all", func(_ *knowledge.Base, f *knowledge.FAQ) {
			f.Now[0].Text = "東京都の窓口に電話してください。"
		},
			"warning: faq virus, now: says 「東京都」, and whoever reads it may be in another prefecture: name the body's role, and leave the rest to the contacts"},
		{"a contact without a role", func(b *knowledge.Base, _ *knowledge.FAQ) { b.Contacts[0].Role = "" },
			"contact ipa: has no role; write what it does, as others of its kind have it"},
		{"an area that is no prefecture's name", func(b *knowledge.Base, _ *knowledge.FAQ) { b.Contacts[1].Area = "tokyo" },
			`contact anshin: area is "tokyo"; write japan, or the prefecture as the desk's settings have it`},
		{"a number from nowhere", func(b *knowledge.Base, _ *knowledge.FAQ) { b.Contacts[1].Source = "" },
			`contact anshin: source is ""; write where its number or address was seen: official, public or other`},
		{"a number that no public body shows", func(b *knowledge.Base, _ *knowledge.FAQ) { b.Contacts[1].Source = "other" },
			"contact anshin: its number was not seen on a public body's page; its phone_note must say so"},
		{"a note too long to be always said", func(b *knowledge.Base, _ *knowledge.FAQ) {
			b.Contacts[1].PhoneNote = strings.Repeat("長", maxPhoneNote+1)
		},
			"contact anshin: phone_note has 41 characters; it is always said, at most 40"},
		{"a contact seen long ago", func(b *knowledge.Base, _ *knowledge.FAQ) {
			b.Contacts[1].Confidence, b.Contacts[1].VerifiedOn = "verified", "2022"
		}, "warning: contact anshin: was seen more than 3 years ago (2022): look again, or write verified-old"},
	} {
		b := clean()
		tt.spoil(b, b.FAQs[0])
		var got []string
		for _, p := range Lint(b, today) {
			got = append(got, p.String())
		}
		whole := strings.Join(got, "\n")
		if strings.HasSuffix(tt.want, ": ") && strings.HasPrefix(whole, tt.want) {
			continue
		}
		if diff := cmp.Diff(tt.want, whole); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", tt.name, diff)
		}
	}
}

// TestLintExamples: an example that clearly means another category is a fault, one that narrowly
// does is worth a look.
func TestLintExamples(t *testing.T) {
	b := clean()
	b.Categories = append(b.Categories, &knowledge.Category{ID: "1.02"})
	spam := *b.FAQs[0]
	spam.ID, spam.Category, spam.Examples = "spam", "1.02", nil
	for n := range goodExamples {
		spam.Examples = append(spam.Examples, fmt.Sprintf("迷惑メールが%d通来ました", n))
	}
	b.FAQs = append(b.FAQs, &spam)
	scores := map[string]float64{b.FAQs[0].Examples[0]: 0.01, b.FAQs[0].Examples[1]: 0.3, b.FAQs[0].Examples[2]: 0.4, b.FAQs[0].Examples[3]: 0.01} // belief in virus; the last one not in every training
	match := func(text string) knowledge.Match {
		virus, given := scores[text]
		if !given && strings.HasPrefix(text, "ウイルス") {
			virus = 0.9
		}
		c := []knowledge.Candidate{{FAQ: "virus", Category: "1.051", Score: virus}, {FAQ: "spam", Category: "1.02", Score: 1 - virus}}
		if virus < 0.5 {
			c[0], c[1] = c[1], c[0]
		}
		return knowledge.Match{Candidates: c, Confidence: c[0].Score}
	}
	learn := func(chance uint8) knowledge.Matcher {
		return func(text string) knowledge.Match {
			if chance == opinions-1 && text == b.FAQs[0].Examples[3] {
				return knowledge.Match{Candidates: []knowledge.Candidate{{FAQ: "virus", Category: "1.051", Score: 1}}, Confidence: 1}
			}
			return match(text)
		}
	}
	var got []string
	for _, p := range Examples(b, learn) {
		got = append(got, p.String())
	}
	want := []string{
		"warning: faq virus: 3 of 25 examples match another category, if narrowly, such as 「ウイルスに感染しました、1台です」 (spam)",
		"faq virus, example 1: matches spam better (0.99 to 0.01): 「ウイルスに感染しました、0台です」; say more in it, or move it there",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestBannedPhrases(t *testing.T) {
	list := readBanned()
	if len(list) < 20 {
		t.Fatalf("only %d banned phrases were read", len(list))
	}
	for _, b := range list {
		if b[1] == "" {
			t.Errorf("%s: no reason is given", b[0])
		}
	}
	lines := 0
	for line := range strings.Lines(banned) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			lines++
		}
	}
	if lines != len(list) {
		t.Errorf("%d lines, but %d phrases: a tab is missing", lines, len(list))
	}
}

// TestEmbeddedIsFit: nothing but reviews may be due in the base that the binary carries.
func TestEmbeddedIsFit(t *testing.T) {
	b, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range Lint(b, today) {
		if !p.Warning {
			t.Error(p)
		}
	}
}

// TestFresh: what an edit has caused is what was not there before, wherever it has moved to.
func TestFresh(t *testing.T) {
	a := Problem{Where: "faq a, line 3", What: "is too long"}
	moved := Problem{Where: "faq a, line 9", What: "is too long"}
	other := Problem{Where: "faq b", What: "is too long"}
	for _, tt := range []struct{ all, known, want []Problem }{
		{[]Problem{a}, nil, []Problem{a}},
		{[]Problem{moved}, []Problem{a}, nil},
		{[]Problem{a, moved}, []Problem{a}, []Problem{moved}},
		{[]Problem{a, other}, []Problem{a}, []Problem{other}},
		{nil, []Problem{a}, nil},
	} {
		if got := Fresh(tt.all, tt.known); !slices.EqualFunc(got, tt.want, func(x, y Problem) bool { return x.String() == y.String() }) {
			t.Errorf("of %v, %v known: %v, want %v", tt.all, tt.known, got, tt.want)
		}
	}
}
