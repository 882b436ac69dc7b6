"""Whether a noun of the news means people, places or things; a short list that says nothing of most nouns."""

from __future__ import annotations

from typing import Literal, TypeAlias

from extractor.phrases import words

NounClass: TypeAlias = Literal["people", "places", "things"]

_PEOPLE = words(
    """
    person people man men woman women child children boy girl baby infant adult teenager student
    pupil teacher resident citizen civilian villager inhabitant islander local migrant refugee
    evacuee survivor victim casualty fatality death injury body patient passenger worker employee
    miner farmer fisherman fishermen firefighter nurse doctor medic volunteer rescuer soldier troop
    fighter serviceman servicemen servicewoman personnel officer general recruit conscript reservist
    mercenary militant insurgent rebel gunman gunmen terrorist guard marine sailor pilot crewman
    crewmen crew paratrooper peacekeeper police policeman policemen prisoner hostage detainee
    captive inmate dead wounded injured missing others protester demonstrator voter fan spectator
    tourist guest customer journalist official defector staff homeless family household sapper
    engineer instructor adviser national
    """
)
_PLACES = words(
    """
    country nation state province region district county city town village municipality settlement
    community area zone island site base camp position place location point port airport school
    hospital clinic church mosque shelter building house home factory plant bridge road street
    station market shop store hotel farm
    """
)
_THINGS = words(
    """
    tank gun howitzer mortar rifle weapon missile rocket shell bomb grenade mine drone aircraft
    plane jet helicopter bomber warplane ship boat vessel frigate submarine vehicle truck lorry car
    bus train wagon ambulance launcher battery system radar round bullet cartridge tent blanket
    generator attack strike raid sortie explosion blast shot flight match seat vote ballot ticket
    project measure agreement test case
    """
)


def noun_class(phrase: str) -> NounClass | None:
    """Return what the head of a noun phrase means, "men" of "men from Ulm"; None when unlisted."""
    head = phrase.lower().split(" of ")[0].split(" from ")[0].split(" in ")[0].split()[-1:]
    for word in _singular(head[0] if head else ""):
        if word in _PEOPLE:
            return "people"
        if word in _PLACES:
            return "places"
        if word in _THINGS:
            return "things"
    return None


def _singular(word: str) -> tuple[str, ...]:
    """Return the word and what it may be the plural of."""
    forms = [word]
    if word.endswith("ies"):
        forms.append(word[:-3] + "y")
    if word.endswith("es"):
        forms.append(word[:-2])
    if word.endswith("s"):
        forms.append(word[:-1])
    return tuple(forms)


_SYNONYMS = tuple(
    map(
        words,
        (
            "soldier troop serviceman servicemen fighter force personnel man men",
            "dead death fatality killed",
            "injured wounded hurt injury",
            "home house dwelling",
            "people person",
        ),
    )
)


def synonyms(one: str, other: str) -> bool:
    """Say that the heads of two noun phrases are used for the same thing in the news."""
    mine, theirs = (set(_singular(phrase.lower().rpartition(" ")[2])) for phrase in (f" {one}", f" {other}"))
    return any(mine & same and theirs & same for same in _SYNONYMS)
