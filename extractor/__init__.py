"""Claims from articles, every number checked against the text: the public names, and nothing else.

A name is imported when it is first used: `extractor --help` takes 0.3 s by that, not 0.5.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from extractor.article import Article, article, read
    from extractor.check import Check, Finding, Result, Verdict, check
    from extractor.claims import Claim, NumericClaim
    from extractor.errors import (
        AnswerRejected,
        ArticleError,
        ExtractorError,
        ModelError,
        ModelUnavailable,
        ProjectError,
        StoreError,
        UsageError,
    )
    from extractor.extract import Extraction, Task, extract
    from extractor.model import Model, Usage
    from extractor.numbers import Bound, Mention, Quantity, Role, scan

_MODULES = {
    "article": ("Article", "article", "read"),
    "check": ("Check", "Finding", "Result", "Verdict", "check"),
    "claims": ("Claim", "NumericClaim"),
    "errors": (
        "AnswerRejected",
        "ArticleError",
        "ExtractorError",
        "ModelError",
        "ModelUnavailable",
        "ProjectError",
        "StoreError",
        "UsageError",
    ),
    "extract": ("Extraction", "Task", "extract"),
    "model": ("Model", "Usage"),
    "numbers": ("Bound", "Mention", "Quantity", "Role", "scan"),
}
_HOMES = {name: module for module, names in _MODULES.items() for name in names}

__all__ = [
    "AnswerRejected",
    "Article",
    "ArticleError",
    "Bound",
    "Check",
    "Claim",
    "Extraction",
    "ExtractorError",
    "Finding",
    "Mention",
    "Model",
    "ModelError",
    "ModelUnavailable",
    "NumericClaim",
    "ProjectError",
    "Quantity",
    "Result",
    "Role",
    "StoreError",
    "Task",
    "Usage",
    "UsageError",
    "Verdict",
    "article",
    "check",
    "extract",
    "read",
    "scan",
]


class _Package(ModuleType):
    """This package. `article`, `check` and `extract` are functions in modules of the same name."""

    def __getattr__(self, name: str) -> Any:
        if name not in _HOMES:
            raise AttributeError(f"module 'extractor' has no attribute '{name}'")
        value = getattr(import_module(f"extractor.{_HOMES[name]}"), name)
        setattr(self, name, value)
        return value

    def __setattr__(self, name: str, value: object) -> None:
        # To import the module extractor.check binds its name here, which would hide the function.
        if not (name in _HOMES and isinstance(value, ModuleType)):
            super().__setattr__(name, value)

    def __dir__(self) -> list[str]:
        return __all__


sys.modules[__name__].__class__ = _Package
