package match

import (
	"bytes"
	"errors"
	"reflect"
	"testing"

	"madoguchi/knowledge"
)

func TestKeep(t *testing.T) {
	b := small()
	b.Voices = []*knowledge.Voice{{Ask: []string{"人と話したい", "担当者をお願いします"}}, {Ask: []string{"死にたい", "消えてしまいたい"}}}
	learnt := Learn(b)
	var kept bytes.Buffer
	if err := learnt.Write(&kept); err != nil {
		t.Fatal(err)
	}
	read, err := Read(b, bytes.NewReader(kept.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"もう使っていいですか", "警告の画面が出て電話しろと言われた", "人と話したい", "x"} {
		if a, b := learnt.Match(text), read.Match(text); !reflect.DeepEqual(a, b) {
			t.Errorf("%s: what was kept means %+v, not %+v", text, b, a)
		}
		for _, entry := range []string{"", "warning"} {
			if a, b := learnt.Follow(entry, text), read.Follow(entry, text); !reflect.DeepEqual(a, b) {
				t.Errorf("%s after %q: what was kept finds %+v, not %+v", text, entry, b, a)
			}
		}
		v, p := learnt.Hear("", text)
		if w, q := read.Hear("", text); v != w || p != q {
			t.Errorf("%s: what was kept hears %v, not %v", text, w, v)
		}
	}
}

// What is damaged, cut short or of another base is refused, whatever byte it is; then it is learnt
// again.
func TestKeepRefuses(t *testing.T) {
	b := small()
	var kept bytes.Buffer
	if err := Learn(b).Write(&kept); err != nil {
		t.Fatal(err)
	}
	data := kept.Bytes()
	refused := func(name string, data []byte) {
		if _, err := Read(b, bytes.NewReader(data)); !errors.Is(err, ErrKept) {
			t.Errorf("%s is taken: %v", name, err)
		}
	}
	for at := 0; at < len(data); at += 1 + len(data)/300 {
		bent := bytes.Clone(data)
		bent[at] ^= 0x40
		refused("a file with a bit turned", bent)
		refused("a file cut short", data[:at])
	}
	other := small()
	other.FAQs = other.FAQs[1:]
	if _, err := Read(other, bytes.NewReader(data)); !errors.Is(err, ErrKept) {
		t.Errorf("what was learnt of another base is taken: %v", err)
	}
}
