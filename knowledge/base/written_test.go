package base

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/japanese"
	utf "golang.org/x/text/encoding/unicode"
)

const contact = "- {id: ipa, name: IPA, for: 相談, who: business, confidence: verified, %}\n"

// TestContactsAreTexts: a number or an address that nobody could dial or open is refused when it is
// loaded.
func TestContactsAreTexts(t *testing.T) {
	for field, says := range map[string]string{
		"phone: 0120007110":            "quotation marks",
		"phone: 110":                   "quotation marks",
		"phone: \"20975176\"":          "telephone number",
		"phone: 03-1234-567":           "telephone number",
		"phone: ０３-1234-5678":          "telephone number",
		"mail: info＠example.jp":        "mail address",
		"mail: info@example":           "mail address",
		"url: www.example.jp":          "address",
		"url: \"https://exam ple.jp\"": "address",
		"verified_on: 2025-13-01":      "2025-02-17, 2025-02, 2025 or unknown",
		"verified_on: 20250413":        "quotation marks",
		"note: true":                   "quotation marks",
		"hours: [{days: mon-fri, from: \"9:00\", to: \"17:00\"}]": "09:00",
	} {
		_, err := Load(with("contacts.yaml", strings.Replace(contact, "%", field, 1)))
		if err == nil || !strings.Contains(err.Error(), says) || !strings.Contains(err.Error(), "contact") {
			t.Errorf("%s: %v, want an error with %q", field, err, says)
		}
	}
	for _, good := range []string{`phone: "0120007110"`, "phone: 03-1234-5678", `phone: "#9110"`, "phone:", "mail: a@example.jp", "url: https://example.jp/"} {
		if _, err := Load(with("contacts.yaml", strings.Replace(contact, "%", good, 1))); err != nil {
			t.Errorf("%s: %v", good, err)
		}
	}
}

// TestWhatWasInForceStaysInForce: what an earlier program has published is read by this one, though
// it would not be taken anew.
func TestWhatWasInForceStaysInForce(t *testing.T) {
	old := with("contacts.yaml", strings.Replace(contact, "%", "phone: 0120007110", 1))
	if b, err := reload(old); err != nil || b.Contact("ipa") == nil {
		t.Errorf("%v", err)
	}
}

// TestWhatIsBorrowedFits: a base that holds fewer values, and contacts without roles, borrows only
// what it can bear.
func TestWhatIsBorrowedFits(t *testing.T) {
	old := small()
	for name, more := range map[string]string{
		"slots.yaml":    "- {name: paid, kind: choice, question: 払いましたか？, choices: [{label: 現金, value: cash}]}\n- {name: threat, kind: yesno, question: 脅されていますか？}\n",
		"contacts.yaml": "- {id: \"110\", name: 警察, for: 相談, who: both, phone: \"110\", confidence: verified}\n",
	} {
		old[name].Data = append(old[name].Data, more...)
	}
	b, err := reload(old)
	if err != nil {
		t.Fatal(err)
	}
	if b.Matter("gift") != nil || b.Matter("despair") == nil || !slices.Contains(b.Matter("danger").Contacts, "110") {
		t.Errorf("%d matters are borrowed", len(b.Matters))
	}
}

// TestEntriesOfAnyProgram: an entry saved by an editor of Windows is the same entry.
func TestEntriesOfAnyProgram(t *testing.T) {
	want, err := Load(small())
	if err != nil {
		t.Fatal(err)
	}
	cp932, err := japanese.ShiftJIS.NewEncoder().String(entry)
	if err != nil {
		t.Fatal(err)
	}
	utf16, err := utf.UTF16(utf.LittleEndian, utf.UseBOM).NewEncoder().String(entry)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"bom": "\uFEFF" + entry, "crlf": strings.ReplaceAll(entry, "\n", "\r\n"), "cp932": cp932, "utf-16": utf16, "blanks": strings.ReplaceAll(entry, "\n", " \n")} {
		b, err := Load(with("faq/virus.yaml", text))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := b.FAQ("virus"); got.Title != want.FAQ("virus").Title || got.Now[0].Text != want.FAQ("virus").Now[0].Text || got.Steps[0].Text != want.FAQ("virus").Steps[0].Text {
			t.Errorf("%s: %+v", name, got)
		}
	}
	questions := "\uFEFF" + `{"faq":"virus","text":"画面が赤い"}` + "\r\n"
	if b, err := Load(with("questions/more.jsonl", questions)); err != nil || len(b.Questions["virus"]) != 1 {
		t.Errorf("questions with a mark: %v", err)
	}
	if _, err := Load(with("faq/virus.yaml", "id: virus\x00")); err == nil || !strings.Contains(err.Error(), "faq/virus.yaml") {
		t.Errorf("no text: %v", err)
	}
}
