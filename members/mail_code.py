"""A code sent to a mailbox: six figures, one purpose, one browser, 15 minutes, five tries, one use.

allauth's own process keeps the code readable in the session table and counts tries in the session,
where eight wrong codes sent at once count as one. Here the session holds a keyed mark, and tries
and uses are counted in Postgres.
"""

from __future__ import annotations

import secrets
import time
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from allauth.account import app_settings
from allauth.core.internal.cryptokit import generate_user_code
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac

from .limits import TooOften, count_try

LENGTH = 6
LASTS = 15 * 60  # seconds


class Purpose(StrEnum):
    """What the right code opens; a code for one opens nothing else."""

    SIGN_IN = "sign_in"
    JOIN = "join"
    FRESH = "fresh"
    TEST = "test"


class Outcome(StrEnum):
    """What became of a code somebody entered."""

    RIGHT = "right"
    WRONG = "wrong"
    USED_UP = "used_up"  # tried five times
    TOO_OLD = "too_old"
    NOT_ASKED = "not_asked"  # this browser asked for nothing, or used its code already


@dataclass(frozen=True, slots=True)
class Asked:
    """What this browser waits for. `mark`: of the code, never the code itself."""

    address: str
    at: int
    ref: str
    mark: str
    detail: dict[str, Any] = field(default_factory=dict)

    @property
    def too_old(self) -> bool:
        return not 0 <= time.time() - self.at <= LASTS


def ask(
    request: HttpRequest, purpose: Purpose, address: str, detail: dict[str, Any] | None = None
) -> str:
    """A new code for this browser, to be mailed (or not, when nobody lives there)."""
    code: str = generate_user_code(**app_settings.LOGIN_BY_CODE_FORMAT)
    ref = secrets.token_hex(16)
    asked = Asked(address, int(time.time()), ref, _mark(purpose, ref, code), detail or {})
    request.session[_place(purpose)] = asdict(asked)
    return code


def asked_by(request: HttpRequest, purpose: Purpose) -> Asked | None:
    """What this browser waits for, None for nothing."""
    kept = request.session.get(_place(purpose))
    return Asked(**kept) if isinstance(kept, dict) else None


def forget(request: HttpRequest, purpose: Purpose) -> None:
    """The code is of no use any more."""
    request.session.pop(_place(purpose), None)


def enter(request: HttpRequest, purpose: Purpose, figures: str) -> Outcome:
    """Counts a try and judges it; raises TooOften when the mailbox saw too many wrong ones.

    RIGHT comes once per code, also when the same code comes twenty times at once: what follows
    from it belongs into the same transaction.
    """
    asked = asked_by(request, purpose)
    if asked is None:
        return Outcome.NOT_ASKED
    if asked.too_old:
        return Outcome.TOO_OLD
    count_try(request, "enter_code", f"{purpose}:{asked.address.lower()}")
    try:
        count_try(request, "one_code", asked.ref)
    except TooOften:
        return Outcome.USED_UP
    if not constant_time_compare(asked.mark, _mark(purpose, asked.ref, figures)):
        return Outcome.WRONG
    return Outcome.RIGHT if use_once(asked.ref) else Outcome.NOT_ASKED


def use_once(ref: str) -> bool:
    """True for the first transaction that commits, False for every other one."""
    return bool(cache.add(f"members.used:{ref}", 1, timeout=2 * LASTS))


def _place(purpose: Purpose) -> str:
    return f"mail_code.{purpose}"


def _mark(purpose: Purpose, ref: str, code: str) -> str:
    return salted_hmac(
        "members.mail_code", f"{purpose}|{ref}|{code}", algorithm="sha256"
    ).hexdigest()
