"""Who can reach the desk: this machine alone, or others too if that is asked for and nobody can listen in."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from extractor.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

HOST, PORT = "127.0.0.1", 8765

LOOPBACK = (HOST, "localhost", "::1")
"""What a browser may call the machine it runs on."""


class Site(NamedTuple):
    """What browsers call the desk: its origin, what a Host header may say, whether they reach it by TLS."""

    origin: str
    hosts: frozenset[str]
    secure: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Where the desk listens, and how reviewers reach it; raises UsageError if others could listen in.

    Port 0 is any free one. Others than this machine reach the desk only if it is `remote`, and by TLS: with a
    certificate and its key, or `behind` a proxy, whose address that is.
    """

    host: str = HOST
    port: int = PORT
    remote: bool = False
    certificate: Path | None = None
    key: Path | None = None
    behind: str | None = None

    def __post_init__(self) -> None:
        if wrong := self._wrong():
            raise UsageError(wrong)

    def _wrong(self) -> str | None:
        local = self.host == "localhost" or _is("loopback", self.host)
        if not re.fullmatch(r"[A-Za-z0-9.:-]+", self.host):
            return f"--host {self.host}: write a name or an address, without a port"
        if bool(self.certificate) != bool(self.key):
            return "--tls-cert and --tls-key go together"
        if self.behind and self.certificate:
            return "--behind is for a proxy that speaks TLS: it goes without --tls-cert and --tls-key"
        if self.behind and not re.fullmatch(r"https://[a-z0-9.-]+(:[0-9]+)?", self.behind):
            return f"--behind {self.behind}: write it as https://desk.example.org, without a path"
        if not self.remote and (self.behind or not local):
            option = f"--behind {self.behind}" if self.behind else f"--host {self.host}"
            return f"{option} lets in others than this machine: if that is meant, add --allow-remote"
        if not (local or self.behind or self.certificate):
            proxy = "or --behind with the address of a proxy that speaks it"
            return f"--host {self.host} needs TLS: --tls-cert and --tls-key, {proxy}"
        if not self.behind and _is("unspecified", self.host):
            return f"--host {self.host} is not what a browser can open: name the host that reviewers will"
        return None

    def site(self, port: int) -> Site:
        """Return what browsers call a desk that listens on a port."""
        if self.behind:
            origin = self.behind.removesuffix(":443")
            return Site(origin, frozenset({origin.removeprefix("https://")}), secure=True)
        scheme, usual = ("https", 443) if self.certificate else ("http", 80)
        end = "" if port == usual else f":{port}"
        own = self.host.lower()
        names = {name: (f"[{name}]" if ":" in name else name) + end for name in (*LOOPBACK, own)}
        hosts = names.values() if own in LOOPBACK else [names[own]]
        return Site(f"{scheme}://{names[own]}", frozenset(hosts), secure=scheme == "https")


def _is(kind: str, host: str) -> bool:
    """Say whether a host is an address of a kind; a name is of none, wherever it leads today."""
    try:
        return bool(getattr(ipaddress.ip_address(host), f"is_{kind}"))
    except ValueError:
        return False
