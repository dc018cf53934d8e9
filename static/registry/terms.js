// Searches the list of a code field while its form stays as it is. Without it the button asks the server.

const WAIT = 350; // ms after the last key
const SHORTEST = 3; // signs

for (const finder of document.querySelectorAll(".finder[data-url]")) {
  const look = document.getElementById(finder.dataset.look);
  const found = finder.querySelector(".found");
  const token = finder.closest("form")?.querySelector("[name=csrfmiddlewaretoken]")?.value;
  const many = Boolean(finder.querySelector("input:not(.found input)"));
  let asked = 0;
  let timer;

  async function search() {
    const mine = ++asked;
    const body = new URLSearchParams({
      lists: finder.dataset.lists,
      field: finder.dataset.field,
      typed: look.value,
    });
    if (many) body.set("many", "1");
    try {
      const answer = await fetch(finder.dataset.url, {
        method: "POST",
        body,
        headers: { "X-CSRFToken": token },
      });
      if (mine === asked && answer.ok) found.innerHTML = await answer.text();
    } catch {
      // No connection: the page says so, and what is typed stays.
    }
  }

  look?.addEventListener("input", () => {
    clearTimeout(timer);
    if (look.value.trim().length >= SHORTEST) timer = setTimeout(search, WAIT);
  });
  finder.querySelector("button[name=find]")?.addEventListener("click", (event) => {
    if (!look || !token) return;
    event.preventDefault();
    search();
  });
}
