// What is on the page now, and telling about it.

export const $ = (selector, root = document) => root.querySelector(selector);
export const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

/** Return the claim that is open, as its data attributes say, or null. */
export const claim = () => $("#claim > .claim:not(.blind)")?.dataset ?? null;

/** Return the article that is open, as its data attributes say, or null. */
export const article = () => $("#article > .text")?.dataset ?? null;

export const form = () => $("#form");

/** Return the filters of the queue as a query. */
export const filters = () => $(".columns").dataset.query;

/** Return the task that the queue is of. */
const task = () => new URLSearchParams(filters()).get("task") ?? "";

/** Return an address with a query of what is given and the task; empty values are left out. */
export function address(path, values = {}, more = `task=${encodeURIComponent(task())}`) {
  const query = new URLSearchParams(more);
  for (const [name, value] of Object.entries(values)) if (value) query.set(name, value);
  const words = query.toString();
  return words ? `${path}?${words}` : path;
}

/** Say something to everybody: shown in the foot, read out when there is a pause. */
export function say(words) {
  $("#alert").textContent = "";
  $("#status").textContent = words;
}

/** Say that something went wrong: read out at once. */
export function warn(words) {
  $("#status").textContent = "";
  $("#alert").textContent = words;
}

/** Show how many claims are left of how many: a run may have added some. */
export function setLeft({ left, total }) {
  $("#left").textContent = left.toLocaleString("en");
  $("#total").textContent = total.toLocaleString("en");
}
