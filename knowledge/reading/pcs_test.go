package reading

import (
	"testing"
	"time"

	"madoguchi/knowledge"
)

// TestCountsAddUp: what is counted one by one is added up, a part is no total, and half a machine is asked for again.
func TestCountsAddUp(t *testing.T) {
	slot := &knowledge.Slot{Name: knowledge.SlotPCs, Kind: "number"}
	for text, want := range map[string]string{
		"3台と2台": "5", "3台と2台です": "5", "3台+2台": "5", "3台＋2台": "5", "3台、2台": "5", "3台と、あと2台": "5", "二台と三台": "5", "本社3台、支店2台": "5",
		"3台と2台と1台": "6", "3台と2台で5台": "5", "5台（3台と2台）": "5", "ノート3台とデスク2台": "5", "3台と、サーバー1台": "3", "3台とスマホ2台": "3", "3台と2台のスマホ": "3",
		"2台は11でした": "", "2台は11で、3台は10でした": "", "2台が11で3台が10": "", "2台はWindows11です": "",
		"十二、三台": "13", "二、三台": "3", "12、3台": "13", "二十五、六台です": "26", "10、20台": "20", "3+2台": "5", "3足す2台": "5", "２＋１台": "3",
		"2台半": "", "三台半": "", "3台半分": "", "三・五台": "", "3点5台": "", "1/2台": "", "3台×2": "",
		"3.5台": "", "3．5台": "", "2.5台くらい": "", "0.5台": "", "2、3台": "3", "2~3台": "3", "1,000台": "1000", "10台中3台": "10", "約3台": "3", "Windows 8.1が3台": "3",
	} {
		r := testReader().Read(text, time.Time{})
		if got, _ := r.Answer(slot); got != want || r.Facts[knowledge.SlotPCs] != want {
			t.Errorf("%s: answers %q, states %q, want %q", text, got, r.Facts[knowledge.SlotPCs], want)
		}
	}
}
