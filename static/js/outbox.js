// What was written without a signal stays on this phone until it is sent or thrown away: drafts and codes, no names.
// Nothing here is needed where there is a signal: forms work without it.
const KEY = "tongxing-outbox";
const DAY = 24 * 60 * 60 * 1000;
const box = document.getElementById("outbox");
const kinds = JSON.parse(box.dataset.kinds);
const forms = [...document.querySelectorAll("form[data-outbox]")].filter((form) => kinds[form.dataset.outbox]);

// {owner, choices: {kind: {field: [[value, label]]}}, fresh: ms, drafts: {id: {kind, owner, fields, ready, refused}}}
const empty = { owner: "", choices: {}, fresh: 0, drafts: {} };
const load = () => {
  try {
    return { ...empty, ...JSON.parse(localStorage.getItem(KEY)) };
  } catch {
    return { ...empty, drafts: {} };
  }
};
const change = (how) => {
  const kept = load();
  how(kept);
  try {
    localStorage.setItem(KEY, JSON.stringify(kept));
    return true;
  } catch {
    return false; // a full or a forbidden store: the form is sent as it always was
  }
};
// Another account's drafts on a shared phone wait for their owner.
const mine = (kept) => Object.entries(kept.drafts).filter(([, one]) => !one.owner || one.owner === kept.owner);
const waiting = () => mine(load()).filter(([, one]) => one.ready);

const uuid = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16)); // randomUUID is missing on older phones
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((one) => one.toString(16).padStart(2, "0")).join("");
  return [8, 12, 16, 20].reduceRight((text, at) => `${text.slice(0, at)}-${text.slice(at)}`, hex);
};

// ---- asking and sending --------------------------------------------------------------------------------------------
const ask = async (url, options) => {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), 15000);
  try {
    return await fetch(url, { cache: "no-store", redirect: "manual", signal: stop.signal, ...options });
  } catch {
    return null; // no signal
  } finally {
    clearTimeout(timer);
  }
};

// null: no signal; {signedOut}; or {token}, after which what arrived is forgotten and the codes are known.
const state = async (kind, ids) => {
  const answer = await ask(`${kinds[kind].state}?${ids.map((id) => `id=${id}`).join("&")}`);
  if (!answer || answer.status >= 500) return null;
  if (!answer.ok) return { signedOut: true };
  const told = await answer.json();
  change((kept) => {
    if (kept.owner !== told.owner) kept.choices = {};
    kept.owner = told.owner;
    kept.choices[kind] = told.choices;
    for (const id of told.recorded) delete kept.drafts[id];
    for (const id of ids) if (kept.drafts[id]) kept.drafts[id].owner ||= told.owner;
  });
  return told;
};

const open = () => new Set(forms.map((form) => form.elements[kinds[form.dataset.outbox].number].value));
const post = (draft, token) => ask(kinds[draft.kind].send, {
  method: "POST", body: new URLSearchParams([...draft.fields, ["csrf_token", token]]),
});

const sendAll = async () => {
  let sent = 0;
  for (const kind of Object.keys(kinds)) {
    const ids = waiting().filter(([, one]) => one.kind === kind).map(([id]) => id);
    if (!ids.length) continue;
    const told = await state(kind, ids);
    if (!told) return show("kept");
    if (told.signedOut) return show("entrance");
    const shown = open();
    const left = waiting().filter(([id, one]) => one.kind === kind && !one.refused && !shown.has(id));
    for (const [id, draft] of left) {
      const answer = await post(draft, told.token);
      if (!answer) return show("kept");
      // Only what the form itself refused is the writer's to mend; a fault of ours is tried again.
      if (answer.type === "basic" && answer.status < 500 && answer.status !== 429) {
        change((kept) => { if (kept.drafts[id]) kept.drafts[id].refused = true; });
      }
    }
    if (left.length) await state(kind, ids);
    const still = load().drafts;
    sent += ids.filter((id) => !still[id]).length;
  }
  show(sent ? "sent" : "");
};

// The usual way, with a fresh token: the server shows what is wrong, with everything that was typed.
const submit = (action, fields) => {
  const form = document.createElement("form");
  form.method = "post";
  form.action = action;
  for (const [name, value] of fields) {
    const input = document.createElement("input");
    input.type = "hidden";
    input.name = name;
    input.value = value;
    form.append(input);
  }
  document.body.append(form);
  form.submit();
};

const sendOne = async (id) => {
  const draft = load().drafts[id];
  const told = draft && await state(draft.kind, [id]);
  if (!told) return show("kept");
  if (told.signedOut) return show("entrance");
  if (!load().drafts[id]) return show("sent");
  submit(kinds[draft.kind].send, [...draft.fields, ["csrf_token", told.token]]);
};

