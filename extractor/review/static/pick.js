// Picking words of the text: with the mouse, or with the keys; the server says which number they hold.

import { post } from "./net.js";
import { $, $$, address, article, form, say } from "./page.js";
import { current } from "./marks.js";
import { range, snapped, step, trimmed, within } from "./offsets.js";
import { rest } from "./form.js";
import { showNew } from "./moves.js";

let picked = null; // {paragraph, from, to, use} while words are picked with the keys; `use` is what they are for

export const picking = () => picked !== null;

/** Return the words that are selected in the article, or null. */
function selected() {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const found = selection.getRangeAt(0);
  const paragraph = (found.startContainer.parentElement ?? found.startContainer).closest?.("[data-paragraph]");
  if (!paragraph) return null;
  const text = paragraph.textContent;
  const end = paragraph.contains(found.endContainer) ? within(paragraph, found.endContainer, found.endOffset) : text.length;
  const [from, to] = trimmed(text, ...snapped(text, within(paragraph, found.startContainer, found.startOffset), end));
  return from < to ? { paragraph, from, to } : null;
}

/** Ask the server where the words stand in the article, and what they say. */
function located({ paragraph, from, to }) {
  const quote = paragraph.textContent.slice(from, to);
  return post(address("/select"), { article: article().article, paragraph: Number(paragraph.dataset.paragraph), from, to, quote });
}

async function take(place) {
  unselect();
  await rest(await located(place));
}

function unselect() {
  getSelection().removeAllRanges();
  $("#tip").hidden = true;
}

/** Make a new claim from words. */
async function make(place) {
  unselect();
  return showNew(await located(place));
}

/** Take the selected words as evidence, or for a new claim if none is open. */
export const pick = () => words(form() ? take : make);

/** Make a new claim from the selected words. */
export const create = () => words(make);

/** Use the words that are selected; with none selected begin to pick them with the keys. */
async function words(use) {
  const place = selected();
  if (place) return use(place);
  const mark = current()[0];
  const paragraph = mark?.closest("[data-paragraph]") ?? $("[data-paragraph]", $("#article"));
  const from = mark ? within(paragraph, mark, 0) : 0;
  const to = mark ? within(paragraph, current().findLast((one) => paragraph.contains(one)), 1) : step(paragraph.textContent, 0, "end", 1);
  picked = { paragraph, from, to, use };
  document.body.classList.add("picking");
  $("#article").focus({ preventScroll: true });
  return draw();
}

function draw() {
  const { paragraph, from, to } = picked;
  const found = range(paragraph, from, to);
  if (globalThis.Highlight) CSS.highlights.set("picked", new Highlight(found));
  else getSelection().setBaseAndExtent(found.startContainer, found.startOffset, found.endContainer, found.endOffset);
  const box = found.getBoundingClientRect();
  const room = $("#article").getBoundingClientRect();
  if (box.top < room.top || box.bottom > room.bottom) paragraph.scrollIntoView({ block: "center", behavior: "instant" });
  say(`Picking “${paragraph.textContent.slice(from, to)}”.`);
}

function stop() {
  picked = null;
  document.body.classList.remove("picking");
  globalThis.CSS?.highlights?.delete("picked");
  $("#claim-heading")?.focus({ preventScroll: true });
}

function move(side, unit, direction) {
  const text = picked.paragraph.textContent;
  picked[side] = step(text, picked[side], unit, direction);
  if (picked.from >= picked.to) picked[side] = step(text, picked[side], unit, -direction);
  draw();
}

function elsewhere(direction) {
  const all = $$("[data-paragraph]", $("#article"));
  const paragraph = all[all.indexOf(picked.paragraph) + direction];
  if (!paragraph) return;
  picked = { ...picked, paragraph, from: 0, to: step(paragraph.textContent, 0, "end", 1) };
  draw();
}

/** Offer what can be done with words that were just selected with the mouse. */
export function offer() {
  const tip = $("#tip");
  const place = selected();
  tip.hidden = !place;
  if (!place) return;
  const box = getSelection().getRangeAt(0).getBoundingClientRect();
  tip.style.left = `${Math.max(8, Math.min(box.left, innerWidth - tip.offsetWidth - 8))}px`;
  tip.style.top = `${box.top > 60 ? box.top - tip.offsetHeight - 6 : box.bottom + 6}px`;
}

export const actions = {
  "end-right": () => move("to", "character", 1),
  "end-left": () => move("to", "character", -1),
  "end-word-right": () => move("to", "end", 1),
  "end-word-left": () => move("to", "end", -1),
  "start-right": () => move("from", "character", 1),
  "start-left": () => move("from", "character", -1),
  "start-word-right": () => move("from", "start", 1),
  "start-word-left": () => move("from", "start", -1),
  "pick-below": () => elsewhere(1),
  "pick-above": () => elsewhere(-1),
  take: async () => {
    const { use, ...place } = picked;
    stop();
    await use(place);
  },
  drop: () => {
    stop();
    say("The words are as they were.");
  },
};
