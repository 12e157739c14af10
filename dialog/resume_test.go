package dialog_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/dialog"
	"madoguchi/knowledge"
)

// held is a consultation that a person has taken over.
func held(t *testing.T, texts ...string) dialog.State {
	t.Helper()
	s := talk(append(texts, "人と話したい")...)
	if s.Phase != dialog.PhaseHandoff {
		t.Fatalf("phase %s", s.Phase)
	}
	return s
}

func aid(s dialog.State, e dialog.Event) dialog.Outcome {
	return dialog.FirstAidOnly(s, masked(e), advisor().world(morning))
}

func TestFirstAidOnlyIsSilent(t *testing.T) {
	s := held(t, "迷惑メールが毎日たくさん来て困っています")
	for _, e := range []dialog.Event{
		said("a", "はい"), said("b", "パソコンは3台です"), said("c", "最初から"), said("d", "ありがとうございます"), said("e", "ホームページの作り方を教えて"),
		{Kind: dialog.Image, Message: "f"}, {Kind: dialog.Sticker}, {Kind: dialog.Choose, Choice: "yes", Text: "はい"}, {Kind: dialog.Unsend, Message: "b"},
	} {
		out := aid(s, e)
		if len(out.Messages) > 0 || out.Ask != nil || out.Handoff != nil || out.State.Phase != dialog.PhaseHandoff {
			t.Errorf("%+v: said %v in phase %s", e, out.Messages, out.State.Phase)
		}
	}
	out := aid(s, said("b", "パソコンは3台です"))
	summary := strings.Join(dialog.Summary(out.State, advisor().world(morning)), "\n")
	if out.State.Facts["pcs"] != "3" || !strings.Contains(summary, "パソコンは3台です") {
		t.Errorf("what was told is not remembered: %v\n%s", out.State.Facts, summary)
	}
}

func TestFirstAidOnlyOnRedFlags(t *testing.T) {
	s := held(t, "迷惑メールが毎日たくさん来て困っています")
	out := aid(s, said("a", "さっき言われたとおりにカードで3万円払ってしまいました"))
	if len(out.Messages) != 1 || out.Messages[0].Kind != dialog.FirstAid || !strings.Contains(out.Messages[0].Text, "電話") {
		t.Fatalf("said %v", out.Messages)
	}
	if again := aid(out.State, said("b", "カードで払いました")); len(again.Messages) > 0 {
		t.Errorf("the same red flag was answered twice: %v", again.Messages)
	}
	if edited := aid(s, dialog.Event{Kind: dialog.Edit, Message: "1", Text: "迷惑メールのリンクから遠隔操作のソフトを入れさせられて、操作されました"}); len(edited.Messages) != 1 {
		t.Errorf("a red flag in an edited message: said %v", edited.Messages)
	}
	if lost := aid(s, said("c", "もう死にたいです")); len(lost.Messages) == 0 || lost.Messages[0].Kind != dialog.FirstAid {
		t.Errorf("words of despair: said %v", lost.Messages)
	}
	if secret := aid(s, said("d", "パスワードはabc12345です")); len(secret.Messages) != 1 || secret.Messages[0].Text != advisor().Base.Phrases["secret"] {
		t.Errorf("a secret: said %v", secret.Messages)
	}
}

// TestFinished (peers 12): the desk closes the chat, the consulter writes again.
func TestFinished(t *testing.T) {
	out := dialog.Resume(held(t, "迷惑メールが毎日たくさん来て困っています"), advisor().world(morning), dialog.Finished)
	if out.Messages[0].Text != advisor().Base.Phrases["desk.finished"] || out.State.Phase != dialog.PhaseDone || out.Ask != nil {
		t.Fatalf("said %v, phase %s", out.Messages, out.State.Phase)
	}
	for text, want := range map[string]dialog.Phase{
		"ありがとうございました": dialog.PhaseDone, "ホームページが書き換えられて変な絵が出ています": dialog.PhaseAsk, "人と話したい": dialog.PhaseHandoff,
	} {
		next := step(out.State, said("9", text), morning)
		if len(next.Messages) == 0 || next.State.Phase != want {
			t.Errorf("%s: phase %s, want %s", text, next.State.Phase, want)
		}
		if text == "人と話したい" && next.Handoff == nil {
			t.Error("a person who is asked for again gets no ticket")
		}
	}
}

// TestGivenBack: the bot goes on where it was.
func TestGivenBack(t *testing.T) {
	for _, c := range []struct {
		name  string
		texts []string
		slot  string
		phase dialog.Phase
	}{
		{"in the questions", []string{"顧客名簿の入ったUSBを電車でなくしました"}, "locked", dialog.PhaseAsk},
		{"after the answer", []string{"顧客名簿の入ったUSBを電車でなくしました", "かかってません"}, "helped", dialog.PhaseAnswer},
		{"before anything was said", nil, knowledge.SlotSymptom, dialog.PhaseSymptom},
	} {
		t.Run(c.name, func(t *testing.T) {
			out := dialog.Resume(held(t, c.texts...), advisor().world(morning), dialog.GivenBack)
			if out.Ask == nil || out.Ask.Slot != c.slot || out.State.Phase != c.phase || out.State.Ticketed {
				t.Errorf("asks %+v in phase %s, ticketed %v", out.Ask, out.State.Phase, out.State.Ticketed)
			}
		})
	}
}

