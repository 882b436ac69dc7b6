// Decisions: asked for a reason where one is needed, kept until the server has them, told in words.

import { forget, post, Away, Refused } from "./net.js";
import { pause, unique } from "./keep.js";
import { $, $$, address, article, claim, filters, form, say, setLeft, warn } from "./page.js";
import { UNTYPED, drafted, judge, keep, seconds, settled, typed } from "./form.js";
import { fade } from "./marks.js";
import { SAID, onward, renew, show, showNew, turnNumber } from "./moves.js";
import { figure, nextFigure, together } from "./together.js";

const away = (error) => `Not saved yet: ${error.message}. The decision waits here and is sent when that is over.`;
const notSaved = ({ about, why }) => `Not saved: ${about}: ${why}.`;
let tries = 0;
let sending = null; // the answer to the decision that was sent last
let here = []; // the decisions that were made in this window and wait
let timer = 0;

/** Say at the top that all is saved, or what is not: what waits, else what was refused. */
function saved(state = keep.waiting().length ? "waiting" : "saved", why = "the server is away") {
  const refused = state === "saved" ? keep.refused() : null;
  $("#saved").dataset.state = refused ? "refused" : state;
  $("#saved").textContent = state === "waiting" ? `not saved: ${why}, trying again` : state;
  if (refused) $("#saved").replaceChildren("not saved: ", linked(refused));
}

function linked({ about, link }) {
  const anchor = document.createElement("a");
  anchor.href = link;
  anchor.textContent = about;
  return anchor;
}

/** Return a selector of the row below the open article that a claim has, or a number by its key. */
function rowOf(key) {
  const [id, name] = key.split(":");
  return name && id === article()?.article ? `#numbers [data-name="${name}"]` : `#claims [data-key="${key}"]`;
}

/** Show the state of a claim wherever it is listed, or that of a number of the open article. */
function setState(key, state) {
  for (const row of $$(`.item[data-key="${key}"], ${rowOf(key)}`)) {
    row.dataset.state = state;
    $(".state", row).textContent = state === "open" ? "" : state;
  }
  fade();
}

/** Ask for a reason; null when the person would rather not. */
function ask({ heading, done, reasons = [], needed = false }) {
  const dialog = $("#reason");
  $("#reason-heading").textContent = heading;
  $("button[value='done']", dialog).textContent = done;
  const words = $("#reason-words");
  words.value = "";
  words.required = needed;
  const choose = (reason) => {
    words.value = reason;
    dialog.close("done");
  };
  $(".reasons", dialog).replaceChildren(...reasons.map((reason, index) => row(reason, index, choose)));
  const digits = (event) => {
    const reason = event.target !== words && reasons[Number(event.key) - 1];
    if (!reason || event.repeat) return;
    event.preventDefault();
    choose(reason);
  };
  dialog.addEventListener("keydown", digits);
  dialog.returnValue = "";
  dialog.showModal();
  (reasons.length ? $(".reasons button", dialog) : words).focus();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.removeEventListener("keydown", digits);
      resolve(dialog.returnValue === "done" ? words.value.trim() : null);
    }, { once: true });
  });
}

function row(reason, index, choose) {
  const item = document.createElement("li");
  const button = document.createElement("button");
  const key = document.createElement("kbd");
  button.type = "button";
  key.textContent = index + 1;
  button.append(key, reason);
  button.addEventListener("click", () => choose(reason));
  item.append(button);
  return item;
}

/** Decide about the open claim: keep the decision, send it, show what comes next. */
async function decide(action, reason = "", more = {}) {
  const whole = action === "correct" || action === "create";
  const fields = [...new FormData(form())].filter(([name]) => whole || !name.startsWith("f."));
  const body = new URLSearchParams(fields);
  for (const [name, value] of Object.entries({ action, reason, seconds: seconds(), id: unique(), ...more })) body.set(name, value);
  try {
    const answer = await send(body);
    if (claim()?.key === body.get("claim")) settled();
    await took(answer);
  } catch (error) {
    await failed(error, body);
  }
}

/** Say whether a figure of another article, the one in focus, is about the quantity of the open claim. */
export async function pair(action, row = figure()) {
  if (!row) return say("Go to a figure of another article first.");
  const { other, otherArticle, rev } = row.dataset;
  const { key: one, article: here } = claim();
  const body = new URLSearchParams({ action, one, other, article: here, other_article: otherArticle, rev, id: unique() });
  try {
    say((await send(body)).message);
  } catch (error) {
    await failed(error, body);
  }
  return together({ again: true });
}

