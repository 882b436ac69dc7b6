"""Who may enter the desk: invitations, each good once, and the sessions they are exchanged for.

Both are secrets of 192 bits, kept in memory: they end with the process.
"""

from __future__ import annotations

import hmac
import secrets
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

BYTES = 24


class Door:
    """Lets reviewers in by name; may be used from several threads."""

    def __init__(self, reviewers: Sequence[str]) -> None:
        self._reviewers = frozenset(reviewers)
        self._lock = threading.Lock()
        self._invitations: dict[bytes, str] = {}
        self._sessions: dict[bytes, str] = {}

    def invite(self, reviewer: str) -> str:
        """Return a new secret that lets a reviewer in once; those given before stay good until they are used.

        Raises KeyError for a name the door does not know.
        """
        if reviewer not in self._reviewers:
            raise KeyError(reviewer)
        return self._new(self._invitations, reviewer)

    def invited(self, token: str) -> bool:
        """Say whether an invitation is still good, without using it."""
        with self._lock:
            return _found(self._invitations, token) is not None

    def enter(self, token: str) -> str | None:
        """Exchange an invitation for a session; None if it was used before or never given."""
        with self._lock:
            known = _found(self._invitations, token)
            reviewer = self._invitations.pop(known) if known else None
        return self._new(self._sessions, reviewer) if reviewer else None

    def reviewer(self, session: str) -> str | None:
        """Return whose session it is; None if it is none of this door."""
        with self._lock:
            known = _found(self._sessions, session)
            return self._sessions[known] if known else None

    def _new(self, kept: dict[bytes, str], reviewer: str) -> str:
        secret = secrets.token_urlsafe(BYTES)
        with self._lock:
            kept[secret.encode()] = reviewer
        return secret


def _found(secrets: Iterable[bytes], given: str) -> bytes | None:
    """Look at all of them, so that the time it takes says nothing about any."""
    said, found = given.encode(errors="backslashreplace"), None
    for secret in secrets:
        if hmac.compare_digest(secret, said):
            found = secret
    return found
