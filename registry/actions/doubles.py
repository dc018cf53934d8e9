"""Two records of one person: judged by one, confirmed by another, put together, taken apart again."""

from __future__ import annotations

from django.db import connection, transaction
from django.db.models.functions import Now
from django.http import Http404
from django.urls import reverse

from audit.actions import record
from members.actions.consent import keep_decision
from members.facts import people_behind
from members.models import Decision
from notifications.actions import queue
from po_platform.access.actor import Actor, Purpose, SignedIn, System, acting_as
from po_platform.access.refusals import demand
from registry.consent import purpose_of
from registry.consent_words import about_found
from registry.doubles_rules import (
    may_judge,
    may_put_together,
    may_say_of_found,
    may_take_apart,
)
from registry.models import Alike, Joined, Registry
from registry.notices import FOUND
from registry.queries.doubles import joined_of, joined_records, pair_of
from registry.queries.participation import closed_records, participation_of
from registry.rules import may_ask_member, may_collect

FROM_ELSEWHERE = "from_elsewhere"  # the code of what she says about entries from another record


def judge(*, actor: Actor, pair: Alike, verdict: str) -> Alike:
    """One person, two people, or later. "One person" waits for somebody else to say the same."""
    with transaction.atomic():
        found = _locked(actor, pair)
        demand(may_judge(actor, found, verdict))
        if found.state == verdict:
            return found
        found.state, found.judged_at = verdict, Now()
        found.judged_by = actor.account_id if isinstance(actor, SignedIn) else None
        found.save(update_fields=["state", "judged_at", "judged_by"])
        record(
            actor=actor,
            verb="registry.doubles.judged",
            thing=found,
            subject=found.subject_id,
            verdict=verdict,
        )
    return found


def put_together(*, actor: Actor, pair: Alike) -> Joined:
    """The second pair of eyes: everything stands in one record from now on, nothing is lost."""
    with transaction.atomic():
        # Before the pair: whoever brings a file has the registry first and then writes pairs.
        Registry.objects.select_for_update(no_key=True).get(pk=pair.registry_id)
        found = _locked(actor, pair)
        demand(may_put_together(actor, found, joined_records(actor=actor, pair=found)))
        closed = closed_records([found.first_id, found.second_id])
        demand(may_collect(frozen=False, closed=bool(closed)))
        made = _asked("select put_together(%s)", found.pk)
        if made is None:  # the vault says no where the rule said yes: somebody was faster
            raise Http404
        joined = Joined.objects.visible_to(actor).select_related("kept").get(pk=made)
        record(
            actor=actor,
            verb="registry.doubles.put_together",
            thing=joined,
            subject=joined.subject_id,
            entries=len(joined.moved),
        )
        if may_ask_member(participation_of(actor=actor, record=joined.kept)):
            _tell_her(joined)
    return joined


def take_apart(*, actor: Actor, joined: Joined) -> None:
    """Every entry is where it was; the two are remembered as different people."""
    with transaction.atomic():
        found = joined_of(actor=actor, ref=joined.ref)
        if found is None:
            raise Http404
        demand(may_take_apart(actor, found))
        if not _asked("select take_apart(%s)", found.pk):
            raise Http404
        record(
            actor=actor,
            verb="registry.doubles.taken_apart",
            thing=found,
            subject=found.subject_id,
        )


def say_of_found(*, actor: Actor, joined: Joined, said: str, language: str) -> None:
    """What the person herself says about entries that came over, kept word for word."""
    with transaction.atomic():
        # Not locked first: the vault lets curators look and only herself write.
        mine = Joined.objects.visible_to(actor).filter(pk=joined.pk)
        found = mine.select_related("registry").first()
        if found is None:
            raise Http404
        demand(may_say_of_found(actor, found))
        if found.said == said:
            return
        words = about_found(said, found.registry.title, found.number, language)
        keep_decision(
            actor=actor,
            purpose=purpose_of(found.registry_id, FROM_ELSEWHERE),
            answer=Decision.Answer.YES if said == Joined.Said.USE else Decision.Answer.NO,
            text=words.text,
            rendered=words.words,
            language=language,
        )
        Joined.objects.visible_to(actor).filter(pk=found.pk).update(said=said, said_at=Now())
        record(
            actor=actor,
            verb="registry.doubles.said",
            thing=found,
            subject=found.subject_id,
            said=said,
        )
        if said == Joined.Said.NOT_ME and not _asked("select take_apart(%s)", found.pk):
            raise Http404


def _locked(actor: Actor, pair: Alike) -> Alike:
    found = pair_of(actor=actor, ref=pair.ref, lock=True)
    if found is None:
        raise Http404
    return found


def _asked(statement: str, key: int) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [key])
        row = cursor.fetchone()
    return row[0] if row else None


def _tell_her(joined: Joined) -> None:
    """Found by the software for this one subject: whoever keeps the registry learns no name."""
    with acting_as(System(Purpose.ASSIGN, subject_id=joined.subject_id)):
        person_id = people_behind([joined.subject_id]).get(joined.subject_id)
    if person_id is None:  # a record nobody joined with
        return
    queue(
        recipient=person_id,
        kind=FOUND,
        context={"path": reverse("registry:registries")},
        dedup=f"{FOUND}:{joined.pk}",
    )
