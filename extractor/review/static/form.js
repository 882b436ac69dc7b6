// The form of the open claim: judged while it is edited, kept as a draft, rendered anew as another type.

import { Away, post } from "./net.js";
import { $, $$, address, claim, form, say, warn } from "./page.js";
import { swap } from "./swap.js";
import { Keep, pause } from "./keep.js";

const DELAY = 250;
const UNJUDGED = "not judged";
export const UNTYPED = "Its type is to be chosen.";
export const keep = new Keep(localStorage, $(".columns").dataset.reviewer);
let first = ""; // the form as the server sent it
let since = 0; // when it was shown
let timer = 0;
let tries = 0; // to have it judged while the server is away
let asked = null; // the judgement under way
let rested = []; // the evidence as the server sent it

const pairs = () => new URLSearchParams(new FormData(form()));
const name = () => [claim().article, claim().key || claim().name || "new"].join(":");
/** Whether the form says something else than the server sent. */
export const changed = () => Boolean(form()) && pairs().toString() !== first;
/** Whether there is a draft, if only one that is not in the form yet. */
export const drafted = () => changed() || keep.draft(name()) !== null;

/** Whether it is chosen what type of claim it is. */
export const typed = () => $("#f-type", form())?.value !== "";

/** Return how many seconds the claim has been open. */
export const seconds = () => Math.round((performance.now() - since) / 100) / 10;

/** A claim was put into the card: take its form as the first state, and a draft of it up again. */
export function opened() {
  clearTimeout(timer);
  asked?.abort();
  since = performance.now();
  if (!form()) return;
  first = pairs().toString();
  rested = [...$("#evidence").childNodes];
  remark();
  const draft = keep.draft(name());
  if (draft) restore(draft);
  else if ("new" in claim() && typed()) judge({ quiet: true });
}

async function restore(draft) {
  if (!(await render(() => draft.pairs))) return;
  offerDrop(`Your draft of ${draft.at.slice(0, 16).replace("T", " ")} is in the form.`);
  await judge({ quiet: true }); // what was told on the way here is still to be read
}

/** Say that the form was changed, with a button that drops the changes. */
function offerDrop(words) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "Drop it";
  button.addEventListener("click", () => drop().catch(unjudged));
  $("#draft").replaceChildren(words, " ", button);
  $("#draft").hidden = false;
}

/** Drop the draft, and show the claim as it is kept. */
async function drop() {
  if (!(await render(() => first))) return;
  $("#evidence").replaceChildren(...rested);
  await judge();
  $("#claim-heading").focus();
}

/** The claim is decided: its draft is not needed any more. */
export const settled = () => keep.setDraft(name(), null);

/** Have the fields rendered with what `values` gives, again if that changed meanwhile, and keep the focus.
 *
 * False when another claim was opened meanwhile. */
async function render(values) {
  const open = form();
  let sent, html;
  do {
    sent = values().toString();
    html = await post(address("/form"), new URLSearchParams(sent));
    if (form() !== open) return false;
  } while (values().toString() !== sent);
  const held = $("#fields").contains(document.activeElement) ? document.activeElement : null;
  swap($("#fields"), html);
  const field = held && (document.getElementById(held.id) ?? $("#f-type"));
  field?.focus(); // at once: keys without a field decide
  if (held?.selectionEnd) field.setSelectionRange?.(held.selectionStart, held.selectionEnd);
  remark();
  return true;
}

/** Untick the boxes that call a control, or a group that it lies in, not stated. */
function untick(control) {
  for (let at = control; at; at = at.parentElement.closest("fieldset[id]"))
    for (const box of $$(`[aria-controls="${CSS.escape(at.id)}"]`, form())) box.checked = false;
}

/** Tick the box that calls a number not stated: nothing is written there any more. */
function tick(control) {
  for (const box of $$(`[aria-controls="${CSS.escape(control.id)}"]`, form())) box.checked = true;
}

/** The form was edited: what is filled in is stated; keep a draft, and have it judged after a pause. */
export function edited({ target }) {
  if (!target.closest("#form")) return;
  if (target.value && !target.matches("[aria-controls]")) untick(target);
  if (!target.value && target.inputMode === "decimal") tick(target);
  for (const shown of $$(`output[for="${CSS.escape(target.id)}"]`, form())) shown.remove(); // it is of what stood there
  draft();
  $("#judgement > *").classList.add("stale"); // until the server has judged what stands there now
  clearTimeout(timer);
  timer = setTimeout(() => judge(), DELAY);
}

