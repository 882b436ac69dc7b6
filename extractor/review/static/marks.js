// The marks in the article: which are the open claim's, which are decided, where a click leads.

import { $, $$, article, claim } from "./page.js";

/** Fade the marks of which everything is decided. */
export function fade() {
  const open = new Set($$("#claims .item[data-state='open']").map(({ dataset }) => dataset.number));
  const unused = new Set($$("#numbers a[data-state='open']").map(({ dataset }) => dataset.name));
  for (const mark of $$("#article mark")) {
    const { c: claims = "", n: name } = mark.dataset;
    mark.classList.toggle("done", !unused.has(name) && !claims.split(" ").some((number) => open.has(number)));
  }
}

/** Return the marks of the open claim, or of the number that a new claim is about. */
export function current() {
  const open = claim();
  if (!open || open.article !== article()?.article) return [];
  return $$("new" in open ? `mark[data-n="${open.name}"]` : `mark[data-c~="${open.number}"]`, $("#article"));
}

/** Outline the evidence of the open claim. */
export function outline() {
  for (const mark of $$("mark.current")) mark.classList.remove("current", "first", "last");
  const marks = current();
  if (!marks.length) return;
  for (const mark of marks) mark.classList.add("current");
  marks[0].classList.add("first");
  marks.at(-1).classList.add("last");
}

/** Bring the evidence of the open claim into view, if it is not in the middle part already. */
export function reveal({ always = false } = {}) {
  const mark = $("mark.current");
  if (!mark) return;
  const room = $("#article").getBoundingClientRect();
  const at = mark.getBoundingClientRect();
  const seen = at.top > room.top + room.height * 0.12 && at.bottom < room.top + room.height * 0.72;
  if (always || !seen) mark.scrollIntoView({ block: "center", behavior: "instant" });
}

/** Return the rows of what a mark is about, in the lists below the text: the shortest place first. */
export function about(mark) {
  const numbers = mark.dataset.c?.split(" ") ?? [];
  const rows = numbers.map((number) => $(`#claims [data-number="${number}"]`));
  if (mark.dataset.n) rows.push($(`#numbers [data-name="${mark.dataset.n}"]`));
  const length = ({ dataset }) => dataset.end - dataset.start;
  return rows.sort((one, other) => length(one) - length(other));
}

/** Return the row that a click on a mark means: the first that it is about, or the one after the open one. */
export function meant(mark) {
  const rows = about(mark);
  const at = rows.findIndex((row) => row.matches("[aria-current]"));
  return rows[(at + 1) % rows.length];
}
