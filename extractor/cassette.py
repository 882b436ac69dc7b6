"""A cassette: what a model was asked about one article and what it answered, as YAML that reads well.

The file is vcrpy's format with one difference: bodies are written as YAML, not as text in YAML, and what
several requests share is written once. `serialize` and `deserialize` are a serializer for vcrpy, so that
pytest-recording plays and records the same files. At the head stands what the recording was made of.

Requests are found by their canonical JSON body. vcrpy compares each request with every recorded one, and by
default not its body: concurrent requests then get one another's answers.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict, deque
from typing import TYPE_CHECKING, Any

import httpx2
import yaml
from pydantic import BaseModel, ConfigDict, Field

from extractor.errors import CassetteError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

VERSION = 1
ENDPOINT = "http://model/v1"
"""Stands for the endpoint, wherever it was."""

COMPLETIONS = "/chat/completions"
KEPT_FIELDS = ("choices", "error", "model", "object", "service_tier", "usage")
"""What is kept of a response: neither date, id nor the server's timings."""

END = "..."
"""What a document ends with: one that is cut short may be read all the same, and says something else."""

SHORTEST_SHARED = 45
"""Characters of what is written once and referred to elsewhere."""

MOST_VALUES = 5_000_000
"""Values of a cassette, with what is referred to counted each time: more could not be gone through."""

_TEXT, _LIST, _OBJECT = (f"tag:yaml.org,2002:{kind}" for kind in ("str", "seq", "map"))
_SCALARS = frozenset(f"tag:yaml.org,2002:{kind}" for kind in ("null", "bool", "int", "float"))

PASSING = frozenset({408, 409, 429})
"""Statuses after which the same request is sent again, as after those from 500 on."""


class Origin(BaseModel):
    """What a recording was made of; when one of it changes, the recording may no longer hold.

    `prompt` is the text of the prompt's file and `schema_` what the claim types are as JSON Schema. `seconds`
    and `cost` are what the answers took.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    task: str
    article: str
    sha256: str
    model: str
    ask: str
    seconds: float | None = None
    cost: float | None = None
    parameters: dict[str, Any]
    prompt: str
    schema_: list[dict[str, Any]] = Field(alias="schema")


class Interaction(BaseModel):
    """One request and its answer; bodies are what their JSON says, or a text that is none."""

    model_config = ConfigDict(frozen=True)

    asked: Any
    status: int
    answered: Any


class Cassette(BaseModel):
    """The interactions about one article and task, in the order they were asked."""

    model_config = ConfigDict(frozen=True)

    origin: Origin
    interactions: tuple[Interaction, ...]

    def dump(self) -> str:
        """Write the cassette as YAML."""
        return _dump(map(_written, self.interactions), self.origin.model_dump(mode="json", by_alias=True))


def load(path: Path) -> Cassette:
    """Read a cassette; raise CassetteError where it is none."""
    try:
        data = path.read_bytes()
        found = _parsed(data)
        interactions = tuple(_read(it) for it in found["interactions"])
        read = Cassette(origin=found["recorded"], interactions=interactions)
        if not data.rstrip().endswith(END.encode()):
            raise ValueError("its end is missing")
        return read
    except OSError as error:
        raise CassetteError(f"{path}: {error.strerror}") from None
    except (yaml.YAMLError, LookupError, RecursionError, TypeError, ValueError) as error:
        said = " ".join(str(error).split())
        raise CassetteError(f"{path} is no cassette: {said}; record it anew: `extractor record`") from None


def key(body: Any) -> str:
    """Return the hash of a request; the order of its fields does not matter."""
    canonical = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


UNRECORDED = {"error": {"message": "the cassette has no answer to this request"}}


class Player(httpx2.AsyncBaseTransport):
    """Answers requests from a cassette and never opens a connection; each recorded answer is given once.

    A request that it has no answer to is refused, so that the others are asked too, and is kept in `missing`.
    """

    def __init__(self, interactions: Iterable[Interaction]) -> None:
        self._left: dict[str, deque[Interaction]] = defaultdict(deque)
        for interaction in interactions:
            self._left[key(interaction.asked)].append(interaction)
        self.missing: list[Any] = []

    @property
    def unused(self) -> list[Interaction]:
        """The interactions that were not asked for."""
        return [it for left in self._left.values() for it in left]

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        body = _json(await request.aread())
        if left := self._left.get(key(body)):
            found = left.popleft()
            return _response(request, found.status, found.answered)
        self.missing.append(body)
        return _response(request, 400, UNRECORDED)


def _response(request: httpx2.Request, status: int, body: Any) -> httpx2.Response:
    headers = {"content-type": "application/json"}
    return httpx2.Response(status, headers=headers, content=_text(body).encode(), request=request)


class Recorder:
    """Keeps what goes over a client's connections, as far as a cassette keeps it."""

    def __init__(self) -> None:
        self.interactions: list[Interaction] = []

    async def heard(self, response: httpx2.Response) -> None:
        """Keep a response and its request; those that are sent again are none of the conversation."""
        status, request = response.status_code, response.request
        if status in PASSING or status >= 500 or not request.url.path.endswith(COMPLETIONS):
            return
        answered = _kept(_json(await response.aread()))
        self.interactions.append(Interaction(asked=_json(request.content), status=status, answered=answered))


