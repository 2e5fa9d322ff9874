// Asking the site: what arrived, a fresh form token, the codes to choose from; and sending one draft.
import { change } from "./store.js";

const WAIT = 15000;
export const box = document.getElementById("outbox");
export const kinds = JSON.parse(box.dataset.kinds);

export const ask = async (url, options) => {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), WAIT);
  try {
    return await fetch(url, { cache: "no-store", redirect: "manual", signal: stop.signal, ...options });
  } catch {
    return null; // no signal
  } finally {
    clearTimeout(timer);
  }
};

// Who is signed in now; the codes of whoever was before are forgotten.
export const belongTo = (owner) => change((kept) => {
  if (kept.owner !== owner) Object.assign(kept, { owner, choices: {}, codes: 0, fresh: 0 });
});

// null: no signal; {signedOut}; or {token, owner, recorded}, after which what arrived is forgotten and the codes are known.
export const state = async (kind, ids) => {
  const answer = await ask(`${kinds[kind].state}?${ids.map((id) => `id=${id}`).join("&")}`);
  if (!answer || answer.status >= 500 || answer.status === 429) return null;
  if (!answer.ok) return { signedOut: true };
  const told = await answer.json().catch(() => null);
  if (!told) return null;
  await change((kept) => {
    if (kept.owner !== told.owner) Object.assign(kept, { owner: told.owner, choices: {}, codes: 0, fresh: 0 });
    kept.choices[kind] = told.choices;
    for (const id of told.recorded) delete kept.drafts[id];
    for (const id of ids) if (kept.drafts[id]) kept.drafts[id].owner ||= told.owner;
  });
  return told;
};

// {taken}, {refused: [{field, text}]}, {signedOut}, or null where it has to be tried again.
export const post = async (draft, token) => {
  const answer = await ask(kinds[draft.kind].send, {
    method: "POST", headers: { "X-Outbox": "1" }, body: new URLSearchParams([...draft.fields, ["csrf_token", token]]),
  });
  if (!answer) return null;
  if (answer.type === "opaqueredirect") return { signedOut: true };
  if (answer.status === 404) return { refused: [{ field: "", text: box.dataset.gone }] };
  if (answer.status !== 200 && answer.status !== 422) return null; // a fault of ours, or a token that ran out
  return answer.json().catch(() => null);
};
