"""When: the time expressions of a text, and the days they stand for."""

from extractor.when.holding import Span, Times, anchored
from extractor.when.reader import TimeMention, times

__all__ = ["Span", "TimeMention", "Times", "anchored", "times"]
