"""Judge claims against their text; trust nothing."""

from extractor.check.judge import check
from extractor.check.verdict import Check, Finding, Result, Verdict

__all__ = ["Check", "Finding", "Result", "Verdict", "check"]
