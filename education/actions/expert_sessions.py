"""A session with experts, from its announcement to its end, and the experts' links."""

from __future__ import annotations

from datetime import datetime
from secrets import token_urlsafe
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import record
from education.models import ExpertSession, SessionExpert
from education.notices import QUESTION, tell
from education.queries.finding_sessions import index_session
from education.rules import account_of, may_write
from education.session_rules import ANSWERS, announce_fault, put_fault, runs
from education.slugs import slug_for
from notifications.actions import send_service_mail
from po_platform.access.actor import Actor, Purpose, System, acting_as
from po_platform.access.refusals import demand
from po_platform.kit.crypto import secret_hash

TAKEN = frozenset({"answer"})  # addresses beneath /experts that are no session


def put_session(
    *, actor: Actor, ref: UUID | None, language: str = "", **said: Any
) -> ExpertSession:
    """A new one, or one that is not over as it is now; announced ones change for readers at once."""
    demand(may_write(actor))
    now = timezone.now()
    with transaction.atomic():
        row = hold(ref) if ref else ExpertSession(language=language, made_by=account_of(actor))
        if row.ended_at or row.called_off_at:
            raise PermissionDenied(_("This session is over. It stays as it is."))
        if fault := put_fault(row, said, now):
            raise PermissionDenied(fault)
        for name, value in said.items():
            setattr(row, name, value)
        if not row.slug:
            row.slug = slug_for(row.title, _is_taken)
        row.save()
        if row.announced_at:
            index_session(row)
        record(actor=actor, verb="education.session.put", thing=row)
    return row


def _is_taken(slug: str) -> bool:
    return slug in TAKEN or ExpertSession.objects.filter(slug=slug).exists()


def put_expert(*, actor: Actor, ref: UUID, expert: UUID | None, **said: Any) -> SessionExpert:
    """Who answers, and which interests there are; a newer declaration counts from now on."""
    demand(may_write(actor))
    with transaction.atomic():
        session = hold(ref)
        if session.ended_at or session.called_off_at:
            raise PermissionDenied(_("This session is over. It stays as it is."))
        row = _expert(session, expert) if expert else SessionExpert(session=session)
        for name, value in said.items():
            setattr(row, name, value)
        row.declared_at = timezone.now()
        row.save()
        record(actor=actor, verb="education.session.expert", thing=row)
    return row


def give_link(*, actor: Actor, ref: UUID, expert: UUID, email: str, language: str) -> str:
    """The path of an expert's link, shown once; an earlier one opens nothing any more."""
    demand(may_write(actor))
    with transaction.atomic():
        session = hold(ref)
        if session.ended_at or session.called_off_at:
            raise PermissionDenied(_("This session is over. It stays as it is."))
        row = _expert(session, expert)
        secret = token_urlsafe(24)
        row.secret_hash = secret_hash(secret)
        row.save(update_fields=["secret_hash"])
        path = reverse("education:expert_answers", args=[secret])
        if email:
            send_service_mail(
                to_address=email, template="education/mail/expert", context={"path": path},
                language=language, expires_at=session.closes_at + ANSWERS,
            )  # fmt: skip
        record(actor=actor, verb="education.session.link", thing=row)
    return path


def announce_session(*, actor: Actor, ref: UUID) -> ExpertSession:
    """Members read of it and may ask from now on."""
    demand(may_write(actor))
    with transaction.atomic():
        row = hold(ref)
        if fault := announce_fault(row, list(row.experts.all()), timezone.now()):
            raise PermissionDenied(fault)
        row.announced_at = timezone.now()
        row.save(update_fields=["announced_at"])
        index_session(row)
        record(actor=actor, verb="education.session.announced", thing=row)
    return row


def call_off_session(*, actor: Actor, ref: UUID, why: str) -> None:
    """It does not take place; whoever asked is told, and reads why."""
    demand(may_write(actor))
    with transaction.atomic():
        row = hold(ref)
        if row.ended_at or row.called_off_at:
            raise PermissionDenied(_("This session is over. It stays as it is."))
        row.called_off_at, row.called_off_why = timezone.now(), why
        row.save(update_fields=["called_off_at", "called_off_why"])
        _let_go(row)
        record(actor=actor, verb="education.session.called_off", thing=row)


def end_session(*, actor: Actor, ref: UUID) -> None:
    """No more answers: the page stays, and whoever got none is told so kindly."""
    demand(may_write(actor))
    with transaction.atomic():
        row = hold(ref)
        if not runs(row) or timezone.now() < row.closes_at:
            raise PermissionDenied(_("A session ends when the time for questions is over."))
        _end(actor, row)


def end_over_sessions(now: datetime | None = None) -> int:
    """The job: sessions nobody ended two weeks after the last question; how many."""
    now = now or timezone.now()
    ended = 0
    while True:
        with acting_as(System(Purpose.REMIND)) as actor:
            rows = ExpertSession.objects.select_for_update(skip_locked=True).filter(
                announced_at__isnull=False, ended_at=None, called_off_at=None,
                closes_at__lte=now - ANSWERS,
            )  # fmt: skip
            row = rows.order_by("pk").first()
            if row is None:
                return ended
            _end(actor, row)
            ended += 1


def _end(actor: Actor, row: ExpertSession) -> None:
    row.ended_at = timezone.now()
    row.save(update_fields=["ended_at"])
    _let_go(row)
    record(actor=actor, verb="education.session.ended", thing=row)


def _let_go(row: ExpertSession) -> None:
    """Open questions are said to be unanswered; links open nothing any more. Where an answer lies
    with the team, whoever asked waits for it, unless the session was called off."""
    row.experts.update(secret_hash=None)
    with connection.cursor() as cursor:
        cursor.execute("select end_session_questions(%s)", [row.pk])
        people = [person for (person,) in cursor.fetchall()]
    tell(people, QUESTION, reverse("education:my_questions"), f"{QUESTION}:end:{row.pk}")


def hold(ref: UUID) -> ExpertSession:
    """The session, locked; 404 when there is none."""
    row = ExpertSession.objects.select_for_update(no_key=True).filter(ref=ref).first()
    if row is None:
        raise Http404
    return row


def _expert(session: ExpertSession, ref: UUID) -> SessionExpert:
    row = session.experts.select_for_update().filter(ref=ref).first()
    if row is None:
        raise Http404
    return row