/** Keep what was changed; at once, for a reload does not wait. */
function draft() {
  keep.setDraft(name(), changed() ? pairs().toString() : null);
}

/** Have the fields rendered anew: another type was chosen, or a button asks for a row more or less. */
export async function rerender(asking) {
  const values = () => {
    const all = pairs();
    if (asking.dataset.row) all.append(asking.name, asking.value);
    return all;
  };
  if (await render(values)) await judge();
}

/** Have the form judged as it is, and show what came out; tell when that is another verdict, unless `quiet`. */
export async function judge({ quiet = false } = {}) {
  clearTimeout(timer);
  asked?.abort();
  asked = new AbortController();
  const open = form();
  const was = $("#judgement > *").dataset.word;
  form().toggleAttribute("data-changed", changed());
  draft();
  if (!changed()) $("#draft").hidden = true;
  else if ($("#draft").hidden) offerDrop("What you changed is a draft.");
  try {
    const html = await post(address("/judge"), pairs(), asked.signal);
    if (form() !== open) return;
    swap($("#judgement"), html);
  } catch (error) {
    if (error.name !== "AbortError" && form() === open) unjudged(error);
    return;
  }
  tries = 0;
  const now = $("#judgement > *").dataset;
  $("#evidence").className = now.verdict;
  for (const name of ["figure", "kind"]) if (now[name]) $(`#${name}`).textContent = now[name];
  remark();
  if (!quiet && now.word !== was) say(`Now ${now.word}.`);
}

/** Say that the form as it is now was not judged: what is shown of it may be wrong. It is tried again. */
function unjudged(error) {
  const known = $("#judgement > *").dataset.word === UNJUDGED;
  const box = document.createElement("div");
  box.className = "judgement";
  Object.assign(box.dataset, { verdict: "", word: UNJUDGED, figure: "", kind: "" });
  box.append(`Not judged: ${error.message}.`);
  $("#judgement").replaceChildren(box);
  $("#evidence").className = "";
  $("#figure").textContent = "";
  remark();
  if (!known) warn(box.textContent);
  if (error instanceof Away) timer = setTimeout(judge, pause(tries++));
}

const HUES = ["supported", "derived", "mismatch", "unsupported"];

/** Put each finding, and each error, next to the field it speaks of. */
function remark() {
  for (const old of $$(".remark", form())) old.remove();
  for (const field of $$(".field.marked", form())) field.classList.remove("marked", ...HUES);
  for (const control of $$("[aria-invalid]", form())) control.removeAttribute("aria-invalid");
  const { verdict } = $("#judgement > *").dataset;
  for (const [index, finding] of $$("#judgement [data-field]").entries()) {
    const control = document.getElementById(finding.dataset.field.replaceAll(".", "-"));
    const field = control?.closest(".field");
    if (!field) continue;
    const words = document.createElement("p");
    words.id = `remark-${index}`;
    words.className = finding.className ? "remark note" : "remark";
    words.textContent = finding.dataset.message;
    field.append(words);
    if ("error" in finding.dataset) control.setAttribute("aria-invalid", "true");
    else if (!finding.className) field.classList.add("marked", verdict);
    const others = (control.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && !id.startsWith("remark-"));
    control.setAttribute("aria-describedby", [...others, words.id].join(" "));
  }
}

/** Put the focus into the form: to the first field that is wrong, else to the first field. */
export function edit() {
  const wrong = $("[aria-invalid='true'], .field.marked :is(input, select, textarea)", form());
  const field = wrong ?? $(".field input:not([type='hidden']), .field select", form());
  field?.focus();
  field?.select?.();
}

/** Set the words that the claim rests on, and the number in them; `around` are the words beside them. */
export async function rest({ quote, around, fields }) {
  for (const field of ["f.mention", "f.quote"]) {
    if (form().elements[field]) form().elements[field].value = fields[field] ?? ""; // words with several numbers name none
  }
  const words = document.createElement("em");
  words.textContent = quote;
  $("#evidence").replaceChildren(around[0], words, around[1]);
  await judge();
  say(`The claim rests on “${quote}”: ${$("#judgement > *").dataset.word}.`);
}
