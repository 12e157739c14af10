"use strict";
(() => {
  const $ = (id) => document.getElementById(id), element = flex.element;
  const log = $("log"), quick = $("quick"), text = $("text"), sheet = $("sheet");
  let chat = new URLSearchParams(location.search).get("chat") || "", shown = "", menuOpen = true, state = null;

  const act = (what) => fetch("act", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ chat: chat || state.chats[0].id, ...what }) });

  async function tap(action) {
    if (action.type === "uri") { open(action.uri, "_blank", "noreferrer"); return; }
    if (action.type === "clipboard") {
      try { await navigator.clipboard.writeText(action.clipboardText); note("コピーしました：" + action.clipboardText); } catch { note(action.clipboardText); }
      return;
    }
    act({ do: "tap", button: action });
  }

  function note(words) {
    const n = element("div", "note", words);
    log.append(n);
    n.scrollIntoView({ block: "end" });
  }

  // LINE makes links of addresses and of what looks like a telephone number.
  function linked(words) {
    const out = document.createDocumentFragment(), re = /https?:\/\/[^\s「」（）、。]+|#\d{4}|\b0\d{1,4}-\d{1,4}-\d{3,4}\b/g;
    let end = 0;
    for (const m of words.matchAll(re)) {
      const a = element("a", "", m[0]);
      a.href = m[0].startsWith("http") ? m[0] : "tel:" + m[0].replace(/-/g, "").replace("#", "%23");
      if (m[0].startsWith("http")) { a.target = "_blank"; a.rel = "noreferrer"; }
      out.append(words.slice(end, m.index), a);
      end = m.index + m[0].length;
    }
    out.append(words.slice(end));
    return out;
  }

  function body(e, mine) {
    const m = e.message;
    if (m.type === "flex") return flex.container(m.raw.contents, tap);
    const b = element(mine ? "button" : "div", "bubble");
    if (mine) {
      b.type = "button";
      b.addEventListener("click", () => openSheet(e));
    }
    if (m.type === "image") {
      const img = element("img");
      img.src = "content/" + e.id;
      img.alt = "送った写真";
      b.classList.add("picture");
      b.append(img);
    } else if (m.type === "sticker") {
      b.classList.add("sticker");
      b.append("🐻");
    } else if (m.type === "file") {
      b.append("📄 " + (m.raw?.fileName || "ファイル"));
    } else {
      b.append(linked(m.text || ""));
    }
    return b;
  }

  function entry(e, before) {
    const mine = e.from === state.me;
    if (e.unsent) return element("div", "note", mine ? "メッセージの送信を取り消しました" : e.name + "がメッセージの送信を取り消しました");
    const d = element("div", "entry" + (mine ? " mine" : "") + (before && !before.unsent && before.from === e.from ? " same" : ""));
    if (!mine) d.append(element("div", "face", e.from ? e.name[0] : "窓"), element("div", "who", e.name));
    if (!mine && d.classList.contains("same")) d.prepend(element("div"));
    const row = element("div", "row"), stamp = element("div", "stamp");
    if (mine) stamp.append((e.edited ? "編集済み " : "") + (e.seen ? "既読 " : ""));
    stamp.append(new Date(e.at).toLocaleTimeString("ja-JP", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Tokyo" }));
    row.append(body(e, mine), stamp);
    d.append(row);
    return d;
  }

  function openSheet(e) {
    sheet.replaceChildren();
    const choice = (label, run) => {
      const b = element("button", "", label);
      b.type = "button";
      b.setAttribute("role", "menuitem");
      b.addEventListener("click", () => { sheet.hidden = true; run?.(); });
      sheet.append(b);
    };
    choice("送信取消", () => act({ do: "unsend", message: e.id }));
    if (!state.private && e.message.type === "text") {
      choice("編集", () => { const words = prompt("書き直す", e.message.text); if (words !== null) act({ do: "edit", message: e.id, text: words }); });
    }
    choice("閉じる");
    sheet.hidden = false;
    sheet.querySelector("button").focus();
  }

  function dots() {
    const d = element("div", "entry same"), row = element("div", "row"), b = element("div", "bubble dots");
    b.append(element("i"), element("i"), element("i"));
    b.setAttribute("aria-label", "返事を用意しています");
    row.append(b);
    d.append(element("div"), row);
    return d;
  }

  function draw() {
    const entries = state.entries, last = entries[entries.length - 1];
    log.replaceChildren();
    if (last) log.append(element("div", "day", new Date(entries[0].at).toLocaleDateString("ja-JP", { month: "long", day: "numeric", weekday: "short", timeZone: "Asia/Tokyo" })));
    entries.forEach((e, i) => log.append(entry(e, entries[i - 1])));
    if (state.loading) log.append(dots());
    quick.replaceChildren();
    // Quick replies stand under the last message only, and are gone as soon as anything follows.
    for (const item of (last && !last.from && last.message.raw?.quickReply?.items) || []) {
      const b = element("button", "", item.action.label);
      b.type = "button";
      b.addEventListener("click", () => tap(item.action));
      quick.append(b);
    }
    log.scrollTop = log.scrollHeight;
  }

  function frame() {
    $("account").textContent = state.account;
    $("place").textContent = state.private ? (state.blocked ? "ブロック中" : "公式アカウント") : "グループ（" + state.chats[0].name + "として）";
    const chats = $("chats");
    if (chats.length !== state.chats.length) chats.replaceChildren(...state.chats.map((c) => new Option(c.name, c.id)));
    chats.value = chat || state.chats[0].id;
    const ready = state.friend && !state.blocked;
    $("block").hidden = !ready;
    $("block").textContent = state.private ? "ブロック" : "外す";
    $("add").hidden = ready;
    $("follow").textContent = !state.private ? "グループに招待" : state.blocked ? "ブロックを解除" : "友だち追加";
    $("invitation").textContent = !state.private ? "このグループに、窓口のアカウントはいません。" : state.blocked ? "ブロックしているので、返事は届きません。" : "まだ友だちではありません。追加すると、あいさつが届きます。";
    log.hidden = !ready && state.entries.length === 0;
    text.placeholder = state.private ? "Aa" : "@" + state.account + " と書くと呼べます";
    const menu = ready && state.menu;
    $("menu").hidden = !menu;
    if (!menu) return;
    const areas = $("areas"), { width, height } = state.menu.size;
    $("bar").textContent = state.menu.chatBarText + (menuOpen ? " ▾" : " ▴");
    $("bar").setAttribute("aria-expanded", menuOpen);
    areas.hidden = !menuOpen;
    if (areas.dataset.menu === state.menu.richMenuId) return;
    areas.dataset.menu = state.menu.richMenuId;
    areas.style.aspectRatio = width + " / " + height;
    areas.style.backgroundImage = `url("menu.png?${state.menu.richMenuId}")`;
    areas.replaceChildren(...state.menu.areas.map((a) => {
      const b = element("button", "", a.action.label), { x, y, width: w, height: h } = a.bounds;
      b.type = "button";
      Object.assign(b.style, { left: (x / width) * 100 + "%", top: (y / height) * 100 + "%", width: (w / width) * 100 + "%", height: (h / height) * 100 + "%" });
      b.addEventListener("click", () => { menuOpen = false; tap(a.action); frame(); });
      return b;
    }));
  }

  function books() {
    const b = state.books, item = (words, bad) => element("li", bad ? "bad" : "", words);
    $("quota").textContent = b.quota < 0 ? b.used + "（上限なし）" : b.used + " / " + b.quota;
    $("violations").textContent = b.violations.length ? b.violations.join("、") : "なし";
    $("violations").className = b.violations.length ? "bad" : "";
    $("pending").textContent = b.pending;
    $("requests").replaceChildren(...b.requests.reverse().map((r) => item(`${r.Status || "―"} ${r.Method} ${r.Path.replace(/[UCR][0-9a-f]{32}/, "…")}`, r.Status >= 400)));
    $("answers").replaceChildren(...b.answers.reverse().map((a) => item(`${a.Status || "―"} ${a.Reason || ""} ${Math.round(a.Took / 1e6)} ms${a.Again ? "（再送）" : ""}`, a.Reason)));
  }

  async function look() {
    const r = await fetch("state?chat=" + encodeURIComponent(chat));
    if (!r.ok) return;
    state = await r.json();
    frame();
    books();
    const now = JSON.stringify([chat, state.entries, state.loading]);
    if (now !== shown) { shown = now; draw(); }
  }

  $("form").addEventListener("submit", (ev) => {
    ev.preventDefault();
    const words = text.value.trim();
    if (!words) return;
    text.value = "";
    menuOpen = false;
    grow();
    act({ do: "text", text: words });
  });
  const grow = () => { if (text.value === "\n") text.value = ""; text.style.height = "auto"; text.style.height = text.scrollHeight + 2 + "px"; };
  text.addEventListener("input", grow);
  text.addEventListener("focus", () => { if (menuOpen) { menuOpen = false; frame(); } });
  text.addEventListener("keydown", (ev) => {
    if (ev.key === "Enter" && !ev.shiftKey && !ev.isComposing) { ev.preventDefault(); $("form").requestSubmit(); }
  });
  $("bar").addEventListener("click", () => { menuOpen = !menuOpen; frame(); });
  $("follow").addEventListener("click", () => act({ do: "follow" }));
  $("block").addEventListener("click", () => act({ do: "unfollow" }));
  $("sticker").addEventListener("click", () => act({ do: "sticker" }));
  $("chats").addEventListener("change", (ev) => { chat = ev.target.value; look(); });
  $("file").addEventListener("change", async (ev) => {
    const f = ev.target.files[0];
    if (!f) return;
    const url = await new Promise((done) => { const r = new FileReader(); r.onload = () => done(r.result); r.readAsDataURL(f); });
    act({ do: f.type.startsWith("image/") ? "image" : "file", name: f.name, data: url.slice(url.indexOf(",") + 1) });
    ev.target.value = "";
  });
  new EventSource("changes").addEventListener("message", look);
})();
