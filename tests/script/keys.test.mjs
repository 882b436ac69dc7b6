import assert from "node:assert/strict";
import { test } from "node:test";

import { action, written } from "../../extractor/review/static/keys.js";

const TABLE = [
  { action: "accept", key: "a", scope: "desk" },
  { action: "accept-anyway", key: "Shift+A", scope: "desk" },
  { action: "next", key: "j", scope: "desk" },
  { action: "correct", key: "Ctrl+Enter", scope: "any" },
  { action: "help", key: "?", scope: "desk" },
  { action: "previous-article", key: "[", scope: "desk" },
  { action: "next-row", key: "ArrowDown", scope: "list" },
  { action: "end-right", key: "ArrowRight", scope: "pick" },
];
const press = (key, more = {}) => ({ key, code: "", shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...more });
const at = (place, event, mode) => action(event, TABLE, place, mode);

test("a letter is an action at the desk, and a letter in a field", () => {
  assert.equal(at("desk", press("a")), "accept");
  assert.equal(at("field", press("a")), null);
});

test("a capital is another key than the letter, save when Caps Lock makes it", () => {
  assert.equal(at("desk", press("A", { shiftKey: true })), "accept-anyway");
  assert.equal(at("desk", press("A")), "accept");
});

test("the browser keeps what is pressed with Ctrl, Cmd or Alt", () => {
  for (const held of ["ctrlKey", "metaKey", "altKey"]) assert.equal(at("desk", press("a", { [held]: true })), null);
});

test("a form is saved from within a field, with Ctrl or Cmd", () => {
  assert.equal(at("field", press("Enter", { ctrlKey: true })), "correct");
  assert.equal(at("field", press("Enter", { metaKey: true })), "correct");
  assert.equal(at("field", press("Enter")), null);
});

test("a key held down moves on, but decides once", () => {
  assert.equal(at("desk", press("j", { repeat: true })), "next");
  assert.equal(at("desk", press("a", { repeat: true })), null);
});

test("nothing happens while a word is being composed", () => {
  assert.equal(at("desk", press("a", { isComposing: true })), null);
  assert.equal(at("desk", press("a", { keyCode: 229 })), null);
});

test("a layout without Latin letters is read by the place of the key", () => {
  assert.equal(at("desk", press("ф", { code: "KeyA" })), "accept");
  assert.equal(at("desk", press("Ф", { code: "KeyA", shiftKey: true })), "accept-anyway");
});

test("a sign is the same key wherever a layout has it", () => {
  assert.equal(at("desk", press("?", { code: "Minus", shiftKey: true })), "help");
  const german = press("[", { code: "Digit8", ctrlKey: true, altKey: true, getModifierState: (name) => name === "AltGraph" });
  assert.equal(at("desk", german), "previous-article");
});

test("keys of the list count in the list, and those for picking while words are picked", () => {
  assert.equal(at("list", press("ArrowDown")), "next-row");
  assert.equal(at("desk", press("ArrowDown")), null);
  assert.equal(at("pick", press("ArrowRight")), "end-right");
  assert.equal(at("pick", press("a")), null);
});

test("single keys can be asked for with Alt+Shift only, or be off; the others stay", () => {
  assert.equal(at("desk", press("a"), "alt"), null);
  assert.equal(at("desk", press("A", { altKey: true, shiftKey: true }), "alt"), "accept");
  assert.equal(at("desk", press("Å", { code: "KeyA", altKey: true, shiftKey: true }), "alt"), "accept");
  assert.equal(at("desk", press("A", { code: "KeyA", altKey: true, shiftKey: true, ctrlKey: true }), "alt"), "accept-anyway");
  assert.equal(at("desk", press("a"), "off"), null);
  assert.equal(at("field", press("Enter", { ctrlKey: true }), "off"), "correct");
});

test("a dead key is no key", () => {
  assert.equal(written(press("Dead")), "");
});
