// Places in a text, in UTF-16 units as browsers count them; the server makes code points of them.

const characters = new Intl.Segmenter(undefined, { granularity: "grapheme" });
const words = new Intl.Segmenter(undefined, { granularity: "word" });

/** Return the places between characters as people see them, or where words begin ("start") or end ("end"). */
function borders(text, unit) {
  const found = new Set([0, text.length]);
  if (unit === "character") for (const { index } of characters.segment(text)) found.add(index);
  else
    for (const { index, segment, isWordLike } of words.segment(text))
      if (isWordLike) found.add(unit === "start" ? index : index + segment.length);
  return [...found].sort((one, other) => one - other);
}

/** Move a place one character, or to where a word begins or ends, forth (+1) or back (-1); at the end it stays. */
export function step(text, at, unit, direction) {
  const places = borders(text, unit);
  const next = direction > 0 ? places.find((place) => place > at) : places.findLast((place) => place < at);
  return next ?? at;
}

/** Widen a range so that it splits no character that people see as one. */
export function snapped(text, from, to) {
  const places = borders(text, "character");
  return [places.findLast((place) => place <= from), places.find((place) => place >= to)];
}

/** Trim the blanks at both ends of a range. */
export function trimmed(text, from, to) {
  const inside = text.slice(from, to);
  const start = from + (inside.length - inside.trimStart().length);
  return [start, Math.max(start, to - (inside.length - inside.trimEnd().length))];
}

/** Return where a boundary point of a range lies within the text of an element. */
export function within(element, node, offset) {
  const range = document.createRange();
  range.setStart(element, 0);
  range.setEnd(node, offset);
  return range.toString().length;
}

/** Return the range of an element's text between two places. */
export function range(element, from, to) {
  const found = document.createRange();
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  let passed = 0;
  let begun = false;
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const end = passed + node.length;
    if (!begun && from < end) {
      found.setStart(node, from - passed);
      begun = true;
    }
    if (begun && to <= end) {
      found.setEnd(node, to - passed);
      return found;
    }
    passed = end;
  }
  return found;
}
