"""What a model says: the right answer to our own requests, broken JSON, and lies."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Body = dict[str, Any]

_TAG = re.compile(r"(»+)\[(#+)(\d+)\](?:\s+(\w+))?")


def smallest(schema: Body, whole: Body | None = None) -> Any:
    """Return the least that fits a JSON schema: first choices, empty lists, null where it may be."""
    whole = whole or schema
    if "$ref" in schema:
        return smallest(whole["$defs"][schema["$ref"].rpartition("/")[2]], whole)
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][0]
    if choices := schema.get("anyOf") or schema.get("oneOf"):
        null = {"type": "null"}
        return None if null in choices else smallest(choices[0], whole)
    match schema.get("type"):
        case "object":
            return {name: smallest(value, whole) for name, value in schema.get("properties", {}).items()}
        case "array":
            return [smallest(schema["items"], whole)] * schema.get("minItems", 0)
        case "integer" | "number":
            return schema.get("minimum", 1)
        case "boolean":
            return True
        case "null":
            return None
    return "x"


def schema_of(body: Body) -> Body | None:
    """Return the JSON schema that a chat request wants its answer in, if it wants one."""
    wanted = body.get("response_format") or {}
    schema: Body | None = wanted.get("json_schema", {}).get("schema")
    return schema


def right(body: Body) -> Any:
    """Return an answer that fits a chat request: a claim for each tagged number, else the least that fits."""
    schema = schema_of(body)
    if schema is None:
        return "fine"
    answer = smallest(schema)
    claims = schema.get("properties", {}).get("claims")
    if claims is not None:
        one = smallest(claims["items"], schema)
        answer["claims"] = [one | about for about in _tagged(_question(body))]
    return answer


def _question(body: Body) -> str:
    """Return the message with the article: the last of the user's that has numbers tagged."""
    users = [str(message["content"]) for message in body["messages"] if message["role"] == "user"]
    return next((text for text in reversed(users) if _TAG.search(text)), "")


def _tagged(text: str) -> list[Body]:
    """Return the id of each tagged number, and the word behind it.

    The signs of a tag are longer than any of the article's own, so the longest are the tags.
    """
    found = list(_TAG.finditer(text))
    signs = max(((match[1], match[2]) for match in found), default=("", ""))
    return [
        {"mention": int(match[3]), "subject": match[4]} for match in found if (match[1], match[2]) == signs
    ]


def _number_as(token: str) -> Callable[[str], str]:
    """Put a token in place of the first number of an answer, or in a list before it."""
    return lambda good: (
        re.sub(r"(?<=: )\d+", token, good, count=1) if re.search(r": \d", good) else f"[{token}]"
    )


def _string_with(insert: str) -> Callable[[str], str]:
    """Put characters at the beginning of the first string value."""
    return lambda good: re.sub(r'(?<=: ")', lambda _: insert, good, count=1)


def _twice(good: str) -> str:
    """Repeat the first key of the object with null."""
    key = re.match(r'\{("[^"]*":)', good)
    return "{" + (key[1] if key else '"a":') + " null, " + good[1:]


