// Moving from claim to claim: the fragment of the next one is fetched before it is asked for.

import { forget, get } from "./net.js";
import { fade, outline, reveal } from "./marks.js";
import { $, $$, address, article, claim, filters, say } from "./page.js";
import { swap } from "./swap.js";
import { UNTYPED, opened, typed } from "./form.js";
import { together } from "./together.js";

export const SAID = "extractor:said"; // what is still to be told when the page has been loaded anew
export const LISTED = "listed"; // the queue was loaded anew
const LAST = "Nothing further in this direction.";
const HIDDEN = "Which numbers no claim is about is hidden with the claims: select the words of one.";
let last = ""; // the claim of the queue that was shown last, also while a new one is open
let turn = Promise.resolve();

/** Do one thing after the other, in the order they were asked for. */
export function inTurn(step) {
  turn = turn.then(step, step); // what went wrong before is no reason to do nothing more
  return turn;
}

const neighbour = (key, more) => get(address("/next", { claim: key, ...more }, filters()));
const DISAGREE = "disagree"; // in this queue what is decided settles what reviewers differ on
const between = () => (new URLSearchParams(filters()).get("state") === DISAGREE ? DISAGREE : "");
const claimAt = (to) => address(`/claims/${to.claim}`, { article: to.article, state: between() });
const articleAt = (id) => address(`/articles/${encodeURIComponent(id)}`);

/** Show a claim {claim, article}; `words` are told before what it is. */
export async function show(to, words = "") {
  const html = get(claimAt(to));
  if (to.article !== article()?.article) {
    swap($("#article"), await get(articleAt(to.article)));
    $("#article").scrollTop = 0;
    fade();
  }
  await follow(to);
  swap($("#claim"), await html); // and at once what depends on it: whoever sees the form may type
  forget(claimAt(to));
  settle(to.claim, words);
}

/** Show a form for a new claim: about a number of the open article, or about a place in its text. */
export async function showNew(place, words = "") {
  const { article: id } = article();
  const at = place.name
    ? address(`/numbers/${encodeURIComponent(id)}/${place.name}`)
    : address("/new", { article: id, start: String(place.start), end: String(place.end) });
  forget(at);
  swap($("#claim"), await get(at));
  settle(null, words);
}

/** Load an article again, after its claims have changed: the open one, if no other is named. */
export async function renew(id = article().article) {
  const at = id === article()?.article ? $("#article").scrollTop : 0;
  forget("/articles/");
  forget("/claims/");
  swap($("#article"), await get(articleAt(id)));
  $("#article").scrollTop = at;
  relist();
  fade();
}

/** Show claims in the queue as the open article has them now. */
function relist() {
  for (const row of $$("#queue-list .item")) {
    const now = $(`#claims [data-key="${row.dataset.key}"]`);
    if (now) for (const part of [".sign", ".said"]) $(part, row)?.replaceWith($(part, now).cloneNode(true));
  }
}

/** Return the rows that lists have of what is in the card; an article that is read blind has one. */
function rowsOf(key) {
  const open = claim();
  if (!open) return $$(`#queue-list .item[data-article="${article().article}"]`);
  return $$("new" in open ? `#numbers [data-name="${open.name}"]` : `.item[data-key="${key}"]`);
}

/** Show the part of the queue that a claim stands in, if nothing of its article is listed. */
async function follow(to) {
  if ($(`#queue-list .item[data-article="${to.article}"]`)) return;
  const at = address("/queue", { at: to.claim }, filters());
  const html = await get(at).catch(() => null);
  forget(at);
  if (html === null) return;
  swap($("#queue-list"), html);
  $("#queue-list").dispatchEvent(new Event(LISTED));
}

/** Bring list, text, address and focus in line with the claim that is now in the card. */
export function settle(key, words = "") {
  for (const row of $$("[aria-current='true']")) row.removeAttribute("aria-current");
  for (const row of rowsOf(key)) row.setAttribute("aria-current", "true");
  document.title = `${$("#article h1").textContent.trim()} · extractor review`;
  outline();
  opened();
  say(`${words} ${what()}`.trim());
  if (key && !("made" in (claim() ?? {}))) last = key; // what a reviewer made is in no queue
  if (key) history.replaceState(null, "", address("/", { claim: last }, filters()));
  // from here on the browser is asked where things are: what changes the page stands above, so that it is laid out once
  $("#queue-list [aria-current='true']")?.scrollIntoView({ block: "nearest" });
  reveal();
  $("#claim").scrollTop = 0;
  $("#claim-heading")?.focus({ preventScroll: true });
  together();
  ahead();
}

