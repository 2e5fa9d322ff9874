// Enhancements of every page. Nothing here is needed: each form and link works without it.

// Menus: one open at a time, closed by Escape or by a tap elsewhere.
const menus = () => document.querySelectorAll("details[data-menu][open]");
document.addEventListener("click", (event) => {
  for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of menus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// A form that came back with errors: go to the list of them.
document.querySelector("[data-focus]")?.focus();

// Ask before sending: <form data-confirm="dialog-id"> or <button data-confirm="dialog-id">.
const confirmed = new WeakSet();
const wanted = (form, submitter) => submitter?.dataset.confirm ?? form.dataset.confirm;
document.addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  const dialog = document.getElementById(wanted(form, submitter) ?? "");
  if (!dialog?.showModal || confirmed.delete(form)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  dialog.returnValue = "";
  dialog.addEventListener("close", () => {
    if (dialog.returnValue !== "confirm") return;
    confirmed.add(form);
    form.requestSubmit(submitter);
  }, { once: true });
  dialog.showModal();
  dialog.querySelector("[data-safe]")?.focus();
}, true);

// What was pressed is busy until the answer comes, and a second tap on a slow connection sends nothing twice. A download
// leaves the page open, so it ends by itself.
const PATIENCE = 8000;
const sending = new WeakSet();
const rest = (pressed, form) => {
  sending.delete(form ?? pressed);
  pressed?.removeAttribute("aria-busy");
};
const wait = (pressed, form) => {
  sending.add(form ?? pressed);
  pressed?.setAttribute("aria-busy", "true");
  setTimeout(rest, PATIENCE, pressed, form);
  addEventListener("pageshow", () => rest(pressed, form), { once: true });
};
document.addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  if (event.defaultPrevented || form.method === "dialog") return;
  if (sending.has(form)) event.preventDefault();
  else wait(submitter, form);
});
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a.btn[href]");
  const leaves = link && !link.hasAttribute("download") && !link.target && !/^(#|tel:|mailto:)/.test(link.getAttribute("href"));
  if (leaves && !event.defaultPrevented && !event.ctrlKey && !event.metaKey && !event.shiftKey) wait(link);
});

// Print and copy buttons are hidden until a script can serve them.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
if (navigator.clipboard) {
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).innerText);
      const label = button.querySelector("span") ?? button;
      label.textContent = button.dataset.copied ?? label.textContent;
    });
  }
}

// Lists with boxes: <input type="checkbox" data-check-all="ids"> ticks every box named "ids";
// <output data-count-of="ids"> says how many.
const boxes = (name) => [...document.querySelectorAll(`input[type="checkbox"][name="${CSS.escape(name)}"]`)];
const recount = () => {
  for (const output of document.querySelectorAll("[data-count-of]")) {
    output.textContent = boxes(output.dataset.countOf).filter((box) => box.checked).length;
  }
  for (const all of document.querySelectorAll("[data-check-all]")) {
    const list = boxes(all.dataset.checkAll);
    all.checked = list.length > 0 && list.every((box) => box.checked);
    all.indeterminate = !all.checked && list.some((box) => box.checked);
  }
};
document.addEventListener("change", (event) => {
  const name = event.target.dataset?.checkAll;
  if (name) for (const box of boxes(name)) box.checked = event.target.checked;
  recount();
});
addEventListener("pageshow", recount);
