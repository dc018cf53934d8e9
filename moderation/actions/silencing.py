"""Somebody is kept from writing for a while; a second person for long; lifted; objected to."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.db import connection, transaction
from django.http import Http404
from django.utils import timezone

from audit.actions import record
from moderation.actions.hearing import hear
from moderation.actions.training import demand_ready
from moderation.keeping import ends_confirmed, ends_first, needs_second
from moderation.models import Rule, Silence
from moderation.notices import tell_of_silence
from moderation.queries.cases import case_for, rules_now, why_not
from moderation.queries.silences import (
    done_lately,
    my_silence,
    refused_by_case,
    silence_of,
    silence_row,
)
from moderation.queries.words import reaches_author
from moderation.rules import moderator
from moderation.silence_rules import (
    may_answer_objection,
    may_lift,
    may_object,
    may_settle,
    may_silence,
)
from po_platform.access.actor import Actor
from po_platform.access.refusals import Denied, demand


def keep_from_writing(
    *, actor: Actor, case: UUID, days: int | None, why: str, rule: int | None
) -> Silence:
    """The author of what a case is about; `days` None is for good. `rule`: its number.

    More than a week waits for a second moderator and holds for a week until then; the same moderator
    about the same person again within a month holds only with a second one.
    Raises PermissionDenied, Http404.
    """
    with transaction.atomic():
        found, me = case_for(actor=actor, ref=case), moderator(actor)
        _demand_none(why_not(actor=actor, case=found))
        demand_ready(actor)
        person_id = found.person_id or 0
        _lock(person_id)
        cited = next((one for one in rules_now() if one.number == rule), None)
        there = silence_of(actor=actor, person_id=person_id) is not None
        demand(
            may_silence(
                reaches=reaches_author(found), there_is_one=there, why=why, rule=cited is not None
            )
        )
        again, now = done_lately(actor=me, person_id=person_id), timezone.now()
        row = Silence.objects.create(
            person_id=person_id, case=found.ref, kind=found.kind, thing=found.thing,
            rule=cast("Rule", cited), why=why.strip(), days=days, by=me.person_id, from_at=now,
            until_at=ends_first(now, days, again=again),
            needs_second=needs_second(days, again=again),
        )  # fmt: skip
        record(actor=actor, verb="moderation.silence.begun", thing=row, days=days or 0)
        if row.began:
            tell_of_silence(row, "begun")
    return row


def settle_silence(*, actor: Actor, ref: UUID, yes: bool) -> Silence:
    """A second moderator says yes, and it lasts as asked for; or no, and a week at most is left.

    Raises PermissionDenied, Http404.
    """
    with transaction.atomic():
        row, me = _locked(actor, ref), moderator(actor).person_id
        demand(may_settle(row, me=me, now=timezone.now()))
        row.second_by, row.second_at, row.second_yes = me, timezone.now(), yes
        if yes:
            row.from_at = row.from_at if row.began else row.second_at
            row.until_at = ends_confirmed(row.from_at, row.days)
        row.save(update_fields=["second_by", "second_at", "second_yes", "from_at", "until_at"])
        verb = "confirmed" if yes else "declined"
        record(actor=actor, verb=f"moderation.silence.{verb}", thing=row)
        if yes:
            tell_of_silence(row, verb)
    return row


def lift_silence(*, actor: Actor, ref: UUID) -> None:
    """She writes again at once. Raises PermissionDenied, Http404."""
    with transaction.atomic():
        row, me = _locked(actor, ref), moderator(actor).person_id
        demand(may_lift(row, me=me, now=timezone.now()))
        _lift(actor, row, me)
        if row.began:
            tell_of_silence(row, "lifted")


def object_to_silence(*, actor: Actor, ref: UUID, text: str) -> None:
    """Whom it is about, once. Raises PermissionDenied, Http404."""
    with transaction.atomic():
        row = my_silence(actor=actor, ref=ref)
        demand(may_object(row, now=timezone.now()))
        with connection.cursor() as cursor:
            cursor.execute("select object_to_silence(%s, %s)", [row.ref, text.strip()])
            if cursor.fetchone()[0]:
                record(actor=actor, verb="moderation.silence.objected", thing=row)
                hear(ref=row.ref, person_id=row.person_id, text=text)


def answer_objection(*, actor: Actor, ref: UUID, stays: bool, answer: str) -> None:
    """Another person decides whether it stays. Raises PermissionDenied, Http404."""
    with transaction.atomic():
        row, me = _locked(actor, ref), moderator(actor).person_id
        demand(may_answer_objection(row, me=me, answer=answer))
        row.answer, row.answered_at, row.answered_by = answer.strip(), timezone.now(), me
        row.save(update_fields=["answer", "answered_at", "answered_by"])
        record(actor=actor, verb="moderation.silence.answered", thing=row, stays=stays)
        if not stays and may_lift(row, me=me, now=row.answered_at):
            _lift(actor, row, me)
        tell_of_silence(row, "answered")


def _lift(actor: Actor, row: Silence, me: int) -> None:
    row.lifted_at, row.lifted_by = timezone.now(), me
    if row.until_at is None or row.until_at > row.lifted_at:
        row.until_at = max(row.lifted_at, row.from_at)
    row.save(update_fields=["lifted_at", "lifted_by", "until_at"])
    record(actor=actor, verb="moderation.silence.lifted", thing=row)


def _locked(actor: Actor, ref: UUID) -> Silence:
    row = silence_row(actor=actor, ref=ref)
    _demand_none(refused_by_case(actor=actor, row=row))
    demand_ready(actor)
    _lock(row.person_id)
    return silence_row(actor=actor, ref=ref)


def _demand_none(reason: str) -> None:
    if reason:
        demand(Denied(reason))


def _lock(person_id: int) -> None:
    """One decision about somebody's writing at a time."""
    if not person_id:
        raise Http404
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"silence {person_id}"]
        )