MALFORMED: Mapping[str, Callable[[str], str]] = {
    "fenced": lambda good: f"```json\n{good}\n```",
    "fenced without a language": lambda good: f"```\n{good}\n```",
    "fence left open": lambda good: f"```json\n{good}",
    "prose before": lambda good: f"Here is the JSON you asked for:\n{good}",
    "prose after": lambda good: f"{good}\n\nLet me know if you need more!",
    "thoughts before": lambda good: f"<think>{{}}</think>{good}",
    "two objects": lambda good: f"{good}\n{good}",
    "object in a list": lambda good: f"[{good}]",
    "object in a string": json.dumps,
    "object in an object": lambda good: f'{{"answer": {good}}}',
    "empty": lambda good: "",
    "blank": lambda good: " \n\t ",
    "null": lambda good: "null",
    "number": lambda good: "42",
    "true": lambda good: "true",
    "empty object": lambda good: "{}",
    "empty list": lambda good: "[]",
    "cut in half": lambda good: good[: len(good) // 2],
    "last bracket missing": lambda good: good[:-1],
    "one bracket too many": lambda good: good + "}",
    "trailing comma": lambda good: good[:-1] + ",}",
    "single quotes": lambda good: good.replace('"', "'"),
    "curly quotes": lambda good: good.replace('"', "”"),
    "bare keys": lambda good: re.sub(r'"(\w+)":', r"\1:", good),
    "comment": lambda good: "{ // as asked\n" + good[1:],
    "Python's None": lambda good: good.replace("null", "None"),
    "NaN": _number_as("NaN"),
    "Infinity": _number_as("Infinity"),
    "-Infinity": _number_as("-Infinity"),
    "1e400": _number_as("1e400"),
    "1e-400": _number_as("1e-400"),
    "number of 5000 digits": _number_as("9" * 5000),
    "leading zero": _number_as("007"),
    "plus sign": _number_as("+1"),
    "hexadecimal": _number_as("0x1F"),
    "fraction for an id": _number_as("1.5"),
    "duplicate key": _twice,
    "10000 lists deep": lambda good: "[" * 10_000 + "]" * 10_000,
    "10000 objects deep": lambda good: '{"a":' * 10_000 + "1" + "}" * 10_000,
    "high surrogate alone": _string_with("\\ud800"),
    "low surrogate alone": _string_with("\\udc00"),
    "raw surrogate": _string_with("\ud800"),
    "escaped NUL": _string_with("\\u0000"),
    "raw NUL": _string_with("\x00"),
    "raw line end in a string": _string_with("\n"),
    "unknown escape": _string_with("\\x41"),
    "byte order mark": lambda good: "\ufeff" + good,
    "right-to-left override": _string_with("\u202e"),
    "UTF-16 as text": lambda good: good.encode("utf-16-le").decode("latin-1"),
}
"""Ways an answer is no JSON, or not the JSON that was asked for; each is made from the right one."""


def _claims(change: Callable[[Body], Body]) -> Callable[[Any], Any]:
    """Apply a change to each claim of an answer; an answer without claims is one itself."""

    def apply(answer: Any) -> Any:
        if "claims" in answer:
            return answer | {"claims": [change(claim) for claim in answer["claims"]]}
        return change(answer)

    return apply


def _many(times: int) -> Callable[[Any], Any]:
    return lambda answer: {**answer, "claims": answer.get("claims", [answer]) * times}


HOSTILE: Mapping[str, Callable[[Any], Any]] = {
    "number that is not in the text": _claims(
        lambda claim: claim | {"mention": None, "value": 900, "quote": "900 people were killed"}
    ),
    "id of no number": _claims(lambda claim: claim | {"mention": 10**6}),
    "id zero": _claims(lambda claim: claim | {"mention": 0}),
    "id below zero": _claims(lambda claim: claim | {"mention": -1}),
    "id beyond 64 bits": _claims(lambda claim: claim | {"mention": 2**70}),
    "value beside the id": _claims(lambda claim: claim | {"value": 900, "low": 900, "high": 900}),
    "invented quote": _claims(lambda claim: claim | {"quote": "Officials spoke of 900 dead."}),
    "invented subject": _claims(lambda claim: claim | {"subject": "unicorns"}),
    "invented speaker": _claims(lambda claim: claim | {"attributed_to": "the President of the Moon"}),
    "derivation": _claims(lambda claim: claim | {"mention": None, "derivation": "#1 * 900"}),
    "code for a derivation": _claims(lambda claim: claim | {"derivation": "__import__('os').abort()"}),
    "type of no schema": _claims(lambda claim: claim | {"type": "admin"}),
    "markup": _claims(
        lambda claim: claim | {"subject": "<script>alert(1)</script>", "quote": "\x1b]0;x\x07"}
    ),
    "formula": _claims(lambda claim: claim | {"subject": '=HYPERLINK("http://x.example","x")'}),
    "field of a megabyte": _claims(lambda claim: claim | {"subject": "x" * 2**20}),
    "each claim 1000 times": _many(1000),
}
"""Lies that are JSON; each is made from the right answer."""
