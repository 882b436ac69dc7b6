import assert from "node:assert/strict";
import { test } from "node:test";

import { Keep, pause, unique } from "../../extractor/review/static/keep.js";

/** What browsers call a Storage. */
class Shelf {
  #items = new Map();
  get length() {
    return this.#items.size;
  }
  key(index) {
    return [...this.#items.keys()][index] ?? null;
  }
  getItem(name) {
    return this.#items.get(name) ?? null;
  }
  setItem(name, value) {
    this.#items.set(name, String(value));
  }
  removeItem(name) {
    this.#items.delete(name);
  }
}

test("decisions wait in the order they were made, until they are delivered", () => {
  const shelf = new Shelf();
  const keep = new Keep(shelf, "ann");
  keep.add({ id: "b", at: 2 });
  keep.add({ id: "a", at: 1 });
  assert.deepEqual(new Keep(shelf, "ann").waiting().map(({ id }) => id), ["a", "b"]);
  keep.delivered("a");
  assert.deepEqual(keep.waiting().map(({ id }) => id), ["b"]);
});

test("each reviewer has drafts and decisions of their own", () => {
  const shelf = new Shelf();
  new Keep(shelf, "ann").add({ id: "a", at: 1 });
  new Keep(shelf, "ann").setDraft("claim", "f.value=3", "2026-11-25T12:00:00Z");
  assert.deepEqual(new Keep(shelf, "bo").waiting(), []);
  assert.equal(new Keep(shelf, "bo").draft("claim"), null);
  assert.deepEqual(new Keep(shelf, "ann").draft("claim"), { pairs: "f.value=3", at: "2026-11-25T12:00:00Z" });
});

test("a draft that says nothing is dropped, and what is no draft is as if it were not there", () => {
  const shelf = new Shelf();
  const keep = new Keep(shelf, "ann");
  keep.setDraft("claim", "f.value=3");
  keep.setDraft("claim", null);
  assert.equal(shelf.length, 0);
  shelf.setItem("extractor:ann:draft:claim", "{cut o");
  assert.equal(keep.draft("claim"), null);
});

test("tries become rarer, but never rarer than every 15 seconds", () => {
  assert.deepEqual([0, 1, 2, 3, 4, 50].map(pause), [1000, 2000, 4000, 8000, 15000, 15000]);
});

test("no two decisions have the same name", () => {
  const names = new Set(Array.from({ length: 1000 }, unique));
  assert.equal(names.size, 1000);
});

test("what was refused is told until something else is decided on the same", () => {
  const keep = new Keep(new Shelf(), "ann");
  keep.add({ id: "a", at: 1 });
  keep.refuse({ id: "a", mark: "k1", about: "claim 2 of Port", link: "/?claim=k1" }, "mismatch");
  assert.deepEqual(keep.waiting(), []);
  assert.deepEqual(keep.refused(), { about: "claim 2 of Port", link: "/?claim=k1", why: "mismatch" });
  keep.taken({ mark: "k2" });
  assert.equal(keep.refused().about, "claim 2 of Port");
  keep.taken({ mark: "k1" });
  assert.equal(keep.refused(), null);
});
