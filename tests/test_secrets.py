"""secrets finds what must not be recorded, and nothing in the news.

No secret stands in this file: each is put together when a test runs.
"""

from __future__ import annotations

import base64
import inspect
import json
import random
import string
import time
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from extractor.secrets import Secret, find, known_values, scan_headers

ROOT = Path(__file__).parent.parent
LETTERS, HEX = string.ascii_letters + string.digits, "0123456789abcdef"
SAFE = LETTERS + "_-"
LOTS = random.Random(20)


def lot(size: int, signs: str = LETTERS) -> str:
    """Draw signs, a letter and a digit among any four."""
    few = [sign for sign in signs if sign.isdigit()], [sign for sign in signs if sign.isalpha()]
    return "".join(LOTS.choice(few[at % 2] if at % 4 < 2 and all(few) else signs) for at in range(size))


def in_base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def web_token() -> str:
    parts = (in_base64(json.dumps({name: lot(12)})).rstrip("=") for name in ("alg", "sub"))
    return ".".join([*parts, lot(43, SAFE)])


def private_key(kind: str) -> str:
    lines = "\n".join(lot(64, LETTERS + "+/") for _ in range(8))
    return "\n".join(
        (f"-----BEGIN {kind}PRIVATE" + " KEY-----", lines, f"-----END {kind}PRIVATE" + " KEY-----")
    )


BARE = {
    "OpenAI key": [
        f"sk-{lot(48)}",
        f"sk-proj-{lot(156, SAFE)}",
        f"sk-svcacct-{lot(60, SAFE)}",
        f"sk-{lot(32, HEX)}",
    ],
    "OpenAI organization": [f"org-{lot(24)}"],
    "OpenAI project": [f"proj_{lot(24)}"],
    "Anthropic key": [f"sk-ant-api03-{lot(93, SAFE)}AA"],
    "OpenRouter key": [f"sk-or-v1-{lot(64, HEX)}"],
    "Google key": ["AIza" + lot(35, SAFE)],
    "Google token": ["ya29." + lot(120, SAFE)],
    "Groq key": ["gsk_" + lot(52)],
    "xAI key": ["xai-" + lot(80)],
    "Perplexity key": ["pplx-" + lot(48)],
    "NVIDIA key": ["nvapi-" + lot(64, SAFE)],
    "Replicate token": ["r8_" + lot(37)],
    "Hugging Face token": ["hf_" + lot(34, string.ascii_letters)],
    "Databricks token": ["dapi" + lot(32, HEX)],
    "AWS key": ["AKIA" + lot(16, string.ascii_uppercase + "234567")],
    "GitHub token": [f"gh{kind}_{lot(36)}" for kind in "pousr"] + [f"github_pat_{lot(22)}_{lot(59)}"],
    "GitLab token": ["glpat-" + lot(20, SAFE)],
    "Slack token": [f"xox{kind}-{lot(12, string.digits)}-{lot(24)}" for kind in "bp"],
    "Stripe key": [f"{kind}_live_{lot(24)}" for kind in ("sk", "rk")],
    "npm token": ["npm_" + lot(36)],
    "PyPI token": ["pypi-AgEIcHlwaS5vcmc" + lot(150, SAFE)],
    "SendGrid key": [f"SG.{lot(22, SAFE)}.{lot(43, SAFE)}"],
    "Twilio key": ["SK" + lot(32, HEX)],
    "Telegram token": [f"{lot(10, string.digits)}:AA{lot(33, SAFE)}"],
    "Cloudflare cookie": [f"__cf_bm={lot(43)}-1700000000-1.0.1.1-{lot(80, SAFE)}"],
    "JSON web token": [web_token()],
    "private key": [private_key(kind) for kind in ("", "RSA ", "OPENSSH ")],
}
"""Secrets that are told by themselves."""

