// Questions that follow from an answer come and go at once; the server says which, nothing is saved.
// Without it the button below the questions asks for the same.

const WAIT = 400; // ms after the last key

for (const form of document.querySelectorAll("form[data-follow]")) follow(form);

function follow(form) {
  const button = form.querySelector("button[name=look]");
  const status = form.querySelector("[data-told]");
  if (!button) return;
  let asked = 0;
  let timer;
  button.hidden = true;
  form.addEventListener("input", () => later(WAIT));
  form.addEventListener("change", () => later(0));
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    asked += 1; // what comes back now is too late
  });
  if (form.querySelector("[data-kept]")) later(0); // words put back by keep.js

  function later(wait) {
    clearTimeout(timer);
    timer = setTimeout(ask, wait);
  }

  async function ask() {
    const mine = ++asked;
    const body = new URLSearchParams(new FormData(form));
    body.set("look", "1");
    try {
      const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Part": "questions" } });
      if (mine !== asked) return;
      if (!answer.ok || answer.redirected) throw new Error("no questions");
      const found = document.createElement("template");
      found.innerHTML = await answer.text();
      if (mine === asked) show(found.content);
    } catch {
      button.hidden = false; // no connection: what is typed stays, the button tries again
    }
  }

  function show(found) {
    button.hidden = true;
    const changed = settle(form.querySelector("[data-questions]"), found.querySelector("[data-questions]"));
    for (const part of ["[data-carried]", "[data-worked]"]) {
      form.querySelector(part).replaceWith(found.querySelector(part));
    }
    for (const kept of form.querySelectorAll("[data-kept]")) kept.remove();
    if (!changed) return;
    status.textContent = "";
    setTimeout(() => (status.textContent = status.dataset.told), 100);
  }
}

// A question that stays is left alone, so that focus and what is typed stay. Whether any came or went.
function settle(place, wanted) {
  const here = new Map();
  for (const one of place.querySelectorAll(":scope > [data-asked]")) here.set(one.dataset.asked, one);
  let changed = false;
  let last = null;
  for (const fresh of [...wanted.querySelectorAll(":scope > [data-asked]")]) {
    const name = fresh.dataset.asked;
    let stays = here.get(name);
    here.delete(name);
    if (!stays) {
      changed = true;
      stays = fresh;
    }
    const next = last ? last.nextElementSibling : place.firstElementChild;
    if (next !== stays) place.insertBefore(stays, next);
    const mark = stays.querySelector("[name=_asked]");
    if (mark) mark.value = name;
    last = stays;
  }
  for (const gone of here.values()) gone.remove();
  return changed || here.size > 0;
}
