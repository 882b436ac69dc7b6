"""Armed conflict: forces, losses, equipment, ground and aid."""

from typing import ClassVar, Literal

from extractor.claims import NumericClaim


class Troops(NumericClaim):
    """Fighters who exist, serve, stand, train or operate somewhere.

    The strength of a force as it is; when the article tells of sending, bringing back or expecting them, use
    deployment instead.
    """

    measures: ClassVar[tuple[str, ...]] = ("count", "share")
    counts: ClassVar[tuple[str, ...]] = ("people",)
    type: Literal["troops"] = "troops"


class Deployment(NumericClaim):
    """Fighters sent, ordered, expected, withdrawn or brought back.

    A movement of forces, done or announced; `where` is the place they go to or leave.
    """

    measures: ClassVar[tuple[str, ...]] = ("count", "share")
    counts: ClassVar[tuple[str, ...]] = ("people",)
    cues: ClassVar[tuple[str, ...]] = tuple(
        """
        sen deploy dispatch arriv withdr pull return reinforc expect rotat move redeploy transfer
        contingent additional further more join land
        """.split()
    )
    type: Literal["deployment"] = "deployment"


class Killed(NumericClaim):
    """People killed.

    Fighters or civilians, by any side; not killed and wounded taken together.
    """

    measures: ClassVar[tuple[str, ...]] = ("count", "share")
    counts: ClassVar[tuple[str, ...]] = ("people",)
    cues: ClassVar[tuple[str, ...]] = tuple("kill dead death die dying fatal toll bod slain lives".split())
    type: Literal["killed"] = "killed"


class Wounded(NumericClaim):
    """People wounded or injured.

    Not killed and wounded taken together.
    """

    measures: ClassVar[tuple[str, ...]] = ("count", "share")
    counts: ClassVar[tuple[str, ...]] = ("people",)
    cues: ClassVar[tuple[str, ...]] = ("wound", "injur", "hurt", "hospital", "treat")
    type: Literal["wounded"] = "wounded"


class Captured(NumericClaim):
    """People taken prisoner, surrendered or missing.

    Also prisoners who are exchanged; things that are taken are equipment.
    """

    measures: ClassVar[tuple[str, ...]] = ("count", "share")
    counts: ClassVar[tuple[str, ...]] = ("people",)
    cues: ClassVar[tuple[str, ...]] = tuple(
        """
        captur captiv prison surrender detain POW hostage missing exchang swap seiz
        """.split()
    )
    type: Literal["captured"] = "captured"


class Casualties(NumericClaim):
    """Killed and wounded together, or losses of people without saying which.

    For one number that covers both; a number for each is one claim killed and one claim wounded.
    """

    measures: ClassVar[tuple[str, ...]] = ("count", "share")
    counts: ClassVar[tuple[str, ...]] = ("people",)
    cues: ClassVar[tuple[str, ...]] = ("casualt", "loss", "lost", "toll", "victim", "killed", "wounded")
    type: Literal["casualties"] = "casualties"


class Equipment(NumericClaim):
    """Weapons, vehicles, aircraft, ships and ammunition.

    Used, delivered, lost, destroyed or captured; what happened to them is in the sentence.
    """

    measures: ClassVar[tuple[str, ...]] = ("count", "share", "money", "measure")
    counts: ClassVar[tuple[str, ...]] = ("things",)
    type: Literal["equipment"] = "equipment"


class Territory(NumericClaim):
    """Land held, taken or lost, and how far forces moved.

    Areas and distances on the ground; the range of a weapon is other.
    """

    measures: ClassVar[tuple[str, ...]] = ("area", "measure", "share")
    type: Literal["territory"] = "territory"


class Aid(NumericClaim):
    """Money or goods given or promised as help.

    Military and civil aid, loans and packages; single weapons with their number are equipment.
    """

    measures: ClassVar[tuple[str, ...]] = ("count", "money", "measure")
    counts: ClassVar[tuple[str, ...]] = ("things",)
    type: Literal["aid"] = "aid"


class Other(NumericClaim):
    """Anything else: time, places, buildings, groups, events, prices.

    Every number that fits none of the other types; better other than a type that is nearly right.
    """

    type: Literal["other"] = "other"
