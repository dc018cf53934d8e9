"""How a page was made: who wrote and checked it, on what it rests, who paid, when it is checked again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.utils.translation import ngettext

from education.models import (
    Article,
    Contributor,
    OutsideReader,
    ProjectRecord,
    ReviewStep,
    Revision,
    Source,
)
from education.queries.projects import project_of_page
from education.rules import LAY, MEDICAL
from education.sections import name_of

MOST_NAMED = 10


@dataclass(frozen=True, slots=True)
class Credit:
    """Somebody as she wants to be named. `interests`: '' when she declared none."""

    name: str
    background: str
    interests: str


@dataclass(frozen=True, slots=True)
class Rests:
    """A source of a text. `section`, `part`: id and name of what it supports, '' for the whole."""

    source: Source
    section: str
    part: str


def rests_of(text: Revision) -> list[Rests]:
    """In the order they were named; one query."""
    names = {str(one["id"]): name_of(one) for one in text.body}
    return [
        Rests(one.source, one.section if one.section in names else "", names.get(one.section, ""))
        for one in text.citations.select_related("source")
    ]


@dataclass(frozen=True, slots=True)
class Made:
    """All of the box "How this page was made". `unsaid`: of somebody it is not known, or was erased."""

    writers: list[Credit]
    checkers: list[Credit]
    lay_readers: int
    thanked: list[str]
    asked_for: bool
    test_readers: list[str]
    checked_on: datetime | None
    published_at: datetime | None
    review_by: date | None
    version: int
    sources: list[Rests]
    uncertain: str
    money: str
    project: ProjectRecord | None
    one_doctor: bool
    unsaid: bool

    @property
    def interests(self) -> list[Credit]:
        """Whoever declared some, once each."""
        everybody = {one.name: one for one in [*self.writers, *self.checkers]}
        return [one for one in everybody.values() if one.interests]


def made_of(article: Article, live: Revision, *, asked_for: bool, one_doctor: bool) -> Made:
    """Of a live page; four queries, more where it tells another one again.

    `asked_for`: members asked for it; `one_doctor`: the lighter way to check holds here.
    """
    lay_readers = OutsideReader.objects.filter(
        revision=OuterRef("pk"), task=OutsideReader.Task.LAY, answered_at__isnull=False
    ).order_by("pk")
    texts = list(
        article.revisions.filter(number__lte=live.number)
        .order_by("number")
        .values_list("state", "writers", ArraySubquery(lay_readers.values("thanks__name")))
    )
    writers = {
        account
        for state, accounts, _readers in texts
        if state == Revision.State.PUBLISHED
        for account in accounts
    }
    named = [name for _state, _accounts, readers in texts for name in readers]
    steps = list(
        ReviewStep.objects.filter(
            revision__article=article, revision__number__lte=live.number,
            revision__state=Revision.State.PUBLISHED, state=ReviewStep.State.APPROVED,
        ).select_related("outside").order_by("decided_at")
    )  # fmt: skip
    medical = [step for step in steps if step.step == MEDICAL][-1:]
    lay = {step.by_account for step in steps if step.step == LAY}
    everybody = writers | {step.by_account for step in medical if step.by_account}
    credits = credits_of(everybody)
    return Made(
        writers=[credits[one] for one in sorted(writers) if one in credits],
        checkers=[found for one in medical if (found := _checker(one, credits))],
        lay_readers=len(lay) + len(named),
        thanked=[name for name in named if name],
        asked_for=asked_for,
        test_readers=_test_readers(live) if article.easy_read_of_id else [],
        checked_on=medical[0].decided_at if medical else None,
        published_at=live.published_at,
        review_by=article.review_by,
        version=live.number,
        sources=rests_of(live),
        uncertain=live.uncertain,
        money=live.money,
        project=project_of_page(article),
        one_doctor=one_doctor,
        unsaid=bool(everybody - set(credits)),
    )


def _checker(step: ReviewStep, credits: dict[int, Credit]) -> Credit | None:
    """Who did the medical check: an account, or somebody outside in her own words."""
    if step.outside is not None:
        return Credit(step.outside.public_name, step.outside.background, step.outside.interests)
    return credits.get(step.by_account or 0)


def who_decided(step: ReviewStep, credits: Mapping[int, Credit]) -> str:
    """Who did a check, as she wants to be named; '' for whoever was erased."""
    if step.outside is not None:
        return step.outside.public_name
    found = credits.get(step.by_account or 0)
    return found.name if found else ""


def credits_of(accounts: set[int]) -> dict[int, Credit]:
    """Account → how she is named; whoever was erased is missing."""
    rows = (
        Contributor.objects.filter(account_id__in=accounts)
        .order_by("account_id", "-declared_at", "-pk")
        .distinct("account_id")
    )
    return {
        row.account_id: Credit(
            row.public_name, row.background, "" if row.no_interests else row.interests
        )
        for row in rows
    }


def _test_readers(live: Revision) -> list[str]:
    """Names; members who want none are counted."""
    rows = live.readings.filter(understood=True).order_by("pk")
    found = list(rows.values_list("reader", "outside__thanks__name")[:MOST_NAMED])
    names = [named or thanked for named, thanked in found if named or thanked]
    if unnamed := len(found) - len(names):
        names.append(ngettext("%(n)d member", "%(n)d members", unnamed) % {"n": unnamed})
    return names
