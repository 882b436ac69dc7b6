"""Judge claims against their text; trust nothing."""

from extractor.check.judge import check
from extractor.check.verdict import SOUND, Check, Finding, Result, Verdict

__all__ = ["SOUND", "Check", "Finding", "Result", "Verdict", "check"]
