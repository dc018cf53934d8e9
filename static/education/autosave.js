// Keeps a draft by itself, so that a crash costs half a minute at most. Without it the button saves.

const EVERY = 30000; // ms

for (const form of document.querySelectorAll("form[data-autosave]")) {
  const told = form.querySelector("[data-saved]");
  let kept = new URLSearchParams(new FormData(form)).toString();
  let busy = false;

  async function keep() {
    const now = new URLSearchParams(new FormData(form)).toString();
    if (busy || now === kept || !navigator.onLine || form.dataset.sent) return;
    busy = true;
    try {
      const answer = await fetch(location.href, {
        method: "POST",
        body: new URLSearchParams(now),
        headers: { "X-Autosave": "1" },
        redirect: "manual",
      });
      if (answer.status === 204) {
        kept = now;
        // A file goes with the button only, and so does taking one off.
        const waits =
          form.querySelector("input[name=away]:checked") ||
          [...form.querySelectorAll("input[type=file]")].some((one) => one.files.length);
        if (told && !waits) told.hidden = false;
      }
    } catch {
      // The next try comes by itself; the words stay on the page.
    }
    busy = false;
  }

  setInterval(keep, EVERY);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) keep();
  });
  form.addEventListener("input", () => {
    if (told) told.hidden = true;
  });
}
