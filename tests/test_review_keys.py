"""The table of shortcuts: no key does two things, and a project may choose its own."""

import re
from pathlib import Path

import pytest

from extractor.errors import ProjectError
from extractor.review.keys import SCOPES, SHORTCUTS, bindings

REVIEW = Path(__file__).parent.parent / "extractor" / "review"


def test_every_action_stands_in_the_table_once_and_in_a_known_scope() -> None:
    table = bindings()
    assert len(table) == len(SHORTCUTS)
    assert {shortcut.scope for shortcut in SHORTCUTS} == set(SCOPES)


@pytest.mark.parametrize("key", [shortcut.key for shortcut in SHORTCUTS])
def test_no_default_key_is_one_that_moves_the_focus_or_the_page(key: str) -> None:
    assert key.split("+")[-1] not in {" ", "Space", "Tab", "Backspace"}


def test_a_project_chooses_its_own_keys() -> None:
    table = bindings({"accept": "y", "accept-anyway": "Shift+Y", "help": "F1"})
    assert [table[action].key for action in ("accept", "accept-anyway", "help")] == ["y", "Shift+Y", "F1"]
    assert table["reject"].key == "r"


def test_two_actions_may_swap_their_keys() -> None:
    table = bindings({"accept": "r", "reject": "a"})
    assert (table["accept"].key, table["reject"].key) == ("r", "a")


def test_a_letter_is_the_same_key_however_it_is_written() -> None:
    assert bindings({"accept": "Y"})["accept"].key == "y"
    assert bindings({"accept": "Shift+y"})["accept"].key == "Shift+Y"


@pytest.mark.parametrize(
    ("remapped", "complaint"),
    [
        ({"accept": "r"}, "keys: 'r' would do two things: accept and reject"),
        ({"next-row": "k"}, "keys: 'k' would do two things: previous and next-row"),
        ({"correct": "a"}, "keys: 'a' would do two things: accept and correct"),
        ({"take": "ArrowLeft"}, "keys: 'ArrowLeft' would do two things: end-left and take"),
    ],
)
def test_a_key_that_would_do_two_things_is_refused(remapped: dict[str, str], complaint: str) -> None:
    with pytest.raises(ProjectError, match=re.escape(complaint)):
        bindings(remapped)


def test_a_key_of_the_desk_is_free_again_while_words_are_picked() -> None:
    assert bindings({"take": "a"})["take"].key == "a"


@pytest.mark.parametrize(
    ("remapped", "complaint"),
    [
        ({"acept": "a"}, "keys: no action 'acept' (known: next, previous,"),
        ({"accept": " "}, "keys: accept = ' ' is no key"),
        ({"accept": ""}, "keys: accept = '' is no key"),
        ({"accept": "Alt+x"}, "keys: accept = 'Alt+x' is no key"),
        ({"accept": "Space"}, "keys: accept = 'Space': 'Space' cannot be used"),
        ({"accept": "Tab"}, "keys: accept = 'Tab': 'Tab' cannot be used"),
        ({"accept": "Backspace"}, "keys: accept = 'Backspace': 'Backspace' cannot be used"),
        ({"accept": "Ctrl+W"}, "keys: accept = 'Ctrl+W': Ctrl with a character is the browser's"),
        ({"help": "Shift+/"}, "keys: help = 'Shift+/': write the sign itself, without Shift"),
    ],
)
def test_what_is_no_key_or_must_not_be_one_is_refused(remapped: dict[str, str], complaint: str) -> None:
    with pytest.raises(ProjectError, match=re.escape(complaint)):
        bindings(remapped)


def test_a_key_is_shown_as_it_stands_on_a_keyboard() -> None:
    table = bindings({"search": "+"})
    shown = {
        action: table[action].shown for action in ("accept", "accept-anyway", "correct", "leave", "search")
    }
    assert shown == {
        "accept": "a",
        "accept-anyway": "⇧A",
        "correct": "Ctrl ⏎",
        "leave": "Esc",
        "search": "+",
    }
    assert table["correct"].aria == "Control+Enter"
