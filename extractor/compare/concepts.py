"""What the news count: words for what happens to people and things, and nouns that stand for one another."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from extractor.compare.names import stem

if TYPE_CHECKING:
    from collections.abc import Mapping


def _by_stem(table: Mapping[str, str]) -> dict[str, str]:
    return {stem(word): name for name, said in table.items() for word in said.split()}


_HAPPENS = {
    "killed": "killed dead death deaths die died dies dying fatality perished slain drowned lives bodies body",
    "wounded": "wounded wound injured injury injuries hurt hospitalised hospitalized",
    "casualties": "casualty casualties losses loss",
    "missing": "missing unaccounted trapped",
    "captured": "captured prisoner prisoners surrendered pow pows hostage hostages detained",
    "surrounded": "surrounded encircled",
    "displaced": "displaced evacuated fled homeless shelters shelter evacuees refugees evacuation",
    "rescued": "rescued saved pulled",
    "sent": "sent send sends sending deploy deployed deployment dispatch dispatched arrive arrived reinforcements",
    "stationed": "stationed positioned remain based deployed_at serving present operating",
    "returned": "returned return recovered back",
    "moving": "moved moving heading",
    "trained": "trained training",
    "damaged": "damaged damage destroyed destroy destruction flooded collapsed ruined",
    "critical": "critical serious intensive",
    "arrested": "arrested arrest arrests",
    "protested": "protested marched rallied demonstrated",
    "launched": "launched fired",
    "intercepted": "intercepted downed shot",
}
_WORDS = _by_stem(_HAPPENS)
COUNTED = {root: name for root, name in _WORDS.items() if name in {"killed", "wounded", "casualties", "missing"}}
"""Nouns that say by themselves what happened: deaths, casualties."""

SPECIFIC = _by_stem(
    {
        "soldier": "soldier troop troops serviceman servicemen fighter force forces personnel man men infantry",
        "civilian": "civilian civilians",
        "child": "child children pupil minor baby infant",
        "home": "home house dwelling houses homes building",
        "money": "damage damages cost costs loss bill price",
    }
)
GENERIC = frozenset(
    stem(word)
    for word in """
    person people resident victim victims dead death deaths fatality fatalities killed wounded injured injury injuries casualty
    casualties missing body bodies others other them name names toll total number figure half third quarter those
    it all some man losses loss lives life somebody anyone hurt
    """.split()
)
OF_PEOPLE = frozenset({"killed", "wounded", "casualties", "missing"})


@functools.lru_cache(maxsize=16384)
def concepts(word: str) -> str:
    """Return what a word says that happens, "" if it is not one of those known."""
    return _WORDS.get(stem(word), "")
