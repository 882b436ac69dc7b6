// Asking the server: what was asked for in advance is at hand at once.

const ROOM = 48;
const kept = new Map();

/** The server cannot be reached, has no time, or does not know this browser any more: it may know it again. */
export class Away extends Error {}

const UNKNOWN = "this browser has to log in again, by the fresh link that the terminal shows";

/** The server refuses; `status` says how. */
export class Refused extends Error {
  constructor(status, message, body) {
    super(message);
    this.status = status;
    this.body = body;
  }
}

async function ask(address, options) {
  let response;
  try {
    response = await fetch(address, options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Away("the server is away");
  }
  const json = response.headers.get("content-type")?.startsWith("application/json");
  const body = json ? await response.json() : await response.text();
  if (response.ok) return body;
  if (response.status === 401) throw new Away(UNKNOWN);
  if (response.status >= 500) throw new Away(body.message ?? "the server is away");
  throw new Refused(response.status, body.message ?? (response.status === 404 ? "this is not there any more" : "the server refuses"), body);
}

/** Fetch a fragment or JSON; an answer that is still at hand is used, once it was asked for in advance. */
export function get(address) {
  if (!kept.has(address)) {
    const answer = ask(address);
    answer.catch(() => kept.delete(address));
    kept.set(address, answer);
    if (kept.size > ROOM) kept.delete(kept.keys().next().value);
  }
  return kept.get(address);
}

/** Forget the answers of addresses that begin so. */
export function forget(beginning) {
  for (const address of kept.keys()) if (address.startsWith(beginning)) kept.delete(address);
}

/** Send a form (pairs) or an object (as JSON). */
export function post(address, body, signal) {
  const form = body instanceof URLSearchParams;
  const headers = form ? {} : { "Content-Type": "application/json" };
  return ask(address, { method: "POST", body: form ? body : JSON.stringify(body), headers, signal });
}
