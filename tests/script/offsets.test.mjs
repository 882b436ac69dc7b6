import assert from "node:assert/strict";
import { test } from "node:test";

import { snapped, step, trimmed } from "../../extractor/review/static/offsets.js";

const FAMILY = "👩‍👩‍👧";
const TEXT = `up 4.2% for ${FAMILY} in 東京`;
const family = TEXT.indexOf(FAMILY);

test("a step over a family is one step", () => {
  assert.equal(step(TEXT, family, "character", 1), family + FAMILY.length);
  assert.equal(step(TEXT, family + FAMILY.length, "character", -1), family);
});

test("a word ends where the word ends, a number where the number ends", () => {
  assert.equal(step(TEXT, 0, "end", 1), "up".length);
  assert.equal(step(TEXT, "up".length, "end", 1), "up 4.2".length);
  assert.equal(step(TEXT, "up 4.2".length, "end", -1), "up".length);
});

test("a word begins after the blank before it", () => {
  assert.equal(step(TEXT, 0, "start", 1), "up ".length);
  assert.equal(step(TEXT, "up 4.2".length, "start", -1), "up ".length);
});

test("at the ends of a text a step stays", () => {
  assert.equal(step(TEXT, 0, "character", -1), 0);
  assert.equal(step(TEXT, TEXT.length, "end", 1), TEXT.length);
});

test("a range never cuts a character in two", () => {
  assert.deepEqual(snapped(TEXT, family + 1, family + 3), [family, family + FAMILY.length]);
  assert.deepEqual(snapped(TEXT, 3, 6), [3, 6]);
});

test("blanks at the ends of a selection are left out", () => {
  assert.deepEqual(trimmed(" 12 people ", 0, 11), [1, 10]);
  assert.deepEqual(trimmed("   ", 0, 3), [3, 3]);
});
