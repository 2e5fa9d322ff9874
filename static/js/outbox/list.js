// The list of what waits on this phone, with why something was not taken.
import { box, kinds } from "./server.js";
import { mend, shown, throwAway, waiting } from "./sending.js";
import { read } from "./store.js";

const named = (kept, draft) => {
  const values = Object.fromEntries(draft.fields);
  const codes = Object.entries(kept.choices[draft.kind] ?? {}).flatMap(([field, rows]) =>
    rows.filter(([value]) => value === values[field]).map(([, label]) => label));
  return [kinds[draft.kind]?.label, values.day, values.start, values.title, ...codes].filter(Boolean).join(" · ");
};
export const worded = (refused) =>
  (Array.isArray(refused) ? refused : []).map(({ field, text }) => (field ? `${field}${box.dataset.colon}${text}` : text));

const fillRow = (kept, [id, draft]) => {
  const row = box.querySelector("template[data-rows]").content.cloneNode(true);
  const part = (name) => row.querySelector(`[data-${name}]`), [send] = row.querySelectorAll("button");
  part("name").textContent = named(kept, draft);
  part("state").textContent = draft.refused ? box.dataset.refused : box.dataset.waits;
  part("why").replaceChildren(...worded(draft.refused).map((text) => {
    const line = document.createElement("li");
    line.textContent = text;
    return line;
  }));
  part("why").hidden = !part("why").childElementCount;
  send.querySelector("span").textContent = draft.refused ? box.dataset.mend : box.dataset.again;
  for (const button of row.querySelectorAll("button")) button.dataset.id = id;
  return row;
};

let saying = "";
export const show = async (said = saying) => {
  saying = said;
  const kept = await read(), open = shown();
  const rows = waiting(kept).filter(([id]) => !open.has(id));
  box.querySelector("[data-list]").replaceChildren(...rows.map((one) => fillRow(kept, one)));
  const line = box.querySelector("[data-say]");
  line.textContent = said ? box.dataset[said] : "";
  line.hidden = !said;
  const enter = box.querySelector("[data-enter]");
  if (enter) enter.hidden = said !== "entrance";
  box.querySelector("h2").hidden = !rows.length;
  box.hidden = !rows.length && !said;
};

box.addEventListener("click", async ({ target }) => {
  const button = target.closest("button[data-act]");
  if (!button) return;
  if (button.dataset.act === "send") return show(await mend(button.dataset.id));
  if (!button.dataset.asked) {
    button.dataset.asked = "yes";
    button.querySelector("span").textContent = box.dataset.sure;
    return;
  }
  await throwAway(button.dataset.id);
  await show("");
});
