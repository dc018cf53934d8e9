"""Coming of age: told in time, ended on the day, and everything waits until she has decided."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date
from functools import partial

from django.conf import settings
from django.db import connection, transaction
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from audit.actions import record
from members import proxy_words
from members.models import ComingOfAge, Decision, Person, Proxy
from members.notices import COMING_OF_AGE, PAPER_ENDS
from members.of_age import notice_due
from members.queries.proxies import due_to_come_of_age, proxies_known, run_out_on
from members.wording import Rendered
from notifications.actions import queue, send_service_mail
from po_platform.access.actor import Actor, Purpose, SignedIn, System, acting_as

from .consent import keep_decision
from .proxies import language_of, tell_proxy

log = logging.getLogger(__name__)
PAPER_NOTICE = 30  # days before the paper's last one
OF_AGE = "of_age"  # purpose of the decision


def watch_over_proxies() -> int:
    """For the tick: one transaction a person; one that fails stops no other. How many ended."""
    today, ended = timezone.localdate(), 0
    with acting_as(System(Purpose.AGE)) as actor:
        growing, over = due_to_come_of_age(actor, today), run_out_on(actor, today)
        rows = Proxy.objects.visible_to(actor).defer("paper").select_related("asker")
        papers = list(rows.filter(state=Proxy.State.CHECKED, until__gte=today))
    for one in growing:
        ended += _safely(one.person_id, partial(_grow, one, today))
    for claim in over:
        ended += _safely(claim.child_id or 0, partial(_run_out, claim))
    for claim in papers:
        if claim.until and (claim.until - today).days <= PAPER_NOTICE:
            _tell(claim.asker_id, PAPER_ENDS, f"{claim.pk}", reverse("members:helping"))
    return ended


def _safely(person_id: int, work: Callable[[], bool]) -> bool:
    try:
        with acting_as(System(Purpose.AGE, None, person_id)):
            return work()
    except Exception:
        log.exception("looking after the proxies of person %s", person_id)
        return False


def _grow(one: ComingOfAge, today: date) -> bool:
    if one.on <= today:
        return _come_of_age(one.person_id)
    days = notice_due(one.on, today)
    if days is not None:
        # She reads it on her own page, or on paper; whoever acts for her reads the same.
        _tell(one.person_id, COMING_OF_AGE, f"{one.person_id}:{days}", reverse("members:start"))
        for known in proxies_known(one.person_id):
            person = Person.objects.filter(account_id=known.account_id).first()
            if person is not None:
                key = f"{one.person_id}:{days}:{known.grant_id}"
                _tell(person.pk, COMING_OF_AGE, key, reverse("members:helping"))
    return False


def _tell(person_id: int, kind: str, key: str, path: str) -> None:
    queue(recipient=person_id, kind=kind, context={"path": path}, dedup=f"{kind}:{key}")


def _come_of_age(person_id: int) -> bool:
    person = Person.objects.select_for_update().get(pk=person_id)
    # Not from the grants: they ran out by themselves at midnight.
    acted = Proxy.objects.visible_to(System(Purpose.AGE, None, person_id)).filter(
        child_id=person_id, state=Proxy.State.CHECKED
    )
    known = list(acted.values_list("asker__account_id", "grant_id"))
    language = language_of(person, person) if person.account_id else settings.LANGUAGE_CODE
    with connection.cursor() as cursor:
        cursor.execute(
            "select come_of_age(%s, %s, %s)", [person_id, proxy_words.of_age(language), language]
        )
        if not cursor.fetchone()[0]:
            return False
    record(actor=System(Purpose.AGE), verb="members.person.of_age", thing=person)
    if person.account_id:
        send_service_mail(
            to_account=person.account_id,
            template="members/mail/of_age",
            context={"path": reverse("members:of_age")},
        )
    for account_id, grant_id in known:
        tell_proxy(account_id, f"{grant_id}:of_age")
    return True


def _run_out(claim: Proxy) -> bool:
    if claim.grant_id is None or claim.child is None:
        return False
    language = language_of(claim.child, claim.asker)
    with connection.cursor() as cursor:
        cursor.execute(
            "select end_proxy(%s, %s, %s, 'screen')",
            [claim.grant_id, proxy_words.run_out(language), language],
        )
        if not cursor.fetchone()[0]:
            return False
    record(actor=System(Purpose.AGE), verb="members.proxy.run_out", thing=claim.child)
    tell_proxy(claim.asker.account_id, f"{claim.grant_id}:run_out")
    return True


@transaction.atomic
def decide_at_age(*, actor: Actor, rendered: Rendered, with_help: bool) -> None:
    """She goes on, in exactly these words; from now on she may be asked again.

    Raises Http404 when there is nothing to decide, or somebody else would.
    """
    if not isinstance(actor, SignedIn) or actor.helping:
        raise Http404
    choice = ComingOfAge.Choice.WITH_HELP if with_help else ComingOfAge.Choice.GO_ON
    with connection.cursor() as cursor:
        cursor.execute("select decide_at_age(%s)", [choice])
        if not cursor.fetchone()[0]:
            raise Http404
    keep_decision(
        actor=actor,
        purpose=OF_AGE,
        answer=Decision.Answer.YES,
        text=None,
        rendered=rendered.words,
        language=rendered.language,
    )
    record(actor=actor, verb="members.of_age.decided", subject=actor.subject_id)
