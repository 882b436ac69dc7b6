"""Disasters and accidents: what happened to people, homes and money."""

from typing import ClassVar, Literal

from extractor.claims import NumericClaim


class Dead(NumericClaim):
    """People who died.

    Bodies found and death tolls too; people presumed dead but not found are missing.
    """

    measures: ClassVar[tuple[str, ...]] = ("count", "share")
    counts: ClassVar[tuple[str, ...]] = ("people",)
    cues: ClassVar[tuple[str, ...]] = tuple(
        """
        dead death die dying kill fatal toll bod perish drown lives lost
        """.split()
    )
    type: Literal["dead"] = "dead"


class Injured(NumericClaim):
    """People hurt, ill or in hospital.

    Also the part of them that is in a serious condition.
    """

    measures: ClassVar[tuple[str, ...]] = ("count", "share")
    counts: ClassVar[tuple[str, ...]] = ("people",)
    cues: ClassVar[tuple[str, ...]] = tuple(
        """
        injur hurt wound hospital treat ill sick ambulance burn critical serious condition
        """.split()
    )
    type: Literal["injured"] = "injured"


class Missing(NumericClaim):
    """People missing, trapped or not yet found.

    People who were found alive are not missing any more.
    """

    measures: ClassVar[tuple[str, ...]] = ("count", "share")
    counts: ClassVar[tuple[str, ...]] = ("people",)
    cues: ClassVar[tuple[str, ...]] = tuple(
        """
        missing unaccounted trapped buried search disappear swept lost
        """.split()
    )
    type: Literal["missing"] = "missing"


class Displaced(NumericClaim):
    """People who fled, were evacuated, are in shelters or without a home.

    Persons, families or households that had to leave; the buildings themselves are homes.
    """

    measures: ClassVar[tuple[str, ...]] = ("count", "share")
    counts: ClassVar[tuple[str, ...]] = ("people",)
    cues: ClassVar[tuple[str, ...]] = tuple(
        """
        displac evacuat fle shelter homeless homes left leave moved camp refug strand
        """.split()
    )
    type: Literal["displaced"] = "displaced"


class Homes(NumericClaim):
    """Houses and other buildings hit, damaged, flooded or destroyed.

    Homes, schools, farms, whole villages; households without power are other.
    """

    measures: ClassVar[tuple[str, ...]] = ("count", "share")
    counts: ClassVar[tuple[str, ...]] = ("places",)
    cues: ClassVar[tuple[str, ...]] = tuple(
        """
        damag destroy flood collaps burn hit wreck swept inundat raz demolish uninhabit ruin level
        submerg without
        """.split()
    )
    type: Literal["homes"] = "homes"


class Damage(NumericClaim):
    """Money: what the damage costs.

    Estimates of loss by insurers or officials; money given as help is other.
    """

    measures: ClassVar[tuple[str, ...]] = ("money",)
    cues: ClassVar[tuple[str, ...]] = tuple(
        """
        damag cost loss lost estimat insur repair rebuild reconstruct claim bill destr econom
        """.split()
    )
    type: Literal["damage"] = "damage"


class Other(NumericClaim):
    """Anything else: rain, wind, water, distances, time, helpers, help, places.

    Every number that fits none of the other types; better other than a type that is nearly right.
    """

    type: Literal["other"] = "other"
