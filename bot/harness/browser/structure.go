package browser

// structure finds in a page what keeps people out who do not see it, cannot tell colours apart, or
// use no mouse: headings that skip a level, what stands outside all landmarks, controls whose name
// nobody hears, ids that stand twice, what describes nothing, text of too little contrast, and an
// order of focus that is not that of the page. axe looks further where it is at hand; this is what
// the gate always looks at.
const structure = `(() => {
  const out = [], seen = e => e.checkVisibility({visibilityProperty: true}), brief = e => e.outerHTML.slice(0, 140);
  const all = s => [...document.querySelectorAll(s)];
  const heads = all("h1, h2, h3, h4, h5, h6").filter(seen).map(h => +h.tagName[1]);
  if (heads.filter(n => n === 1).length !== 1 || heads[0] !== 1) out.push("headings begin " + heads.slice(0, 3));
  heads.forEach((n, i) => { if (i && n > heads[i - 1] + 1) out.push("a heading of level " + n + " follows one of level " + heads[i - 1]); });
  if (all("main").length !== 1) out.push("main stands " + all("main").length + " times");
  if (!document.documentElement.lang) out.push("no language");
  const ids = new Map(); all("[id]").forEach(e => ids.set(e.id, (ids.get(e.id) ?? 0) + 1));
  ids.forEach((n, id) => { if (n > 1) out.push("the id " + id + " stands " + n + " times"); });
  for (const name of ["aria-labelledby", "aria-describedby", "aria-controls", "for", "list"]) {
    all("[" + name + "]").forEach(e => e.getAttribute(name).split(/\s+/).forEach(id => { if (!document.getElementById(id)) out.push(name + " names nothing: " + brief(e)); }));
  }
  const landmark = "main, header, nav, aside, footer, [role=status], [role=log], form[aria-label], a.skip";
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let n; (n = walker.nextNode());) {
    const e = n.parentElement;
    if (n.textContent.trim() && seen(e) && !e.closest(landmark) && !e.closest("script, style, noscript")) out.push("outside all landmarks: " + brief(e));
  }
  const named = e => (e.getAttribute("aria-label") ?? "").trim() || (e.getAttribute("aria-labelledby") && document.getElementById(e.getAttribute("aria-labelledby"))?.textContent.trim()) ||
    [...(e.labels ?? [])].map(l => l.textContent.trim()).join("") || (/^(BUTTON|A|SUMMARY)$/.test(e.tagName) && (e.textContent.trim() || e.querySelector("img[alt]")?.alt)) || e.alt;
  all("button, a[href], summary, input:not([type=hidden]), select, textarea, img, [role=region], [role=group]").filter(seen).forEach(e => { if (!named(e) && e.alt !== "") out.push("has no name: " + brief(e)); });
  all("section[aria-label], aside, nav").filter(seen).forEach(e => { if (!named(e)) out.push("a landmark without a name: " + brief(e)); });
  all("fieldset").forEach(e => { if (!e.querySelector(":scope > legend")?.textContent.trim()) out.push("a fieldset without a legend: " + brief(e)); });
  all("table").forEach(e => { if (!e.querySelector("th[scope]")) out.push("a table without headings: " + brief(e)); });
  if (all("[tabindex]").some(e => e.tabIndex > 0)) out.push("an order of focus of its own");
  all("*").filter(e => seen(e) && e.scrollHeight > e.clientHeight + 4 && /auto|scroll/.test(getComputedStyle(e).overflowY) && e.tagName !== "TEXTAREA").forEach(e => {
    if (e.tabIndex < 0 && !e.querySelector("a[href], button, input, select, textarea")) out.push("cannot be scrolled by keyboard: " + brief(e));
  });
  const rgb = c => { const m = c.match(/[\d.]+/g)?.map(Number) ?? [0, 0, 0, 0]; return [m[0], m[1], m[2], m[3] ?? 1]; };
  const back = e => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor); if (c[3] > 0.99) return c; } return rgb(getComputedStyle(document.documentElement).colorScheme.startsWith("dark") ? "rgb(18,18,18)" : "rgb(255,255,255)"); };
  const light = c => { const f = v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; return 0.2126 * f(c[0]) + 0.7152 * f(c[1]) + 0.0722 * f(c[2]); };
  const faint = new Set();
  all("body *").filter(e => seen(e) && [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()) && !e.closest("svg, option, [disabled]")).forEach(e => {
    const s = getComputedStyle(e), a = light(rgb(s.color)), b = light(back(e)), ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const large = parseFloat(s.fontSize) >= 24 || parseFloat(s.fontSize) >= 18.66 && +s.fontWeight >= 700;
    if (ratio < (large ? 3 : 4.5)) faint.add(e.className + " " + ratio.toFixed(1) + ": " + brief(e));
  });
  return out.concat([...faint].slice(0, 5)).slice(0, 20);
})()`