/** Keep a decision until the server has it, and send it. */
function send(body) {
  const decision = { id: body.get("id"), at: Date.now(), to: address("/decide", {}, filters()), body: body.toString(), ...told(body) };
  keep.add(decision);
  saved("saving");
  return deliver(decision);
}

/** Return what a decision on what is open is about: its `mark` in the lists, what it `was`, its name, its address. */
function told(body) {
  const { number, key, name, state: was } = claim();
  const { article: id } = article();
  const about = `${number ? `claim ${number}` : `new claim ${$("#figure").textContent}`.trim()} of ${$("#article h1").textContent.trim()}`;
  const mark = body.has("one") ? `${body.get("one")}+${body.get("other")}` : key || `${id}:${name}`;
  return { mark, was, about, link: address("/", key ? { claim: key } : { read: id }) };
}

async function deliver(decision) {
  sending = post(decision.to, new URLSearchParams(decision.body));
  const answer = await sending;
  keep.delivered(decision.id);
  keep.taken(decision);
  saved();
  return answer;
}

/** The server has it: show the new state, and the next claim or, after one about a number, the next number. */
async function took(answer) {
  forget(`/claims/${answer.claim}`);
  setLeft(answer);
  if (!("new" in claim())) {
    setState(answer.claim, answer.state);
    if (answer.anew && answer.article === article()?.article) await renew(); // claims say something else now
    return onward(answer.message);
  }
  if ("blind" in article()) return reload(answer.message); // the claim that was made is shown, the model's are not
  const { name } = claim();
  await renew();
  $(`#numbers [data-name="${name}"]`)?.setAttribute("aria-current", "true");
  return turnNumber(false, answer.message);
}

/** Load the page anew, and tell there what was done. */
function reload(words) {
  sessionStorage.setItem(SAID, words);
  location.reload();
}

/** The server is away, somebody was quicker, or a field is wrong. */
async function failed(error, body) {
  if (error instanceof Away) {
    saved("waiting", error.message);
    again();
    const decision = { id: body.get("id"), ...told(body) };
    here.push(decision);
    if (body.has("one")) return warn(away(error));
    setState(decision.mark, "waiting");
    const further = "new" in claim() ? turnNumber(false, "Not saved yet.") : onward("Not saved yet.");
    return further.catch(() => warn(away(error)));
  }
  if (!(error instanceof Refused)) throw error;
  keep.delivered(body.get("id"));
  saved();
  if (error.status === 409 && !body.has("one")) return conflict(error.body, body);
  if (Object.keys(error.body.errors ?? {}).length) {
    await judge();
    errors();
  }
  return warn(`${error.message[0].toUpperCase()}${error.message.slice(1)}.`);
}

/** Put the focus on the summary of what is wrong in the form; its links lead to the fields. */
function errors() {
  const summary = $("#judgement > *");
  summary.tabIndex = -1;
  summary.focus();
}

/** Somebody decided in the meantime: ask whose decision is to stand. */
async function conflict({ rev, message, state, left, total }, body) {
  const dialog = $("#conflict");
  $("#conflict-words").textContent = message;
  dialog.returnValue = "";
  dialog.showModal();
  await new Promise((resolve) => dialog.addEventListener("close", resolve, { once: true }));
  if (dialog.returnValue === "mine") {
    form().elements.rev.value = rev;
    return decide(body.get("action"), body.get("reason"));
  }
  const to = { claim: body.get("claim"), article: body.get("article") };
  forget(`/claims/${to.claim}`);
  setState(to.claim, state);
  setLeft({ left, total });
  return show(to, "Your decision was not kept.");
}

/** Try the decisions that wait, the oldest first, until none is left. */
async function again() {
  clearTimeout(timer);
  timer = setTimeout(flush, pause(tries++));
}

export async function flush() {
  if (keep.waiting().length && $("#saved").dataset.state === "saved") saved("saving"); // after a reload
  for (const decision of keep.waiting()) {
    const body = new URLSearchParams(decision.body);
    try {
      if (!keep.waiting().some(({ id }) => id === decision.id)) continue; // taken back, or sent from another window
      const answer = await deliver(decision);
      setState(answer.claim, answer.state);
      setLeft(answer);
      say(`Saved now: ${answer.message}`);
      if (body.has("one")) together();
    } catch (error) {
      if (!(error instanceof Refused)) {
        saved("waiting", error.message);
        return again();
      }
      keep.refuse(decision, error.message);
      setState(decision.mark, decision.was);
      warn(notSaved(keep.refused()));
    }
    here = here.filter(({ id }) => id !== decision.id);
    if (body.get("action") === "create" && body.get("article") === article()?.article) await renew();
  }
  tries = 0;
  if (here.length) await elsewhere();
  return saved();
}

