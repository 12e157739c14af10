package match

import (
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFeatures(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"", ""},
		{"???", ""},
		{"123", "next  123 next 123 "},
		{"ｳｲﾙｽ", ":ウイルス :ウイルス うい いる るす"},
		{"ういるす", "うい いる るす"},
		{"遠隔操作された", ":遠隔操作 :遠隔 :操作 遠隔 隔操 操作 作さ され れた read えんかく read そうさ"},
		{"PC10台", ":pc :台 :pc pc next  pc10 next pc10 "},
		{"警告、でんわ", ":警告 :警告 :でんわ 警告 でん んわ read けいこく read でんわ"}, // no pair over the comma
	} {
		if diff := cmp.Diff(tt.want, strings.Join(features(tt.text), " ")); diff != "" {
			t.Errorf("%q: (-want +got)\n%s", tt.text, diff)
		}
	}
	if got, limit := len(features(strings.Repeat("警", 10_000))), 3*maxText; got > limit {
		t.Errorf("a long text has %d features", got)
	}
}

func TestVocabulary(t *testing.T) {
	v := newVocabulary([][]string{{":b", "ab", "ab"}, {":b", "ab"}, {":b", "once"}, {"twice in one", "twice in one"}})
	if diff := cmp.Diff([]string{":b", "ab"}, v.names); diff != "" {
		t.Fatalf("(-want +got)\n%s", diff)
	}
	terms := v.terms([]string{"ab", "unknown", ":b", "ab"})
	if len(terms) != 2 || terms[0].id != 0 || terms[1].id != 1 {
		t.Fatalf("terms are %v", terms)
	}
	if n := math.Hypot(float64(terms[0].weight), float64(terms[1].weight)); math.Abs(n-1) > 1e-6 {
		t.Errorf("the text's length is %f", n)
	}
	if got := v.terms([]string{"unknown"}); len(got) != 0 {
		t.Errorf("unknown features give %v", got)
	}
}

func TestExp(t *testing.T) {
	for x := float32(0); x > -100; x -= 0.0137 {
		want := math.Exp(float64(x))
		if got := float64(exp(x)); math.Abs(got-want) > 1e-5*want+1e-30 {
			t.Fatalf("exp(%f) is %g, want %g", x, got, want)
		}
	}
	if exp(float32(math.Inf(-1))) != 0 {
		t.Error("exp of minus infinity is not 0")
	}
}

func TestScoresAddUp(t *testing.T) {
	const classes, features = 3, 7
	m := newModel(features, classes-1) // the last column is urgency
	copy(m.bias, []float32{1, 2, 3})
	for i := range classes * features {
		m.weight[i] = float32(i)
	}
	var text []term
	for n := range features + 1 { // whole fours and every rest
		want := []float32{1, 2, 3}
		for _, term := range text {
			for c := range want {
				want[c] += term.weight * m.weight[int(term.id)*classes+c]
			}
		}
		got := make([]float32, classes)
		m.scores(text, got)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%d terms: (-want +got)\n%s", n, diff)
		}
		text = append(text, term{int32(n % features), float32(n + 1)})
	}
}