BESIDE = {
    "Slack webhook": [("https://", f"hooks.slack.com/services/T{lot(8)}/B{lot(8)}/{lot(24)}", "")],
    "password in an address": [("https://", f"reader:{lot(9)}", "@proxy.example/v1")],
    "private address": [
        ("http://", host, ":8080/v1")
        for host in ("10.1.2.3", "192.168.0.7", "172.20.1.1", "llm.corp", "ours.openai.azure.com")
    ],
    "key in an address": [
        (f"https://api.example/v1?a=1{sign}{name}=", lot(32), "&b=2")
        for sign in ("&", "&amp;")
        for name in ("key", "token", "sig", "api-key", "access_token", "X-Amz-Signature")
    ],
    "named authorization": [
        ("Authorization: ", f"Bearer {lot(40)}", ""),
        ("proxy-authorization: ", lot(40), ""),
    ],
    "named api-key": [("api-key: ", lot(32, HEX), ""), ("x-api-key:\n- ", lot(32, HEX), "\n")],
    "named api_key": [('{"api_key": "', lot(32), '"}'), ("OPENAI_API_KEY=", lot(32), "\n")],
    "named apikey": [('{"apiKey": "', lot(32), '"}')],
    "named access_key": [("aws_secret_access_key = ", lot(40), "\n")],
    "named accountkey": [("AccountName=a;AccountKey=", lot(86) + "==", ";")],
    "named openai-organization": [("OpenAI-Organization: ", "user-" + lot(24), "")],
    "named client_secret": [("client_secret=", lot(40, SAFE), "")],
    "cookie": [("Cookie: ", f"a=1; session={lot(32)}", ""), ("set-cookie: ", f"id={lot(20)}; Path=/", "")],
    "Bearer token": [("curl -H 'Bearer ", lot(40), "'")],
    "Basic credentials": [("it took Basic ", in_base64("reader:sunshine"), " for an answer")],
}
"""Secrets that are told by what stands beside them: before, secret, behind."""

PLANTED = [(kind, "", secret, "") for kind, secrets in BARE.items() for secret in secrets] + [
    (kind, *parts) for kind, places in BESIDE.items() for parts in places
]


@pytest.mark.parametrize(("kind", "before", "secret", "behind"), PLANTED, ids=[kind for kind, *_ in PLANTED])
def test_a_secret_is_found_where_it_stands(kind: str, before: str, secret: str, behind: str) -> None:
    text = f"The mayor said:\n{before}{secret}{behind}"
    start = len(text) - len(behind) - len(secret)

    assert find(text) == [Secret(kind, start, start + len(secret))]


@pytest.mark.parametrize(("kind", "before", "secret", "behind"), PLANTED, ids=[kind for kind, *_ in PLANTED])
def test_a_secret_is_found_in_a_body_in_json(kind: str, before: str, secret: str, behind: str) -> None:
    said = json.dumps({"claims": [{"subject": f"“dead”\n{before}{secret}{behind}"}]})
    body = json.dumps({"choices": [{"message": {"role": "assistant", "content": said}}]})

    assert [it.kind for it in find(said)] == [kind]
    assert [it.kind for it in find(body)] == [kind]


def test_more_than_forty_kinds_are_planted() -> None:
    assert len(BARE) + len(BESIDE) > 40


def test_two_secrets_are_two_and_what_overlaps_is_one() -> None:
    one, other = BARE["GitHub token"][:2]
    text = f"{one} {other} authorization: Bearer {one}"

    assert [(it.kind, text[it.start : it.end]) for it in find(text)] == [
        ("GitHub token", one),
        ("GitHub token", other),
        ("named authorization", f"Bearer {one}"),
    ]


# -- what is no secret


@pytest.mark.parametrize(
    "words",
    [
        "The task-force-of-the-north-and-the-south met; sk-learn-for-all-beginners-in-2024 is a book.",
        "Basic services and basic education are short; the bearer of-the-good-news-from-2024 spoke.",
        "Cookie: 200 g of flour; password: the word of the year 2024; authorization: by an act of 1994.",
        "See https://news.example/a?key=the-mayor-of-the-town-2024&token=3&code=welcome-to-2025.",
        "Write to anna@example.org or https://10000steps.example/10.1.2.3, call +49 30 123456789:10.",
        "The org-wide xoxo-hugs-and-kisses-from-2024 note; SKY2024 and AKIA rose 3 %; SG.12 fell.",
        "The password was changed; her api key is kept; https://host.example:8080/a@b.",
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9 alone says nothing.",
        "A basic \N{KELVIN SIGN}ilometre has a sign of its own, as has İstanbul.",
    ],
)
def test_the_words_of_articles_are_no_secrets(words: str) -> None:
    assert find(words) == []


def strings(node: Any) -> list[str]:
    """Return all strings of what YAML or JSON holds."""
    if isinstance(node, str):
        return [node]
    if isinstance(node, bytes):
        return [node.decode()]
    inside = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [text for pair in inside for part in pair for text in strings(part)]


RECORDED = sorted((ROOT / "cassettes").glob("*/*.yaml"))


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_cassette_of_this_repository_holds_no_secret(path: Path) -> None:
    recorded = strings(yaml.safe_load(path.read_text(encoding="utf-8")))

    assert len(recorded) > 20
    assert [it for text in recorded for it in find(text)] == []


