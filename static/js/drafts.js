// A long form keeps a draft on the server after a pause in typing, and when the page goes to the background. Without this
// script its button does. While the page asks what to do with an earlier draft, nothing is kept over it.
const PAUSE = 3000;

const watch = (line) => {
  const form = line.closest("form");
  let timer, running = null, changed = false, sent = false;

  const save = async (keepalive = false) => {
    clearTimeout(timer);
    if (!changed || sent) return;
    changed = false;
    running?.abort();
    running = new AbortController();
    try {
      const answer = await fetch(line.dataset.draft, {
        method: "POST", headers: { "X-Draft": "1" }, body: new URLSearchParams(new FormData(form)), redirect: "manual",
        keepalive, signal: running.signal,
      });
      const told = await answer.json();
      line.textContent = told.saved ?? told.problem ?? "";
    } catch (error) {
      if (error.name === "AbortError") return;
      changed = true; // tried again after the next pause, or when the page is left
      line.textContent = line.dataset.failed;
    }
  };

  form.addEventListener("input", () => {
    if ("asks" in line.dataset) return;
    [changed, sent] = [true, false];
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  });
  form.addEventListener("submit", (event) => {
    if (event.submitter?.formAction === new URL(line.dataset.draft, location).href) {
      event.preventDefault();
      delete line.dataset.asks;
      changed = true;
      return save();
    }
    sent = true;
    clearTimeout(timer);
    running?.abort();
  });
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") save(true); });
};

document.querySelectorAll("[data-draft]").forEach(watch);
