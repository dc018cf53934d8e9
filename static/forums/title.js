// While a title is typed: a few topics that may answer it, below the form. Without it the next step shows them.

const PAUSE = 700; // ms after the last key
const WORDS = /[\p{L}\p{N}]{4,}/gu; // shorter ones are not looked for
const LOOKED_AT = 5; // first letters of a word

for (const place of document.querySelectorAll("[data-alike]")) {
  const form = document.querySelector("form.sheet");
  const field = form?.elements.title;
  const told = place.querySelector("[role=status]");
  const list = place.querySelector("[data-list]");
  let asked = "";
  let timer;

  async function ask() {
    const mine = beginnings(field.value);
    if (mine === asked) return; // the same would come
    asked = mine;
    if (!mine) return show();
    const answer = await send(place.dataset.alike);
    if (!answer?.ok || mine !== asked) return;
    show(answer.status === 200 ? await answer.text() : "");
  }

  // What is said changes only where the words do, so that nobody hears the same twice; nothing goes away under the hand.
  function show(html = "") {
    if (list.contains(document.activeElement)) return;
    const part = new DOMParser().parseFromString(html, "text/html");
    const words = part.querySelector("p")?.textContent ?? "";
    if (told.textContent !== words) told.textContent = words;
    list.replaceChildren(...part.querySelectorAll("ul"));
  }

  // Who looks at one of them finds her title again when she comes back.
  list.addEventListener("click", (event) => {
    if (event.target.closest("a") && place.dataset.draft) send(place.dataset.draft);
  });

  field?.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  form?.addEventListener("submit", () => clearTimeout(timer));

  function send(address) {
    const body = new FormData(form);
    return fetch(address, { method: "POST", body, keepalive: true, redirect: "error" }).catch(() => null);
  }
}

function beginnings(title) {
  const words = title.match(WORDS) ?? [];
  return words.map((word) => word.slice(0, LOOKED_AT).toLowerCase()).join(" ");
}
