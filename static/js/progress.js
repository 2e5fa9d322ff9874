// How far a job is: asked for again and again, and once it is over the page comes anew. Without this script a link does it.
const PAUSE = 2000, LONGEST = 32000;
const place = document.getElementById("messages");
const say = (which) => {
  if (!place || place.dataset.said === which) return;
  place.dataset.said = which;
  const box = Object.assign(document.createElement("p"), { className: "notice notice-danger", textContent: place.dataset[which] });
  place.replaceChildren(...(which ? [box] : []));
};

const follow = (bar, pause = PAUSE) => setTimeout(async () => {
  const answer = await fetch(bar.dataset.poll, { redirect: "manual" }).catch(() => null);
  if (!answer || answer.status >= 500) {
    say("failed");
    return follow(bar, Math.min(pause * 2, LONGEST));
  }
  if (!answer.ok) return say("refused");
  const parts = new DOMParser().parseFromString(await answer.text(), "text/html");
  const now = parts.querySelector("[data-poll]");
  if (!now) return location.reload();
  say("");
  bar.replaceChildren(...now.childNodes);
  return follow(bar);
}, pause);

document.querySelectorAll("[data-poll]").forEach((bar) => follow(bar));
