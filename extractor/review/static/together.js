// What other articles say about the quantity of the open claim: asked for after the claim is shown.

import { forget, get } from "./net.js";
import { $, $$, address, claim } from "./page.js";
import { swap } from "./swap.js";

const PAUSE = 1000;
let timer = 0;

const figures = () => $$("#together [data-other]");

/** Return the figure that the keys are about: the one that has the focus. */
export const figure = () => $("#together [data-other]:focus-within");

/** Put the focus on the next figure, after the last on the first; return it, or undefined when there is none. */
export function nextFigure() {
  const rows = figures();
  const next = rows[rows.indexOf(figure()) + 1] ?? rows[0];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
  return next;
}

/** Load what is shown below the open claim, and later once more while the server is bringing it together.
 *
 * `again` puts the focus back on the figure that was in focus, in whichever list it stands now. */
export async function together({ again = false } = {}) {
  clearTimeout(timer);
  const { key, article } = claim() ?? {};
  if (!key) return;
  const from = address(`/together/${key}`, { article });
  forget(from);
  const html = await get(from).catch(() => null);
  if (html === null || claim()?.key !== key) return;
  const other = figure()?.dataset.other;
  swap($("#together"), html);
  const summary = $("#together [data-summary]")?.dataset.summary ?? "";
  $("#elsewhere").hidden = !summary;
  $("#elsewhere span").textContent = summary;
  if (again) (figures().find((one) => one.dataset.other === other) ?? $("#claim-heading")).focus({ preventScroll: true });
  if ($("#together [data-making]")) timer = setTimeout(together, PAUSE);
}
