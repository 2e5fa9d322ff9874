// What this phone keeps: one record in IndexedDB, read and changed whole in one transaction, so that two tabs never mix.
// Where IndexedDB is refused (some private modes) localStorage serves, and what lies there moves over as soon as it can.
const RECORD = "kept", OLD = "tongxing-outbox", PATIENCE = 3000;

// {owner, choices: {kind: {field: [[value, label]]}}, codes: ms, fresh: ms, drafts: {id: draft}};
// draft: {kind, owner, fields: [[name, value]], ready, refused: [{field, text}], until: ms, by: tab}
const whole = (kept) => ({ owner: "", choices: {}, fresh: 0, ...kept, drafts: { ...kept?.drafts } });
export const tab = Math.random().toString(36).slice(2);

const opened = () => new Promise((done, failed) => {
  setTimeout(failed, PATIENCE, new Error("IndexedDB does not answer")); // as in some WebViews after a restart
  const asked = indexedDB.open("tongxing", 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore("outbox");
  asked.onsuccess = () => done(asked.result);
  asked.onerror = () => failed(asked.error);
});
const inDatabase = (database, how, durability) => new Promise((done, failed) => {
  const work = database.transaction("outbox", how ? "readwrite" : "readonly", { durability });
  const rows = work.objectStore("outbox"), asked = rows.get(RECORD);
  let answer;
  asked.onsuccess = () => {
    const kept = whole(asked.result);
    answer = how ? how(kept) : kept;
    if (how) rows.put(kept, RECORD);
  };
  work.oncomplete = () => done(answer);
  work.onerror = work.onabort = () => failed(work.error);
});
const inStorage = (how) => {
  const kept = whole(JSON.parse(localStorage.getItem(OLD)));
  const answer = how ? how(kept) : kept;
  if (how) localStorage.setItem(OLD, JSON.stringify(kept));
  return answer;
};

// Drafts of an earlier version, or of a day on which IndexedDB did not answer.
const moveOver = async (database) => {
  const text = localStorage.getItem(OLD);
  if (!text) return;
  const old = whole(JSON.parse(text));
  await inDatabase(database, (kept) => {
    kept.drafts = { ...old.drafts, ...kept.drafts };
    kept.owner ||= old.owner;
  }, "strict");
  localStorage.removeItem(OLD);
};
const ready = (async () => {
  try {
    const database = await opened();
    await moveOver(database).catch(() => {}); // no localStorage, or nothing legible in it
    return database;
  } catch {
    return null;
  }
})();

const heard = new Set();
const others = "BroadcastChannel" in globalThis ? new BroadcastChannel("tongxing-outbox") : null;
others?.addEventListener("message", () => heard.forEach((listen) => listen()));
// Called when another tab has changed what is kept.
export const onChange = (listen) => heard.add(listen);

const work = async (how, durability) => {
  const database = await ready;
  return database ? inDatabase(database, how, durability) : inStorage(how);
};
export const read = () => work(null, "default").catch(() => whole());
// `how` gets the record and changes it; its answer is given back. Rejects where this phone keeps nothing at all.
// Strict: it is on the disk before it counts as kept; a phone in a village runs out of battery. Not for each letter typed.
export const change = async (how, durability = "strict") => {
  const answer = await work(how, durability);
  others?.postMessage("changed");
  return answer;
};

// Another account's drafts on a shared phone wait for their owner.
export const mine = (kept) => Object.entries(kept.drafts).filter(([, one]) => !one.owner || one.owner === kept.owner);

export const uuid = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16)); // randomUUID is missing on older phones
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((one) => one.toString(16).padStart(2, "0")).join("");
  return [8, 12, 16, 20].reduceRight((text, at) => `${text.slice(0, at)}-${text.slice(at)}`, hex);
};
