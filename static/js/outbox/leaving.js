// Signing out leaves no codes on this phone. With something unsent it asks first: kept for its writer, or thrown away.
import { box } from "./server.js";
import { change, mine, read } from "./store.js";

const leave = (form, drop) => change((kept) => {
  for (const [id] of drop ? mine(kept) : []) delete kept.drafts[id];
  Object.assign(kept, { owner: "", choices: {}, codes: 0, fresh: 0 });
}).catch(() => {}).then(() => form.submit());

// A copy outside of the box, which may be hidden.
const asking = () => {
  const known = document.getElementById("outbox-leaves");
  if (known) return known;
  document.body.append(box.querySelector("template[data-leaving]").content.cloneNode(true));
  return document.getElementById("outbox-leaves");
};

export const watchLeaving = (form) => form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const number = mine(await read()).length, dialog = asking();
  if (!number || !dialog.showModal) return leave(form, false);
  dialog.querySelector("[data-number]").textContent = number;
  dialog.returnValue = "";
  dialog.addEventListener("close", () => {
    if (dialog.returnValue === "keep" || dialog.returnValue === "drop") leave(form, dialog.returnValue === "drop");
  }, { once: true });
  dialog.showModal();
  dialog.querySelector("[data-safe]")?.focus();
});
