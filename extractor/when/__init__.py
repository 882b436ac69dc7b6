"""When: the time expressions of a text, and the days they stand for."""

from extractor.when.holding import Times, anchored
from extractor.when.reader import Span, TimeMention, times

__all__ = ["Span", "TimeMention", "Times", "anchored", "times"]
