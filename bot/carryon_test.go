package bot

import (
	"math"
	"strings"
	"testing"
)

func TestPassphraseAsAWhole(t *testing.T) {
	p, err := LoadPhrases()
	if err != nil {
		t.Fatal(err)
	}
	w := World{Phrases: p}
	const right = "うさぎみかんこだまゆうひ482"
	for _, tt := range []struct {
		text string
		want bool
	}{
		{right, true},
		{"うさぎ みかん こだま ゆうひ 482", true},
		{"うさぎ・みかん・こだま・ゆうひ　４８２です。", true},
		{"たしか、うさぎみかんこだまゆうひ482 だったと思います", true},
		{"確認の言葉は「うさぎみかんこだまゆうひ482」です", true},
		{right + " うさぎみかんこだまゆうひ483", false},
		{"うさぎみかんこだまゆうひ481 " + right, false},
		{"うさぎみかんこだまゆうひ4821", false},
		{"うさぎみかんこだまゆうひ48", false},
		{"みかんこだまゆうひ482", false},
		{"", false},
		{"です", false},
	} {
		if got := w.isPassphrase(tt.text, right); got != tt.want {
			t.Errorf("%q: %v, want %v", tt.text, got, tt.want)
		}
	}
	if w.isPassphrase("", "") || w.isPassphrase("です", "") {
		t.Error("a case without a passphrase is opened by nothing")
	}
}

// TestPassphraseIsLong: ten addresses that begin conversations as fast as the web chat lets them find
// one of a thousand open cases in a year with less than one per cent.
func TestPassphraseIsLong(t *testing.T) {
	p, err := LoadPhrases()
	if err != nil {
		t.Fatal(err)
	}
	var draws []int
	w := World{Phrases: p, Chance: func(n int) int { draws = append(draws, n); return 0 }}
	made := w.newPassphrase()
	space := 1.0
	for _, n := range draws {
		space *= float64(n)
	}
	const guesses = 10 * MaxGuesses * 365 * 24 * 3600 / 2
	if p := 1 - math.Exp(-guesses/space); p > 0.01 {
		t.Errorf("found with %.4f", p)
	}
	if strings.ContainsAny(made, " \n") || len(draws) != passphraseWords+1 {
		t.Errorf("%q of %v", made, draws)
	}
}
