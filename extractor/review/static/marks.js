// The marks in the article: which are the open claim's, which are decided, where a click leads.

import { $, $$, article, claim } from "./page.js";

const places = () => new Map($$("#claims .item").map((item) => [item.dataset.number, item.dataset]));

/** Fade the marks whose claims are all decided. */
export function fade() {
  const open = new Set($$("#claims .item[data-state='open']").map((item) => item.dataset.number));
  for (const mark of $$("mark[data-c]", $("#article")))
    mark.classList.toggle("done", !mark.dataset.c.split(" ").some((number) => open.has(number)));
  for (const row of $$("#numbers a"))
    for (const mark of $$(`mark[data-n="${row.dataset.name}"]`)) mark.classList.toggle("done", row.dataset.state !== "open");
}

/** Return the marks of the open claim, or of the number that a new claim is about. */
export function current() {
  const open = claim();
  if (!open || open.article !== article()?.article) return [];
  return $$("new" in open ? `mark[data-n="${open.name}"]` : `mark[data-c~="${open.number}"]`, $("#article"));
}

/** Outline the evidence of the open claim and bring it into view, if it is not in the middle part already. */
export function outline(always = false) {
  for (const mark of $$("mark.current")) mark.classList.remove("current");
  const marks = current();
  for (const mark of marks) mark.classList.add("current");
  if (!marks.length) return;
  const room = $("#article").getBoundingClientRect();
  const at = marks[0].getBoundingClientRect();
  const seen = at.top > room.top + room.height * 0.12 && at.bottom < room.top + room.height * 0.72;
  if (always || !seen) marks[0].scrollIntoView({ block: "center", behavior: "instant" });
}

/** Return the number of the claim that a click on a mark means: the shortest, or the next one after the open claim. */
export function meant(mark) {
  const numbers = mark.dataset.c.split(" ");
  const at = numbers.indexOf(claim()?.number);
  if (at >= 0 && mark.classList.contains("current")) return numbers[(at + 1) % numbers.length];
  const found = places();
  const length = (number) => found.get(number).end - found.get(number).start;
  return numbers.reduce((best, number) => (length(number) < length(best) ? number : best));
}

/** Return the key of a claim by its number in the article. */
export const keyOf = (number) => places().get(number)?.key;
