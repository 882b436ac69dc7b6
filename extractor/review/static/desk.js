// The desk: every action of the table of keys, by key and by button.

import { action as actionOf } from "./keys.js";
import { get, Away, Refused } from "./net.js";
import { $, $$, article, claim, form, say, warn } from "./page.js";
import { about, fade, meant, reveal } from "./marks.js";
import { LISTED, SAID, go, inTurn, settle, show, showNew, turnArticle, turnNumber } from "./moves.js";
import { edit, edited, rerender } from "./form.js";
import { actions as picks, create, offer, pick, picking } from "./pick.js";
import { actions as decisions, flush, needsClaim, pair } from "./decide.js";
import { replace } from "./swap.js";

const LAYERS = { all: "all marks", attention: "marks that need attention", none: "no marks" };
const table = $$("[data-shortcut]").map(({ dataset }) => ({ action: dataset.shortcut, key: dataset.key, scope: dataset.scope }));
const root = document.documentElement;

function setting(name, value) {
  root.dataset[name] = value;
  localStorage.setItem(`extractor:${name}`, value);
}

function drawer(open) {
  $("#queue").classList.toggle("open", open);
  if (open) $("#queue summary").focus();
}

function leave() {
  $("#tip").hidden = true;
  drawer(false);
  getSelection().removeAllRanges();
  $("#claim-heading")?.focus({ preventScroll: true });
}

function inList(direction) {
  const rows = $$("#queue-list .item");
  rows[rows.indexOf(document.activeElement) + direction]?.focus();
}

function layers() {
  const names = Object.keys(LAYERS);
  const next = names[(names.indexOf(root.dataset.layer) + 1) % names.length];
  setting("layer", next);
  say(`Shown: ${LAYERS[next]}.`);
}

const actions = {
  ...decisions,
  ...picks,
  pick,
  create: () => (claim() && "new" in claim() && getSelection().isCollapsed ? edit() : create()),
  edit: () => edit(),
  next: () => go(false),
  previous: () => go(true),
  "next-article": () => turnArticle(false),
  "previous-article": () => turnArticle(true),
  "next-number": () => turnNumber(false, "", { onto: true }),
  "previous-number": () => turnNumber(true, "", { onto: true }),
  "next-row": () => inList(1),
  "previous-row": () => inList(-1),
  overlap: () => {
    const mark = $$("mark.current").find((one) => about(one).length > 1);
    return mark ? meant(mark).click() : say("Nothing else is about these words.");
  },
  show: () => reveal({ always: true }),
  search: () => {
    drawer(true);
    $("#q").focus();
  },
  filters: () => {
    $("#queue details").open = true;
    drawer(true);
  },
  layers,
  help: () => $("#help").showModal(),
  leave,
};

for (const { action } of table) if (!actions[action]) throw new Error(`no handler for the key of ${action}`);

/** Do something after what was asked for before; what goes wrong is told. */
function carry(out) {
  return inTurn(async () => {
    try {
      await out();
    } catch (error) {
      if (!(error instanceof Away || error instanceof Refused)) throw error;
      warn(`${error.message[0].toUpperCase()}${error.message.slice(1)}.`);
    }
  });
}

const run = (action) => carry(() => (needsClaim.has(action) && !form() ? say("No claim is open.") : actions[action]()));

function openRow({ key, article: id = article().article }) {
  drawer(false);
  if (key === claim()?.key) return $("#claim-heading").focus(); // it is being worked at
  return show({ claim: key, article: id });
}

/** Load the next part of the queue in the place of the link to it. */
async function more() {
  const link = $("#queue-list [data-more]");
  replace(link.parentElement, await get(link.getAttribute("href")));
  watch();
}

function watch() {
  const link = $("#queue-list [data-more]");
  if (link) ends.observe(link);
}

const ends = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    if (!entry.isIntersecting) continue;
    ends.unobserve(entry.target);
    carry(more);
  }
});

/** Where a key is pressed, for the table of keys. */
function placeOf(target) {
  if (picking()) return "pick";
  if (target.closest("input:not([type='radio'], [type='checkbox']), select, textarea, [contenteditable]")) return "field";
  if (target.closest("#form input")) return "field"; // a box among the fields: who types there means the next one
  return target.closest("#queue-list") ? "list" : "desk";
}

document.addEventListener("keydown", (event) => {
  if ($("dialog[open]")) return;
  const action = actionOf(event, table, placeOf(event.target), root.dataset.keys);
  if (!action) return;
  event.preventDefault();
  run(action);
});

/** What a click on a part of the page does; the first that fits. */
const clicks = [
  ["[data-action]", ({ dataset }) => run(dataset.action)],
  [".item[data-key]", ({ dataset }) => carry(() => openRow(dataset))],
  ["#together [data-pair]", (button) => carry(() => pair(button.dataset.pair, button.closest("[data-other]")))],
  [".elsewhere", ({ dataset }) => carry(() => openRow(dataset))],
  ["#numbers a", ({ dataset }) => carry(() => showNew({ name: dataset.name }))],
  ["#form [data-row]", (button) => carry(() => rerender(button))],
  ["[data-more]", () => carry(more)],
  ["#judgement a", ({ hash }) => document.getElementById(hash.slice(1))?.focus()],
  ["#article mark", (mark) => getSelection().isCollapsed && meant(mark).click()],
];

document.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  for (const [selector, does] of clicks) {
    const found = event.target.closest(selector);
    if (!found) continue;
    event.preventDefault();
    does(found);
    return;
  }
});

document.addEventListener("pointerup", () => setTimeout(offer)); // the browser sets the selection after the event
document.addEventListener("submit", (event) => event.target.id === "form" && event.preventDefault());
document.addEventListener("input", edited);
document.addEventListener("change", (event) => {
  if (event.target.matches("#form [data-switch]")) carry(() => rerender(event.target));
  if (event.target.name === "mode") setting("keys", event.target.value);
  if (event.target.closest(".filters :is(select, [type='date'], [type='checkbox'])")) event.target.form.requestSubmit();
});
addEventListener("online", flush);

for (const [name, usual] of [["keys", "on"], ["layer", "all"]]) root.dataset[name] = localStorage.getItem(`extractor:${name}`) ?? usual;
for (const choice of $$("#help [name='mode']")) choice.checked = choice.value === root.dataset.keys;
watch();
$("#queue-list").addEventListener(LISTED, watch);
fade();
const said = sessionStorage.getItem(SAID) ?? ""; // before the page was loaded anew
sessionStorage.removeItem(SAID);
if ($("#claim > .claim")) settle($("#claim > .claim").dataset.key, said);
else {
  say(said);
  $("#claim-heading")?.focus();
}
flush();
root.dataset.ready = ""; // from here on keys and clicks are heard
