"""A curator asks about a value; whoever is asked answers; the one who asked closes it.

The person it is about may say that a value is wrong; then those who keep the registry answer. What
was settled too soon is opened again, with every word that was said.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from audit.actions import record
from members.facts import people_behind
from members.models import Person, RoleHolding
from notifications.actions import Note, queue, queue_all
from po_platform.access.actor import Actor, Purpose, SignedIn, System, acting_as
from po_platform.access.refusals import demand
from registry.models import Entry, Participation, Query, Right
from registry.notices import ANSWERED, ASKED, WAITS
from registry.policies import KEEPERS
from registry.queries.asked import query_of
from registry.queries.datasets import my_rights
from registry.queries.participation import (
    closed_records,
    frozen_records,
    my_participation,
    participation_of,
)
from registry.rules import (
    may_answer,
    may_ask,
    may_ask_member,
    may_close,
    may_collect,
    may_dispute,
    may_keep,
    may_reopen,
)


def ask(*, actor: Actor, entry: Entry, link_id: str, to: str, words: str) -> Query:
    """A question in plain words about one value. The person herself gets a mail without words."""
    with transaction.atomic():
        rights = my_rights(actor=actor, registry_id=entry.registry_id)
        demand(may_ask(actor, entry.form_id, rights))
        demand(may_keep(entry.record))
        frozen, closed = frozen_records([entry.record_id]), closed_records([entry.record_id])
        demand(may_collect(frozen=bool(frozen), closed=bool(closed)))
        if to == Query.To.MEMBER:
            demand(may_ask_member(participation_of(actor=actor, record=entry.record)))
        query = _made(actor, entry, link_id, words, to=to, about=Query.About.ASKED)
        record(actor=actor, verb="registry.query.asked", thing=query, subject=query.subject_id)
        if to == Query.To.MEMBER:
            _tell_her(query)
        else:
            _tell_keepers(query)
    return query


def dispute(*, actor: Actor, entry: Entry, link_id: str, words: str) -> Query:
    """The person herself says that a value is wrong."""
    with transaction.atomic():
        mine = my_participation(actor=actor, registry=entry.registry)
        demand(may_dispute(actor, mine))
        query = _made(actor, entry, link_id, words, to=Query.To.CURATOR, about=Query.About.DISPUTED)
        record(actor=actor, verb="registry.query.disputed", thing=query, subject=query.subject_id)
        _tell_keepers(query)
    return query


def answer_query(*, actor: Actor, query: Query, words: str) -> Query:
    """The answer, once. What somebody disputed is closed with it."""
    with transaction.atomic():
        found = _locked(actor, query)
        rights = my_rights(actor=actor, registry_id=found.registry_id)
        demand(may_answer(actor, found, rights))
        found.answer, found.answered_at = words, Now()
        found.answered_by = actor.account_id if isinstance(actor, SignedIn) else None
        found.state = Query.State.ANSWERED
        if found.about == Query.About.DISPUTED:
            found.state, found.closed_at = Query.State.CLOSED, Now()
            found.closed_by = found.answered_by
        found.save()
        record(actor=actor, verb="registry.query.answered", thing=found, subject=found.subject_id)
        if found.about == Query.About.DISPUTED:
            _tell_her(found)
        else:
            _tell_who_asked(found)
    return found


def close_query(*, actor: Actor, query: Query) -> None:
    """Settled; closing twice changes nothing."""
    with transaction.atomic():
        found = _locked(actor, query)
        rights = my_rights(actor=actor, registry_id=found.registry_id)
        demand(may_close(actor, found, rights))
        if found.state == Query.State.CLOSED:
            return
        found.state, found.closed_at = Query.State.CLOSED, Now()
        found.closed_by = actor.account_id if isinstance(actor, SignedIn) else None
        found.save(update_fields=["state", "closed_at", "closed_by"])
        record(actor=actor, verb="registry.query.closed", thing=found, subject=found.subject_id)


def reopen_query(*, actor: Actor, query: Query, words: str) -> Query:
    """Asked once more; the former answer stays beside it, and whoever may answer is told."""
    with transaction.atomic():
        found = _locked(actor, query)
        rights = my_rights(actor=actor, registry_id=found.registry_id)
        demand(may_reopen(actor, found, rights, _taking_part(actor, found)))
        frozen = bool(frozen_records([found.record_id]))
        asks = (
            found.about != Query.About.DISPUTED
        )  # saying that something is wrong gives nothing new
        closed = asks and bool(closed_records([found.record_id]))
        demand(may_collect(frozen=frozen, closed=closed))
        if found.answer and found.answered_at is not None:
            said = {"answer": found.answer, "at": found.answered_at.isoformat()}
            found.former = [*found.former, said]
        found.former = [*found.former, {"again": words, "at": timezone.now().isoformat()}]
        found.asked_by = actor.account_id if isinstance(actor, SignedIn) else None
        found.state, found.answer = Query.State.OPEN, ""
        found.answered_by = found.answered_at = found.closed_by = found.closed_at = None
        found.save()
        record(actor=actor, verb="registry.query.reopened", thing=found, subject=found.subject_id)
        if found.to == Query.To.MEMBER:
            _tell_her(found)
        else:
            _tell_keepers(found)
    return found


def _taking_part(actor: Actor, query: Query) -> Participation | None:
    """Of the person it is about, as she sees it herself or as those who keep the registry do."""
    if isinstance(actor, SignedIn) and actor.subject_id == query.subject_id:
        return my_participation(actor=actor, registry=query.registry)
    return participation_of(actor=actor, record=query.record)


def _made(actor: Actor, entry: Entry, link_id: str, words: str, *, to: str, about: str) -> Query:
    return Query.objects.create(
        subject_id=entry.subject_id,
        registry_id=entry.registry_id,
        record=entry.record,
        form=entry.form,
        entry=entry,
        link_id=link_id,
        to=to,
        about=about,
        words=words,
        asked_by=actor.account_id if isinstance(actor, SignedIn) else None,
    )


def _locked(actor: Actor, query: Query) -> Query:
    found = query_of(actor=actor, ref=query.ref, lock=True)
    if found is None:
        raise Http404
    return found


def _round(query: Query) -> str:
    """Another one each time it is opened, so that it is told each time."""
    return f":{len(query.former)}" if query.former else ""


def _tell_her(query: Query) -> None:
    """Found by the software for this one subject: whoever keeps the registry learns no name."""
    with acting_as(System(Purpose.ASSIGN, subject_id=query.subject_id)):
        person_id = people_behind([query.subject_id]).get(query.subject_id)
    if person_id is None:  # a record nobody joined with
        return
    queue(
        recipient=person_id,
        kind=ASKED,
        context={"path": reverse("registry:registries")},
        dedup=f"{ASKED}:{query.pk}:{query.state}{_round(query)}",
        about=str(query.pk),
    )


def _tell_who_asked(query: Query) -> None:
    """Unless she works for another site than the record is kept at now."""
    people = Person.objects.filter(account_id=query.asked_by or 0)
    person = people.exclude(account_id__in=_elsewhere(query)).first()
    if person is not None:
        queue(
            recipient=person.pk,
            kind=ANSWERED,
            context={"path": reverse("registry:home")},
            dedup=f"{ANSWERED}:{query.pk}{_round(query)}",
        )


def _elsewhere(query: Query) -> QuerySet[Right, int]:
    """Accounts of those who work for another site alone."""
    sited = Right.objects.filter(registry_id=query.registry_id, site__isnull=False)
    return sited.exclude(Q(site_id=query.record.site_id)).values_list("account_id", flat=True)


def _tell_keepers(query: Query) -> None:
    """Whoever may answer it now: a right for the form goes before the one for the registry."""
    rights = Right.objects.filter(registry_id=query.registry_id)
    named = dict(rights.filter(form_id=query.form_id).values_list("account_id", "pk"))
    answers = rights.filter(Q(pk__in=named.values()) | Q(form=None) & ~Q(account_id__in=named))
    answers = answers.filter(Q(enters=True) | Q(confirms=True))
    living = RoleHolding.objects.filter(role__in=KEEPERS, starts_at__lte=Now())
    working = living.exclude(ends_at__lte=Now()).values("account_id")
    people = Person.objects.filter(account_id__in=answers.values("account_id"))
    people = people.filter(account_id__in=working)
    people = people.exclude(account_id__in=_elsewhere(query))
    queue_all(
        Note(
            recipient=person_id,
            kind=WAITS,
            context={"path": reverse("registry:home")},
            dedup=f"{WAITS}:{query.pk}:{person_id}{_round(query)}",
            about=str(query.pk),
        )
        for person_id in people.exclude(account_id=query.asked_by or 0).values_list("pk", flat=True)
    )
