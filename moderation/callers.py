"""How people are called for somebody in danger: a neutral mail at once, or what a host adds."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from members.queries.organisation import current_organisation
from moderation.call_numbers import open_number
from moderation.gateway import hand_over
from moderation.models import CallNumber
from notifications.actions import send_service_mail
from po_platform.access.actor import Purpose

log = logging.getLogger(__name__)


class About(StrEnum):
    """What a call is about; the mail of each says nothing of whom, or why."""

    CALLED = "called"  # somebody may be in danger
    DRILL = "drill"  # nobody is: it says so first
    REVIEW = "review_waits"  # a second look is late
    LAW = "law"  # what the police may have to hear of


@dataclass(frozen=True, slots=True)
class Call:
    """`path`: of the page to open."""

    account_id: int
    path: str
    about: About = About.CALLED


Caller = Callable[[Call], bool]  # whether it called


def by_mail(call: Call) -> bool:
    """Goes out at once, whatever the quiet hours."""
    send_service_mail(
        to_account=call.account_id,
        template=f"moderation/mail/{call.about}",
        context={"path": call.path},
    )
    return True


SAID = {
    About.CALLED: _("Something at the moderators' desk cannot wait. Open the portal now."),
    About.DRILL: _("A drill, and nothing has happened. Open the portal now, as if it were not."),
    About.REVIEW: _("At the moderators' desk a second look is late. Open the portal today."),
    About.LAW: _(
        "At the moderators' desk something is for whoever leads on safety. Open the portal today."
    ),
}


def by_gateway(call: Call) -> bool:
    """To the number somebody gave for this, where the host has a service; after the commit, so that
    the mail is on its way whatever the service does. Runs for System(CALL).
    """
    if not settings.CALL_URL:
        return False
    rows = CallNumber.objects.for_purpose(Purpose.CALL).filter(person__account=call.account_id)
    row = rows.select_related("person__account").first()
    if row is None or row.person.account is None:
        return False
    language = row.person.account.language
    with override(language):
        said = f"{current_organisation(language).name}: {SAID[call.about]}"
    sent = {"number": open_number(row), "text": said, "link": f"{settings.BASE_URL}{call.path}"}
    transaction.on_commit(lambda: hand_over(settings.CALL_URL, sent), robust=True)
    return True


_callers: list[Caller] = [by_mail, by_gateway]


def register_caller(caller: Caller) -> None:
    """One more way, of a host's own. A drill says that it is one."""
    if caller not in _callers:
        _callers.append(caller)


def call(one: Call) -> bool:
    """By every way there is, and whether one of them called; one that fails stops no other, and
    nobody else's call.
    """
    called = False
    for caller in _callers:
        try:
            with transaction.atomic():
                called = caller(one) or called
        except Exception:
            log.exception("One way of calling failed: %s", caller.__name__)
    return called
