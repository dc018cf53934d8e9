// Small comforts on pages that work without any script.

const HELD_FOR = 8000; // ms in which a second press of the same button counts as a slip

// What has to be put right comes first, for eyes and for screen readers.
document.querySelector(".problem")?.focus();

// A double click sends once. The button is never disabled: it keeps its name and its focus.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!navigator.onLine && !form.dataset.offline) {
    form.dataset.offline = "told"; // the first press is held back, a second one is the reader's will
    event.preventDefault();
    tellConnection();
    return;
  }
  const now = Date.now();
  if (now - Number(form.dataset.sent || 0) < HELD_FOR) event.preventDefault();
  else if (form.method === "post") form.dataset.sent = String(now);
});
addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});

// No connection: say so, and say that nothing is lost.
function tellConnection() {
  const place = document.getElementById("connection");
  if (!place) return;
  place.replaceChildren();
  if (navigator.onLine) return;
  const words = document.createElement("p");
  words.textContent = place.dataset.offline;
  place.append(words);
}
addEventListener("offline", tellConnection);
addEventListener("online", () => {
  for (const form of document.forms) delete form.dataset.offline;
  tellConnection();
});
tellConnection();

// Buttons that only a script can serve stay hidden without it.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
