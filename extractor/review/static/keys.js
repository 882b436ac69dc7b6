// Which action a key asks for; nothing here knows the page.

const SIGNS = {
  Slash: "/?", BracketLeft: "[{", BracketRight: "]}", Backslash: "\\|", Semicolon: ";:", Quote: "'\"", Comma: ",<", Period: ".>",
  Minus: "-_", Equal: "=+", Backquote: "`~",
};
const HELD_DOWN = new Set([
  "next", "previous", "next-row", "previous-row", "next-number", "previous-number", "figure",
  "end-right", "end-left", "end-word-right", "end-word-left", "start-right", "start-left", "start-word-right", "start-word-left",
]);

/** Return the sign that a key has where keyboards are labelled in Latin letters, "" for others. */
function latin(code, shift) {
  if (/^Key[A-Z]$/.test(code)) return code[3].toLowerCase();
  if (/^Digit\d$/.test(code) && !shift) return code[5];
  return SIGNS[code]?.[shift ? 1 : 0] ?? "";
}

/** Write a pressed key as the table does: `a`, `Shift+A`, `Ctrl+Enter`, `?`; "" for one that no table has. */
export function written(event, mode = "on") {
  const control = event.ctrlKey || event.metaKey;
  if ([...event.key].length > 1) {
    if (event.altKey || /^(Dead|Process|Unidentified)$/.test(event.key)) return "";
    return (control ? "Ctrl+" : "") + (event.shiftKey ? "Shift+" : "") + event.key;
  }
  if (mode === "off") return "";
  let shift = event.shiftKey;
  if (mode === "alt") {
    if (!event.altKey || !event.shiftKey) return "";
    shift = control; // Shift is taken, so Ctrl stands for it
  } else if (!event.getModifierState?.("AltGraph") && (control || event.altKey)) return "";
  const ascii = event.key > " " && event.key <= "~" && !(mode === "alt" && !/[a-z]/i.test(event.key));
  const sign = ascii ? event.key : latin(event.code ?? "", shift);
  if (!/^[a-z]$/i.test(sign)) return sign;
  return shift ? `Shift+${sign.toUpperCase()}` : sign.toLowerCase();
}

/**
 * Return the action that a key asks for, or null.
 * `table`: rows of {action, key, scope}. `place`: "desk", "field", "list" or "pick", where the key was pressed.
 */
export function action(event, table, place, mode = "on") {
  if (event.isComposing || event.keyCode === 229) return null;
  const scopes = { desk: ["desk", "any"], field: ["any"], list: ["list", "desk", "any"], pick: ["pick"] }[place];
  const key = written(event, mode);
  const found = key && table.find((row) => row.key === key && scopes.includes(row.scope));
  if (!found || (event.repeat && !HELD_DOWN.has(found.action))) return null;
  return found.action;
}