def test_the_texts_of_this_repository_hold_no_secret() -> None:
    folders = ("docs", "extractor", "prompts", "schemas", "cassettes/articles")
    paths = [path for folder in folders for path in (ROOT / folder).rglob("*.*")]
    texts = {it.name: it.read_text(encoding="utf-8") for it in paths if it.suffix in {".md", ".py", ".txt"}}

    assert len(texts) > 100
    assert {name: find(text) for name, text in texts.items() if find(text)} == {}


def test_this_file_holds_no_secret() -> None:
    assert find(Path(__file__).read_text(encoding="utf-8")) == []


# -- headers


def test_headers_that_are_secret_by_name_are_found_whatever_they_say() -> None:
    secret = """Authorization Proxy-Authorization Cookie Set-Cookie api-key x-api-key x-goog-api-key
        Ocp-Apim-Subscription-Key X-Amz-Security-Token OpenAI-Organization X-Account-Id""".split()
    plain = "content-type date x-ratelimit-limit-tokens x-request-id openai-processing-ms cf-ray".split()

    found = scan_headers([(name, "short") for name in [*secret, *plain]])

    assert found == [(name, Secret("secret header", 0, 5)) for name in secret]


def test_keys_and_accounts_are_found_in_headers_of_other_names() -> None:
    key = BARE["OpenAI key"][0]
    headers = [("x-debug", f"for jane.doe@example.org by {key}"), ("content-type", "application/json")]

    found = scan_headers(headers)

    assert found == [
        ("x-debug", Secret("account", 4, 24)),
        ("x-debug", Secret("OpenAI key", 28, 28 + len(key))),
    ]


# -- values of the environment


def test_variables_that_hold_secrets_are_told_by_their_names() -> None:
    long = "a long pass phrase"
    environ = {"A_KEY": "k1234567", "b_token": "t1234567", "C_SECRET": long, "D_PASSWORD": "p1234567"}
    others = {"E_KEY": "none", "F_KEY": "local-key", "G_KEYS": "k1234567", "PATH": "/usr/bin/01"}

    assert known_values(environ | others) == environ


def test_the_environment_is_read_when_it_is_asked_for_and_stands_in_no_help(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("MY_TOKEN", "t1234567")

    assert known_values()["MY_TOKEN"] == "t1234567"
    assert "environ(" not in str(inspect.signature(known_values))


@given(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=8), st.text(max_size=5), st.text(max_size=5)
)
def test_a_known_value_is_found_however_it_is_written(value: str, before: str, behind: str) -> None:
    around = f"{before}{value}{behind}".encode("utf-8", "replace")
    forms = [
        value,
        json.dumps(value),
        json.dumps(value, ensure_ascii=False),
        quote(value, safe=""),
        base64.b64encode(around).decode(),
        base64.urlsafe_b64encode(around).decode(),
    ]

    assert [form for form in forms if not find(f"«{form}»", {"MY_KEY": value})] == []


def test_a_known_value_that_is_no_text_is_found_in_base64() -> None:
    value = b"\xff\xfe-a1b2c3d4".decode("utf-8", "surrogateescape")

    assert find(base64.b64encode(b"\xff\xfe-a1b2c3d4").decode(), {"RAW_KEY": value}) != []


def test_a_known_value_is_named_after_its_variable() -> None:
    assert find("it is tr0ub4dor&3, she said", {"DB_PASSWORD": "tr0ub4dor&3"}) == [
        Secret("value of DB_PASSWORD", 6, 17)
    ]


# -- hostile texts


PARTS = [
    *("sk-", "sk-a1", "eyJ", "eyJa.", "AKIA", "xoxb-", "SG.aaaaaaaaaaaaaaaaaaaa.", "-----BEGIN ", "bearer "),
    *("://a:", "://a.", "?key=", "&sig=a1", "123456789", ":AA", "api-key: ", "cookie: a=", "basic YTph"),
    *("\\n", "\\", "\\u0026key=", "İ", "A1b2", " ", "\n", "@", ".", "=", "-"),
]


@given(st.lists(st.sampled_from(PARTS), min_size=1, max_size=4).map("".join))
def test_no_text_takes_more_than_linear_time(unit: str) -> None:
    def seconds(text: str) -> float:
        begun = time.process_time()
        find(text, {"A_KEY": "abcd1234"})
        return time.process_time() - begun

    text = unit * (8000 // len(unit))

    assert seconds(text * 8) < 8 * 4 * max(seconds(text), 0.002)


@given(st.lists(st.sampled_from(PARTS), max_size=12).map("".join))
def test_secrets_are_in_order_apart_and_inside_the_text(text: str) -> None:
    found = find(text, {"A_KEY": "A1b2A1b2"})

    assert all(0 <= it.start < it.end <= len(text) for it in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
