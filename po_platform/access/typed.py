"""What somebody typed while her sign-in or her proof ran out: kept sealed for an hour, given back.

It lies in the session of the browser it was typed in, sealed with the application's key. A page
that declares `keeps_typed` shows it in its own form; for all others the door asks, before the page,
whether to go on with it, and asks only the account that typed it.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass

from django.http import HttpRequest

from po_platform.kit.crypto import Tampered, open_for_application, seal_for_application

KEY = "typed"
LIVES = 60 * 60  # seconds
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

    @property
    def words(self) -> list[str]:
        """What she will know again: texts longer than a tick or a choice."""
        return [value for _name, value in self.fields if len(value.strip()) > _A_CHOICE]


_A_CHOICE = 12  # signs


def keep_typed(request: HttpRequest, *, whose: int = 0, page: str = "") -> None:
    """Called by the door when it refuses what was sent. `whose`: the account, 0 when not known;
    `page`: where the form stood."""
    fields = {name: values for name, values in request.POST.lists() if name not in NOT_TYPED}
    text = json.dumps(fields)
    if fields and len(text) <= MOST and not any(name.startswith(SECRETS) for name in fields):
        request.session[KEY] = {
            "path": request.path,
            "page": page or request.path,
            "whose": whose,
            "until": int(time.time()) + LIVES,
            "sealed": seal_for_application(text, f"typed|{request.path}"),
        }


def typed_before(request: HttpRequest) -> Fields | None:
    """The fields kept for this page, None when there are none or the hour is over."""
    kept = request.session.get(KEY)
    if not kept or kept["path"] != request.path or kept["until"] < time.time():
        return None
    try:
        found: Fields = json.loads(open_for_application(kept["sealed"], f"typed|{request.path}"))
    except Tampered:
        return None
    return found


def typed_by(request: HttpRequest, account_id: int) -> Typed | None:
    """What this account typed on this page before it was asked for one more step."""
    kept = request.session.get(KEY)
    if not kept or not account_id or kept.get("whose") != account_id:
        return None
    if kept["page"] != request.path or kept["until"] < time.time():
        return None
    try:
        found: Fields = json.loads(open_for_application(kept["sealed"], f"typed|{kept['path']}"))
    except Tampered:
        return None
    pairs = tuple((name, value) for name, values in found.items() for value in values)
    return Typed(kept["path"], pairs)


def is_kept_for(request: HttpRequest, page: str, account_id: int) -> bool:
    """Whether the door will give back, on this page, what this account typed there."""
    kept = request.session.get(KEY)
    if not kept or kept.get("whose") != account_id or not account_id:
        return False
    return bool(kept["page"] == page and kept["until"] >= time.time())


def is_sent_again(request: HttpRequest) -> bool:
    """Whether this is the form that was kept."""
    kept = request.session.get(KEY)
    if not kept or request.method != "POST":
        return False
    return bool(kept["path"] == request.path)


def forget_typed(request: HttpRequest) -> None:
    """The page was sent again: nothing is kept any more."""
    request.session.pop(KEY, None)
