package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"madoguchi/bot"
	"madoguchi/bot/loop"
	"madoguchi/knowledge"
	"madoguchi/knowledge/base"
	"madoguchi/knowledge/mask"
	"madoguchi/store"
)

type correctCmd struct {
	settingFlags `embed:""`
	Place        string `arg:"" help:"The entry in which the wrong line stands, or: deeds, voices, terms, abroad."`
	Was          string `required:"" help:"The wrong line as it was told, or a part of it."`
	Is           string `required:"" type:"path" help:"The file with what is told in its place."`
	Yes          bool   `help:"Do it. Without, it is only said who would be told what."`
}

// Run tells a correction to all who were told a line, while a server has the store open or not.
func (c correctCmd) Run(p process) error {
	s, err := c.load(p)
	if err != nil {
		return err
	}
	data, err := os.ReadFile(c.Is)
	if err != nil {
		return fmt.Errorf("read what is told: %w", err)
	}
	is, err := correctionText(data)
	if err != nil {
		return fmt.Errorf("%s: %w", c.Is, err)
	}
	out, err := correctAsk{Place: c.Place, Was: c.Was, Is: is, Do: c.Yes}.do(context.Background(), s)
	if err != nil {
		return err
	}
	writeCorrected(p.out, out, c.Yes)
	if !c.Yes {
		fmt.Fprintf(p.out, "nothing was told yet. To do it, the same command with --yes%s\n", c.typed())
	}
	return nil
}

// maxCorrection is how many characters a correction may have: it is one bubble on a phone.
const maxCorrection = 400

// correctionText is what a file says, if it can be told.
func correctionText(data []byte) (string, error) {
	text := strings.TrimSpace(string(data))
	masked, _ := mask.Chat(text)
	switch n := len([]rune(text)); {
	case n == 0:
		return "", errors.New("it is empty: write what holds, as a consulter is to read it")
	case n > maxCorrection:
		return "", fmt.Errorf("it has %d characters; write at most %d", n, maxCorrection)
	case masked != text:
		return "", errors.New("it holds something that looks like a secret: a password, a card's number")
	}
	return text, nil
}

func writeCorrected(w io.Writer, a correctAnswer, done bool) {
	fmt.Fprintf(w, "the line: %s\nit stood in %d of %d releases that are kept\n", a.Was, a.Releases, a.Kept)
	t := a.Told
	fmt.Fprintf(w, "%d of %d conversations were told it: %d do not wait, %d have a ticket that is open\n", t.Found, t.Looked, t.Urgent, t.Open)
	verb := "would be told"
	if done {
		verb = "are being told, those first who do not wait"
	}
	for _, channel := range slices.Sorted(maps.Keys(t.By)) {
		fmt.Fprintf(w, "  %s: %d %s\n", channel, t.By[channel], verb)
	}
	for _, left := range []struct {
		n   int
		why string
	}{{t.Gone, "cannot be reached any more"}, {t.Before, "were told this before"}, {t.Unread, "could not be read"}} {
		if left.n > 0 {
			fmt.Fprintf(w, "  %d %s\n", left.n, left.why)
		}
	}
	fmt.Fprintf(w, "what is told:\n%s\n", a.Text)
	if done {
		fmt.Fprintln(w, "it is told while the desk is served; where the month's pushes are used up, with the next answer")
	}
}

// correctAsk is what is asked of the store, here or of the server that has it open.
type correctAsk struct {
	Place string `json:"place"`
	Was   string `json:"was"`
	Is    string `json:"is"`
	Do    bool   `json:"do"`
}

// correctAnswer is what comes back.
type correctAnswer struct {
	Was      string    `json:"was"`
	Text     string    `json:"text"`
	Releases int       `json:"releases"` // in which the line stood
	Kept     int       `json:"kept"`
	Told     loop.Told `json:"told"`
}

func (a correctAsk) do(ctx context.Context, s settings) (out correctAnswer, err error) {
	if !stored(s) {
		return out, fmt.Errorf("there is no store at %s; name it with --store or MADOGUCHI_STORE", s.Store)
	}
	engine, sealer, err := openSealed(ctx, s, false)
	if errors.Is(err, store.ErrLocked) {
		return askControl[correctAnswer](ctx, s, "correct", a)
	}
	if err != nil {
		return out, err
	}
	defer closing(engine, &err)
	return a.in(ctx, loop.NewArchive(engine, sealer, time.Now), storeShelf{engine})
}

// in does it in a store at hand.
func (a correctAsk) in(ctx context.Context, x *loop.Archive, on shelf) (out correctAnswer, err error) {
	phrases, err := bot.LoadPhrases()
	if err != nil {
		return out, err
	}
	found, err := a.line(ctx, on)
	if err != nil {
		return out, err
	}
	m := bot.Mend{Lines: found.wrong.Lines, Was: found.text, Is: a.Is}
	sum := sha256.Sum256([]byte(a.Place + "\x00" + m.Was + "\x00" + m.Is))
	id := hex.EncodeToString(sum[:8])
	out = correctAnswer{Was: found.text, Releases: found.releases, Kept: found.kept, Text: phrases.Text("mend", m.Was, m.Is)}
	if out.Told, err = x.Find(ctx, found.wrong, id); err != nil || !a.Do {
		return out, err
	}
	return out, x.Begin(ctx, id, m, out.Told)
}

// wrongLine is a line that was found in the releases.
type wrongLine struct {
	text           string
	wrong          loop.Wrong
	releases, kept int
}

// line finds the one line that is meant in the releases that are kept.
func (a correctAsk) line(ctx context.Context, on shelf) (out wrongLine, err error) {
	now, err := on.Current(ctx)
	if err != nil {
		return out, err
	}
	list, err := on.Releases(ctx)
	if err != nil {
		return out, err
	}
	bases := []*knowledge.Base{now.Base}
	for _, r := range list {
		if r.Version == now.Base.Version {
			continue
		}
		if s, err := on.At(ctx, r.Number); err == nil { // one that cannot be used any more was told before; the transcript is searched by the line
			bases = append(bases, s.Base)
		} else if !errors.Is(err, base.ErrNotKept) {
			return out, err
		}
	}
	out.wrong.Base, out.kept = now.Base, len(bases)
	var texts []string
	for _, b := range bases {
		here := linesWith(b, a.Place, a.Was)
		if len(here) > 0 {
			out.releases++
		}
		for _, text := range here {
			if !slices.Contains(texts, text) {
				texts = append(texts, text)
			}
		}
	}
	switch len(texts) {
	case 0:
		return out, fmt.Errorf("no line of %s holds %q in a release that is kept: 'madoguchi kb show %s' shows its lines", a.Place, a.Was, a.Place)
	case 1:
	default:
		return out, fmt.Errorf("%d lines of %s hold that; write more of the one that is meant:\n  %s", len(texts), a.Place, strings.Join(texts, "\n  "))
	}
	out.text = texts[0]
	out.wrong.Lines = []knowledge.LineID{knowledge.LineIn(a.Place, out.text)}
	out.wrong.Forms = []string{out.text}
	for _, b := range bases {
		if easy := b.InEasy(out.text); !slices.Contains(out.wrong.Forms, easy) {
			out.wrong.Forms = append(out.wrong.Forms, easy)
		}
	}
	return out, nil
}

// linesWith are the lines of a place that hold some words, each once.
func linesWith(b *knowledge.Base, place, words string) (out []string) {
	for at, text := range b.EachLine {
		if at == place && strings.Contains(text, words) && !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	return out
}
