// While somebody writes: five tools for the text, names put in where she is, a draft kept after each pause.

const PAUSE = 2000; // ms without a key before the draft is kept

for (const form of document.querySelectorAll("form[data-draft]")) {
  const box = form.querySelector("[data-write]");
  const tools = form.querySelector("[data-tools]");
  if (!box) continue;
  tools.hidden = false;
  box.before(tools);
  tools.addEventListener("click", (event) => {
    const tool = event.target.closest("[data-tool]")?.dataset.tool;
    if (tool) use(tool, box);
  });
  putNames(form.querySelector("[data-names]"), box);
  keepDrafts(form);
}

function use(tool, box) {
  const { selectionStart: from, selectionEnd: to, value } = box;
  const chosen = value.slice(from, to);
  const around = { bold: ["**", "**"], italic: ["*", "*"], link: ["[", "](https://)"] }[tool];
  if (around) return put(box, from, to, around[0] + chosen + around[1], from + around[0].length, chosen.length);
  const sign = tool === "list" ? "- " : "> ";
  const start = value.lastIndexOf("\n", from - 1) + 1;
  const lines = value.slice(start, to).split("\n").map((line) => sign + line).join("\n");
  const gap = start > 1 && value[start - 2] !== "\n" ? "\n" : "";
  put(box, start, to, gap + lines, start + gap.length + lines.length, 0);
}

function putNames(among, box) {
  const chosen = among?.querySelector("select");
  among?.querySelector("button").addEventListener("click", (event) => {
    const name = chosen.selectedOptions[0]?.dataset.typed;
    if (!name) return; // the server says what to do
    event.preventDefault();
    const { selectionStart: from, selectionEnd: to, value } = box;
    const gap = from && !/\s/.test(value[from - 1]) ? " " : "";
    put(box, from, to, `${gap}${name} `, from + gap.length + name.length + 1, 0);
    chosen.value = "";
  });
}

function put(box, from, to, text, cursor, length) {
  box.focus();
  box.setRangeText(text, from, to, "end");
  box.setSelectionRange(cursor, cursor + length);
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

function keepDrafts(form) {
  const told = form.querySelector("[data-saved]");
  let timer;
  let sent = false;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(keep, PAUSE);
  });
  form.addEventListener("submit", () => {
    sent = true;
    clearTimeout(timer);
  });
  addEventListener("pageshow", () => {
    sent = false;
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden && timer) keep();
  });

  async function keep() {
    clearTimeout(timer);
    timer = undefined;
    if (sent) return;
    const body = new FormData(form);
    body.delete("file"); // kept when it is put there, not with every pause
    const answer = await fetch(form.dataset.draft, { method: "POST", body, keepalive: true }).catch(() => null);
    if (!answer?.ok || sent) return;
    told.textContent = told.dataset.saved;
    told.hidden = false;
  }
}
