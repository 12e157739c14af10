package desk_test

import (
	"fmt"
	"strings"
	"testing"

	"madoguchi/bot/desk"
	"madoguchi/bot/harness/browser"
)

// TestEntryInBrowser: while somebody writes, how it reads and what is wrong with it come by
// themselves, and neither the writer's words nor their place are taken from them; a row moves up by
// keyboard; the draft is kept with Enter.
func TestEntryInBrowser(t *testing.T) {
	o := newEditorsOffice(t)
	o.hire("editor", "編集 花子", desk.Editor)
	w := o.open("editor", 1280, 800)
	w.goTo("faq/support-scam/edit")
	w.WaitIn("#look", "直すところは、見つかりませんでした")
	w.Type(`#f_do_not .entry_row:last-of-type textarea`, "電源を切れ。")
	w.WaitIn("#look", "命令のように読めます")
	if at := browser.Eval[string](w, `document.activeElement.name + "/" + document.activeElement.value`); at != "do_not.text/電源を切れ。" {
		t.Errorf("the writer is at %q", at)
	}
	before := browser.Eval[string](w, `document.querySelectorAll("#f_steps textarea")[1].value`)
	browser.Eval[bool](w, `document.querySelector('button[value="up steps 1"]').focus(), true`)
	w.Keys("\r")
	w.Until(fmt.Sprintf(`document.querySelector("#f_steps textarea")?.value === %q && document.readyState === "complete"`, before), "the second step to be the first")
	w.Wait("まだ下書きはありません")
	browser.Eval[bool](w, `document.querySelector("input[name=title]").focus(), true`)
	w.Keys("\r")
	w.Wait("下書き: 編集 花子 さん")
	w.Until(`document.readyState === "complete"`, "the form below it")
	if got := browser.Eval[string](w, `[...document.querySelectorAll("#f_do_not textarea")].map(e => e.value).join("/")`); !strings.Contains(got, "電源を切れ。") {
		t.Errorf("kept: %q", got)
	}
}
