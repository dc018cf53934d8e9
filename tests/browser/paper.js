// What is wrong with a page as it would be printed: [rule, where] for everything found. The window is
// as wide as the text of an A4 sheet and in print media.
() => {
  const SHEET = 1047; // px: 277 mm, what is left of an A4 page between our margins
  const found = [];
  const mark = (node) => node.outerHTML.replace(/\s+/g, " ").slice(0, 160);
  const say = (rule, where) => found.push([rule, typeof where === "string" ? where : mark(where)]);
  const all = (selector) => [...document.querySelectorAll(selector)];
  const box = (node) => node.getBoundingClientRect();
  const printed = (node) => {
    if (!node.checkVisibility({ visibilityProperty: true })) return false;
    for (let at = node; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (style.position === "absolute" && style.overflow === "hidden" && box(at).width <= 1) return false;
    }
    return true;
  };

  // Nothing that only leads on or is pressed: paper takes no press.
  const ways = "nav, .strip, .mast-right, .back, .skip, .side, [role=search], .acts, button, " +
    "main a.button, main a.act[href^='/']";
  for (const node of all(ways)) if (printed(node)) say("no navigation on paper", node);

  const phone = document.querySelector("footer a[href^='tel:']");
  if (!phone || !printed(phone)) say("the telephone number is printed", "footer");

  // Nothing beyond the edge of the sheet, nothing in a frame one would have to move on a screen.
  const edge = document.documentElement.clientWidth;
  for (const node of all("main *")) {
    if (!printed(node)) continue;
    const { left, right, width, height } = box(node);
    if (width && (right > edge + 1 || left < -1)) say("nothing is cut off", node);
    else if (node.matches("img") && height > SHEET) say("nothing is cut off", node);
    else if (!node.matches("input, select, option, svg, svg *")) {
      const style = getComputedStyle(node);
      const wide = style.overflowX !== "visible" && node.scrollWidth > node.clientWidth + 1;
      const high = style.overflowY !== "visible" && node.scrollHeight > node.clientHeight + 1;
      if (wide || high) say("nothing is cut off", node);
    }
  }

  // What opens on a press on a screen is printed as well, beside it or open.
  for (const node of all("main details:not([open])")) {
    if (!node.closest(".no-print, .side, .field")) say("what is folded is printed", node);
  }

  // A link nobody can press says where it leads.
  for (const link of all("main a[href^='http'], main a[href^='mailto:']")) {
    if (!printed(link)) continue;
    const href = link.getAttribute("href");
    const behind = getComputedStyle(link, "::after").content;
    if (link.textContent.includes(href) || behind.includes("attr(href") || behind.includes(href)) continue;
    say("addresses of links are readable", link);
  }
  return found;
}
