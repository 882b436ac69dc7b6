// The form of the open claim: judged while it is edited, kept as a draft, rendered anew as another type.

import { get, forget, post } from "./net.js";
import { $, $$, address, article, claim, form, say, warn } from "./page.js";
import { swap } from "./swap.js";
import { Keep } from "./keep.js";

const DELAY = 250;
export const keep = new Keep(localStorage, $(".columns").dataset.reviewer);
let first = ""; // the form as the server sent it
let since = 0; // when it was shown
let timer = 0;
let asked = null; // the judgement under way

const pairs = () => new URLSearchParams(new FormData(form()));
const name = () => [claim().task, claim().article, claim().key || `n${claim().number}`].join(":");
/** Whether the form says something else than the server sent. */
export const changed = () => Boolean(form()) && pairs().toString() !== first;

/** Return how many seconds the claim has been open. */
export const seconds = () => Math.round((performance.now() - since) / 100) / 10;

/** A claim was put into the card: take its form as the first state, and a draft of it up again. */
export function opened() {
  clearTimeout(timer);
  asked?.abort();
  since = performance.now();
  if (!form()) return;
  first = pairs().toString();
  remark();
  const draft = keep.draft(name());
  if (draft) restore(draft);
}

async function restore(draft) {
  await render(new URLSearchParams(draft.pairs));
  $("#draft").replaceChildren("Your draft of ", draft.at.slice(0, 16).replace("T", " "), " is in the form. ", button("Drop it", drop));
  $("#draft").hidden = false;
  judge();
}

function button(words, does) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = words;
  made.addEventListener("click", does);
  return made;
}

/** Drop the draft, and show the claim as it is kept. */
export async function drop() {
  keep.setDraft(name(), null);
  const was = first;
  await render(new URLSearchParams());
  first = was;
  say("The claim is as it was.");
}

/** The claim is decided: its draft is not needed any more. */
export const settled = () => keep.setDraft(name(), null);

/** Render the open claim with other values: as another type, or with what a draft says. */
async function render(values) {
  const { key, task, article: id, number } = claim();
  const at = key ? `/claims/${key}` : `/numbers/${encodeURIComponent(id)}/${number}`;
  const place = address(at, { task, article: id }, [...values].filter(([field]) => field === "type" || field.startsWith("f.")));
  const html = await get(place);
  forget(place);
  swap($("#claim"), html);
  remark();
}

/** The form was edited: keep a draft, and have it judged after a pause. */
export function edited(event) {
  if (!event.target.closest("#form")) return;
  clearTimeout(timer);
  timer = setTimeout(judge, DELAY);
}

/** Another type was chosen: the server renders its fields, with the values that both types have. */
export async function retype() {
  const focused = document.activeElement?.id;
  await render(pairs());
  judge();
  document.getElementById(focused)?.focus();
}

/** Have the form judged as it is, and show what came out. */
export async function judge() {
  clearTimeout(timer);
  asked?.abort();
  asked = new AbortController();
  const was = $("#judgement > *").dataset.verdict;
  try {
    form().toggleAttribute("data-changed", changed());
    keep.setDraft(name(), changed() ? pairs().toString() : null);
    const html = await post("/judge", pairs(), asked.signal);
    swap($("#judgement"), html);
  } catch (error) {
    if (error.name !== "AbortError") warn(`Not judged: ${error.message}.`);
    return;
  }
  const now = $("#judgement > *").dataset;
  $("#evidence").className = now.verdict;
  if ($("#figure") && now.figure) $("#figure").textContent = now.figure;
  remark();
  if (now.verdict !== was) say(`Now ${now.word}.`);
}

/** Put each finding next to the field it speaks of. */
function remark() {
  for (const old of $$(".remark", form())) old.remove();
  for (const field of $$(".field.marked", form())) field.classList.remove("marked", "supported", "derived", "mismatch", "unsupported");
  const verdict = $("#judgement > *").dataset.verdict;
  for (const [index, finding] of $$("#judgement [data-field]").entries()) {
    const control = form().elements[finding.dataset.field];
    const field = control?.closest?.(".field");
    if (!field) continue;
    const note = finding.classList.contains("note");
    const words = document.createElement("p");
    words.className = note ? "remark note" : "remark";
    words.id = `remark-${index}`;
    words.textContent = finding.dataset.message;
    field.append(words);
    if (!note) field.classList.add("marked", verdict);
    control.setAttribute("aria-describedby", `${control.getAttribute("aria-describedby") ?? ""} ${words.id}`.trim());
  }
}

/** Put the focus into the form: to the first field that is wrong, else to the first field. */
export function edit() {
  const wrong = $("[aria-invalid='true'], .field.marked :is(input, select, textarea)", form());
  const field = wrong ?? $(".field input:not([type='hidden']), .field select", form());
  field?.focus();
  field?.select?.();
}

/** Set the words that the claim rests on. */
export function rest(selection, around) {
  const set = (field, value) => {
    if (form().elements[field]) form().elements[field].value = value;
  };
  set("f.quote", selection.quote);
  set("f.mention", selection.mention?.id ?? "");
  const quote = $("#evidence");
  const words = document.createElement("em");
  words.textContent = selection.quote;
  quote.replaceChildren(around[0], words, around[1]);
  say(`The claim rests on “${selection.quote}”.`);
  return judge();
}

export const here = () => article()?.article === claim()?.article;
