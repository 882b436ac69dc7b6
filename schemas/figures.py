"""Any number: who states how many of what, and whether it is so, has changed, or is only expected."""

from typing import ClassVar, Literal

from extractor.claims import NumericClaim


class Figure(NumericClaim):
    """How many or how much there is or was.

    Any count, share, price, amount of money, measure, age or duration; also what a thing rose or fell to.
    `subject` is the thing it counts or measures, not the whole sentence: of "revenue rose to $3 billion",
    revenue.
    """

    type: Literal["figure"] = "figure"


class Change(NumericClaim):
    """By how much something rose or fell, or is more or less than something else.

    The difference itself: of "sales rose 3% to $5 billion" the 3%, not the $5 billion; doubled, halved.
    """

    cues: ClassVar[tuple[str, ...]] = tuple(
        """
        rose rise rising fall fell drop climb jump surg soar plung slump slip slid tumbl declin increas
        decreas grow grew shrink shrank shrunk gain lost lose loss add widen narrowed narrowing ease easing
        cut rais reduc up down higher lower fewer less more faster slower longer shorter warmer colder hotter
        cheaper halv doubl trebl tripl quadrupl fold swung swing chang differ
        """.split()
    )
    type: Literal["change"] = "change"


class Forecast(NumericClaim):
    """Not so yet: expected, planned, promised, aimed at or only possible.

    Forecasts, targets, budgets, chances; also a change that is only expected.
    """

    cues: ClassVar[tuple[str, ...]] = tuple(
        """
        expect forecast predict project estimat outlook guidance target aim goal plan propos pledg
        promis intend hope will would should could may might shall likely chance probab risk
        """.split()
    )
    type: Literal["forecast"] = "forecast"
