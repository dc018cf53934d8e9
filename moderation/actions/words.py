"""The team and a member write to each other about one case; nobody else reads it."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.db import connection, transaction
from django.http import Http404
from django.utils import timezone

from audit.actions import record
from moderation.actions.claiming import note_event
from moderation.actions.hearing import hear_answer
from moderation.actions.training import demand_ready
from moderation.models import Case, CaseEvent, PrivateWord
from moderation.notices import tell_of_word
from moderation.queries.cases import case_for, why_not
from moderation.queries.words import my_words, reaches_author
from moderation.rules import case_worker, may_answer_team, may_write_word
from po_platform.access.actor import Actor, SignedIn
from po_platform.access.refusals import Denied, demand


def write_word(*, actor: Actor, ref: UUID, text: str, client_ref: UUID) -> None:
    """To the author, signed "moderation team". Raises PermissionDenied, Http404."""
    with transaction.atomic():
        case = _locked_case(actor, ref)
        demand(may_write_word(reaches=reaches_author(case)))
        row = PrivateWord(
            case=case, thread=case.ref, kind=case.kind, thing=case.thing,
            person_id=cast("int", case.person_id),  # the rule refused where there is nobody
            from_team=True, by=case_worker(actor).person_id, text=text.strip(), client_ref=client_ref,
        )  # fmt: skip
        if PrivateWord.objects.visible_to(actor).filter(case=case, client_ref=client_ref).exists():
            return
        row.save()
        _answered(case)
        note_event(case, by=row.by, kind=CaseEvent.Kind.WORD)
        record(actor=actor, verb="moderation.word.sent", thing=row)
        tell_of_word(row)


def note_answer_read(*, actor: Actor, ref: UUID) -> None:
    """Somebody of the team read what the author wrote. Raises PermissionDenied, Http404."""
    with transaction.atomic():
        case = _locked_case(actor, ref)
        if case.answer_waits:
            _answered(case)
            note_event(case, by=case_worker(actor).person_id, kind=CaseEvent.Kind.ANSWER)
            record(actor=actor, verb="moderation.word.read", thing=case)


def answer_team(*, actor: Actor, thread: UUID, text: str, client_ref: UUID) -> None:
    """The member's answer to what the team wrote to her; words of danger in it call people.

    Raises PermissionDenied, Http404.
    """
    with transaction.atomic():
        first = my_words(actor=actor).filter(thread=thread).select_for_update().first()
        if first is None or not isinstance(actor, SignedIn):
            raise Http404
        words = list(my_words(actor=actor).filter(thread=thread).order_by("pk"))
        if any(row.client_ref == client_ref for row in words):
            return
        demand(may_answer_team(words, now=timezone.now()))
        row = PrivateWord.objects.create(
            case_id=first.case_id, thread=thread, kind=first.kind, thing=first.thing,
            person_id=actor.person_id, from_team=False, text=text.strip(), client_ref=client_ref,
        )  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute("select word_waits(%s)", [thread])
        record(actor=actor, verb="moderation.word.answered", thing=row)
        hear_answer(row)


def mark_words_read(*, actor: Actor, thread: UUID) -> None:
    """She opened the page; nobody is told."""
    rows = my_words(actor=actor).filter(thread=thread, from_team=True, read_at=None)
    rows.update(read_at=timezone.now())


def _locked_case(actor: Actor, ref: UUID) -> Case:
    case = case_for(actor=actor, ref=ref)
    if reason := why_not(actor=actor, case=case):
        demand(Denied(reason))
    demand_ready(actor)
    return Case.objects.visible_to(actor).select_for_update().get(pk=case.pk)


def _answered(case: Case) -> None:
    case.answer_waits = False
    case.save(update_fields=["answer_waits"])
