// The forms themselves: keeping what is typed, filling in what is kept, and sending.
import { box, kinds, state } from "./server.js";
import { held, sendAll } from "./sending.js";
import { show, worded } from "./list.js";
import { change, mine, read, tab, uuid } from "./store.js";

const numberOf = (form) => form.elements[kinds[form.dataset.outbox].number];
const stamp = (form, value) => { if (form.elements.written_at) form.elements.written_at.value = value; };

// What is typed goes under the form's number; under a new one where another tab has sent or thrown away the first.
export const keep = (form, ready) => {
  const number = numberOf(form);
  number.value ||= uuid();
  // When it was written, by this phone's clock: what waits for a signal is not late because it waits.
  if (ready && form.elements.written_at && !form.elements.written_at.value) stamp(form, new Date().toISOString());
  return change((kept) => {
    const before = kept.drafts[number.value], again = "kept" in form.dataset && "empty" in form.dataset;
    if (again && (!before || (before.ready && before.by !== tab))) number.value = uuid();
    const { owner = kept.owner } = kept.drafts[number.value] ?? {};
    const fields = [...new FormData(form)].filter(([name]) => name !== "csrf_token");
    kept.drafts[number.value] = { kind: form.dataset.outbox, owner, fields, ready, ...(ready ? held() : { by: tab }) };
    form.dataset.kept = "";
  }, ready ? "strict" : "default");
};

// A draft that is open in another tab is that tab's. An old page that is just going away lets go within the wait.
const claimed = new Set();
const claim = (id) => new Promise((done) => {
  if (!navigator.locks || claimed.has(id)) return done(true);
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), 1000);
  navigator.locks.request(`tongxing-${id}`, { signal: stop.signal }, () => {
    clearTimeout(timer);
    claimed.add(id);
    done(true);
    return new Promise(() => {}); // as long as the page is open
  }).catch(() => done(false));
});
const unfinished = async (kept, kind) => {
  const wanted = location.hash.slice(1); // the one to mend
  const rows = mine(kept).filter(([, one]) => one.kind === kind && !one.ready);
  for (const [id, draft] of rows.sort(([one], [other]) => (other === wanted) - (one === wanted))) {
    if (await claim(id)) return [id, draft];
  }
  const id = uuid();
  await claim(id);
  return [id, null];
};

const today = () => {
  const now = new Date();
  return new Date(now - now.getTimezoneOffset() * 60000).toISOString().slice(0, 10);
};
// So many rows of one choice can be read on a phone; more are one box.
const FEW = 8;
const selection = (group, name, rows) => {
  const box = Object.assign(document.createElement("select"), { name, required: true });
  box.setAttribute("aria-label", group.querySelector("legend").textContent);
  box.append(new Option("", ""), ...rows.map(([value, text]) => new Option(text, value)));
  return box;
};
const offer = (group, rows = []) => {
  const name = group.dataset.choices, many = "many" in group.dataset;
  group.querySelector("[data-none]").hidden = rows.length > 0;
  if (!many && rows.length > FEW) {
    group.querySelector(".choices").replaceChildren(selection(group, name, rows));
    return;
  }
  group.querySelector(".choices").replaceChildren(...rows.map(([value, text], place) => {
    const choice = document.createElement("div"), label = document.createElement("label");
    const input = Object.assign(document.createElement("input"), {
      type: many ? "checkbox" : "radio", id: `${name}-${place}`, name, value, required: !many,
      checked: !many && rows.length === 1,
    });
    choice.className = "choice";
    label.htmlFor = input.id;
    label.textContent = text;
    choice.append(input, label);
    return choice;
  }));
};
const preset = (form, rows) => {
  for (const [name, value] of rows) {
    for (const input of form.querySelectorAll(`input[name="${name}"]`)) input.checked = input.value === value;
    for (const box of form.querySelectorAll(`select[name="${name}"]`)) box.value = value;
  }
  if (form.elements.day && !("asksDay" in form.dataset)) form.elements.day.value = today();
};
const refill = (form, draft) => {
  for (const input of form.elements) {
    const values = draft.fields.filter(([name]) => name === input.name).map(([, value]) => value);
    if (["radio", "checkbox"].includes(input.type)) input.checked = values.includes(input.value);
    else if (values.length) [input.value] = values;
  }
  const why = form.querySelector("[data-refusal]"), said = worded(draft.refused);
  why.textContent = said.join(" ");
  why.hidden = !said.length;
};
export const fill = async (form) => {
  const kept = await read(), kind = form.dataset.outbox, choices = kept.choices[kind] ?? {};
  for (const group of form.querySelectorAll("[data-choices]")) offer(group, choices[group.dataset.choices]);
  const [id, draft] = await unfinished(kept, kind);
  delete form.dataset.kept;
  numberOf(form).value = id;
  stamp(form, "");
  form.querySelector("[data-refusal]").hidden = true;
  if (draft) refill(form, draft);
  else preset(form, choices.preset ?? []);
  if (draft) form.dataset.kept = "";
  form.dataset.filled = "";
};

const send = async (form, button) => {
  const kind = form.dataset.outbox, number = numberOf(form), { tracked } = kinds[kind];
  const told = await state(kind, [number.value]);
  button?.removeAttribute("aria-busy");
  if (tracked && told && !told.signedOut && (await read()).drafts[number.value]) {
    form.elements.csrf_token.value = told.token;
    return form.submit();
  }
  // It waits in the list now, for any tab to send.
  await change((kept) => { delete kept.drafts[number.value]?.until; });
  form.reset();
  stamp(form, "");
  delete form.dataset.kept;
  if ("empty" in form.dataset) await fill(form);
  else number.value = uuid(); // what is sent next is another one
  await show(!told ? "kept" : told.signedOut ? "entrance" : tracked ? "sent" : await sendAll());
  box.scrollIntoView({ block: "center" });
};

const onSubmit = async (form, button) => {
  try {
    await keep(form, true);
  } catch {
    return form.submit(); // a full or a forbidden store: the form is sent as it always was
  }
  await send(form, button);
  form.inert = false;
};
// The server has just refused what this form shows: it waits for its writer, not for a signal.
const comeBack = (form) => {
  const refused = [...document.querySelectorAll("main .error-summary li")].map((line) => ({ text: line.textContent.trim() }));
  if (refused.length) change((kept) => {
    const draft = kept.drafts[numberOf(form).value];
    if (!draft) return;
    delete draft.until;
    draft.refused = refused;
  }).catch(() => {});
};
export const watch = (form) => {
  if ("empty" in form.dataset) {
    fill(form);
    form.addEventListener("input", () => { if (!form.inert) keep(form, false).catch(() => {}); });
    addEventListener("hashchange", () => fill(form));
    addEventListener("pageshow", ({ persisted }) => { if (persisted) fill(form); }); // gone back to: what was sent is sent
  } else comeBack(form);
  form.addEventListener("submit", (event) => {
    if (event.submitter?.hasAttribute("formaction")) return; // it goes elsewhere: a draft on the server
    event.preventDefault();
    if (event.submitter?.getAttribute("aria-busy")) return;
    event.submitter?.setAttribute("aria-busy", "true");
    form.inert = true; // what were typed now would be in no draft
    onSubmit(form, event.submitter);
  });
};
