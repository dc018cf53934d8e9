"""What somebody typed on a page while her sign-in ran out: kept sealed for an hour, given back once.

It lies in the session of the browser it was typed in, sealed with the application's key, and is
shown only by the very page it was sent to, which checks as always whether the page is hers.
"""

from __future__ import annotations

import json
import time

from django.http import HttpRequest

from po_platform.kit.crypto import Tampered, open_for_application, seal_for_application

KEY = "typed"
LIVES = 60 * 60  # seconds
MOST = 200_000  # signs
NOT_TYPED = frozenset({"csrfmiddlewaretoken"})
Fields = dict[str, list[str]]


def keep_typed(request: HttpRequest) -> None:
    """Called by the door when it refuses what was sent to a page that declares `keeps_typed`."""
    fields = {name: values for name, values in request.POST.lists() if name not in NOT_TYPED}
    text = json.dumps(fields)
    if fields and len(text) <= MOST:
        request.session[KEY] = {
            "path": request.path,
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


def forget_typed(request: HttpRequest) -> None:
    """The page was sent again: nothing is kept any more."""
    request.session.pop(KEY, None)
