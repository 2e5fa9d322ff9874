// What was written without a signal stays on this phone until it is sent or thrown away: drafts and codes, no names.
// Nothing here is needed where there is a signal: forms work without it. A signed-in page says whose it is (`owner`).
import { watch } from "./forms.js";
import { watchLeaving } from "./leaving.js";
import { show } from "./list.js";
import { ask, belongTo, box, kinds, state } from "./server.js";
import { forms, sendAll, waiting } from "./sending.js";
import { change, onChange, read } from "./store.js";

const HOUR = 60 * 60 * 1000, DAY = 24 * HOUR, AGAIN = 45000;
const { owner } = box.dataset;

// Once an hour the codes are fetched, and once a day the empty pages, so that they are there when the signal is not.
const refresh = async () => {
  const { fresh, codes = 0 } = await read(), now = Date.now();
  if (!owner || (fresh > now - DAY && codes > now - HOUR)) return;
  for (const kind of Object.keys(kinds)) {
    const told = await state(kind, []);
    if (!told || told.signedOut) return;
    if (fresh > now - DAY) continue;
    const page = await ask(kinds[kind].empty, { cache: "reload" });
    if (!page?.ok) return;
    await page.text(); // what is not read to its end is not kept
    if (!(await ask(kinds[kind].empty, { cache: "only-if-cached", mode: "same-origin" }))?.ok) return;
  }
  await change((kept) => {
    kept.codes = now;
    if (fresh <= now - DAY) kept.fresh = now;
  });
};

let later;
const again = async () => {
  clearTimeout(later);
  if (!waiting(await read()).length) return;
  await show(await sendAll());
  // Another tab may have been closed while it was sending.
  if (waiting(await read()).some(([, one]) => !one.refused)) later = setTimeout(again, AGAIN);
};

const start = async () => {
  if (owner && (await read()).owner !== owner) await belongTo(owner).catch(() => {});
  await show("");
  await again();
  await refresh().catch(() => {}); // nothing can be kept here
};

forms().forEach(watch);
document.querySelectorAll("form[action$='/sign-out']").forEach(watchLeaving);
onChange(() => show());
addEventListener("online", again);
document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") again(); });
start();
