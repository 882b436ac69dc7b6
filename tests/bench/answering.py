"""How fast the fault server answers when nothing goes wrong: what a throughput bench must stay below.

    python tests/bench/answering.py [--requests 20000] [--concurrent 64]

Articles of 6 KB with eight tagged numbers and the schema of eight kinds are asked over kept connections by a
client that does nothing but send and receive; the server runs in a process of its own.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

from rich.console import Console
from rich.table import Table

from tests.faults.process import Launched, launched
from tests.faults.script import Script

SENTENCE = "The harbour office counted ««{0}»»[#{1}] ships on the pier before the storm came over the bay. "


def request(article: int) -> bytes:
    """Return a request for an article as it goes over the line."""
    filler = "Nobody at the quay had seen the like of it, and the gulls had left early. " * 9
    text = f"FAULT-{article} " + "".join(SENTENCE.format(n * 7, n) + filler for n in range(1, 9))
    kinds = {
        f"Kind{n}": {
            "type": "object",
            "description": "A kind of number, with words that say when it is the right one. " * 2,
            "properties": {
                "mention": {"anyOf": [{"type": "integer"}, {"type": "null"}]},
                "type": {"const": f"kind{n}", "type": "string"},
                "subject": {"anyOf": [{"type": "string"}, {"type": "null"}]},
                "attributed_to": {"anyOf": [{"type": "string"}, {"type": "null"}]},
            },
        }
        for n in range(8)
    }
    items = {"anyOf": [{"$ref": f"#/$defs/{name}"} for name in kinds]}
    schema = {
        "$defs": kinds,
        "type": "object",
        "properties": {"claims": {"type": "array", "items": items}},
    }
    body = json.dumps(
        {
            "model": "test",
            "messages": [
                {"role": "system", "content": "Say what the numbers mean. " * 40},
                {"role": "user", "content": text},
            ],
            "response_format": {"type": "json_schema", "json_schema": {"name": "Claims", "schema": schema}},
        },
        ensure_ascii=False,
    ).encode()
    return b"POST /v1/chat/completions HTTP/1.1\r\ncontent-length: %d\r\n\r\n%b" % (len(body), body)


async def drain(url: str, todo: list[bytes], concurrent: int) -> float:
    """Send all requests and return the seconds until the last answer."""
    address = urlsplit(url)

    async def client() -> None:
        reader, writer = await asyncio.open_connection(address.hostname, address.port)
        while todo:
            writer.write(todo.pop())
            head = await reader.readuntil(b"\r\n\r\n")
            await reader.readexactly(int(head.partition(b"content-length: ")[2].partition(b"\r\n")[0]))
        writer.close()

    began = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(concurrent)))
    return time.perf_counter() - began


def cpu_seconds(server: Launched) -> float:
    """Return the CPU time of the server's process so far."""
    fields = Path(f"/proc/{server.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--requests", type=int, default=20_000)
    parser.add_argument("--concurrent", type=int, default=64)
    options = parser.parse_args()
    table = Table("journal", "requests/s", "server's CPU ms/request", "in the journal")
    for journalling in (False, True):
        with (
            tempfile.TemporaryDirectory() as folder,
            launched(Script(), Path(folder), journalling=journalling) as server,
        ):
            todo = [request(article) for article in range(options.requests)]
            before = cpu_seconds(server)
            seconds = asyncio.run(drain(server.url, todo, options.concurrent))
            spent = (cpu_seconds(server) - before) * 1000 / options.requests
            written = str(len(server.entries())) if journalling else "-"
        rate = options.requests / seconds
        table.add_row("on" if journalling else "off", f"{rate:.0f}", f"{spent:.3f}", written)
    Console().print(table)


if __name__ == "__main__":
    main()