/** What was to be sent from here went out from another window: show how things stand. */
async function elsewhere() {
  const sent = here;
  here = [];
  if (article()) await renew();
  for (const { mark } of sent) setState(mark, $(rowOf(mark))?.dataset.state ?? "saved");
  const refused = keep.refused();
  if (refused) warn(notSaved(refused));
  else say("Saved from another window.");
}

/** Take back what still waits in this browser, the latest; false when nothing does. */
async function takeBack() {
  await sending?.catch(() => null);
  const decision = keep.waiting().at(-1);
  if (!decision) return false;
  keep.delivered(decision.id);
  here = here.filter(({ id }) => id !== decision.id);
  setState(decision.mark, decision.was);
  saved();
  say(`Took back the decision on ${decision.about}, which was not sent yet.`);
  return true;
}

async function back(path) {
  if (path === "/undo" && (await takeBack())) return null;
  const done = await post(address(path, {}, filters()), new URLSearchParams({ id: unique() }));
  const stays = done.article === article()?.article && done.claim !== claim()?.key;
  forget("/claims/");
  forget("/next");
  setLeft(done);
  setState(done.claim, done.state);
  await renew(done.article); // claims that reviewers made come and go, and the numbers they are about
  const [, name] = done.claim.split(":");
  if ($(`#claims [data-key="${done.claim}"]`)) return show(done, done.message);
  if ($(`#numbers [data-name="${name}"]`)) return showNew({ name }, done.message);
  return stays ? say(done.message) : onward(done.message);
}

const UNSAVED = "This claim is not saved yet.";
const acceptable = () => "acceptable" in $("#judgement > *").dataset;

async function accept() {
  if ("new" in claim()) return say(UNSAVED);
  if (drafted()) return warn("The form was changed: save the correction, or drop the draft.");
  if (!acceptable()) return warn("The verdict speaks against it: correct it, or accept it with a reason.");
  return decide("accept");
}

/** Save the form; what the text does not bear out needs a reason. */
async function correct() {
  const action = "new" in claim() ? "create" : "correct";
  if (!typed()) {
    $("#f-type").focus();
    return warn(UNTYPED);
  }
  await judge();
  if (acceptable() || !$("#judgement > *").dataset.verdict) return decide(action);
  return withReason(action, { heading: "The text does not bear this out. Why is it right all the same?", done: "Save", needed: true });
}

async function withReason(action, question) {
  if (action !== "create" && "new" in claim()) return say(UNSAVED);
  const reason = await ask(question);
  return reason === null ? null : decide(action, reason);
}

const reasons = () => $$("li", $("#reasons")?.content ?? document.createElement("i")).map((item) => item.textContent);

async function ignore() {
  const { name } = claim();
  if (!name) return say("This is for a number that no claim is about.");
  const { state } = $(`#numbers [data-name="${name}"]`)?.dataset ?? {};
  if (state === "waiting") return warn("What you decided on this number waits here until the server is there again.");
  return decide("ignore", "", { claim: name });
}

async function reveal() {
  if (!("blind" in (article() ?? {}))) return say("This article is not read blind.");
  const { article: id } = article();
  const body = new URLSearchParams({ action: "reveal", article: id, claim: "", rev: "0", id: unique() });
  const answer = await post(address("/decide"), body);
  return reload(answer.message);
}

export const actions = {
  accept,
  "accept-anyway": () => withReason("accept", { heading: "Why is it right all the same?", done: "Accept", needed: true }),
  correct,
  reject: () => withReason("reject", { heading: "Why is it wrong?", done: "Reject", reasons: reasons() }),
  skip: () => ("new" in claim() ? say(UNSAVED) : decide("skip")),
  flag: () => withReason("flag", { heading: "What should be looked at?", done: "Flag" }),
  ignore,
  figure: () => nextFigure() ?? say("No other article has a figure about this quantity."),
  join: () => pair("join"),
  part: () => pair("part"),
  reveal,
  undo: () => back("/undo"),
  redo: () => back("/redo"),
};
export const needsClaim = new Set(["accept", "accept-anyway", "correct", "edit", "reject", "skip", "flag", "ignore", "figure", "join", "part"]);
