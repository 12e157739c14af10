"use strict";
// Flex messages as LINE shows them, as far as desks use them (https://developers.line.biz/en/docs/messaging-api/flex-message-elements/).
const flex = (() => {
  const sizes = { xxs: 11, xs: 12, sm: 13, md: 14.5, lg: 17, xl: 20, xxl: 25 };
  const gaps = { none: 0, xs: 2, sm: 4, md: 8, lg: 12, xl: 16, xxl: 20 };
  const px = (v, table) => (v in table ? table[v] + "px" : v);

  function element(tag, name, text) {
    const e = document.createElement(tag);
    if (name) e.className = name;
    if (text !== undefined) e.textContent = text;
    return e;
  }

  function box(c, tap, parent) {
    const e = element("div", "box " + c.layout);
    if (c.backgroundColor) e.style.background = c.backgroundColor;
    for (const side of ["All", "Top", "Bottom", "Start", "End"]) {
      const v = c["padding" + side];
      if (v) e.style["padding" + (side === "All" ? "" : { Start: "Left", End: "Right" }[side] || side)] = px(v, gaps);
    }
    if (c.cornerRadius) e.style.borderRadius = px(c.cornerRadius, gaps);
    if (c.spacing) e.style.gap = px(c.spacing, gaps);
    for (const inner of c.contents || []) e.append(component(inner, tap, c));
    return e;
  }

  function text(c) {
    const e = element("div", "text" + (c.wrap ? " wrap" : ""), c.text);
    if (c.size) e.style.fontSize = px(c.size, sizes);
    if (c.color) e.style.color = c.color;
    if (c.weight === "bold") e.style.fontWeight = "700";
    if (c.align) e.style.textAlign = c.align;
    return e;
  }

  function button(c, tap) {
    const a = c.action, e = element(a.type === "uri" ? "a" : "button", "button " + (c.style || "link"), a.label);
    if (a.type === "uri") {
      e.href = a.uri;
      if (!a.uri.startsWith("tel:")) { e.target = "_blank"; e.rel = "noreferrer"; }
    } else {
      e.type = "button";
      e.addEventListener("click", () => tap(a));
    }
    if (c.color) e.style[c.style === "primary" || c.style === "secondary" ? "background" : "color"] = c.color;
    return e;
  }

  function component(c, tap, parent) {
    const e = { box, text, button }[c.type]?.(c, tap, parent) || element("div", c.type);
    if (c.margin) e.style[parent?.layout === "vertical" ? "marginTop" : "marginLeft"] = px(c.margin, gaps);
    if (c.type === "separator") e.style.marginBottom = e.style.marginTop;
    if (parent && parent.layout !== "vertical") e.style.flex = c.flex === 0 ? "none" : (c.flex || 1) + " 1 0";
    return e;
  }

  function bubble(b, tap) {
    const e = element("div", "flex " + (b.size || "mega"));
    for (const name of ["header", "body", "footer"]) {
      if (!b[name]) continue;
      const block = component(b[name], tap);
      block.classList.add("block");
      e.append(block);
    }
    return e;
  }

  function container(c, tap) {
    if (c.type !== "carousel") return bubble(c, tap);
    const e = element("div", "carousel");
    for (const b of c.contents) e.append(bubble(b, tap));
    return e;
  }
  return { container, element };
})();
