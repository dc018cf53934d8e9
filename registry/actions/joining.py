"""Joining a registry, changing one answer, leaving: each is a decision kept word for word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from secrets import randbelow
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from audit.actions import record
from members.actions.consent import close_grants, give_grant, keep_decision, renew_grants
from members.check_figure import check_figure
from members.models import Decision, Grant, Person
from members.queries.own import own_rows
from members.wording import Rendered
from notifications.actions import queue
from po_platform.access.actor import Actor, SignedIn, System
from po_platform.access.refusals import demand
from registry.actions.likeness import forget_marks, mark_for, mark_herself
from registry.actions.sites import keep_at
from registry.actions.waiting_papers import end_waiting_papers
from registry.consent import TAKES_PART, Question, Sheet, purpose_of
from registry.consent_words import answering, joining, leaving, on_paper
from registry.models import ConsentSheet, Participation, Registry, Subject, UseAsking
from registry.notices import JOINED, LEFT
from registry.queries.participation import (
    frozen_records,
    my_answers,
    my_participation,
    only_newer,
    published_text,
)
from registry.queries.sites import Choice
from registry.rules import (
    may_answer_older,
    may_change_answer,
    may_decide_here,
    may_join,
    may_join_for_child,
    may_leave,
    may_sign_anew,
)
from registry.uses import only_this

Said = Mapping[str, Mapping[str, str]]  # question code → part → yes, no or ask


@dataclass(frozen=True, slots=True)
class Carried:
    """How a decision came that somebody else typed in: the way, by whose account, signed when."""

    way: str
    keyed_by: int
    signed_on: date | None = None


@dataclass(frozen=True, slots=True)
class _Who:
    """Whom joining is about, whoever carries it out."""

    person_id: int
    subject_id: UUID
    by_law: bool


FIGURES = 8  # of a record's number, one of them the check figure


@transaction.atomic
def join_registry(
    *,
    actor: Actor,
    sheet: ConsentSheet,
    said: Said,
    language: str,
    assent: str = "",
    carried: Carried | None = None,
    site: Choice | None = None,
) -> Participation:
    """From now on she takes part as far as she said. The same sheet twice changes nothing, but a
    signed paper says what she wants anew.

    `site`: which one looks after her, or that none does, where she begins; None, not asked: the
    record stays where it is.
    `assent`: what the child said for whom a legal proxy joins. What a proxy signed the person signs
    again, herself, once she is of age.

    A newer sheet is decided anew, question by question: what it does not ask any more ends, and
    what she answers as before goes on speaking of the day she first did, without the last day it
    had while she was asked. A yes to a single use goes the way of the question it was asked because
    of.
    """
    registry = sheet.registry
    herself = _alone(actor)
    if sheet.published_at is None or _elsewhere(registry, site):
        raise Http404
    taking_part = my_participation(actor=actor, registry=registry)
    if taking_part is not None:
        taking_part = _locked(actor, taking_part)
    active = taking_part is not None and taking_part.state == Participation.State.ACTIVE
    if taking_part is not None and active:
        hers_now = taking_part.by_law and not herself.by_law
        same_text = taking_part.sheet_id == sheet.pk
        if not hers_now and same_text and carried is None:
            return taking_part
        if not hers_now and not same_text:
            demand(may_sign_anew(taking_part.sheet, sheet))
        elif hers_now and not frozen_records([taking_part.record_id]):
            demand(may_change_answer(actor, taking_part))
    demand(may_join(actor, _state_of(herself)))
    if herself.by_law:
        demand(may_join_for_child(Sheet.of(sheet.content), assent))
    by_law = herself.by_law
    words = Sheet.of(sheet.content)
    text = published_text(sheet, language)
    signed = joining(words, registry.title, language, text, assent=assent if by_law else "")
    signed = on_paper(signed, carried.signed_on if carried else None)
    decision = _decide(actor, registry, TAKES_PART, signed, ["whole"], carried)
    stands = {
        purpose_of(registry.pk, one) for one in (TAKES_PART, *(q.code for q in words.questions))
    }
    single = _single_uses(registry)
    for purpose in _living(actor, registry):
        if single.get(purpose, purpose) not in stands:
            close_grants(actor=actor, purpose=purpose, decision=decision)
    former = my_answers(actor=actor, registry=registry, sheet=words) if active else []
    before = {one.question.code: one for one in former}
    for question in words.questions:
        given, earlier = said.get(question.code, {}), before.get(question.code)
        stays = earlier.stays(given) if earlier else None
        shown = answering(question, given, registry.title, language, text, stays)
        if stays is None:
            _decide(actor, registry, question.code, shown, question.scope(given), carried)
        else:
            renew_answer(actor, registry, question.code, shown, carried)
    if taking_part is None:
        taking_part = Participation.objects.create(
            subject_id=herself.subject_id,
            registry=registry,
            record=_record_of(actor, herself, registry),
            sheet=sheet,
            by_law=by_law,
        )
    else:
        taking_part.state, taking_part.sheet = Participation.State.ACTIVE, sheet
        if not active:
            taking_part.since = Now()
        if not active or (taking_part.by_law and not by_law):  # what a proxy closed, she decides
            taking_part.closed_at = None
        taking_part.by_law = by_law
        if taking_part.asked_version > sheet.version:  # a paper of before: she is told anew
            taking_part.asked_version = 0
        fields = ["state", "sheet", "since", "closed_at", "by_law", "asked_version"]
        taking_part.save(update_fields=fields)
        _mark(actor, taking_part, Subject.Takes.ACTIVE)
    if site is not None and not active:
        keep_at(actor=actor, taking_part=taking_part, site=site.site)
    record(
        actor=actor,
        verb=f"registry.participation.{'renewed' if active else 'begun'}",
        thing=taking_part,
        subject=taking_part.subject_id,
    )
    end_waiting_papers(
        person_id=herself.person_id,
        subject_id=herself.subject_id,
        registry=registry,
        older_than=sheet,
    )
    if isinstance(actor, SignedIn) and not by_law:
        mark_herself(actor=actor)
    else:
        mark_for(person_id=herself.person_id, subject_id=herself.subject_id)
    by_whom = actor.person_id if isinstance(actor, SignedIn) else herself.person_id
    queue(
        recipient=by_whom,
        kind=JOINED,
        about=str(registry.pk),
        context={"path": reverse("registry:registries")},  # the name of a registry is a health word
        dedup=f"{JOINED}:{taking_part.pk}:{timezone.now():%Y-%m-%d %H:%M}",
    )
    return taking_part


@transaction.atomic
def change_answer(
    *,
    actor: Actor,
    taking_part: Participation,
    question: Question,
    said: Mapping[str, str],
    language: str,
) -> None:
    """Another answer to one question, from now on; the same answer again changes nothing.

    While a newer text waits that lets the answer end, the other one has the same last day; once
    it has ended, or where nothing is allowed that could end, only the newer text is answered.
    """
    taking_part = _locked(actor, taking_part)
    demand(may_change_answer(actor, taking_part))
    registry, sheet = taking_part.registry, taking_part.sheet
    before = next(
        one
        for one in my_answers(actor=actor, registry=registry, sheet=Sheet.of(sheet.content))
        if one.question.code == question.code
    )
    given = {part: said.get(part, "no") for part in question.parts}
    if given == dict(before.said):
        return
    demand(may_answer_older(before.over_at, newer_only=only_newer(taking_part, before)))
    text = published_text(sheet, language)
    words = answering(question, given, registry.title, language, text)
    scope = question.scope(given)
    _decide(actor, registry, question.code, words, scope, ends_at=before.ends_at)


@transaction.atomic
def leave_registry(
    *, actor: Actor, taking_part: Participation, language: str, carried: Carried | None = None
) -> None:
    """Everything she allowed there ends now, and forms of hers that wait are used no more.

    Leaving twice changes nothing else.
    """
    person_id = actor.about_person if isinstance(actor, SignedIn) else _person(actor)
    # Before her participation, as whoever takes a paper has the paper first.
    end_waiting_papers(
        person_id=person_id, subject_id=taking_part.subject_id, registry=taking_part.registry
    )
    taking_part = _locked(actor, taking_part)
    demand(may_leave(actor, taking_part))
    if taking_part.state == Participation.State.WITHDRAWN:
        return
    registry = taking_part.registry
    words = leaving(registry.title, language)
    decision = _keep(
        actor, purpose_of(registry.pk, TAKES_PART), Decision.Answer.ENDED, words, carried
    )
    for purpose in _living(actor, registry):
        close_grants(actor=actor, purpose=purpose, decision=decision)
    taking_part.state, taking_part.since = Participation.State.WITHDRAWN, Now()
    taking_part.save(update_fields=["state", "since"])
    _mark(actor, taking_part, Subject.Takes.OPTED_OUT)
    forget_marks(person_id=person_id, subject_id=taking_part.subject_id, registry=registry)
    record(
        actor=actor,
        verb="registry.participation.ended",
        thing=taking_part,
        subject=taking_part.subject_id,
    )
    if carried and isinstance(actor, System) and actor.person_id:
        queue(
            recipient=actor.person_id,
            kind=LEFT,
            about=str(registry.pk),
            context={"path": reverse("registry:registries")},
            dedup=f"{LEFT}:{taking_part.pk}:{timezone.now():%Y-%m-%d %H:%M}",
        )


def _decide(
    actor: Actor,
    registry: Registry,
    code: str,
    words: Rendered,
    scope: list[str],
    carried: Carried | None = None,
    *,
    ends_at: datetime | None = None,
) -> Decision:
    """Keeps the decision; what it allows is one living grant, and the one before it ends.

    So does every yes to a single use she was asked about because of the answer before.
    """
    purpose = purpose_of(registry.pk, code)
    answer = Decision.Answer.YES if scope else Decision.Answer.NO
    decision = _keep(actor, purpose, answer, words, carried)
    close_grants(actor=actor, purpose=purpose, decision=decision)
    for single, use in _single_uses(registry).items():
        if use == purpose:
            close_grants(actor=actor, purpose=single, decision=decision)
    if scope and isinstance(actor, SignedIn | System):
        give_grant(
            actor=actor,
            purpose=purpose,
            grantee_kind=Grant.Grantee.NOBODY,
            grantee_id=None,
            scope=scope,
            ends_at=ends_at,
            decision_id=decision.pk,
        )
    return decision


def renew_answer(
    actor: Actor, registry: Registry, code: str, words: Rendered, carried: Carried | None = None
) -> None:
    """What she allows goes on as it is, and so does every yes to a single use behind it; the last
    day a newer text had set is gone.
    """
    purpose = purpose_of(registry.pk, code)
    decision = _keep(actor, purpose, Decision.Answer.YES, words, carried)
    if not renew_grants(actor=actor, purpose=purpose, decision=decision):
        lasting = own_rows(Grant, actor).filter(
            purpose=purpose, ended_by__isnull=True, ends_at__isnull=True
        )
        # It ended while she answered: nothing is kept of an answer that has nothing to go on.
        demand(may_answer_older(None if lasting.exists() else timezone.now()))
    for single, use in _single_uses(registry).items():
        if use == purpose:
            renew_grants(actor=actor, purpose=single, decision=decision)


def _single_uses(registry: Registry) -> dict[str, str]:
    """Purpose of a yes to one use alone → the purpose of the question it was asked because of."""
    rows = UseAsking.objects.filter(request__dataset__registry=registry)
    return {only_this(one): one.use for one in rows.select_related("request__dataset")}


def _living(actor: Actor, registry: Registry) -> set[str]:
    """The purposes of everything she allows this registry now, whichever version asked it."""
    mine = own_rows(Grant, actor).filter(
        purpose__startswith=purpose_of(registry.pk, ""), ended_by__isnull=True
    )
    return set(mine.values_list("purpose", flat=True))


def _keep(
    actor: Actor, purpose: str, answer: str, words: Rendered, carried: Carried | None = None
) -> Decision:
    return keep_decision(
        actor=actor,
        purpose=purpose,
        answer=answer,
        text=words.text,
        rendered=words.words,
        language=words.language,
        way=carried.way if carried else Decision.Way.SCREEN,
        keyed_by=carried.keyed_by if carried else None,
    )


def _elsewhere(registry: Registry, site: Choice | None) -> bool:
    return bool(site and site.site and site.site.registry_id != registry.pk)


def _alone(actor: Actor) -> _Who:
    """One joining at a time: the second of a double click finds what the first one made."""
    if not isinstance(actor, SignedIn | System) or actor.subject_id is None:
        raise Http404
    demand(may_decide_here(actor))
    person_id = actor.about_person if isinstance(actor, SignedIn) else _person(actor)
    Person.objects.select_for_update().get(pk=person_id)
    helping = isinstance(actor, SignedIn) and actor.helping is not None
    return _Who(person_id, actor.subject_id, helping)


def _person(actor: Actor) -> int:
    """Whom the software acts for."""
    if not isinstance(actor, System) or actor.person_id is None:
        raise Http404
    return actor.person_id


def _state_of(herself: _Who) -> str:
    return Person.objects.values_list("state", flat=True).get(pk=herself.person_id)


def _locked(actor: Actor, taking_part: Participation) -> Participation:
    mine = Participation.objects.visible_to(actor).filter(pk=taking_part.pk)
    found = mine.select_for_update(of=("self",)).select_related("registry", "sheet").first()
    if found is None:
        raise Http404
    return found


def _record_of(actor: Actor, herself: _Who, registry: Registry) -> Subject:
    """Her record under a number nobody can guess, with a figure that shows a slip of the pen."""
    whose = herself.subject_id
    there = Subject.objects.visible_to(actor).filter(registry=registry, subject_id=whose)
    found = there.first()
    while found is None:
        figures = f"{randbelow(9 * 10 ** (FIGURES - 2)) + 10 ** (FIGURES - 2)}"
        try:
            with transaction.atomic():
                found = Subject.objects.create(
                    registry=registry,
                    subject_id=whose,
                    number=f"{figures}-{check_figure(figures)}",
                    vital=Subject.Vital.ALIVE,
                )
        except IntegrityError:  # the number is somebody else's
            continue
    return found


def _mark(actor: Actor, taking_part: Participation, takes_part: str) -> None:
    Subject.objects.visible_to(actor).filter(pk=taking_part.record_id).update(takes_part=takes_part)
