"""Legal proxies as lines of the office's worklist."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from po_platform.access.actor import SignedIn
from po_platform.kit import spoken

from .models import ComingOfAge, Proxy
from .of_age import NOTICES
from .queries.proxies import claims_waiting, without_decision
from .start_page import Work

TOLD_BEFORE = timedelta(days=max(NOTICES))  # since then everybody knows


CLAIMS = "select 1 from members_proxy where state = 'waiting'"
GROWING = """select 1 from members_comingofage
  where "on" <= %(today)s + 90 and decided_at is null"""


def claim_lines(actor: SignedIn) -> list[Work]:
    """Papers to look at; one query."""
    return [_claim(one, actor) for one in claims_waiting(actor=actor)]


def growing_lines(actor: SignedIn) -> list[Work]:
    """Young people who cannot sign in yet; one query."""
    growing = without_decision(actor=actor)
    return [_without_account(one) for one in growing if one.person.account_id is None]


def _claim(one: Proxy, actor: SignedIn) -> Work:
    mine = one.seen_by != actor.account_id and one.asker_id != actor.person_id
    return Work(
        title=one.asker.display_name,
        sub=_("Asks to act for somebody by law"),
        url=reverse("members:office_proxy", args=[one.ref]),
        since=one.seen_at or one.asked_at,
        next_step=_("Check the paper") if one.seen_by else _("Look at the paper"),
        next_sub=_("About 5 minutes"),
        waits_for="" if mine else _("Somebody else of the office"),
        mine=mine,
    )


def _without_account(one: ComingOfAge) -> Work:
    return Work(
        title=one.person.display_name,
        sub=_("Of age on %(day)s") % {"day": spoken.day(one.on)},
        url=reverse("members:person_proxies", args=[one.person.ref]),
        since=timezone.make_aware(datetime.combine(one.on - TOLD_BEFORE, time())),
        next_step=_("Open an account of their own"),
        next_sub=_("About 5 minutes, with a printer"),
    )