// TestBaseChanges (peers 16): the base is edited in mid-chat. The entry in hand, the question or the kept matter may be gone; the
// consultation goes on.
func TestBaseChanges(t *testing.T) {
	asked := talk("顧客名簿の入ったUSBを電車でなくしました")
	answered := talk("顧客名簿の入ったUSBを電車でなくしました", "かかってません")
	queued := talk("退職した人のIDをどう消せばいいか知りたいです。あと、ホームページが書き換えられて変な絵が出ています", "質問はもういい", "ありがとう")
	topic := talk("変な画面が出る")
	smaller := *advisor().Base
	smaller.FAQs, smaller.Slots = nil, nil
	for _, f := range advisor().Base.FAQs {
		asks := slices.ContainsFunc(f.Ask, func(a knowledge.Asked) bool { return a.Slot == "locked" })
		if f.ID != asked.FAQ && f.ID != queued.FAQ && f.ID != "leaver-access" && !asks {
			smaller.FAQs = append(smaller.FAQs, f)
		}
	}
	for _, s := range advisor().Base.Slots {
		if s.Name != "locked" {
			smaller.Slots = append(smaller.Slots, s)
		}
	}
	world := advisor().world(morning)
	world.Base = &smaller
	world = matching(world, func(text string) knowledge.Match {
		m := advisor().Match(text)
		var left []knowledge.Candidate
		for _, c := range m.Candidates {
			if smaller.FAQ(c.FAQ) != nil {
				left = append(left, c)
			}
		}
		m.Candidates = left
		return m
	})
	for name, s := range map[string]dialog.State{"asked": asked, "answered": answered, "queued": queued, "topic": topic} {
		for _, e := range []dialog.Event{
			said("8", "はい"), said("8", "戻る"), said("8", "記録をください"), said("8", "ありがとう"), said("8", "もっとくわしく"), said("8", "会社のパソコンは5台です"),
			{Kind: dialog.Choose, Choice: "yes", Text: "はい"}, {Kind: dialog.Choose, Choice: "unknown", Text: "分からない"}, {Kind: dialog.Start}, {Kind: dialog.Image},
		} {
			if out := dialog.Step(s, e, world); len(out.Messages) == 0 || strings.Contains(out.Messages[0].Text, "%!") {
				t.Errorf("%s, %+v: said %v", name, e, out.Messages)
			}
		}
		for _, how := range []dialog.Ending{dialog.Finished, dialog.GivenBack} {
			if out := dialog.Resume(s, world, how); len(out.Messages) == 0 {
				t.Errorf("%s: the bot does not come back", name)
			}
		}
	}
}

// TestOneMeaning: a single meaning that is likely, and not sure, is asked about.
func TestOneMeaning(t *testing.T) {
	world := matching(advisor().world(morning), func(string) knowledge.Match {
		return knowledge.Match{Confidence: 0.5, Candidates: []knowledge.Candidate{{FAQ: "wifi", Category: "2.013", Score: 0.5}, {FAQ: "utm", Category: "2.013", Score: 0.01}}}
	})
	out := dialog.Step(dialog.State{}, said("1", "電波のことで相談があります"), world)
	if out.Ask == nil || out.Ask.Slot != knowledge.SlotTopic || len(out.Ask.Choices) != 2 || !strings.Contains(out.Messages[0].Text, world.Base.FAQ("wifi").Meaning) {
		t.Fatalf("said %v", out.Messages)
	}
	if yes := dialog.Step(out.State, said("2", "はい"), world); yes.State.FAQ != "wifi" {
		t.Errorf("yes leads to %q", yes.State.FAQ)
	}
	if no := dialog.Step(out.State, said("2", "違います"), world); no.State.FAQ != "" {
		t.Errorf("no leads to %q", no.State.FAQ)
	}
}

// TestSessionEnds proves that the silence that ends a session is the desk's to set.
func TestSessionEnds(t *testing.T) {
	for ends, want := range map[time.Duration]bool{0: false, 2 * time.Hour: true, 72 * time.Hour: false} {
		world := advisor().world(morning)
		world.SessionEnds = ends
		s := dialog.Step(dialog.State{}, said("1", "スマホをなくしました。お客さんの連絡先が入ってます"), world).State
		later := advisor().world(morning.Add(3 * time.Hour))
		later.SessionEnds = ends
		if out := dialog.Step(s, said("2", "息子の運動会から、いま戻りました"), later); (out.State.Slot == "expiry") != want {
			t.Errorf("sessions end after %s: after 3 hours %s is asked", ends, out.State.Slot)
		}
	}
}
