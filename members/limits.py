"""How often something may be tried: counted in Postgres, exactly, also when tries come at once."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

# What allauth has no limit for; its own ("login", "login_failed", "request_login_code", "signup")
# stand in allauth.account.app_settings.RATE_LIMITS. A code of six figures falls to a million
# guesses: 60 a day and mailbox make that 45 years. A PIN is a million too, and whoever guesses may
# know her: 10 a day. A code of a card is one of a thousand million, three of which fit.
OURS = {
    "one_code": "5/15m/key",
    "enter_code": "30/m/ip,60/d/key",
    "try_invitation": "10/m/ip,100/d/ip",
    "try_visit_code": "10/m/ip,60/d/ip",
    "try_room_code": "10/m/ip,60/d/ip",
    "try_programme_card": "10/m/ip,60/d/ip",
    "order_cards": "3/h/ip,10/d/ip",
    "order_cards_all": "100/d/key",
    "try_programme_page": "10/m/ip,60/d/ip",
    "try_name": "10/d/key,40/d/ip",
    # Wishes to be called: for one number (no stranger has somebody rung all day), from one place,
    # and of all visitors together (a flood leaves the list usable for members).
    "ask_call": "3/d/key,10/d/ip",
    "ask_call_visitors": "200/d/key",
    "try_pin": "5/15m/key,10/d/key,30/h/ip",
    "try_card": "5/15m/key,20/d/key,30/h/ip",
    "try_who": "30/d/key",
    # On health pages, without signing in: what somebody has to read, and what is only counted.
    "suggest_correction": "10/h/ip",
    # What somebody tells the moderators: nobody in need is stopped, a flood is.
    "tell_us": "20/h/ip",
    # Each file is unpacked and read whole.
    "bring_file": "10/h/key",
    # To a mailbox that refuses us; each mail more costs us the trust of its provider.
    "try_mailbox": "1/d/key",
    "vote_on_page": "60/h/ip",
    # Asked by the page itself, a word or two at a time, while she types the title of a topic.
    "topics_alike": "30/m/key,300/h/key",
}
View = Callable[..., HttpResponseBase]


class TooOften(Exception):
    """A limit is reached; `minutes` until the next try counts."""

    def __init__(self, minutes: int) -> None:
        super().__init__(f"{minutes} minutes to wait")
        self.minutes = minutes


def count_try(
    request: HttpRequest, action: str, key: str | None = None, *, only_look: bool = False
) -> ratelimit.RateLimitUsage:
    """One try more; raises TooOften when there is none left. `.rollback()` gives it back.

    `only_look` counts nothing: for what allauth's own forms are about to count.
    """
    app, config = ("members", OURS) if action in OURS else ("allauth.account", None)
    usage: ratelimit.RateLimitUsage | None = ratelimit.consume(
        request, app=app, action=action, config=config, key=key, limit_get=True, dry_run=only_look
    )
    if usage is None:
        rates = ratelimit.get_rates(app=app, action=action, config=config)
        places = [
            (ratelimit.get_cache_key(request, app=app, action=action, rate=rate, key=key), rate)
            for rate in rates
        ]
        waits = [_seconds(place, rate) for place, rate in places]
        raise TooOften(max(1, math.ceil(max(waits, default=0) / 60)))
    return usage


def _seconds(place: str, rate: ratelimit.Rate) -> float:
    """How long one rate still refuses; its history holds the newest try first."""
    history: list[float] = cache.get(place, [])
    if len(history) < rate.amount:
        return 0
    return float(history[-1] + rate.duration - time.time())


def patient(view: View) -> View:
    """Answers TooOften with the page that says when to try again and whom to call."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except TooOften as limit:
            return render(request, "429.html", {"minutes": limit.minutes}, status=429)

    return guarded
