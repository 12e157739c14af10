package slack

import (
	"bufio"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"madoguchi/bot"
)

// TestCards opens thirty tickets and reads their cards: a dozen lines at most in the middle, the
// sentence right, and nothing in it that was not told.
func TestCards(t *testing.T) {
	f, err := os.Open("../../testdata/cards.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	w := newWorld(t)
	var lines []int
	in := bufio.NewScanner(f)
	for n := 0; in.Scan(); {
		line := in.Text()
		if strings.HasPrefix(line, "#") {
			continue
		}
		n++
		told, rest, _ := strings.Cut(line, " = ")
		want, not, _ := strings.Cut(rest, " ! ")
		conv := fmt.Sprint("web-", n)
		for i, text := range append(strings.Split(told, " | "), "人と話したい") {
			w.fromWeb(conv, fmt.Sprint(i), text)
		}
		var ticket bot.Ticket
		w.eventually("there is a ticket", func() bool {
			open, err := w.bot.OpenTickets(t.Context())
			i := slices.IndexFunc(open, func(t bot.Ticket) bool { return string(t.Conversation) == conv })
			if i >= 0 {
				ticket = open[i]
			}
			return err == nil && i >= 0
		})
		for _, part := range strings.Fields(want) {
			if !strings.Contains(ticket.Brief, part) {
				t.Errorf("%s\n  the sentence lacks %q: %s", told, part, ticket.Brief)
			}
		}
		did, _, _ := strings.Cut(ticket.Brief, "「")
		for _, part := range strings.Fields(not) {
			if strings.Contains(did+"「", part) {
				t.Errorf("%s\n  the sentence invents %q: %s", told, part, ticket.Brief)
			}
		}
		ticket.Sheet.Guess = "警告画面の番号に電話し、操作や支払いをした" // the test's matcher understands one matter: what others would add
		ticket.Sheet.Untold = []string{"画面を閉じましょう。キーボードの左上の「Esc」キーを、3秒ほど長く押してください。"}
		ticket.Titles = []string{"警告画面に電話番号が出ている", "ウイルスに感染したかもしれない", "パソコンが遅い、動かない"}
		ticket.Sheet.Advised = []string{"画面に出ている番号には、電話をかけないでください。かけてしまったら、すぐに切ってください。"}
		shown := w.slack.look.card(ticket, "")
		height := 0
		for _, b := range asSlackShows(shown) {
			height += b
		}
		lines = append(lines, height)
		if height > 15 {
			t.Errorf("%s\n  a card of %d lines", told, height)
		}
	}
	slices.Sort(lines)
	if median := lines[len(lines)/2]; median > 12 {
		t.Errorf("half of the cards have more than %d lines", median)
	}
	t.Logf("%d cards, lines %v, in the middle %d", len(lines), lines, lines[len(lines)/2])
}

// perLine is how many full-width characters a phone shows in a line.
const perLine = 22

// asSlackShows is how many lines of a phone each block takes.
func asSlackShows(p page) (out []int) {
	for _, b := range p.blocks {
		text, perLine := "", perLine
		switch b := b.(type) {
		case *slack.HeaderBlock:
			text = b.Text.Text
		case *slack.SectionBlock:
			text = b.Text.Text
		case *slack.ContextBlock:
			text, perLine = b.ContextElements.Elements[0].(*slack.TextBlockObject).Text, 30 // in smaller letters
		}
		n := 0
		for l := range strings.Lines(text) {
			n += 1 + (utf8.RuneCountInString(strings.TrimSpace(l))-1)/perLine
		}
		out = append(out, max(1, n)) // the buttons are a line
	}
	return out
}
