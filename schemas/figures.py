"""Any number: who states how many of what."""

from typing import Literal

from extractor.claims import NumericClaim


class Figure(NumericClaim):
    """Any count, share, amount of money, measure or duration that the article states.

    `subject` is the thing it counts or measures, not the whole sentence: of "revenue rose 3.2%", revenue.
    """

    type: Literal["figure"] = "figure"