// ---- what is shown -------------------------------------------------------------------------------------------------
const named = (kept, draft) => {
  const values = Object.fromEntries(draft.fields);
  const codes = Object.entries(kept.choices[draft.kind] ?? {}).flatMap(([field, rows]) =>
    rows.filter(([value]) => value === values[field]).map(([, label]) => label));
  return [values.day, values.start, values.title, ...codes].filter(Boolean).join(" · ");
};
const show = (said) => {
  const kept = load(), shown = open(), list = box.querySelector("[data-list]");
  const rows = mine(kept).filter(([id, one]) => one.ready && !shown.has(id));
  list.replaceChildren(...rows.map(([id, draft]) => {
    const row = box.querySelector("template").content.cloneNode(true);
    row.querySelector("[data-name]").textContent = named(kept, draft);
    row.querySelector("[data-state]").textContent = draft.refused ? box.dataset.refused : box.dataset.waits;
    for (const button of row.querySelectorAll("button")) button.dataset.id = id;
    return row;
  }));
  const say = box.querySelector("[data-say]");
  say.textContent = said ? box.dataset[said] : "";
  say.hidden = !said;
  box.hidden = !rows.length && !said;
};
box.addEventListener("click", ({ target }) => {
  const button = target.closest("button[data-act]");
  if (!button) return;
  if (button.dataset.act === "send") return sendOne(button.dataset.id);
  if (!button.dataset.asked) {
    button.dataset.asked = "yes";
    button.querySelector("span").textContent = box.dataset.sure;
    return;
  }
  change((kept) => delete kept.drafts[button.dataset.id]);
  show("");
});

// ---- the form ------------------------------------------------------------------------------------------------------
const keep = (form, ready) => {
  const number = form.elements[kinds[form.dataset.outbox].number];
  number.value ||= uuid();
  // When it was written, by this phone's clock: what waits for a signal is not late because it waits.
  if (ready && form.elements.written_at) form.elements.written_at.value ||= new Date().toISOString();
  const fields = [...new FormData(form)].filter(([name]) => name !== "csrf_token");
  return change((kept) => {
    const { owner = kept.owner } = kept.drafts[number.value] ?? {};
    kept.drafts[number.value] = { kind: form.dataset.outbox, owner, fields, ready };
  });
};

const today = () => {
  const now = new Date();
  return new Date(now - now.getTimezoneOffset() * 60000).toISOString().slice(0, 10);
};
const fill = (form) => {
  const kept = load(), kind = form.dataset.outbox;
  for (const group of form.querySelectorAll("[data-choices]")) offer(group, kept.choices[kind]?.[group.dataset.choices]);
  const [id, draft] = mine(kept).find(([, one]) => one.kind === kind && !one.ready) ?? [uuid(), null];
  form.elements[kinds[kind].number].value = id;
  if (form.elements.written_at) form.elements.written_at.value = "";
  if (!draft) {
    for (const [name, value] of kept.choices[kind]?.preset ?? []) {
      for (const input of form.querySelectorAll(`input[name="${name}"]`)) input.checked = input.value === value;
    }
    if (!("asksDay" in form.dataset)) form.elements.day.value = today();
    return;
  }
  for (const input of form.elements) {
    const values = draft.fields.filter(([name]) => name === input.name).map(([, value]) => value);
    if (["radio", "checkbox"].includes(input.type)) input.checked = values.includes(input.value);
    else if (values.length) [input.value] = values;
  }
};
const offer = (group, rows = []) => {
  const name = group.dataset.choices, many = "many" in group.dataset;
  group.querySelector("[data-none]").hidden = rows.length > 0;
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

const send = async (form, button) => {
  const kind = form.dataset.outbox, number = form.elements[kinds[kind].number];
  const told = await state(kind, [number.value]);
  button?.removeAttribute("aria-busy");
  if (told && !told.signedOut && load().drafts[number.value]) {
    form.elements.csrf_token.value = told.token;
    return form.submit();
  }
  form.reset();
  if (form.elements.written_at) form.elements.written_at.value = "";
  if ("empty" in form.dataset) fill(form);
  else number.value = uuid(); // what is sent next is another one
  show(!told ? "kept" : told.signedOut ? "entrance" : "sent");
  box.scrollIntoView({ block: "center" });
};

for (const form of forms) {
  if ("empty" in form.dataset) {
    fill(form);
    form.addEventListener("input", () => keep(form, false));
  }
  form.addEventListener("submit", (event) => {
    if (!keep(form, true)) return;
    event.preventDefault();
    if (event.submitter?.getAttribute("aria-busy")) return;
    event.submitter?.setAttribute("aria-busy", "true");
    send(form, event.submitter);
  });
}

// ---- every page ----------------------------------------------------------------------------------------------------
// Signing out leaves no codes; what was written waits for its writer.
for (const form of document.querySelectorAll("form[action$='/sign-out']")) {
  form.addEventListener("submit", () => change((kept) => Object.assign(kept, { choices: {}, fresh: 0 })));
}

// Once a day the codes and the empty pages are fetched, so that they are there when the signal is not.
const refresh = async () => {
  if (!("known" in box.dataset) || load().fresh > Date.now() - DAY) return;
  for (const kind of Object.keys(kinds)) {
    const told = await state(kind, []);
    if (!told || told.signedOut) return;
    const page = await ask(kinds[kind].empty, { cache: "reload" });
    if (!page?.ok) return;
    await page.text(); // what is not read to its end is not kept
  }
  change((kept) => { kept.fresh = Date.now(); });
};
show("");
const again = async () => {
  if (waiting().length) await sendAll();
};
addEventListener("online", again);
document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") again(); });
again().then(refresh);
