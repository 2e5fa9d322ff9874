// Day, start and length of a session by taps, beside the fields for them: <div data-times hidden> with buttons that say
// data-day (days ago), data-start (09:00), data-past (minutes past that hour) or data-minutes. What is sent stays the
// fields' own.
const two = (number) => String(number).padStart(2, "0");
const ago = (days) => {
  const day = new Date();
  day.setDate(day.getDate() - days);
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
};
for (const taps of document.querySelectorAll("[data-times]")) {
  const { day, start, end } = taps.closest("form").elements;
  let [hour] = start.value.split(":");
  let past = "00";
  let minutes = 0;
  const put = (field, value) => {
    field.value = value;
    for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true }));
  };
  const finish = () => {
    const [from, after] = start.value.split(":").map(Number);
    const over = from * 60 + after + minutes;
    if (minutes && over < 24 * 60) put(end, `${two(Math.floor(over / 60))}:${two(over % 60)}`);
  };
  taps.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (!button) return;
    for (const one of button.parentElement.children) one.setAttribute("aria-pressed", one === button);
    const said = button.dataset;
    if (said.day) return put(day, ago(Number(said.day)));
    if (said.start) hour = said.start.slice(0, 2);
    if (said.past) past = said.past;
    if (said.minutes) minutes = Number(said.minutes);
    else if (hour) put(start, `${hour}:${past}`);
    finish();
  });
  taps.hidden = false;
}