/** Say which claim is open, or which article is read blind. */
function what() {
  if (!claim()) return `To be read blind: ${$("#article h1").textContent.trim()}.`;
  const { number } = claim();
  const said = $("#claim-heading").textContent.replaceAll(/\s+/g, " ").trim();
  if (number) return `Now claim ${number}: ${said}, ${$("#judgement > *").dataset.word}.`;
  return `${said ? `New claim: ${said}.` : "A new claim."}${typed() ? "" : ` ${UNTYPED}`}`;
}

/** Fetch what the next and the previous step will need. */
function ahead() {
  const key = claim()?.key;
  if (!key) return;
  requestIdleCallback(async () => {
    for (const more of [{}, { back: "1" }]) {
      const to = await neighbour(key, more).catch(() => null);
      if (!to?.claim) continue;
      get(claimAt(to)).catch(() => null);
      if (to.article !== article()?.article) get(articleAt(to.article)).catch(() => null);
    }
  });
}

/** Return the claim of the queue that was left for one that is in no queue, if it is still to be decided on. */
function undecided() {
  const open = claim();
  const row = open && ("new" in open || "made" in open) ? $(`.item[data-key="${last}"][data-state="open"]`) : null;
  return row && { claim: last, article: row.dataset.article ?? article().article };
}

/** Show the next claim of the queue, or the one before; those of an article that is read blind are passed over. */
export async function go(back, { leap = "blind" in (article() ?? {}) } = {}) {
  const left = leap ? null : undecided();
  if (left) return show(left);
  const to = await neighbour(last, { back: back ? "1" : "", leap: leap ? "1" : "" });
  return to.claim ? show(to) : say(LAST);
}

/** Show the first claim of the next article of the queue, or of the one before. */
export async function turnArticle(back) {
  const to = await neighbour(last, { back: back ? "1" : "", leap: "1" });
  if (to.claim) return show(to);
  return back ? say(LAST) : turnLeftover();
}

/** Show the first number that no claim is about in the next article that has one; with none left say so. */
async function turnLeftover(words = "") {
  forget("/leftover");
  const { article: id, name, heading } = await get(address("/leftover", { after: article()?.article }));
  if (!id) return say(`${words} No article that shows its claims has a number left over.`.trim());
  swap($("#article"), await get(articleAt(id)));
  $("#article").scrollTop = 0;
  fade();
  return showNew({ name }, `${words} Now ${heading}.`.trim());
}

/** After a decision: show the next claim; at the end begin again with what is left; with nothing left say so. */
export async function onward(words = "") {
  const to = undecided() ?? (await neighbour(last, {}));
  forget("/next");
  if (to.claim) return show(to, words);
  const first = await neighbour("", {});
  if (first.claim && first.claim !== last) return show(first, words);
  sessionStorage.setItem(SAID, words); // told on the page that the server gives: nothing is left
  location.assign(address("/", {}, filters()));
  return null;
}

/** Show the next number that no claim is about, or the one before; after the last one the first.
 *
 * With none left in the article, the first one of the next article, if `onto` it. */
export async function turnNumber(back, words = "", { onto = false } = {}) {
  if ("blind" in (article() ?? {})) return say(`${words} ${HIDDEN}`.trim());
  const rows = $$("#numbers a[data-state='open']");
  const here = $("#numbers [aria-current='true']") ?? $(`#claims [data-key="${last}"]`);
  const from = Number(here?.dataset.start ?? -1);
  const start = (row) => Number(row.dataset.start);
  const found = back ? rows.findLast((row) => start(row) < from) : rows.find((row) => start(row) > from);
  if (found) return showNew({ name: found.dataset.name }, words);
  const again = rows.at(back ? -1 : 0);
  if (!again && onto) return turnLeftover(words);
  if (!again) return say(`${words} Every number of this article is used or ignored.`.trim());
  if (again === here) return say(`${words} No other number of this article is left.`.trim());
  return showNew({ name: again.dataset.name }, `${words} ${back ? "From the end" : "From the beginning"} again.`.trim());
}
