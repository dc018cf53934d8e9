"""System checks: every route is declared, nothing streams, the generic admin stays out."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from .routes import all_routes


@register()
def routes_are_declared(**kwargs: Any) -> list[CheckMessage]:
    """access.E001: a route nobody declared would answer 403 to everybody."""
    return [
        Error(f"{route.path} does not say who may reach it.", id="access.E001")
        for route in all_routes()
        if route.access is None
    ]


@register()
def the_house_keeps_its_rules(**kwargs: Any) -> list[CheckMessage]:
    """access.E002 no generic admin; E003 one-time codes are accepted once; E004 psycopg2."""
    found: list[CheckMessage] = []
    if apps.is_installed("django.contrib.admin"):
        found.append(Error("The administrator's pages are our own.", id="access.E002"))
    if settings.MFA_TOTP_TOLERANCE:
        found.append(Error("A TOTP tolerance lets one code work twice.", id="access.E003"))
    if settings.DATABASES["default"].get("OPTIONS", {}).get("isolation_level"):
        found.append(Error("Transactions run at the server's default level.", id="access.E004"))
    return found
