// Sending what waits, each once: whoever sends a draft holds it for a while, so that two tabs do not both send it. Were
// they to, the server takes it once, by its number.
import { kinds, post, state } from "./server.js";
import { change, mine, read, tab } from "./store.js";

const HELD = 40000; // longer than an answer is waited for
export const forms = () => [...document.querySelectorAll("form[data-outbox]")].filter((form) => kinds[form.dataset.outbox]);
// The drafts that a form on this page shows are its own to send.
export const shown = () => new Set(forms().map((form) => form.elements[kinds[form.dataset.outbox].number].value));
export const waiting = (kept) => mine(kept).filter(([, one]) => one.ready);

const hold = (id) => change((kept) => {
  const draft = kept.drafts[id];
  const free = draft?.ready && !draft.refused && (draft.by === tab || !(draft.until > Date.now()));
  if (free) Object.assign(draft, { until: Date.now() + HELD, by: tab });
  return free ? draft : null;
});
export const held = () => ({ until: Date.now() + HELD, by: tab });
const settle = (id, answer) => change((kept) => {
  const draft = kept.drafts[id];
  if (answer?.taken) delete kept.drafts[id];
  else if (draft) {
    delete draft.until;
    if (answer?.refused) draft.refused = answer.refused;
  }
});

// "kept": no signal; "entrance": sign in first; "sent": something arrived; "": nothing to say.
const sendKind = async (kind) => {
  const ids = waiting(await read()).filter(([, one]) => one.kind === kind).map(([id]) => id);
  if (!ids.length) return "";
  const told = await state(kind, ids);
  if (!told) return "kept";
  if (told.signedOut) return "entrance";
  const open = shown(), kept = await read();
  let sent = ids.filter((id) => !kept.drafts[id]).length;
  for (const [id, { kind: its, owner }] of waiting(kept)) {
    if (its !== kind || owner !== told.owner || open.has(id)) continue;
    const draft = await hold(id);
    if (!draft) continue;
    const answer = await post(draft, told.token);
    await settle(id, answer);
    if (!answer) return "kept";
    if (answer.signedOut) return "entrance";
    sent += answer.taken ? 1 : 0;
  }
  return sent ? "sent" : "";
};

let running = null;
const sendKinds = async () => {
  let said = "";
  for (const kind of Object.keys(kinds)) {
    const now = await sendKind(kind);
    if (now === "kept" || now === "entrance") return now;
    said ||= now;
  }
  return said;
};
export const sendAll = () => (running ??= sendKinds().finally(() => { running = null; }));

// The usual way, with a fresh token: the server shows what is wrong, with everything that was typed.
const submit = (action, fields) => {
  const form = document.createElement("form");
  form.method = "post";
  form.action = action;
  for (const [name, value] of fields) {
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  }
  document.body.append(form);
  form.submit();
};

// To mend one: on the usual page; without a signal on the page that opens without one.
export const mend = async (id) => {
  const draft = (await read()).drafts[id];
  if (!draft) return "";
  const { send, empty } = kinds[draft.kind], told = await state(draft.kind, [id]);
  if (told?.signedOut) return "entrance";
  if (!told || !kinds[draft.kind].tracked) {
    await change((kept) => { if (kept.drafts[id]) kept.drafts[id].ready = false; });
    location.assign(`${empty}#${id}`);
    return "";
  }
  const taken = await change((kept) => {
    if (kept.drafts[id]) Object.assign(kept.drafts[id], held());
    return !kept.drafts[id];
  });
  if (taken) return "sent";
  submit(send, [...draft.fields, ["csrf_token", told.token]]);
  return "";
};
export const throwAway = (id) => change((kept) => { delete kept.drafts[id]; });
