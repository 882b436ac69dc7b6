"""The colours of the pages serve any colour vision, and no kind of mark is told by its colour alone."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import pytest

import extractor
from extractor.page.words import LOOKS

PACKAGE = Path(extractor.__file__).parent
STYLES = [PACKAGE / name for name in ("page/palette.css", "review/static/review.css")]

SEEN = {
    "all cones": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
"""What linear red, green and blue look like: Machado, Oliveira and Fernandes, "A Physiologically-based Model
for Simulation of Color Vision Deficiency" (IEEE TVCG 15(6), 2009), the matrices of severity 1.0."""

TEXT, GRAPHIC = 4.5, 3.0
"""The ratios of WCAG 2.2 for words, and for what is drawn (1.4.3 and 1.4.11)."""

Colour = tuple[float, float, float]


def rules(scheme: str) -> dict[str, dict[str, str]]:
    """Return the declarations of the style sheets by selector, as a colour scheme has them."""
    found: dict[str, dict[str, str]] = {}
    for path in STYLES:
        css = re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.DOTALL)
        dark = re.findall(r"@media \(prefers-color-scheme: dark\) \{(.*?\})\s*\}", css, re.DOTALL)
        plain = re.sub(r"@media[^{]+\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", "", css)
        for sheet in [plain, *(dark if scheme == "dark" else [])]:
            for selectors, body in re.findall(r"([^{}]+)\{([^{}]*)\}", sheet):
                said = dict(re.findall(r"([\w-]+):\s*([^;]+)", body))
                for selector in re.split(r",(?![^(]*\))", selectors):
                    found.setdefault(selector.strip(), {}).update(said)
    return found


class Sheet:
    """The style sheets in a colour scheme, for marks of one kind."""

    def __init__(self, scheme: str, kind: str) -> None:
        self.rules = rules(scheme)
        self.names = self.rules[":root"] | self.rules[f".{kind}"]

    def colour(self, words: str, ground: Colour | None = None) -> Colour:
        """Return a colour as the sheet writes it, painted on a ground."""
        if words == "transparent":
            assert ground is not None
            return ground
        if words.startswith("#"):
            step = (len(words) - 1) // 3
            digits = [words[at : at + step] * (3 - step) for at in range(1, len(words), step)]
            return tuple(int(it, 16) / 255 for it in digits)  # type: ignore[return-value]  # three of them
        if named := re.fullmatch(r"var\((--[\w-]+)\)", words):
            return self.colour(self.names[named[1]], ground)
        mixed = re.fullmatch(r"color-mix\(in srgb, (\S+) (\S+), (.+)\)", words)
        assert mixed, words
        share = re.sub(r"var\((--[\w-]+)\)", lambda it: self.names[it[1]], mixed[2])
        one, other = self.colour(mixed[1], ground), self.colour(mixed[3], ground)
        part = float(share.removesuffix("%")) / 100
        return tuple(part * a + (1 - part) * b for a, b in zip(one, other, strict=True))  # type: ignore[return-value]

    def of(self, selector: str, name: str, ground: Colour | None = None) -> Colour:
        """Return the colour that a rule gives a property."""
        found = re.search(r"#\w+|(?:var|color-mix)\(.*\)|transparent", self.rules[selector][name])
        assert found
        return self.colour(found[0], ground)


def linear(colour: Colour) -> list[float]:
    return [it / 12.92 if it <= 0.04045 else ((it + 0.055) / 1.055) ** 2.4 for it in colour]


def luminance(colour: Colour, sight: str) -> float:
    """Return the relative luminance of WCAG, of a colour as it looks to a sight."""
    seen = [sum(a * b for a, b in zip(row, linear(colour), strict=True)) for row in SEEN[sight]]
    inside = [min(1.0, max(0.0, it)) for it in seen]
    return 0.2126 * inside[0] + 0.7152 * inside[1] + 0.0722 * inside[2]


def contrast(one: Colour, other: Colour, sight: str) -> float:
    dark, light = sorted(luminance(it, sight) for it in (one, other))
    return (light + 0.05) / (dark + 0.05)


def pairs(sheet: Sheet) -> dict[str, tuple[float, Colour, Colour]]:
    """Return what has to stand out from what, and how much."""
    colour, of = sheet.colour, sheet.of
    paper, ink, soft = (colour(f"var(--{name})") for name in ("paper", "ink", "soft"))
    wash, here, edge, hue = (colour(f"var(--{name})") for name in ("wash", "here", "edge", "hue"))
    tint = of(".mark", "background", paper)
    hover, current = (of(f"mark.{state}", "background", paper) for state in ("mark:hover", "current"))
    judged = of(".judgement", "background", paper)
    grounds = {"paper": paper, "a field": wash, "the open row": here}
    return {
        **{f"words on {name}": (TEXT, ink, ground) for name, ground in grounds.items()},
        **{f"small words on {name}": (TEXT, soft, ground) for name, ground in grounds.items()},
        **{f"a sign on {name}": (TEXT, hue, ground) for name, ground in grounds.items()},
        "words of a mark": (TEXT, ink, tint),
        "words of a mark under the pointer": (TEXT, ink, hover),
        "words of the open claim's mark": (TEXT, ink, current),
        "the name of a mark in the legend": (TEXT, hue, tint),
        "a verdict": (TEXT, hue, judged),
        "what a verdict means": (TEXT, soft, judged),
        "words of a finding": (TEXT, ink, judged),
        "the main button": (TEXT, paper, ink),
        "the main button under the pointer": (TEXT, paper, of("button.main:hover", "background")),
        "the line under a mark": (GRAPHIC, hue, tint),
        "the frame of the open claim's mark": (GRAPHIC, hue, paper),
        "the edge of a button": (GRAPHIC, edge, paper),
        "the line of a field": (GRAPHIC, edge, wash),
        "the frame of what has the focus": (GRAPHIC, of(":focus-visible", "outline"), paper),
        "the bar of rejected claims": (GRAPHIC, of(".bar-rejected", "fill"), paper),
    }


@pytest.mark.parametrize(("scheme", "sight"), list(product(("light", "dark"), SEEN)))
def test_all_that_is_written_and_drawn_stands_out_with_any_colour_vision(scheme: str, sight: str) -> None:
    lacking = {
        (kind, what): round(found, 2)
        for kind in LOOKS
        for what, (asked, one, other) in pairs(Sheet(scheme, kind)).items()
        if (found := contrast(one, other, sight)) < asked
    }
    assert lacking == {}


def test_black_on_white_has_the_contrast_that_wcag_says() -> None:
    assert [round(contrast((0, 0, 0), (1, 1, 1), sight), 3) for sight in SEEN] == [21.0] * 4


def test_every_kind_of_mark_has_a_line_a_sign_and_a_word_of_its_own() -> None:
    sheet = rules("light")
    lines = {kind: sheet[f".{kind}"]["--stroke"] for kind in LOOKS}
    signs = {kind: look.sign for kind, look in LOOKS.items()}
    words = {kind: look.word for kind, look in LOOKS.items()}

    assert set(lines.values()) <= {"solid", "double", "dotted", "dashed", "wavy"}
    assert [len(set(each.values())) for each in (lines, signs, words)] == [len(LOOKS)] * 3
    assert "var(--stroke)" in sheet[".mark"]["text-decoration"]
