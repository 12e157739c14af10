package table

import (
	"os"
	"strings"
	"testing"

	"madoguchi/knowledge"
)

func TestKeywords(t *testing.T) {
	cases := []knowledge.Case{
		{Row: 1, Subject: "不審メールの添付ファイルを開いた", Content: "経理の担当が不審メールの添付ファイルを開いた。ウイルス対策ソフトは反応しない。〔会社名〕から来た。"},
		{Row: 2, Subject: "ホームページの改ざん", Content: "ホームページに不審な画像がある。制作会社と連絡がつかない。"},
		{Row: 3, Subject: "ＵＴＭの勧誘", Content: "ＵＴＭの購入を勧められた。ウイルス対策ソフトは入れている。"},
	}
	got := Keywords(cases)
	for i, want := range []string{"添付ファイル", "改ざん", "ＵＴＭ"} {
		if !strings.Contains(strings.Join(got[i], " "), want) {
			t.Errorf("row %d: %v lacks %s", i+1, got[i], want)
		}
	}
	if all := strings.Join(got[0], " "); strings.Contains(all, "会社名") || strings.Contains(all, "〔") {
		t.Errorf("what was masked became a keyword: %v", got[0])
	}
}

// TestKeywordsOfTheDesk: every case of the base gets keywords, and no case more than fit a cell.
func TestKeywordsOfTheDesk(t *testing.T) {
	f, err := os.Open("../cases.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	cases, err := ReadJSONL(f)
	if err != nil || len(cases) == 0 {
		t.Fatalf("%d cases, %v", len(cases), err)
	}
	few := 0
	for i, words := range Keywords(cases) {
		if len(words) < 2 {
			few++
			t.Logf("row %d has only %v", cases[i].Row, words)
		}
		if len(words) > maxKeywords {
			t.Errorf("row %d has %d keywords", cases[i].Row, len(words))
		}
	}
	if few > len(cases)/20 {
		t.Errorf("%d of %d cases have fewer than two keywords", few, len(cases))
	}
}
