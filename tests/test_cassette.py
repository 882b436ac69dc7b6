"""Cassettes: how they are written, how they are read, and who gets which answer."""

from __future__ import annotations

import difflib
import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anyio
import httpx2
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from vcr import VCR

from extractor import cassette
from extractor.cassette import COMPLETIONS, ENDPOINT, Cassette, Interaction, Origin, Player, load
from extractor.errors import CassetteError

if TYPE_CHECKING:
    from tests.conftest import Endpoint

pytestmark = pytest.mark.block_network(allowed_hosts=["127.0.0.1"])

FLOOD = Path(__file__).parent.parent / "cassettes" / "disaster" / "flood.yaml"
RULES = {
    "role": "system",
    "content": "Say of each number what it is.\nA count, a share, or a sum of money.\n",
}


def asked(question: str, **more: Any) -> dict[str, Any]:
    return {"messages": [RULES, {"role": "user", "content": question}], "model": "m"} | more


def answered(text: str) -> dict[str, Any]:
    return {"choices": [{"index": 0, "message": {"role": "assistant", "content": text}}]}


def about(*questions: str) -> list[Interaction]:
    return [Interaction(asked=asked(it), status=200, answered=answered(f"{it}!")) for it in questions]


def recorded(*interactions: Interaction, **origin: Any) -> Cassette:
    made = {
        "task": "figures",
        "article": "harbour",
        "sha256": "0" * 64,
        "model": "m",
        "ask": "sentence",
        "parameters": {"seed": 1},
        "prompt": "Say.\n",
        "schema_": [],
    }
    return Cassette(origin=Origin(**(made | origin)), interactions=interactions)


def written(text: str | bytes, folder: Path) -> Path:
    path = folder / "it.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def loaded(content: bytes) -> Cassette:
    """Read a cassette from a file that holds this."""
    with tempfile.TemporaryDirectory() as folder:
        return load(written(content, Path(folder)))


