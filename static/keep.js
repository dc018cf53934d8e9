// Keeps what is being written in long texts, so that a dead battery or a closed window costs a moment.
// Forms that keep drafts by themselves (data-draft, data-autosave) are left alone.

const PAUSE = 2000; // ms without a key before it is kept
const OF_THE_PAGE = ["_part", "_opened"]; // said by the page anew each time it is opened

for (const form of document.querySelectorAll("form[method=post]:not([data-draft], [data-autosave])")) {
  if ((form.querySelector("textarea") || grows(form)) && !form.querySelector("[type=password]")) keepWhileWritten(form);
}

function keepWhileWritten(form) {
  const path = new URL(form.action).pathname; // without an action: the page itself
  putBack(form, path);
  let timer;
  let asking = new AbortController();
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(keep, PAUSE);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    timer = undefined;
    asking.abort(); // what is sent is not kept as unsent afterwards
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden && timer) keep();
  });

  function keep() {
    clearTimeout(timer);
    timer = undefined;
    const body = new FormData(form);
    for (const file of form.querySelectorAll("[type=file]")) body.delete(file.name);
    for (const name of OF_THE_PAGE) body.delete(name);
    const headers = { "X-Goes-To": path, "X-Stands-On": location.pathname };
    asking = new AbortController();
    const keepalive = document.hidden;
    fetch(document.body.dataset.keep, { method: "POST", body, headers, keepalive, signal: asking.signal }).catch(
      () => {}, // the next pause tries again; the words stay on the page
    );
  }
}

// What the server gives back lies in a template: one input for each value, and a note.
function putBack(form, path) {
  const kept = document.querySelector("template[data-unsent]");
  if (kept?.dataset.unsent !== path || document.querySelector(".problem")) return;
  const values = new Map();
  for (const one of kept.content.querySelectorAll("input")) {
    // not one.value: that would lose the ends of lines
    values.set(one.name, [...(values.get(one.name) ?? []), one.getAttribute("value")]);
  }
  // Of several forms that go to the same address, the one it was written in. Where questions come and
  // go by answers, some of them are not there yet: their words wait until they are.
  const apart = [...values.keys()].filter((name) => !form.elements.namedItem(name));
  if (apart.length && !isOf(form, values)) return;
  for (const field of form.elements) {
    // Hidden ones too: whether something changed meanwhile is asked of what she saw then.
    if (!field.name || field.type === "file" || field.tagName === "BUTTON") continue;
    const given = values.get(field.name) ?? [];
    if (["radio", "checkbox"].includes(field.type)) field.checked = given.includes(field.value);
    else if (field.multiple) for (const option of field.options) option.selected = given.includes(option.value);
    else if (given.length) field.value = given.shift();
  }
  for (const name of apart) for (const value of values.get(name)) form.append(waiting(name, value));
  if (grows(form)) form.dispatchEvent(new Event("change"));
  form.prepend(kept.content.querySelector("[data-note]").cloneNode(true));
}

function waiting(name, value) {
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name, value });
  field.dataset.kept = "";
  return field;
}

// Whether questions come and go in a form by its answers (registry/follow.js).
function grows(form) {
  return form.dataset.follow !== undefined;
}

function isOf(form, values) {
  return grows(form) && values.get("_asked")?.includes(form.querySelector("[name=_asked]")?.value);
}
