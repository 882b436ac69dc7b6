"""What a completion says, whatever its server left out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from extractor.errors import AnswerRejected, TooLong
from extractor.model.answer import Attempt, Usage
from extractor.prices import cost

if TYPE_CHECKING:
    from openai.types.chat import ChatCompletion

    from extractor.model.connection import Connection


def text_of(completion: ChatCompletion, model: Connection) -> str:
    """Return the text of an answer that is whole."""
    # Servers differ in what they leave out, and openai checks nothing of it.
    choices = completion.choices
    choice: Any = choices[0] if isinstance(choices, list) and choices else None
    message = getattr(choice, "message", None)
    if message is None or not hasattr(message, "content"):
        raise AnswerRejected(f"{model.name} returned no choices")
    text = message.content if isinstance(message.content, str) else ""
    message.content = text = re.sub("[\ud800-\udfff]", "\ufffd", text)  # halves of pairs cannot be stored
    if message.refusal or choice.finish_reason == "content_filter":
        why = model.quote(message.refusal or "its content filter stopped the answer")
        raise AnswerRejected(f"{model.name} refused to answer: {why}", raw=text)
    if choice.finish_reason == "length":
        raise TooLong(
            f"{model.name} was cut off before the end of its answer: allow it more tokens or ask by sentence",
            raw=text,
        )
    if not text.strip():
        raise AnswerRejected(f"{model.name} returned an empty answer", raw=text)
    return text


def attempt_of(
    completion: ChatCompletion, model: Connection, seconds: float, lane: str | None = None
) -> Attempt:
    """Return what there is to keep of a completion, usable or not."""
    used, tier = completion.usage, completion.service_tier
    usage = Usage(
        calls=1,
        prompt_tokens=tokens(used, "prompt_tokens"),
        completion_tokens=tokens(used, "completion_tokens"),
        cached_tokens=tokens(used, "prompt_tokens_details", "cached_tokens"),
        seconds=seconds,
        cost=cost(model.name, model.base_url, used, lane or tier),
    )
    try:
        raw, error = text_of(completion, model), None
    except AnswerRejected as rejected:
        raw, error = rejected.raw, f"{type(rejected).__name__}: {rejected}"
    name = completion.model if isinstance(completion.model, str) else None
    return Attempt(raw, usage, error, name, tier if isinstance(tier, str) else None)


def tokens(usage: object, *path: str) -> int:
    for name in path:
        usage = getattr(usage, name, None)
    return usage if isinstance(usage, int) else 0


def again(raw: str, model: Connection) -> ChatCompletion:
    """Return a completion that says what was said before."""
    from openai.types.chat import ChatCompletion

    message = {"role": "assistant", "content": raw}
    choice = {"index": 0, "finish_reason": "stop", "message": message}
    return ChatCompletion.model_validate(
        {"id": "", "object": "chat.completion", "created": 0, "model": model.name, "choices": [choice]}
    )
