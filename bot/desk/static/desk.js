// Ctrl+Enter (or Cmd+Enter) sends what is being written, as its own button would. A form that was
// sent is not sent twice by a double click; the server takes it once in any case.
document.addEventListener("keydown", (e) => {
  if (e.key !== "Enter" || !(e.ctrlKey || e.metaKey) || e.isComposing || e.target.tagName !== "TEXTAREA" || !e.target.form) return;
  e.preventDefault();
  const form = e.target.form;
  form.requestSubmit(form.querySelector("button.main") ?? form.querySelector("button"));
});
document.addEventListener("submit", (e) => {
  if (e.target.dataset.sent) e.preventDefault();
  e.target.dataset.sent = "1";
});
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((f) => delete f.dataset.sent));

// Colleagues are shown who is writing a reply.
let pause = 0;
document.addEventListener("input", (e) => {
  const typing = document.getElementById("typing");
  if (e.target.id !== "text" || !typing) return;
  typing.value = e.target.value ? "1" : "";
  clearTimeout(pause);
  pause = setTimeout(() => { typing.value = ""; }, 15000);
});

// The newest line is in sight when a ticket is opened, and when it came while the reader was at the
// end; who reads further up is left there.
const lines = () => document.getElementById("lines");
const toEnd = () => { const l = lines(); if (l) l.scrollTop = l.scrollHeight; };
let atEnd = true, open = [], chosen = new Map();
const details = () => [...document.querySelectorAll("#live details")];
const selects = () => [...document.querySelectorAll("#live select")].map((s) => [s.form.action + " " + s.name, s]);
document.addEventListener("htmx:beforeSwap", () => {
  const l = lines();
  if (!l) return;
  atEnd = l.scrollHeight - l.scrollTop - l.clientHeight < 40;
  open = [l.scrollTop, details().filter((d) => d.open).map((d) => d.querySelector("summary").textContent)];
  chosen = new Map(selects().map(([name, s]) => [name, s.value]));
});
document.addEventListener("htmx:afterSwap", () => {
  const l = lines();
  if (!l || !open.length) return;
  details().forEach((d) => { d.open = open[1].includes(d.querySelector("summary").textContent); });
  selects().forEach(([name, s]) => { // a choice is kept as long as it is still offered
    if ([...s.options].some((o) => o.value === chosen.get(name))) s.value = chosen.get(name);
  });
  if (atEnd) toEnd(); else l.scrollTop = open[0];
});
addEventListener("DOMContentLoaded", toEnd);
toEnd();
