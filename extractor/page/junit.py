"""Write what a regression found as JUnit XML, which build servers read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from extractor.page.outcome import tally, verdict
from extractor.page.words import clean
from extractor.report import State

if TYPE_CHECKING:
    from extractor.report import Case, Report, Threshold

TAGS = {State.FAILED: "error", State.STALE: "error", State.CHANGED: "failure", State.NEW: "skipped"}
"""How JUnit calls a state; `same` is a test that passes."""

ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML document may hold, not even escaped."""


def junit(report: Report) -> str:
    """Return the report as XML: a test for each case, and one for each threshold.

    Where all thresholds hold, changes are allowed: what changed is then told as output of a test that passes.
    """
    suites = Element("testsuites", name=_legal(verdict(report)))
    cases = SubElement(suites, "testsuite", name="extractor regress")
    for case in report.cases:
        _case(cases, case, allowed=report.passed)
    limits = SubElement(suites, "testsuite", name="extractor thresholds")
    for each in report.thresholds:
        _threshold(limits, each)
    for suite in (cases, limits):
        _count(suite)
    indent(suites)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(suites, encoding="unicode")}\n'


def _case(suite: Element, case: Case, *, allowed: bool) -> None:
    names = {"classname": _legal(case.task), "name": _legal(case.article)}
    test = SubElement(suite, "testcase", names, time=f"{case.seconds:.3f}")
    lines = "\n".join(_legal(str(line)) for line in case.lines)
    if case.state is State.CHANGED and allowed:
        SubElement(test, "system-out").text = lines
    elif tag := TAGS.get(case.state):
        SubElement(test, tag, type=case.state.value, message=tally(case)).text = lines


def _threshold(suite: Element, each: Threshold) -> None:
    test = SubElement(suite, "testcase", classname="thresholds", name=_legal(each.name), time="0.000")
    if not each.passed:
        said = _legal(f"{each.reached}, allowed is {each.limit}")
        SubElement(test, "failure", type="threshold", message=said)


def _count(suite: Element) -> None:
    """Write into a suite what readers would otherwise have to count."""
    suite.set("tests", str(len(suite)))
    for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(name, str(len(suite.findall(f"testcase/{tag}"))))
    suite.set("time", f"{sum(float(test.get('time', '0')) for test in suite):.3f}")


def _legal(words: str) -> str:
    return ILLEGAL.sub("�", clean(words))
