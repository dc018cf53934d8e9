"""How people are called for somebody in danger: a neutral mail at once, or what a host adds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from notifications.actions import send_service_mail


class About(StrEnum):
    """What a call is about; the mail of each says nothing of whom, or why."""

    CALLED = "called"  # somebody may be in danger
    DRILL = "drill"  # nobody is: it says so first
    REVIEW = "review_waits"  # a second look is late


@dataclass(frozen=True, slots=True)
class Call:
    """`path`: of the page to open."""

    account_id: int
    path: str
    about: About = About.CALLED


Caller = Callable[[Call], None]


def by_mail(call: Call) -> None:
    """Goes out at once, whatever the quiet hours."""
    send_service_mail(
        to_account=call.account_id,
        template=f"moderation/mail/{call.about}",
        context={"path": call.path},
    )


_callers: list[Caller] = [by_mail]


def register_caller(caller: Caller) -> None:
    """One more way, beside the mail: a telephone, a short message. A drill says that it is one."""
    if caller not in _callers:
        _callers.append(caller)


def call(one: Call) -> None:
    """By every way there is."""
    for caller in _callers:
        caller(one)
