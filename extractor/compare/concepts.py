"""What the news count: words for what happens to people and things, and nouns that stand for one another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from extractor.compare.names import stem
from extractor.phrases import words

if TYPE_CHECKING:
    from collections.abc import Mapping

_HAPPENS = {
    "killed": "killed kill kills killing dead death deaths die died dies dying fatal fatality fatalities "
    "perished slain drowned drowning bodies body toll",
    "wounded": "wounded wounding wounds injured injuring injury injuries hurt hospitalised hospitalized",
    "critical": "critical critically intensive",
    "serious": "serious seriously severe severely grave gravely",
    "casualties": "casualty casualties losses",
    "missing": "missing unaccounted trapped buried",
    "captured": "captured capture capturing prisoner prisoners surrendered pow pows hostage "
    "hostages detained",
    "surrounded": "surrounded encircled encircle",
    "displaced": "displaced evacuated evacuating evacuees evacuation fled flee left leave leaving",
    "sheltered": "sheltered sheltering shelters shelter camps sleep sleeps sleeping slept tent tents",
    "homeless": "homeless",
    "stranded": "stranded marooned isolated",
    "rescued": "rescued rescue rescuing saved airlifted plucked pulled survived",
    "aboard": "aboard board passenger passengers",
    "powerless": "power electricity blackout blackouts outage outages",
    "sent": "sent send sends sending deploy deploys deployed deploying dispatch dispatched arrive arrived "
    "deployment reinforcements contingent",
    "stationed": "stationed positioned remain remains remaining serving present",
    "returned": "returned return returning returns recovered",
    "moving": "moved moving heading",
    "trained": "trained training",
    "damaged": "damaged damaging",
    "destroyed": "destroyed destroying demolished razed levelled collapsed ruined swept "
    "burned burnt burning scorched charred",
    "flooded": "flooded flooding submerged inundated underwater",
    "closed": "closed shut closing closure closures",
    "reopened": "reopened reopening",
    "cancelled": "cancelled canceled",
    "arrested": "arrested arrest arrests",
    "launched": "launched fired firing",
    "struck": "struck hit hits landed",
    "intercepted": "intercepted downed shot",
    "expelled": "expelled deported",
}
HAPPENS = {word: name for name, said in _HAPPENS.items() for word in said.split()}
"""What a word says that happens."""

_OF_MONEY = {
    "damage": "damage damages loss losses cost costs repair repairs rebuild rebuilding rebuilt "
    "reconstruction",
    "aid": "aid relief donated donation donations pledged promised offered released collected raised fund",
    "paid": "paid pay payouts payout compensation",
    "profit": "profit profits earned earnings",
    "sales": "sales revenue revenues turnover",
    "debt": "debt debts owes",
    "price": "price prices fee fare ticket",
    "wage": "wage wages salary salaries bonus payment",
}
OF_MONEY = {word: name for name, said in _OF_MONEY.items() for word in said.split()}
"""What a word says that money is for."""

OF_TYPE = {"troops": "stationed", "dead": "killed"}
"""What a claim's type says that happens where nothing else does."""

LOOSELY = words(
    """
    deployment reinforcements contingent training shelter shelters camps losses toll rescue return body
    remain remains remaining left power flooding evacuation recovered leave leaving
    """
)
"""Words of those that are rather told in passing than of the number beside them."""

WORSE = words("critical serious")
"""What is worse than wounded."""

FIXED = words("killed wounded casualties")
"""What a claim's type settles by itself, whatever the words around its number are."""

OF_PEOPLE = FIXED | words(
    """
    critical serious missing captured aboard surrounded displaced sheltered homeless stranded rescued sent
    returned arrested
    """
)
"""What happens to people: a noun that means no people is then not what is counted."""

OF_THINGS = frozenset(_HAPPENS) - OF_PEOPLE
"""What happens to land and things."""

GROWING = FIXED | words("damaged destroyed")
"""What does not fall again: a later and lower figure is no news of it."""

MOVES = words("sent stationed moving trained")
"""What happens to forces, from place to place."""

STAGES = (
    (MOVES, -2.5),
    (words("damaged destroyed flooded"), -2.5),
    (words("displaced sheltered homeless"), -1.5),
)
"""What happens one after the other and is told by the same verbs: by how much it parts two quantities."""

KIN = {
    "sent": MOVES | {"returned"},
    "stationed": MOVES | words("returned surrounded captured"),
    "captured": words("captured missing surrounded returned"),
    "displaced": words("displaced sheltered homeless stranded rescued returned"),
    "missing": words("missing rescued"),
}
"""What else claims of a type may say that happens."""


def _by_stem(table: Mapping[str, str]) -> dict[str, str]:
    return {stem(word): name for name, said in table.items() for word in said.split()}


SPECIFIC = _by_stem(
    {
        "soldier": "soldier troop troops serviceman servicemen fighter force forces personnel infantry",
        "man": "man men",
        "civilian": "civilian civilians",
        "citizen": "citizen citizens",
        "woman": "woman women",
        "child": "child children minor baby infant",
        "home": "home house dwelling houses homes building",
        "site": "site base camp facility",
        "body": "body bodies corpse",
    }
)
"""Nouns that are used for the same thing, by their stems."""

PLURALS = {
    "soldier": "soldiers",
    "civilian": "civilians",
    "citizen": "citizens",
    "inhabitant": "inhabitants",
    "man": "men",
    "woman": "women",
    "child": "children",
    "home": "homes",
    "site": "sites",
    "body": "bodies",
}
"""What to call those nouns, of more than one."""

DISASTERS = _by_stem(
    {
        "flood": "flood flooding tsunami",
        "quake": "earthquake quake",
        "storm": "storm hurricane cyclone typhoon tornado",
        "fire": "wildfire bushfire blaze",
        "slide": "landslide mudslide avalanche",
        "eruption": "eruption volcano",
        "drought": "drought famine",
        "epidemic": "epidemic pandemic outbreak virus fever influenza cholera measles plague",
        "wreck": "ferry shipwreck capsized sinking derailment",
    }
)
"""Events of which there are hardly two at a time, by the stems of their names: a raid is none."""

POPULATIONS = words("soldier civilian citizen woman child")
"""People who are counted apart: other nouns, "fishermen", may be all there are."""

GENERIC = frozenset(
    stem(word)
    for word in """
    person people resident victim victims dead death deaths fatality fatalities killed wounded injured injury
    injuries casualty casualties missing others other them name names toll total number figure half
    third quarter those it all some losses loss lives life survivor patient list tally count estimate
    """.split()
)
"""Nouns that say of people no more than that they are people, or what happened to them."""
