// Our own rules on a page: [rule, where] for everything found.
() => {
  const found = [];
  const say = (rule, where) => found.push([rule, typeof where === "string" ? where : mark(where)]);
  const mark = (node) => node.outerHTML.replace(/\s+/g, " ").slice(0, 160);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  const box = (node) => node.getBoundingClientRect();
  const hidden = (node) => {
    if (!node.checkVisibility({ visibilityProperty: true })) return true;
    // Only for screen readers: clipped to one pixel, itself or an ancestor.
    for (let at = node; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (style.position === "absolute" && style.overflow === "hidden" && box(at).width <= 1) return true;
    }
    return false;
  };
  const offPage = (node) => box(node).bottom + scrollY <= 0;

  // Language, one headline, unique ids, links that arrive.
  if (!document.documentElement.lang.trim()) say("the page names its language", "html");
  const headlines = all("h1").filter((node) => !hidden(node));
  if (headlines.length !== 1) say("exactly one h1", `${headlines.length} headlines`);
  const seen = new Set();
  for (const node of all("[id]")) {
    if (seen.has(node.id)) say("ids are unique", node);
    seen.add(node.id);
  }
  for (const link of all('a[href^="#"]')) {
    const target = link.getAttribute("href").slice(1);
    if (target && !document.getElementById(target)) say("links within the page arrive", link);
  }

  // A person can be called from every page.
  const phone = document.querySelector('footer a[href^="tel:"]');
  if (!phone || hidden(phone)) say("the foot carries the telephone number", "footer");

  // Targets: 44 px, unless the link stands in a sentence.
  const inSentence = (node) => {
    if (!node.matches("a") || getComputedStyle(node).display !== "inline") return false;
    const block = node.closest("p, li, dd, dt, td, th, span, figcaption, blockquote, label, summary, div");
    return block.textContent.trim().length > node.textContent.trim().length;
  };
  const reach = (node) => {
    const label = node.closest("label") || (node.id && document.querySelector(`label[for="${node.id}"]`));
    return node.matches("input[type=radio], input[type=checkbox]") && label ? label : node;
  };
  const targets = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
  for (const node of all(targets)) {
    const target = reach(node);
    if (hidden(target) || offPage(target) || inSentence(node)) continue;
    const { width, height } = box(target);
    if (width < 43.5 || height < 43.5) say("targets are 44 px", `${Math.round(width)}×${Math.round(height)} ${mark(node)}`);
  }

  // Text: 18 px and more; 16 px for the words in a drawing.
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || parent.closest("script, style, noscript")) continue;
    const floor = parent.closest("svg") ? 16 : 18;
    if (parseFloat(getComputedStyle(parent).fontSize) >= floor - 0.05 || hidden(parent)) continue;
    say("text is 18 px", mark(parent));
  }

  // Nothing stands outside: no sideways scrolling.
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) {
    const widest = all("body *").find((node) => box(node).right > root.clientWidth + 1 && !hidden(node));
    say("no sideways scrolling", `${root.scrollWidth} in ${root.clientWidth}: ${widest ? mark(widest) : ""}`);
  }

  // Answers that belong together have a question above them.
  const groups = new Map();
  for (const input of all("input[type=radio], input[type=checkbox]")) {
    if (!input.name) continue;
    const form = input.form ? all("form").indexOf(input.form) : -1;
    const key = `${form} ${input.type} ${input.name}`;
    groups.set(key, [...(groups.get(key) || []), input]);
  }
  for (const inputs of groups.values()) {
    if (inputs.length < 2) continue;
    const fieldset = inputs[0].closest("fieldset");
    const legend = fieldset && fieldset.querySelector(":scope > legend");
    const group = inputs[0].closest("[role=group], [role=radiogroup]");
    const named = group && (group.getAttribute("aria-label") || group.getAttribute("aria-labelledby"));
    if (!(legend && legend.textContent.trim()) && !named) say("groups have a legend", inputs[0]);
  }

  // What went wrong is said first, and the title says it too.
  const problem = document.querySelector(".problem");
  if (problem) {
    const titled = /^\S+: /.test(document.title);
    if (!titled) say("the title of a page with problems begins with Error", document.title);
    if (!problem.querySelector("a[href^='#']")) say("problems link to their field", problem);
  }
  return found;
}
