"""What somebody typed and could not send: kept sealed for a while, given back where it was typed.

It lies in the session of the browser it was typed in, sealed with the application's key, and opens
to the account that typed it. Two ways lead here. Sent when the sign-in or the proof had run out, it
stays for an hour: a page that declares `keeps_typed` shows it in its own form, for all others the
door asks first. Kept while it was being written (static/keep.js), against a battery that dies, it
stays for a day, and the page puts it back into its form.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from po_platform.kit.crypto import KeyMissing, Tampered, open_for_application, seal_for_application

KEY = "typed"
LIVES = 60 * 60  # seconds
UNSENT_LIVES = 24 * 60 * 60  # seconds: a battery is charged over night
MOST = 200_000  # signs
NOT_TYPED = frozenset({"csrfmiddlewaretoken"})
SECRETS = ("password", "pin", "code", "credential")  # a form with one of these is typed anew
LEAVE = "leave-typed"  # in the address: the page itself, without what was typed
Fields = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Typed:
    """What the door gives back: the address it was sent to, and every field with its value."""

    path: str
    fields: tuple[tuple[str, str], ...]
    query: str = ""  # of the same address

    @property
    def address(self) -> str:
        """Where it goes when it is sent again."""
        return f"{self.path}?{self.query}" if self.query else self.path

    @property
    def words(self) -> list[str]:
        """What she will know again: texts longer than a tick or a choice."""
        typed = [value for name, value in self.fields if not name.startswith("_")]
        return [value for value in typed if len(value.strip()) > _A_CHOICE]


_A_CHOICE = 12  # signs


def keep_typed(request: HttpRequest, *, whose: int = 0, page: str = "") -> None:
    """Called by the door when it refuses what was sent. `whose`: the account, 0 when not known;
    `page`: where the form stood."""
    if _keep(request, request.path, page or request.path, whose, LIVES):
        request.session[KEY]["query"] = request.META.get("QUERY_STRING", "")


def keep_unsent(request: HttpRequest, *, path: str, page: str, whose: int) -> bool:
    """What is being written on `page` in the form that goes to `path`; whether it was kept."""
    return _keep(request, path, page, whose, UNSENT_LIVES, unsent=True)


def _keep(
    request: HttpRequest, path: str, page: str, whose: int, lives: int, *, unsent: bool = False
) -> bool:
    fields = {name: values for name, values in request.POST.lists() if name not in NOT_TYPED}
    text = json.dumps(fields)
    if not fields or len(text) > MOST or any(name.startswith(SECRETS) for name in fields):
        return False
    request.session[KEY] = {
        "path": path,
        "page": page,
        "whose": whose,
        "unsent": unsent,
        "until": int(time.time()) + lives,
        "sealed": seal_for_application(text, f"typed|{path}", passing=True),
    }
    _ends_with(request, lives)
    return True


def typed_before(request: HttpRequest) -> Fields | None:
    """The fields kept for this page, None when there are none or the hour is over."""
    kept = request.session.get(KEY)
    if not kept or kept["path"] != request.path or kept["until"] < time.time():
        return None
    if kept.get("unsent"):
        return None
    try:
        found: Fields = json.loads(open_for_application(kept["sealed"], f"typed|{request.path}"))
    except (KeyMissing, Tampered):
        return None
    return found


def typed_by(request: HttpRequest, account_id: int, *, unsent: bool = False) -> Typed | None:
    """What this account typed on this page before it was asked for one more step; `unsent`: what
    it was still writing there."""
    kept = request.session.get(KEY)
    if not kept or not account_id or kept.get("whose") != account_id:
        return None
    if kept.get("unsent", False) is not unsent:
        return None
    if kept["page"] != request.path or kept["until"] < time.time():
        return None
    try:
        found: Fields = json.loads(open_for_application(kept["sealed"], f"typed|{kept['path']}"))
    except (KeyMissing, Tampered):
        return None
    pairs = tuple((name, value) for name, values in found.items() for value in values)
    return Typed(kept["path"], pairs, kept.get("query", ""))


def is_kept_for(request: HttpRequest, page: str, account_id: int) -> bool:
    """Whether the door will give back, on this page, what this account typed there."""
    kept = request.session.get(KEY)
    if not kept or kept.get("whose") != account_id or not account_id:
        return False
    return bool(kept["page"] == page and kept["until"] >= time.time())


def is_sent_again(request: HttpRequest) -> bool:
    """Whether this is the form that was kept; a script that asks for part of the page sends nothing."""
    kept = request.session.get(KEY)
    if not kept or request.method != "POST" or "X-Part" in request.headers:
        return False
    return bool(kept["path"] == request.path)


def unsent_after(request: HttpRequest, account_id: int) -> object:
    """What outlives this account's idle sign-out, for `bring_over`; None when there is nothing."""
    kept = request.session.get(KEY)
    return kept if kept and kept.get("whose") == account_id else None


def bring_over(request: HttpRequest, kept: object) -> None:
    """Into the session that follows on the one that was closed."""
    if kept is not None:
        request.session[KEY] = kept
        _ends_with(request, UNSENT_LIVES)


def _ends_with(request: HttpRequest, lives: int) -> None:
    """A session nobody is signed in to lives no longer than what lies in it."""
    if not request.user.is_authenticated:
        request.session.set_expiry(lives)


def hand_over(request: HttpRequest, account_id: int) -> None:
    """Somebody has signed in where something is kept: it waits for her, or it is gone."""
    kept = request.session.get(KEY)
    if not kept:
        return
    request.session.set_expiry(None)  # as long as any other
    if kept.get("whose") not in (0, account_id):
        forget_typed(request)


def is_kept(request: HttpRequest) -> bool:
    """Whether anything is; what nobody came back to in time goes here."""
    kept = request.session.get(KEY)
    if kept and kept["until"] < time.time():
        forget_typed(request)
        return False
    return bool(kept)


def is_whose(held: Mapping[str, Any], account_id: int | None) -> bool:
    """Whether this account's words lie in what a session holds."""
    kept = held.get(KEY)
    return bool(kept and account_id and kept.get("whose") == account_id)


def forget_typed(request: HttpRequest) -> None:
    """The page was sent again: nothing is kept any more."""
    request.session.pop(KEY, None)
