// The web chat. The server keeps the conversation; this page shows it and sends what is typed. What could not be sent
// waits in the browser's storage under an id of its own, so that it arrives once however often it is sent.
"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const log = $("log"), choices = $("choices"), offline = $("offline"), form = $("form"), text = $("text"), main = document.querySelector("main");
  const sign = $("sign"), title = document.title, coarse = matchMedia("(pointer: coarse)").matches;
  let signs = 0;
  const STORE = "madoguchi.waiting";
  const heard = new Set(); // the ids of this page's messages that came back on the stream
  let kept = ""; // which conversation is shown
  let waiting = load(), sending = false, last = 0, caughtUp = false, stream = null, lastBeat = Date.now();

  function load() {
    try { return JSON.parse(localStorage.getItem(STORE)) || []; } catch { return []; }
  }
  function keep() {
    try { localStorage.setItem(STORE, JSON.stringify(waiting)); } catch { /* private mode: waits in memory only */ }
  }
  function newID() {
    return Array.from(crypto.getRandomValues(new Uint8Array(12)), (b) => b.toString(16).padStart(2, "0")).join("");
  }
  function element(tag, className, content) {
    const e = document.createElement(tag);
    if (className) e.className = className;
    if (content) e.textContent = content;
    return e;
  }

  // show adds one line. Every line is added once and whole, so that a screen reader announces it once.
  function show(line) {
    const p = element("div", "line " + line.from + " " + (line.kind || ""));
    const by = element("span", "by " + line.from);
    by.append(element("b", "", { consulter: "あなた", staff: "担当者" }[line.from] || "自動応答"));
    const at = line.at && new Date(line.at);
    if (at) { const t = element("time", "", clock(at)); t.dateTime = line.at; by.append(" ", t); }
    p.append(by);
    if (line.kind === "first_aid") p.append(element("span", "mark", "⚠ いますぐ"));
    if (line.file) p.append(element("span", "text", "写真を送りました" + (line.file.name ? "（" + line.file.name + "）" : "")));
    if (line.contacts) contacts(p, line);
    else if (line.text) words(p, line.text);
    for (const l of line.links || []) { // pages of the desk's own, beside this one
      const a = link(l.path, l.label);
      a.className = "page";
      a.target = "_blank";
      a.rel = "noreferrer";
      p.append(a);
    }
    log.append(p);
    return p;
  }
  function clock(at) {
    const day = at.toDateString() === new Date().toDateString() ? {} : { month: "numeric", day: "numeric" };
    return at.toLocaleString("ja-JP", { ...day, hour: "numeric", minute: "2-digit" });
  }
  // named puts a text into an element. The desk's name stays together: broken after 中 it reads as something else.
  function named(e, content) {
    const name = log.dataset.desk;
    if (!name || !content.includes(name)) { e.textContent = content; return e; }
    content.split(name).forEach((part, i) => {
      if (i) e.append(element("span", "name", name));
      if (part) e.append(part);
    });
    return e;
  }
  // words are a text with its headings and its points, as the desk writes them: 【…】 and ・….
  function words(p, text) {
    for (const line of text.split("\n")) {
      if (/^【[^】]+】$/.test(line)) p.append(element("strong", "head", line.slice(1, -1)));
      else p.append(named(element("span", line.startsWith("・") ? "point" : "text"), line || "\u00a0"));
    }
  }
  function contacts(p, line) {
    p.append(document.createTextNode(line.text.split("\n")[0]));
    for (const c of line.contacts) {
      const d = element("div", "contact");
      d.append(element("strong", "", c.name));
      if (c.for) d.append(element("span", "", c.for));
      if (c.phone) d.append(link(dial(c.phone), "電話 " + c.phone));
      if (c.mail) d.append(link("mailto:" + c.mail, "メール " + c.mail));
      if (c.url) d.append(link(c.url, "公式ページを開く"));
      const when = [c.open, c.hours].filter(Boolean).join("。");
      if (when) d.append(element("span", "", when));
      p.append(d);
    }
  }
  // dial is a number as an address: a bare # would begin a fragment, and #9110 be no number.
  function dial(phone) {
    return "tel:" + phone.replace(/[^0-9#+]/g, "").replace("#", "%23");
  }
  function link(href, label) {
    const a = element("a", "", label);
    a.href = href;
    if (href.startsWith("https:")) { a.target = "_blank"; a.rel = "noreferrer"; }
    return a;
  }
  let latest; // the question that was last shown: what is typed before the next one is seen answers this one
  function offer(list, question) {
    if (question) latest = question;
    choices.replaceChildren();
    choices.hidden = !list || list.length === 0;
    // Where the answers are numbers themselves (3 PCs), a numbered button would mislead whoever types.
    const numbered = !(list || []).some((c) => /^[0-9]/.test(c.label));
    (list || []).forEach((c, i) => {
      const b = element("button", "", (numbered ? i + 1 + ". " : "") + c.label);
      b.type = "button";
      b.addEventListener("click", () => { offer(null); say({ text: c.label, choice: c.value, question }); if (!coarse) text.focus(); }); // on a phone its keyboard would cover what is said
      choices.append(b);
    });
  }
  // toEnd brings the end of the conversation into view or, when the last answer is longer than the screen, its beginning:
  // what to do first stands there.
  function toEnd() {
    const mine = [...log.querySelectorAll(".line.consulter:not(.waiting)")].pop();
    const answer = mine ? mine.nextElementSibling : log.firstElementChild;
    const scrolls = main.scrollHeight > main.clientHeight;
    main.scrollTop = main.scrollHeight;
    if (!scrolls) form.scrollIntoView({ block: "end" }); // on a small screen the page itself scrolls
    else if (answer && answer.getBoundingClientRect().top < main.getBoundingClientRect().top) answer.scrollIntoView({ block: "start" });
  }

  function pending(m) {
    const p = show({ from: "consulter", text: m.text });
    p.classList.add("waiting");
    p.dataset.id = m.id;
  }
  function say(m) {
    m.id = newID();
    waiting.push(m);
    keep();
    pending(m);
    reading(true);
    toEnd();
    send();
  }
  // reading shows that an answer may be on its way; nobody is made to wait for it.
  function reading(yes) {
    clearTimeout(signs);
    sign.hidden = !yes;
    if (yes) signs = setTimeout(() => reading(false), 15000);
  }
  async function send() {
    if (sending) return;
    sending = true;
    try {
      while (waiting.length > 0) {
        const r = await fetch("/chat/messages", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(waiting[0]) });
        if (r.status === 403) { // the cookie is gone, or is not kept
          if (location.hash === "#again") { tell(offline.dataset.cookie); return; }
          location.hash = "again";
          location.reload();
          return;
        }
        if (r.status === 429) { // too much at once: sent again by itself
          tell(busy);
          setTimeout(send, 1000 * Math.max(1, Number(r.headers.get("Retry-After")) || 2));
          return;
        }
        if (r.status >= 500) throw new Error(r.status);
        const m = waiting.shift();
        if (!r.ok || heard.has(m.id)) done(m.id); // refused for good, or shown already
        keep();
      }
      connected(true);
    } catch {
      connected(false);
      setTimeout(send, 2000);
    } finally { sending = false; }
  }
  function done(id) {
    const p = log.querySelector('[data-id="' + id + '"]');
    if (p) p.remove();
  }
  // smaller is a picture as a screen needs it: a camera's is many megabytes, and where it was taken is nobody's affair.
  async function smaller(file) {
    try {
      const whole = await createImageBitmap(file);
      for (let side = 1600, quality = 0.85; ; side *= 0.75, quality -= 0.1) {
        const k = Math.min(1, side / Math.max(whole.width, whole.height)), c = document.createElement("canvas");
        c.width = Math.max(1, Math.round(whole.width * k));
        c.height = Math.max(1, Math.round(whole.height * k));
        c.getContext("2d").drawImage(whole, 0, 0, c.width, c.height);
        const out = await new Promise((done) => c.toBlob(done, "image/jpeg", quality));
        if (!out) return file;
        if (out.size < 300000 || side < 700) return out;
      }
    } catch { return file; } // no picture that this browser knows: the desk finds out what it is
  }
  // A picture goes by itself and at once: it is too large to wait in the browser's storage.
  const picture = $("picture");
  picture.addEventListener("change", async () => {
    const file = picture.files[0];
    if (!file) return;
    picture.value = "";
    reading(true);
    const small = await smaller(file), at = "/chat/pictures?id=" + newID() + "&name=" + encodeURIComponent(file.name);
    try {
      const r = await fetch(at, { method: "POST", headers: { "Content-Type": small.type || "image/jpeg" }, body: small });
      if (r.status === 413 || r.status === 415 || r.status === 400) throw "large";
      if (!r.ok) throw "busy";
      connected(true);
    } catch (why) { // it is not sent again by itself
      reading(false);
      tell(why === "large" ? offline.dataset.large : offline.dataset.failed);
    }
  });
  const cut = offline.textContent, busy = offline.dataset.busy;
  function tell(words) {
    if (offline.textContent !== words) offline.textContent = words;
    offline.hidden = false;
  }
  function connected(yes) {
    if (!yes) tell(cut);
    else if (!offline.hidden) offline.hidden = true;
  }

  // The stream tells everything from the first line on, also after a reload. Lines of the past are not announced.
  function listen() {
    stream = new EventSource("/chat/events");
    stream.onmessage = (e) => {
      lastBeat = Date.now();
      const line = JSON.parse(e.data);
      if (line.n <= last) return;
      last = line.n;
      log.querySelectorAll(".greeting").forEach((p) => p.remove()); // the line itself says it
      if (line.of) { heard.add(line.of); done(line.of); } // the line itself takes the place of what was typed
      if (line.from !== "consulter") {
        reading(false);
        if (document.hidden && caughtUp) document.title = "● " + title;
        if (document.hidden && caughtUp && line.from === "staff") ring();
      }
      const tail = [...log.querySelectorAll(".waiting")];
      show(line);
      if (tail.length) log.append(...tail); // what still waits stays at the end
      offer(line.choices, line.question);
      toEnd();
    };
    stream.addEventListener("greeting", (e) => { // to who has said nothing yet
      if (last > 0 || log.querySelector(".line")) return;
      const lines = JSON.parse(e.data);
      for (const l of lines) show({ ...l, at: "" }).classList.add("greeting"); // not said yet: without a time
      if (lines.length) offer(lines[lines.length - 1].choices, lines[lines.length - 1].question);
    });
    stream.addEventListener("conversation", (e) => {
      if (kept && kept !== e.data) { log.replaceChildren(); last = 0; latest = undefined; offer(null); } // a case is carried on here from elsewhere
      kept = e.data;
    });
    stream.addEventListener("current", () => {
      lastBeat = Date.now();
      connected(true);
      if (location.hash === "#again") history.replaceState(null, "", location.pathname);
      if (!caughtUp) { caughtUp = true; log.setAttribute("aria-live", "polite"); waiting.forEach(pending); toEnd(); }
      if (waiting.length) send();
    });
    stream.addEventListener("beat", () => { lastBeat = Date.now(); });
    stream.onerror = () => {
      connected(false);
      if (stream.readyState === EventSource.CLOSED) setTimeout(again, 2000);
    };
  }
  function again() { stream.close(); listen(); }
  setInterval(() => { if (Date.now() - lastBeat > 45000) { lastBeat = Date.now(); connected(false); again(); } }, 5000);
  window.addEventListener("offline", () => connected(false));
  window.addEventListener("online", () => { again(); });

  form.addEventListener("submit", (e) => {
    e.preventDefault();
    const t = text.value.trim();
    if (!t) return;
    text.value = "";
    offer(null);
    say({ text: t, question: latest });
  });
  text.addEventListener("keydown", (e) => {
    // Enter sends, but not the Enter that ends a conversion of kana.
    if (e.key === "Enter" && !e.shiftKey && !e.isComposing && e.keyCode !== 229) { e.preventDefault(); form.requestSubmit(); }
  });
  // Whoever has gone to another tab is told by the browser that a person has answered, if they wish it.
  const bell = $("notify"), can = "Notification" in window;
  function asked() { bell.hidden = !can || Notification.permission !== "default"; }
  function ring() {
    if (!can || Notification.permission !== "granted") return;
    try { // some phones tell by a service worker only; there the title says it
      const n = new Notification(title, { body: "担当者から返事が来ました。", tag: "answer", icon: "/chat/static/icon.svg" });
      n.onclick = () => { window.focus(); n.close(); };
    } catch { /* the title says it */ }
  }
  bell.addEventListener("click", async () => { await Notification.requestPermission(); asked(); bell.closest("details").open = false; });
  asked();
  document.addEventListener("visibilitychange", () => { if (!document.hidden) document.title = title; });
  for (const b of document.querySelectorAll("[data-say]")) {
    b.addEventListener("click", () => {
      b.closest("details").open = false;
      if (b.dataset.sure && !confirm(b.dataset.sure)) return;
      offer(null);
      say({ text: b.dataset.say });
    });
  }
  $("pass").addEventListener("click", async () => {
    $("pass").closest("details").open = false;
    try {
      const r = await fetch("/chat/pass", { method: "POST" });
      if (r.status === 409) tell(offline.dataset.empty);
      else if (!r.ok) throw new Error(r.status);
    } catch { tell(offline.dataset.failed); }
  });
  if (!navigator.cookieEnabled) tell(offline.dataset.cookie);
  else listen();
})();
