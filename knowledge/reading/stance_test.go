package reading_test

import (
	"testing"

	"madoguchi/knowledge"
	"madoguchi/knowledge/reading"
)

func TestAsksOtherwise(t *testing.T) {
	rd := reading.Reader{Base: &knowledge.Base{}, Senses: knowledge.Senses{Match: matchesNothing}}
	may := []string{"無視していいですか", "放っておいて大丈夫？", "そのままでもええか", "何もせんと、どうなるん"}
	must := []string{"届けないといけませんか", "警察に言うべき？", "報告は必要ですか"}
	for _, tt := range []struct {
		text  string
		asked []string
		want  bool
	}{
		{"ほっといてもいいんですか", may, false},
		{"使われていたら、もう終わりですか", may, true},
		{"返事しないとだめですか", may, true},
		{"届けなくてもいいですか", must, true},
		{"警察にも言った方がええの", must, false},
		{"主人にばれたりしますか", must, true},
		{"届けるだけで足りますか、警察は", must, false}, // its stance cannot be told
		{"どこに届けるんですか", must, false},
		{"教えてください", may, false},
	} {
		if got := rd.Read(tt.text, testNow).AsksOtherwise(tt.asked); got != tt.want {
			t.Errorf("%q among %q: otherwise %v, want %v", tt.text, tt.asked, got, tt.want)
		}
	}
}
