"""What the desk does at which key: one table for the script, the signs on the buttons and the help page."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING

from extractor.errors import ProjectError

if TYPE_CHECKING:
    from collections.abc import Mapping

SCOPES = {
    "desk": "anywhere but in a field",
    "any": "in a field too",
    "list": "in the list of claims",
    "pick": "while picking words in the text",
}
"""Where a key counts; while words are picked, no other key does."""

NAMED = (
    *("Enter", "Escape", "Home", "End", "PageUp", "PageDown", "Insert", "Delete"),
    *("ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"),
    *(f"F{number}" for number in range(1, 13)),
)
SIGNS = {"ArrowUp": "↑", "ArrowDown": "↓", "ArrowLeft": "←", "ArrowRight": "→", "Escape": "Esc", "Enter": "⏎"}


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A thing the desk does, and the key for it: `a`, `Shift+A`, `Ctrl+Enter`, `?`."""

    action: str
    key: str
    scope: str
    label: str

    @property
    def shown(self) -> str:
        """Write the key as it is on a button."""
        *held, name = self.key.split("+") if len(self.key) > 1 else [self.key]
        signs = {"Shift": "⇧", "Ctrl": "Ctrl "}
        return "".join(signs[modifier] for modifier in held) + SIGNS.get(name, name)

    @property
    def aria(self) -> str:
        """Write the key as `aria-keyshortcuts` wants it."""
        return self.key.replace("Ctrl", "Control")


SHORTCUTS = (
    Shortcut("next", "j", "desk", "next claim"),
    Shortcut("previous", "k", "desk", "previous claim"),
    Shortcut("next-article", "]", "desk", "next article"),
    Shortcut("previous-article", "[", "desk", "previous article"),
    Shortcut("next-number", "m", "desk", "next number that no claim is about"),
    Shortcut("previous-number", "Shift+M", "desk", "previous number that no claim is about"),
    Shortcut("overlap", "o", "desk", "the other claims about these words, in turn"),
    Shortcut("show", "z", "desk", "bring the evidence into view"),
    Shortcut("accept", "a", "desk", "accept a claim that the text bears out"),
    Shortcut("accept-anyway", "Shift+A", "desk", "accept against the verdict, with a reason"),
    Shortcut("correct", "Ctrl+Enter", "any", "save the form: a correction, or a new claim"),
    Shortcut("reject", "r", "desk", "reject, with a reason: 1 to 9 or your own words"),
    Shortcut("skip", "s", "desk", "skip: it comes back later"),
    Shortcut("flag", "f", "desk", "flag for somebody else, with a remark"),
    Shortcut("undo", "u", "desk", "take the last decision back"),
    Shortcut("redo", "Shift+U", "desk", "make it again"),
    Shortcut("edit", "e", "desk", "go to the form, to the first field that is wrong"),
    Shortcut("pick", "b", "desk", "pick the words of the text that state the claim"),
    Shortcut("create", "c", "desk", "a new claim from words of the text, or about this number"),
    Shortcut("ignore", "i", "desk", "this number needs no claim"),
    Shortcut("figure", "t", "desk", "the next figure of another article about the same quantity"),
    Shortcut("join", "=", "desk", "this figure is about the same quantity as the claim"),
    Shortcut("part", "x", "desk", "this figure is not about the same quantity"),
    Shortcut("reveal", "Shift+B", "desk", "end a blind reading: show the claims"),
    Shortcut("search", "/", "desk", "search the queue"),
    Shortcut("filters", "q", "desk", "the queue and its filters"),
    Shortcut("layers", "v", "desk", "marks: all, only what needs attention, none"),
    Shortcut("help", "?", "desk", "this help"),
    Shortcut("leave", "Escape", "any", "leave a field, close what is open"),
    Shortcut("next-row", "ArrowDown", "list", "next claim"),
    Shortcut("previous-row", "ArrowUp", "list", "previous claim"),
    Shortcut("end-right", "ArrowRight", "pick", "end one character later"),
    Shortcut("end-left", "ArrowLeft", "pick", "end one character earlier"),
    Shortcut("end-word-right", "Ctrl+ArrowRight", "pick", "end one word later"),
    Shortcut("end-word-left", "Ctrl+ArrowLeft", "pick", "end one word earlier"),
    Shortcut("start-right", "Shift+ArrowRight", "pick", "start one character later"),
    Shortcut("start-left", "Shift+ArrowLeft", "pick", "start one character earlier"),
    Shortcut("start-word-right", "Ctrl+Shift+ArrowRight", "pick", "start one word later"),
    Shortcut("start-word-left", "Ctrl+Shift+ArrowLeft", "pick", "start one word earlier"),
    Shortcut("pick-below", "ArrowDown", "pick", "the paragraph below"),
    Shortcut("pick-above", "ArrowUp", "pick", "the paragraph above"),
    Shortcut("take", "Enter", "pick", "take these words"),
    Shortcut("drop", "Escape", "pick", "leave the words as they were"),
)


def bindings(remapped: Mapping[str, str] | None = None) -> dict[str, Shortcut]:
    """Return the shortcuts by action, with the keys a project has chosen for some actions.

    Raises ProjectError for an action or a key that does not exist, and for a key that would do two things.
    """
    table = {shortcut.action: shortcut for shortcut in SHORTCUTS}
    for action, key in (remapped or {}).items():
        if action not in table:
            raise ProjectError(f"keys: no action '{action}' (known: {', '.join(table)})")
        table[action] = replace(table[action], key=_key(key, action))
    for one, other in combinations(table.values(), 2):
        if one.key == other.key and _meet(one.scope, other.scope):
            raise ProjectError(f"keys: '{one.key}' would do two things: {one.action} and {other.action}")
    return table


def _key(written: str, action: str) -> str:
    """Write a key in the one way the table has it; refuse what a browser or a screen reader needs."""
    match = re.fullmatch(r"(Ctrl\+)?(Shift\+)?(\S|\w+)", written)
    if not match:
        raise ProjectError(f"keys: {action} = '{written}' is no key (as in: a, Shift+A, Ctrl+Enter, ?)")
    control, shift, name = match.groups("")
    if name in NAMED:
        return control + shift + name
    if len(name) > 1:
        raise ProjectError(f"keys: {action} = '{written}': '{name}' cannot be used")
    if control:
        raise ProjectError(f"keys: {action} = '{written}': Ctrl with a character is the browser's")
    if name.isalpha() and name.isascii():
        return shift + (name.upper() if shift else name.lower())
    if shift:
        raise ProjectError(f"keys: {action} = '{written}': write the sign itself, without Shift")
    return name


def _meet(one: str, other: str) -> bool:
    """Whether there is a place where keys of both scopes count."""
    return one == other or "pick" not in (one, other)
