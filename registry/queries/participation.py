"""Who takes part in a registry and what she agreed to; what somebody may join."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from members.models import ConsentText, Decision, Grant
from members.queries.own import own_rows
from po_platform.access.actor import Actor
from po_platform.access.protected import ProtectedQuerySet
from registry.consent import TAKES_PART, Question, Sheet, purpose_of
from registry.models import ConsentSheet, Participation, Registry, Subject


@dataclass(frozen=True, slots=True)
class Consenting:
    """Somebody who agrees now. `scope`: past, future, ask_past, ask_future; contact; plain."""

    subject_id: UUID
    scope: frozenset[str]
    since: datetime


def consenting(
    *, actor: Actor, registry: Registry, purpose: str, scope: str = ""
) -> list[Consenting]:
    """Everybody who agrees at this moment to one question (`purpose`: its code) of a registry.

    `scope`: only those whose answer includes this word. Asked of the vault, so whoever withdrew is
    gone with the next statement. For curators of the registry; nobody else gets a row. "Past"
    data are entries with nothing in them newer than `since` (Entry.changed_at), "future" data
    entries with nothing in them older (Entry.first_at); what is both takes both.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select subject_id, scope, since from registry_consenting(%s, %s)",
            [registry.pk, purpose],
        )
        found = [Consenting(who, frozenset(words), since) for who, words, since in cursor]
    return [one for one in found if not scope or scope in one.scope]


def current_sheet(registry: Registry) -> ConsentSheet | None:
    """The published version people are asked with; None: nobody can join."""
    found = registry.sheets.filter(published_at__isnull=False)
    return found.order_by("-version").first()


def agreed_by_version(*, actor: Actor, registry: Registry) -> list[tuple[int, int]]:
    """(version, how many take part by it), newest first; in steps of five, so that nobody is told."""
    mine = Participation.objects.visible_to(actor).filter(
        registry=registry, state=Participation.State.ACTIVE
    )
    rows = mine.values_list("sheet__version").annotate(count=Count("pk"))
    return [(version, 5 * round(count / 5)) for version, count in rows.order_by("-sheet__version")]


def published_sheets(registry: Registry) -> list[Sheet]:
    """Everything people were ever asked with, oldest first."""
    found = registry.sheets.filter(published_at__isnull=False).order_by("version")
    return [Sheet.of(content) for content in found.values_list("content", flat=True)]


def draft_sheet(registry: Registry) -> ConsentSheet | None:
    """The version that is being written."""
    return registry.sheets.filter(published_at__isnull=True).order_by("-version").first()


def published_text(sheet: ConsentSheet, language: str) -> ConsentText | None:
    """The words of this version in one language, as they were published."""
    purpose = purpose_of(sheet.registry_id, TAKES_PART)
    found = ConsentText.objects.filter(purpose=purpose, version=sheet.version, language=language)
    return found.first()


def joinable_registries(*, actor: Actor) -> QuerySet[Registry]:
    """Registries that ask people, by title."""
    asking = ConsentSheet.objects.filter(published_at__isnull=False)
    return Registry.objects.filter(pk__in=asking.values("registry_id")).order_by("title", "pk")


def my_participations(*, actor: Actor) -> ProtectedQuerySet[Participation]:
    """Every registry the actor joined, also those she left."""
    mine = own_rows(Participation, actor)
    return mine.select_related("registry", "record", "sheet").order_by("registry__title", "pk")


def my_participation(*, actor: Actor, registry: Registry) -> Participation | None:
    """Hers in one registry."""
    return my_participations(actor=actor).filter(registry=registry).first()


def participation_of(*, actor: Actor, record: Subject) -> Participation | None:
    """Whether whom a record is about takes part herself; None for one nobody joined with."""
    return Participation.objects.visible_to(actor).filter(record=record).first()


def frozen_records(record_ids: Collection[int]) -> set[int]:
    """Of these records, those about somebody of age who has not decided herself yet."""
    with connection.cursor() as cursor:
        cursor.execute("select * from frozen_records(%s::bigint[])", [list(record_ids)])
        return {found for (found,) in cursor.fetchall()}


def closed_records(record_ids: Collection[int]) -> set[int]:
    """Of these records, those about somebody who wants nothing new to be entered."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select found from unnest(%s::bigint[]) found"
            " where found = any((select closed_records())::bigint[])",  # asked once, not for each
            [list(record_ids)],
        )
        return {found for (found,) in cursor.fetchall()}


@dataclass(frozen=True, slots=True)
class Answer:
    """One question with what somebody says to it now; `said` by part.

    `since`: the moment what she allows speaks of, else when she decided. `ends_at`: when it ends
    unless she answers a newer text; `over_at`: when it ended because she had not.
    """

    question: Question
    said: Mapping[str, str]
    since: datetime | None = None
    decision: Decision | None = field(default=None, compare=False)
    ends_at: datetime | None = None
    over_at: datetime | None = None

    def stays(self, said: Mapping[str, str]) -> datetime | None:
        """The moment it goes on speaking of, where `said` allows exactly what she allows already."""
        scope = self.question.scope(self.said)
        return self.since if scope and scope == self.question.scope(said) else None


def my_answers(*, actor: Actor, registry: Registry, sheet: Sheet) -> list[Answer]:
    """Her answer to every question of a sheet, in its order; two queries."""
    now = timezone.now()
    prefix = purpose_of(registry.pk, "")
    held = {
        grant.purpose: grant
        for grant in own_rows(Grant, actor).filter(
            purpose__startswith=prefix, ended_by__isnull=True
        )
    }
    over = {of: one.ends_at for of, one in held.items() if one.ends_at and one.ends_at <= now}
    kept = own_rows(Decision, actor).filter(purpose__startswith=prefix).order_by("pk")
    last = {decision.purpose: decision for decision in kept}
    answers = []
    for question in sheet.questions:
        purpose = purpose_of(registry.pk, question.code)
        decision, grant = last.get(purpose), None if purpose in over else held.get(purpose)
        since = grant.starts_at if grant else decision.at if decision else None
        said = question.said_in(grant.scope if grant else ())
        ends_at = grant.ends_at if grant else None
        answers.append(Answer(question, said, since, decision, ends_at, over.get(purpose)))
    return answers


def first_endings(*, actor: Actor) -> dict[int, datetime]:
    """Registry → when the first of what she allows there ends without an answer to a newer text."""
    ending = in_force(own_rows(Grant, actor)).filter(
        purpose__startswith="registry:", ends_at__isnull=False
    )
    found: dict[int, datetime] = {}
    for purpose, ends_at in ending.order_by("-ends_at").values_list("purpose", "ends_at"):
        if ends_at is not None:
            found[int(purpose.split(":")[1])] = ends_at
    return found


def in_force(grants: ProtectedQuerySet[Grant]) -> ProtectedQuerySet[Grant]:
    """Of these grants those that nothing has ended, no decision and no last day."""
    return grants.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=Now()), ended_by__isnull=True)


def my_decisions(*, actor: Actor, registry: Registry) -> ProtectedQuerySet[Decision]:
    """What she decided about one registry, newest first."""
    mine = own_rows(Decision, actor).filter(purpose__startswith=purpose_of(registry.pk, ""))
    return mine.select_related("text").order_by("-pk")
