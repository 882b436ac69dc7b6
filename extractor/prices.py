"""What an answer cost, by the price list that comes with genai-prices; an unknown price is never zero."""

from __future__ import annotations

from importlib.metadata import version
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from decimal import Decimal

PRICE_LIST = f"genai-prices {version('genai-prices')}"
_CONTEXTS: dict[str, dict[str, Any]] = {"flex": {"service_tier": "flex"}, "batch": {"processing": "batch"}}


def cost(name: str, base_url: str, usage: Any, tier: str | None = None) -> Decimal | None:
    """Return the US dollars for one answer; None when model, endpoint or usage is not known.

    `usage` is what the server reported, in OpenAI's form. `tier` is the one it says it used, or `batch`.
    The endpoint decides whose prices hold: a model of the same name on a machine of your own has none.
    """
    from genai_prices import Usage, calc_price

    prompt, completion = _count(usage, "prompt_tokens"), _count(usage, "completion_tokens")
    if prompt is None or completion is None:
        return None
    used = Usage(
        input_tokens=prompt,
        output_tokens=completion,
        cache_read_tokens=_count(usage, "prompt_tokens_details", "cached_tokens") or 0,
        cache_write_tokens=_count(usage, "prompt_tokens_details", "cache_write_tokens") or 0,
    )
    context: Any = _CONTEXTS.get(tier or "")
    try:
        return calc_price(used, name, provider_api_url=base_url, price_context=context).total_price
    except (LookupError, ValueError):
        return None


def known(name: str, base_url: str) -> bool:
    """Whether there is a price for a model at an endpoint."""
    return cost(name, base_url, SimpleNamespace(prompt_tokens=1, completion_tokens=1)) is not None


def _count(usage: Any, *path: str) -> int | None:
    for name in path:
        usage = getattr(usage, name, None)
    return usage if isinstance(usage, int) else None
