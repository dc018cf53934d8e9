"""How many people there are: counted with consent, told in a way that shows nobody."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from audit.actions import record
from po_platform.access.actor import Hat, SignedIn
from po_platform.access.refusals import Allowed, Denied, Verdict, demand
from registry.cohort import Criterion, NotCohort, codes_of, read_criteria, sha256_of, to_plain
from registry.cohort_sql import people
from registry.disclosure import Table, Told, table, tells_apart, told
from registry.layout import Layout, has_boxes
from registry.models import CountRun, Dataset
from registry.queries.requests import rules_of
from registry.research import as_research

A_DAY = timedelta(days=1)
MOST_A_DAY = 60  # different questions of one account
MOST_NEAR = 30
SIMILAR = "similar"


@dataclass(frozen=True, slots=True)
class Counted:
    """What may be said. `similar`: an earlier answer and this one would show a few people."""

    told: Told
    threshold: int
    similar: bool = False


def may_count(actor: SignedIn) -> Verdict:
    """Researchers, curators and the committee."""
    if actor.holds(Hat.RESEARCHER, Hat.CURATOR, Hat.COMMITTEE):
        return Allowed()
    return Denied(_("You cannot count people in a registry."))


def count_people(
    *, actor: SignedIn, dataset: Dataset, layout: Layout, criteria: Sequence[Criterion], use: str
) -> Counted:
    """The number for these conditions. The same question gets the same answer for a day.

    `use`: the purpose of the consent it is counted under; see registry.uses.
    """
    with transaction.atomic():
        demand(may_count(actor))
        _one_at_a_time(dataset)
        mark = sha256_of(criteria)
        threshold = rules_of(dataset.registry_id).threshold
        earlier = CountRun.objects.filter(dataset=dataset, purpose=use)
        same = earlier.filter(sha256=mark, at__gt=Now() - A_DAY).order_by("-pk").first()
        if same is not None:
            return _again(same, threshold)
        today = earlier.filter(by_account=actor.account_id, at__gt=Now() - A_DAY)
        if today.count() >= MOST_A_DAY:
            demand(Denied(_("You asked a great deal today. Go on tomorrow.")))
        found = subjects_of(dataset, layout, criteria, use)
        answer = told(len(found), threshold)
        similar = bool(answer.value) and any(
            tells_apart(found, subjects_of(dataset, layout, earlier, use), threshold)
            for earlier in _near(dataset, layout, use, mark, len(found), threshold)
        )
        run = CountRun.objects.create(
            dataset=dataset, purpose=use, criteria=[to_plain(one) for one in criteria],
            sha256=mark, exact=len(found), by_account=actor.account_id,
            told=SIMILAR if similar else json.dumps(answer.value),
        )  # fmt: skip
        record(actor=actor, verb="registry.people.counted", thing=run)
    return _again(run, threshold)


def subjects_of(
    dataset: Dataset, layout: Layout, criteria: Sequence[Criterion], use: str
) -> set[UUID]:
    """Who they are: for code that shows nobody, and never outlives the request."""
    forms = dict(dataset.forms.values_list("name", "pk"))
    statement = people(layout, forms, criteria)
    with as_research(dataset.registry_id, use) as cursor:
        cursor.execute(f"select distinct subject_id from ({statement.sql}) found", statement.values)  # noqa: S608  (made by cohort_sql)
        return {subject for (subject,) in cursor.fetchall()}


def split_people(
    *,
    actor: SignedIn,
    dataset: Dataset,
    layout: Layout,
    criteria: Sequence[Criterion],
    use: str,
    by: str,
) -> tuple[list[str], Table] | None:
    """The same people by the answers to one question with one answer each, small cells hidden.

    Gives the codes of the cells ("" for no answer, "…" for several) and the table; None when the
    whole number may not be told either. Each shown cell counts as an answer for later questions.
    """
    with transaction.atomic():
        whole = count_people(
            actor=actor, dataset=dataset, layout=layout, criteria=criteria, use=use
        )
        if whole.similar or not whole.told.value:
            return None
        form, item = next(
            (form, one)
            for form, items in layout.questions.items()
            for one in items
            if one.link_id == by and codes_of(one) and not has_boxes(one) and not one.identifier
        )
        found = subjects_of(dataset, layout, criteria, use)
        answers: dict[UUID, set[str]] = {subject: set() for subject in found}
        form_id = dataset.forms.get(name=form).pk
        with as_research(dataset.registry_id, use) as cursor:
            cursor.execute(
                "select subject_id, answers ->> %s from registry_entry"
                " where form_id = %s and jsonb_exists(answers, %s)",
                [by, form_id, by],
            )
            for subject, answer in cursor.fetchall():
                if subject in answers:
                    answers[subject].add({"true": "1", "false": "0"}.get(answer, answer))
        several = Counter(
            "" if not given else given.pop() if len(given) == 1 else "…"
            for given in answers.values()
        )
        codes = [*codes_of(item), *(extra for extra in ("…", "") if several[extra])]
        made = table([several[code] for code in codes], whole.threshold)
        _remember_cells(actor, dataset, criteria, form, by, codes, made, several, use)
    return codes, made


def _remember_cells(
    actor: SignedIn, dataset: Dataset, criteria: Sequence[Criterion], form: str, by: str,
    codes: Sequence[str], made: Table, counts: Counter[str], use: str,
) -> None:  # fmt: skip
    rows = []
    for code, cell in zip(codes, made.cells, strict=True):
        if cell.value and code not in ("", "…"):
            one = tuple(sorted({*criteria, Criterion(form, by, "any", (code,))}))
            rows.append(
                CountRun(
                    dataset=dataset, purpose=use, criteria=[to_plain(each) for each in one],
                    sha256=sha256_of(one), exact=counts[code], by_account=actor.account_id,
                    told=json.dumps(cell.value),
                )
            )  # fmt: skip
    CountRun.objects.bulk_create(rows)


def _near(
    dataset: Dataset, layout: Layout, use: str, mark: str, count: int, threshold: int
) -> Iterator[tuple[Criterion, ...]]:
    """Earlier questions whose answer could differ by a few people only."""
    near = CountRun.objects.filter(
        dataset=dataset,
        purpose=use,
        exact__gte=max(threshold, count - 2 * threshold),
        exact__lte=count + 2 * threshold,
    )
    told = near.exclude(sha256=mark).exclude(told__in=[SIMILAR, "null"])
    for run in told.order_by("sha256", "-pk").distinct("sha256")[:MOST_NEAR]:
        with suppress(NotCohort):  # asked about a question the dataset does not have any more
            yield read_criteria(layout, run.criteria)


def _again(run: CountRun, threshold: int) -> Counted:
    if run.told == SIMILAR:
        return Counted(Told(None), threshold, similar=True)
    return Counted(Told(json.loads(run.told)), threshold)


def _one_at_a_time(dataset: Dataset) -> None:
    """Two questions at once would not know of each other."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"count:{dataset.pk}"]
        )
