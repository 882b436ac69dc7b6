"""Time a request with and without the server's prefix cache: python tests/bench/prefix.py [ARTICLE]

Asks the embedded model about three numbers of an article, each with the cache and without, and prints seconds
and the prompt tokens that were evaluated.
"""

from __future__ import annotations

import json
import sys
import time
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

from extractor.article import article
from extractor.local import serve, weights
from extractor.numbers import scan
from extractor.project import find
from extractor.prompt import Request, render

if TYPE_CHECKING:
    from extractor.model import Endpoint

SAMPLE = Path(__file__).parents[2] / "cassettes" / "articles" / "deployment.txt"


def ask(endpoint: Endpoint, request: Request, *, cache: bool) -> str:
    """Send one request and return what it took."""
    schema = {"name": "number", "strict": True, "schema": request.response.model_json_schema()}
    body = {
        "model": endpoint.name,
        "messages": request.messages,
        "temperature": 0,
        "cache_prompt": cache,
        "response_format": {"type": "json_schema", "json_schema": schema},
    }
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {endpoint.key}"}
    url = f"{endpoint.base_url}/chat/completions"
    begun = time.monotonic()
    with urllib.request.urlopen(urllib.request.Request(url, json.dumps(body).encode(), headers)) as reply:
        timings = json.load(reply)["timings"]
    return f"{time.monotonic() - begun:6.2f} s {timings['prompt_n']:5d} tokens"


def main() -> None:
    text = Path(sys.argv[1] if len(sys.argv) > 1 else SAMPLE).read_text(encoding="utf-8")
    task = find(None).task("conflict", "sentence")
    source = article(text)
    requests = render(source, scan(source.text), task.template, task.types, task.ask)
    first, *others = [request for request in requests if request.answer is None][:4]
    with serve(weights(lambda done, total: None)) as endpoint:
        sys.stdout.write(f"first        {ask(endpoint, first, cache=True)}\n")
        for request in others:
            for cache in (True, False):
                sys.stdout.write(f"cache={cache!s:<6} {ask(endpoint, request, cache=cache)}\n")


if __name__ == "__main__":
    main()
