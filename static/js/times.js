// Day, start and length of a session by taps, beside the fields for them: <div data-times hidden> with buttons that say
// data-day (days ago), data-start (09:00) or data-minutes. What is sent stays the fields' own.
const two = (number) => String(number).padStart(2, "0");
const ago = (days) => {
  const day = new Date();
  day.setDate(day.getDate() - days);
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
};
for (const taps of document.querySelectorAll("[data-times]")) {
  const { day, start, end } = taps.closest("form").elements;
  let minutes = 0;
  const put = (field, value) => {
    field.value = value;
    for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true }));
  };
  const finish = () => {
    const [hour, minute] = start.value.split(":").map(Number);
    const over = hour * 60 + minute + minutes;
    if (minutes && over < 24 * 60) put(end, `${two(Math.floor(over / 60))}:${two(over % 60)}`);
  };
  taps.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (!button) return;
    for (const one of button.parentElement.children) one.setAttribute("aria-pressed", one === button);
    if (button.dataset.day) put(day, ago(Number(button.dataset.day)));
    if (button.dataset.start) put(start, button.dataset.start);
    if (button.dataset.minutes) minutes = Number(button.dataset.minutes);
    if (!button.dataset.day) finish();
  });
  taps.hidden = false;
}
