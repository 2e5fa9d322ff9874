// Keys for those who work through lists all day. Nothing needs them, and whoever does not want them turns them off in
// the help (?). They are single letters, so they rest while somebody types, and with Ctrl, Alt or Meta; in the reading
// mode of a screen reader letters never reach the page.
const OFF = "tongxing-keys-off";
const help = document.getElementById("keys-help");
const toggle = help?.querySelector("[data-keys-on]");
const list = document.querySelector("[data-keyed]");
const stored = () => {
  try { return localStorage.getItem(OFF); } catch { return null; }
};
const isOn = () => stored() === null;
const types = (element) => element.closest("input:not([type=checkbox]):not([type=radio]):not([type=submit]), textarea, select, [contenteditable]");

const rows = () => [...(list?.querySelectorAll("tbody tr") ?? [])];
const stop = (row) => row.querySelector("input[type=checkbox]") ?? row.querySelector("a, button");
const step = (by) => {
  const all = rows();
  const at = all.findIndex((row) => row.contains(document.activeElement));
  const next = all[Math.min(Math.max(at + by, 0), all.length - 1)];
  if (next) stop(next)?.focus();
};
const change = (box) => {
  box.checked = !box.checked;
  box.dispatchEvent(new Event("change", { bubbles: true }));
};
const here = () => document.activeElement?.closest("[data-keyed] tbody tr");
const ask = () => {
  if (toggle) toggle.checked = isOn();
  help?.showModal();
};

const KEYS = {
  "/": () => document.querySelector("[data-search]"),
  j: () => step(1) ?? true,
  k: () => step(-1) ?? true,
  x: () => here()?.querySelector("input[type=checkbox]"),
  a: () => list?.querySelector("[data-check-all]"),
  o: () => here()?.querySelector("a"),
};

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (types(event.target) || document.querySelector("dialog[open]")) return;
  if (event.key === "?" && help) {
    event.preventDefault();
    ask();
    return;
  }
  const found = isOn() && Object.hasOwn(KEYS, event.key) ? KEYS[event.key]() : null;
  if (!found || (event.key !== "/" && !list)) return;
  event.preventDefault();
  if (found === true) return;
  if (event.key === "/") {
    found.closest("details")?.setAttribute("open", "");
    found.focus();
    found.select();
  } else if (event.key === "o") found.click();
  else change(found);
});

for (const button of document.querySelectorAll("[data-keys-help]")) {
  button.hidden = false;
  button.addEventListener("click", ask);
}
toggle?.addEventListener("change", () => {
  try {
    if (toggle.checked) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
  } catch { /* nowhere to keep it: it holds for this page */ }
});