def changed_lines(before: str, after: str) -> list[str]:
    """Return the lines that are on one side only."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="")
    return [line for line in lines if line[:1] in "+-" and line[:3] not in ("+++", "---")]


# -- how they are written


def test_what_several_requests_share_is_written_once() -> None:
    text = recorded(*about("4 ships", "5 ships", "6 ships")).dump()

    assert text.count("A count, a share, or a sum of money.") == 1
    assert text.count("ships!") == 3


def test_texts_of_several_lines_are_written_as_they_are() -> None:
    text = recorded(*about("One line.\nAnother line: the last.")).dump()

    assert "content: |-\n          One line.\n          Another line: the last.\n" in text


def test_another_answer_changes_the_lines_of_that_answer() -> None:
    one, two, three = about("4 ships", "5 ships", "6 ships")
    other = two.model_copy(update={"answered": answered("none")})

    before, after = recorded(one, two, three).dump(), recorded(one, other, three).dump()

    assert changed_lines(before, after) == ["-          content: 5 ships!", "+          content: none"]


def test_a_request_put_before_the_others_changes_no_line_of_theirs() -> None:
    before = recorded(*about("4 ships", "5 ships")).dump()
    after = recorded(*about("3 ships", "4 ships", "5 ships")).dump()

    gone = [line for line in changed_lines(before, after) if line.startswith("-")]

    # what is shared is written where it stands first, and that is now the new request
    assert [line.strip("- ") for line in gone] == []


def test_another_answer_in_a_real_cassette_changes_few_of_its_lines() -> None:
    whole = load(FLOOD)
    *same, last = whole.interactions
    content = {"choices": [{"index": 0, "message": {"role": "assistant", "content": '{"type": "homes"}'}}]}
    other = last.model_copy(update={"answered": last.answered | content})

    lines = changed_lines(whole.dump(), whole.model_copy(update={"interactions": (*same, other)}).dump())

    assert len(lines) <= 10


def test_a_cassette_of_the_samples_is_written_as_it_was_read() -> None:
    assert load(FLOOD).dump() == FLOOD.read_text(encoding="utf-8")


def test_nothing_is_kept_of_date_host_or_headers_but_the_content_type(endpoint: Endpoint) -> None:
    recorder = cassette.Recorder()

    async def ask() -> None:
        hooks = {"response": [recorder.heard]}
        async with httpx2.AsyncClient(event_hooks=hooks, headers={"authorization": "Bearer k"}) as client:
            await client.post(endpoint.base_url + COMPLETIONS, json=wanted)

    schema = {"type": "object", "properties": {}}
    wanted = asked("4 ships", response_format={"json_schema": {"schema": schema}})
    anyio.run(ask)
    text = recorded(*recorder.interactions).dump()

    assert recorder.interactions[0].asked == wanted
    assert "created" not in recorder.interactions[0].answered
    assert "127.0.0.1" not in text
    assert "Bearer" not in text
    headers = [line.strip() for line in text.splitlines() if line.startswith("      ") and "-type" in line]
    assert set(headers) == {"content-type:"}


# -- how they are read

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**40), 10**40)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
ODD = "\x00\x07\t \r\n\x85\u2028\u2029\ufeff\xa0\u200b\U0001f6a2é«»'\"#:-|>&*!%@`{}[],?"
ODD_TEXT = st.text(st.sampled_from(ODD + "ab"), max_size=30)


@settings(deadline=None)  # the machine may be busy
@given(body=JSON, answer=JSON | ODD_TEXT, prompt=ODD_TEXT)
@example(body={"a": "x" * 5000 + "\n" + " " * 200}, answer="one\x85two\u2028three\n\n", prompt="\n")
@example(body={"<<": "=", "~": "1e3", "": ["", "\n", "- a", "null"]}, answer="\t\n \n", prompt="a\x85\nb")
@example(body=["0o7", "1:30", "2001-01-01", "y", "0x1f", "1_000"], answer="\r\n", prompt="\r")
def test_a_cassette_is_read_as_it_was_written(body: Any, answer: Any, prompt: str) -> None:
    one = recorded(Interaction(asked=body, status=200, answered=answer), prompt=prompt)

    assert loaded(one.dump().encode()) == one


def test_half_a_pair_of_surrogates_in_an_answer_is_written_as_the_model_is_read() -> None:
    one = recorded(Interaction(asked=asked("4"), status=200, answered=answered("ships \ud83d")))

    assert loaded(one.dump().encode()).interactions[0].answered == answered("ships \ufffd")


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"no cassette",
        b"- 1\n- 2\n",
        b"interactions: []\n",
        b"recorded: {}\ninteractions: []\n",
        b"recorded: 1\ninteractions: 2\n",
        b"a: [",
        b"\xff\xfe\x00",
        b"a: &a [*a]\n",
        b"a: *b\n",
        b"[a, b]: c\n",
        b"[" * 100_000,
        b"a: " * 3000,
        b"".join(b" " * n + b"a:\n" for n in range(900)),
        b"!!python/object/apply:os.system [exit]\n",
        b"interactions: !!python/name:os.system\n",
        b"interactions: !!set {a, b}\n",
        b"interactions: !!binary aGVsbG8=\n",
        b"interactions: 2001-01-01\n",
        b"interactions: " + b"9" * 5000,
    ],
)
def test_what_is_no_cassette_is_refused_in_one_line(text: bytes, tmp_path: Path) -> None:
    path = written(text, tmp_path)

    with pytest.raises(CassetteError) as caught:
        load(path)

    said = str(caught.value)
    assert said.startswith(f"{path} is no cassette: ")
    assert said.endswith("record it anew: `extractor record`")
    assert "\n" not in said


def test_a_few_lines_that_stand_for_billions_are_refused(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]

    with pytest.raises(CassetteError, match="more than 5,000,000 values"):
        load(written("\n".join(lines), tmp_path))


SIGNS = st.text(st.sampled_from("a: -[]{}&*!|>'\"\n#%?,"), max_size=60)


@settings(deadline=None)
@given(content=st.binary(max_size=60) | SIGNS.map(str.encode))
def test_a_heap_of_signs_is_refused(content: bytes) -> None:
    with pytest.raises(CassetteError):
        loaded(content)


def test_a_cassette_that_is_not_there_is_told_with_its_path(tmp_path: Path) -> None:
    with pytest.raises(CassetteError, match=f"^{tmp_path}/it.yaml: No such file or directory$"):
        load(tmp_path / "it.yaml")


# -- who gets which answer


def play(player: Player, *bodies: Any) -> list[httpx2.Response]:
    """Send requests all at once and return the answers, in order."""
    answers: list[httpx2.Response | None] = [None] * len(bodies)

    async def send(client: httpx2.AsyncClient, place: int, body: Any) -> None:
        answers[place] = await client.post(ENDPOINT + COMPLETIONS, json=body)

    async def all_at_once() -> None:
        async with httpx2.AsyncClient(transport=player) as client, anyio.create_task_group() as group:
            for place, body in enumerate(bodies):
                group.start_soon(send, client, place, body)

    anyio.run(all_at_once)
    return [answer for answer in answers if answer is not None]


def test_requests_at_the_same_time_get_each_their_own_answer() -> None:
    questions = [f"{number} ships" for number in range(200)]
    player = Player(about(*questions))

    answers = play(player, *(asked(question) for question in reversed(questions)))

    assert [it.json() for it in answers] == [answered(f"{it}!") for it in reversed(questions)]
    assert (player.missing, player.unused) == ([], [])


def test_a_request_is_found_whatever_the_order_of_its_fields() -> None:
    body = asked("4 ships", seed=1, response_format={"type": "json_schema", "strict": True})
    player = Player([Interaction(asked=body, status=200, answered=answered("count"))])
    turned = {name: body[name] for name in reversed(body)}
    turned["response_format"] = {"strict": True, "type": "json_schema"}

    assert json.dumps(turned) != json.dumps(body)
    assert [it.json() for it in play(player, turned)] == [answered("count")]


def test_the_order_of_messages_matters() -> None:
    body = asked("4 ships")
    player = Player([Interaction(asked=body, status=200, answered=answered("count"))])

    assert play(player, body | {"messages": body["messages"][::-1]})[0].status_code == 400


def test_an_answer_is_given_once_and_equal_requests_get_theirs_in_order() -> None:
    body = asked("4 ships")
    one, two = (Interaction(asked=body, status=200, answered=answered(it)) for it in ("first", "second"))
    player = Player([one, two])

    answers = [play(player, body)[0] for _ in range(3)]

    assert [it.json() for it in answers[:2]] == [answered("first"), answered("second")]
    assert answers[2].status_code == 400
    assert player.missing == [body]


def test_what_was_not_asked_for_is_told_in_the_order_of_the_cassette() -> None:
    one, two, three = about("4 ships", "5 ships", "6 ships")
    player = Player([one, two, three])

    play(player, two.asked)

    assert player.unused == [one, three]


def test_a_refusal_is_played_with_its_status() -> None:
    refused = Interaction(asked=asked("4"), status=422, answered={"error": {"message": "no"}})

    assert play(Player([refused]), refused.asked)[0].status_code == 422


# -- vcrpy


def test_vcrpy_records_and_plays_a_file_in_this_format(endpoint: Endpoint, tmp_path: Path) -> None:
    first, second = (by_vcrpy(endpoint, tmp_path / "it.yaml", "ours") for _ in range(2))

    assert first["choices"] == second["choices"]
    assert len(endpoint.asked) == 1
    assert "127.0.0.1" not in (tmp_path / "it.yaml").read_text(encoding="utf-8")


def test_what_vcrpy_wrote_itself_is_read(endpoint: Endpoint, tmp_path: Path) -> None:
    came = by_vcrpy(endpoint, tmp_path / "it.yaml", "yaml")

    held = cassette.deserialize((tmp_path / "it.yaml").read_text(encoding="utf-8"))["interactions"]

    assert [json.loads(it["request"]["body"]) for it in held] == endpoint.asked
    assert [json.loads(it["response"]["body"]["string"]) for it in held] == [came]


def test_what_is_written_for_vcrpy_is_the_same_when_it_is_read_and_written_again() -> None:
    held = cassette.deserialize(FLOOD.read_text(encoding="utf-8"))

    assert cassette.deserialize(cassette.serialize(held)) == held


def by_vcrpy(endpoint: Endpoint, path: Path, serializer: str) -> Any:
    """Ask one thing while vcrpy records, or plays what it recorded."""
    vcr = VCR(serializer=serializer, match_on=("method", "body"))
    vcr.register_serializer("ours", cassette)
    schema = {"type": "object", "properties": {"of": {"enum": ["ships"]}}}
    body = asked("4 ships", response_format={"json_schema": {"schema": schema}})
    with vcr.use_cassette(str(path)):
        return httpx2.post(endpoint.base_url + COMPLETIONS, json=body).json()
