// The arrow keys of a keyboard, or of the clicker in the speaker's hand, go from screen to screen. Scrolling does too.
const slides = [...document.querySelectorAll(".slide")];
const steps = { ArrowRight: 1, ArrowDown: 1, PageDown: 1, ArrowLeft: -1, ArrowUp: -1, PageUp: -1 };
const here = () => {
  const middle = innerHeight / 2;
  return slides.findLastIndex((slide) => slide.getBoundingClientRect().top <= middle);
};
addEventListener("keydown", (event) => {
  const step = steps[event.key];
  if (!step || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const next = slides[Math.max(0, here() + step)];
  if (!next) return;
  event.preventDefault();
  next.scrollIntoView();
});