def serialize(cassette: dict[str, Any]) -> str:
    """Write what vcrpy holds; a serializer for `vcr.register_serializer`."""
    return _dump(map(_written, map(_heard_by_vcrpy, cassette["interactions"])), None)


def deserialize(text: str) -> dict[str, Any]:
    """Read a cassette as vcrpy holds it."""
    found = _parsed(text)
    return {"version": VERSION, "interactions": [_as_vcrpy(it) for it in found["interactions"]]}


def _as_vcrpy(it: dict[str, Any]) -> dict[str, Any]:
    request, response = it["request"], it["response"]
    answered = response["body"]
    if isinstance(answered, dict) and answered.keys() == {"string"}:  # as vcrpy writes it itself
        answered = answered["string"]
    body = {"string": _text(answered).encode()}
    return {"request": request | {"body": _text(request["body"])}, "response": response | {"body": body}}


def _heard_by_vcrpy(it: dict[str, Any]) -> Interaction:
    request, response = it["request"], it["response"]
    answered = _kept(_json(response["body"]["string"]))
    return Interaction(asked=_json(request["body"]), status=response["status"]["code"], answered=answered)


def _written(it: Interaction) -> dict[str, Any]:
    headers = {"content-type": ["application/json"]}
    request = {"method": "POST", "uri": ENDPOINT + COMPLETIONS, "headers": headers, "body": it.asked}
    status = {"code": it.status, "message": ""}
    return {"request": request, "response": {"status": status, "headers": headers, "body": it.answered}}


def _read(written: Any) -> Interaction:
    asked, response = written["request"]["body"], written["response"]
    return Interaction(asked=asked, status=response["status"]["code"], answered=response["body"])


def _kept(answer: Any) -> Any:
    """Return an answer without what differs from one recording to the next."""
    if not isinstance(answer, dict):
        return answer
    return {name: answer[name] for name in KEPT_FIELDS if answer.get(name) is not None}


def _json(body: bytes | str) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return body.decode("utf-8", "replace") if isinstance(body, bytes) else body


def _text(body: Any) -> str:
    return body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)


def _parsed(text: bytes | str) -> Any:
    """Return what YAML says, if it is no more than JSON can say."""
    loader = yaml.CSafeLoader(text)
    try:
        return _Values(loader).of(loader.get_single_node())[0]
    finally:
        loader.dispose()


