"""How people are called for somebody in danger: a neutral mail at once, or what a host adds."""

from __future__ import annotations

from collections.abc import Callable

from notifications.actions import send_service_mail

# Takes an account id and the path of the case; says nothing about whom or why.
Caller = Callable[[int, str], None]


def by_mail(account_id: int, path: str) -> None:
    """Goes out at once, whatever the quiet hours."""
    send_service_mail(
        to_account=account_id, template="moderation/mail/called", context={"path": path}
    )


_callers: list[Caller] = [by_mail]


def register_caller(caller: Caller) -> None:
    """One more way, beside the mail: a telephone, a short message."""
    if caller not in _callers:
        _callers.append(caller)


def call(account_id: int, path: str) -> None:
    """By every way there is."""
    for caller in _callers:
        caller(account_id, path)
