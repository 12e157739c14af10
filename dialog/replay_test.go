package dialog_test

import (
	"testing"

	"madoguchi/dialog"
	"madoguchi/knowledge"
)

// replayBase is a base of three entries, to be changed.
func replayBase(change func(scam, fax, other *knowledge.FAQ)) *knowledge.Base {
	line := func(text string) []knowledge.Line { return []knowledge.Line{{Text: text}} }
	scam := &knowledge.FAQ{ID: "scam", Category: "1.053", Urgency: knowledge.High, FirstAid: line("切ってください。"), Now: line("銀行に電話してください。")}
	fax := &knowledge.FAQ{ID: "fax", Category: "1.02", Urgency: knowledge.Low, Steps: line("捨ててください。")}
	other := &knowledge.FAQ{ID: "other", Category: knowledge.OutOfScope, Urgency: knowledge.Low, Now: line("ほかの窓口です。")}
	if change != nil {
		change(scam, fax, other)
	}
	b := &knowledge.Base{}
	for _, f := range []*knowledge.FAQ{scam, fax, other} {
		if f.ID != "" {
			b.FAQs = append(b.FAQs, f)
		}
	}
	return b
}

// side takes every text for one entry.
func side(b *knowledge.Base, means string) dialog.Side {
	return dialog.Side{Base: b, Match: func(string) knowledge.Match {
		f := b.FAQ(means)
		if f == nil {
			return knowledge.Match{None: true}
		}
		return knowledge.Match{Confidence: 0.9, Candidates: []knowledge.Candidate{{FAQ: f.ID, Category: f.Category, Score: 0.9}}}
	}}
}

func TestReplay(t *testing.T) {
	told := func(entry string) dialog.State {
		return dialog.State{Core: dialog.Core{Matter: dialog.Matter{Words: "困っています", FAQ: entry}}}
	}
	same := replayBase(nil)
	for name, c := range map[string]struct {
		state     dialog.State
		was, is   dialog.Side
		kind      dialog.TurnKind
		calmer    bool
		dangerous bool
	}{
		"nothing changes":     {told("scam"), side(same, "scam"), side(same, "scam"), dialog.TurnSame, false, false},
		"nothing was told":    {dialog.State{}, side(same, "scam"), side(same, "scam"), dialog.TurnNothing, false, false},
		"other words":         {told("scam"), side(same, "scam"), side(replayBase(func(s, _, _ *knowledge.FAQ) { s.Now[0].Text = "警察に電話してください。" }), "scam"), dialog.TurnWorded, false, false},
		"no longer urgent":    {told("scam"), side(same, "scam"), side(replayBase(func(s, _, _ *knowledge.FAQ) { s.Urgency = knowledge.Normal }), "scam"), dialog.TurnSame, true, true},
		"urgent, now fax":     {told("scam"), side(same, "scam"), side(same, "fax"), dialog.TurnOther, true, true},
		"urgent, now nothing": {told("scam"), side(same, "scam"), side(same, ""), dialog.TurnLost, true, true},
		"urgent, now ours no more": {told("scam"), side(same, "scam"), side(replayBase(func(_, _, o *knowledge.FAQ) { o.Urgency = knowledge.High }), "other"),
			dialog.TurnOther, false, true},
		"no aid any more": {told("scam"), side(same, "scam"), side(replayBase(func(s, _, _ *knowledge.FAQ) { s.FirstAid, s.Now = nil, nil }), "scam"),
			dialog.TurnWorded, false, true},
		"fax, now urgent":         {told("fax"), side(same, "fax"), side(same, "scam"), dialog.TurnOther, false, false},
		"fax, now nothing":        {told("fax"), side(same, "fax"), side(same, ""), dialog.TurnLost, false, false},
		"nothing, now fax":        {told(""), side(same, ""), side(same, "fax"), dialog.TurnFound, false, false},
		"chosen by the consulter": {told("scam"), side(same, "fax"), side(same, "fax"), dialog.TurnSame, false, false},
		"chosen, and gone":        {told("scam"), side(same, "fax"), side(replayBase(func(s, _, _ *knowledge.FAQ) { s.ID = "" }), "fax"), dialog.TurnOther, true, true},
	} {
		got := dialog.Replay(c.state, c.was, c.is)
		if got.Kind != c.kind || got.Calmer != c.calmer || got.Dangerous != c.dangerous {
			t.Errorf("%s: %+v", name, got)
		}
	}
}