class _Values:
    """Makes values of YAML's nodes: one of each, however often it is referred to."""

    def __init__(self, loader: yaml.CSafeLoader) -> None:
        self._loader = loader
        self._made: dict[int, tuple[Any, int] | None] = {}

    def of(self, node: Any) -> tuple[Any, int]:
        """Return the value of a node and how many values are in it where each reference counts."""
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node), 1
        if id(node) not in self._made:
            self._made[id(node)] = None
            self._made[id(node)] = self._together(node)
        made = self._made[id(node)]
        if made is None:
            raise _refused("it holds itself", node)
        return made

    def _scalar(self, node: yaml.ScalarNode) -> Any:
        if node.tag == _TEXT:
            return node.value
        if node.tag not in _SCALARS:
            raise _refused(f"what is {node.tag}?", node)
        return self._loader.construct_object(node)

    def _together(self, node: Any) -> tuple[Any, int]:
        value: Any
        if isinstance(node, yaml.SequenceNode) and node.tag == _LIST:
            parts = [self.of(item) for item in node.value]
            value = [part for part, _ in parts]
        elif isinstance(node, yaml.MappingNode) and node.tag == _OBJECT:
            names = [self._name(name) for name, _ in node.value]
            parts = [self.of(item) for _, item in node.value]
            value = dict(zip(names, (part for part, _ in parts), strict=True))
        else:
            raise _refused(f"what is {getattr(node, 'tag', node)}?", node)
        size = 1 + sum(size for _, size in parts)
        if size > MOST_VALUES:
            raise _refused(f"more than {MOST_VALUES:,} values", node)
        return value, size

    def _name(self, node: Any) -> str:
        if not isinstance(node, yaml.ScalarNode):
            raise _refused("a name is no text", node)
        return str(node.value)


def _refused(why: str, node: Any) -> yaml.YAMLError:
    return yaml.MarkedYAMLError(problem=why, problem_mark=getattr(node, "start_mark", None))


class _Dumper(yaml.SafeDumper):
    """Writes texts of several lines as they are, and names what is referred to by what it says.

    Numbers in order, as PyYAML has them, would all change when something is put before them.
    """

    def generate_anchor(self, node: yaml.Node) -> str:
        return hashlib.sha256(_said(node).encode()).hexdigest()[:8]


def _said(node: yaml.Node) -> str:
    if isinstance(node, yaml.ScalarNode):
        return json.dumps([node.tag, node.value])
    parts = node.value if isinstance(node, yaml.SequenceNode) else [it for pair in node.value for it in pair]
    return f"[{','.join(map(_said, parts))}]"


def _block(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    # what else ends a line in YAML is read as \n, unless it is escaped
    style = '"' if _LINE_ENDS.search(text) else "|" if "\n" in text else None
    return dumper.represent_scalar(_TEXT, _SURROGATE.sub("\ufffd", text), style=style)


_LINE_ENDS = re.compile("[\r\x85\u2028\u2029]")
_SURROGATE = re.compile("[\ud800-\udfff]")  # half of a pair, which no file can hold


_Dumper.add_representer(str, _block)


def _dump(interactions: Iterable[dict[str, Any]], recorded: dict[str, Any] | None) -> str:
    head: dict[str, Any] = {"version": VERSION}
    if recorded is not None:
        head["recorded"] = recorded
    seen: dict[str, Any] = {}
    head["interactions"] = [_share(it, seen) for it in interactions]
    options: dict[str, Any] = {"allow_unicode": True, "sort_keys": False, "width": 110}
    return str(yaml.dump(head, Dumper=_Dumper, explicit_end=True, **options))


def _share(value: Any, seen: dict[str, Any]) -> Any:
    """Return a value in which equal objects are the same object, which YAML writes once."""
    if isinstance(value, dict):
        whole: Any = {name: _share(item, seen) for name, item in value.items()}
    elif isinstance(value, list):
        whole = [_share(item, seen) for item in value]
    else:
        return value
    text = json.dumps(whole, ensure_ascii=False)
    return seen.setdefault(text, whole) if len(text) >= SHORTEST_SHARED else whole
