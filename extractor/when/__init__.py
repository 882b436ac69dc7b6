"""When: the time expressions of a text, and the days they stand for."""

from extractor.when.reader import TimeMention, times

__all__ = ["TimeMention", "times"]
