"""How often something may be tried: counted in Postgres, exactly, also when tries come at once."""

from __future__ import annotations

import math
import time

from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

# What allauth has no limit for; its own ("login", "login_failed", "request_login_code", "signup")
# stand in allauth.account.app_settings.RATE_LIMITS. A code of six figures falls to a million
# guesses: 60 a day and mailbox make that 45 years.
OURS = {
    "one_code": "5/15m/key",
    "enter_code": "30/m/ip,60/d/key",
    "try_invitation": "10/m/ip,100/d/ip",
    "try_name": "10/d/key,40/d/ip",
}


def minutes_to_wait(request: HttpRequest, action: str, key: str | None = None) -> int:
    """0 when it may be done now, which counts as one try; else the minutes until it may."""
    app, config = ("members", OURS) if action in OURS else ("allauth.account", None)
    if ratelimit.consume(
        request, app=app, action=action, config=config, key=key, limit_get=True
    ):
        return 0
    rates = ratelimit.get_rates(app=app, action=action, config=config)
    waits = [_seconds(request, app, action, rate, key) for rate in rates]
    return max(1, math.ceil(max(waits, default=0) / 60))


def _seconds(
    request: HttpRequest, app: str, action: str, rate: ratelimit.Rate, key: str | None
) -> float:
    """How long one rate still refuses; its history holds the newest try first."""
    place = ratelimit.get_cache_key(request, app=app, action=action, rate=rate, key=key)
    history: list[float] = cache.get(place, [])
    if len(history) < rate.amount:
        return 0
    return float(history[-1] + rate.duration - time.time())


def too_often(request: HttpRequest, minutes: int) -> HttpResponse:
    """The page that says when to try again and whom to call."""
    return render(request, "429.html", {"minutes": minutes}, status=429)
