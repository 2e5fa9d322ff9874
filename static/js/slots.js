// The weekly grid of free time: paint with a mouse, tick a whole day or part by its heading. Boxes stay plain boxes.

const paintable = (table) => {
  let value = null;
  const set = (target) => {
    const box = target?.closest?.("td")?.querySelector("input");
    if (box && table.contains(box) && box.checked !== value) {
      box.checked = value;
      box.dispatchEvent(new Event("change", { bubbles: true }));
    }
  };
  table.addEventListener("pointerdown", (event) => {
    value = null;
    const box = event.target.closest("td")?.querySelector("input");
    if (!box || event.pointerType === "touch" || event.button) return;
    value = !box.checked;
    set(event.target);
  });
  table.addEventListener("pointerover", (event) => {
    if (value !== null && event.buttons & 1) set(event.target);
  });
  // The click that ends a stroke would undo its first box.
  table.addEventListener("click", (event) => {
    if (event.detail && value !== null && event.target.closest("td")) event.preventDefault();
    value = null;
  });
};

const heading = (cell, list) => {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = cell.textContent;
  button.addEventListener("click", () => {
    const some = list.some((box) => !box.checked);
    for (const box of list) box.checked = some;
    list[0].dispatchEvent(new Event("change", { bubbles: true }));
  });
  cell.replaceChildren(button);
};

for (const table of document.querySelectorAll("[data-slots]")) {
  paintable(table);
  const rows = [...table.tBodies[0].rows].map((row) => [...row.querySelectorAll("input")]);
  [...table.tBodies[0].rows].forEach((row, index) => heading(row.cells[0], rows[index]));
  [...table.tHead.rows[0].cells].slice(1).forEach((cell, index) => heading(cell, rows.map((row) => row[index])));
}
