// What must outlive a reload, a crash and a server that is away: drafts, and decisions not yet delivered.

/** Return a name that no other decision has. */
export function unique() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Drafts and undelivered decisions of one reviewer, in a Storage. */
export class Keep {
  constructor(storage, reviewer) {
    this.storage = storage;
    this.name = `extractor:${reviewer}:`;
  }

  #read(name) {
    try {
      return JSON.parse(this.storage.getItem(this.name + name));
    } catch {
      return null; // not ours, or cut off: as if it were not there
    }
  }

  #write(name, value) {
    if (value === null) this.storage.removeItem(this.name + name);
    else this.storage.setItem(this.name + name, JSON.stringify(value));
  }

  /** Return what is kept under names that begin so. */
  #all(beginning) {
    const names = Array.from({ length: this.storage.length }, (_, index) => this.storage.key(index));
    const wanted = names.filter((name) => name.startsWith(this.name + beginning));
    return wanted.map((name) => this.#read(name.slice(this.name.length))).filter(Boolean);
  }

  /** Return the draft of a claim, {pairs, at}, or null. */
  draft(claim) {
    return this.#read(`draft:${claim}`);
  }

  /** Keep the pairs of a form as the draft of a claim; null drops it. */
  setDraft(claim, pairs, at = new Date().toISOString()) {
    this.#write(`draft:${claim}`, pairs && { pairs, at });
  }

  /** Return the decisions that are not delivered, the oldest first. */
  waiting() {
    return this.#all("decision:").sort((one, other) => one.at - other.at);
  }

  /** Keep a decision {id, at, ...} until `delivered` is told its id. */
  add(decision) {
    this.#write(`decision:${decision.id}`, decision);
  }

  delivered(id) {
    this.#write(`decision:${id}`, null);
  }

  /** Keep a decision that was refused, until another on the same thing is taken. */
  refuse({ id, mark, about, link }, why) {
    this.delivered(id);
    this.#write(`refused:${mark}`, { about, link, why });
  }

  /** Return what the decision was about that was refused and not taken since, {about, link, why}, or null. */
  refused() {
    return this.#all("refused:")[0] ?? null;
  }

  /** Something was decided on what `mark` names: what was refused before is of no account. */
  taken({ mark }) {
    this.#write(`refused:${mark}`, null);
  }
}

/** Return how long to wait before a further try: 1 s, then twice as long each time, up to 15 s. */
export function pause(tries) {
  return Math.min(15000, 1000 * 2 ** tries);
}
