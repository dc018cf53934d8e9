"""How many people there are: counted with consent, told in a way that shows nobody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from django.db import transaction

from po_platform.access.actor import SignedIn
from registry.actions.told import known_numbers, remember
from registry.applying import applying
from registry.cohort import ONLY, Clause, Criterion, codes_of, each_in, in_order
from registry.cohort_sql import people
from registry.counted_people import Question
from registry.disclosure import Told, told
from registry.layout import Layout, has_boxes
from registry.models import Dataset
from registry.queries.counts import FULL
from registry.queries.requests import rules_of
from registry.research import as_research

Run = tuple[Question, int, str]
A_DAY = timedelta(days=1)
MOST_A_DAY = 120  # different numbers of one account, each cell of a split one of them


@dataclass(frozen=True, slots=True)
class Counted:
    """What may be said. `full`: no number, because as many were told as may be."""

    told: Told
    threshold: int
    full: bool = False


@dataclass(frozen=True, slots=True)
class Split:
    """The cells of a split: codes ("" for whoever gave no answer, or several) and numbers.

    `full`: none, because as many numbers about the registry were told as may be.
    """

    codes: Sequence[str] = ()
    cells: Sequence[Told] = ()
    full: bool = False


def count_people(
    *, actor: SignedIn, dataset: Dataset, layout: Layout, criteria: Sequence[Clause], use: str
) -> Counted:
    """The number for these conditions, counted now: whoever left is in none from then on.

    `use`: the purpose of the consent it is counted under; see registry.uses.
    """
    with transaction.atomic():
        question = Question(dataset, layout, in_order(criteria), use)
        known = known_numbers(actor, [question])
        if known is None:
            remember(actor, [(question, 0, FULL)])
            threshold = rules_of(dataset.registry_id).threshold
            return Counted(Told(None), threshold, full=True)
        said = known.ask(question)
        remember(actor, [known.run(question, said)])
    return Counted(told(len(said), known.threshold), known.threshold)


def split_people(
    *,
    actor: SignedIn,
    dataset: Dataset,
    layout: Layout,
    criteria: Sequence[Clause],
    use: str,
    by: str,
) -> Split | None:
    """The same people by the answers to one question with one answer each; each cell a question.

    None when the whole number may not be told either.
    """
    with transaction.atomic():
        whole = Question(dataset, layout, in_order(criteria), use)
        cells = cells_of(whole, by)
        known = known_numbers(actor, [whole, *cells.values()])
        if known is None:
            return Split(full=True)
        left, numbers = known.ask(whole), list[Told]()
        runs = [known.run(whole, left)]
        if told(len(left), known.threshold).value is None:
            remember(actor, runs)
            return None
        for cell in cells.values():
            said = known.groups.ask(known.people.of(cell)) or frozenset()
            numbers.append(told(len(said), known.threshold))
            left -= said
            if numbers[-1].value is not None:
                runs.append(known.run(cell, said))
        remember(actor, runs)
        codes = [*cells]
        if left:  # what is left is theirs only where every other cell is told
            hidden = any(one.value is None for one in numbers)
            codes.append("")
            numbers.append(Told(None) if hidden else told(len(left), known.threshold))
    return Split(codes, numbers)


def cells_of(whole: Question, by: str) -> dict[str, Question]:
    form, item = next(
        (form, one)
        for form, items in whole.layout.questions.items()
        for one in items
        if one.link_id == by and codes_of(one) and not has_boxes(one) and not one.identifier
    )
    return {
        code: replace(
            whole,
            criteria=in_order([*whole.criteria, Criterion(form, by, ONLY, (code,))]),
        )
        for code in codes_of(item)
    }


def subjects_of(
    dataset: Dataset, layout: Layout, criteria: Sequence[Clause], use: str
) -> set[UUID]:
    """Who they are: for code that shows nobody, and never outlives the request."""
    rows = list(dataset.forms.values_list("name", "pk", "counted"))
    forms = {name: pk for name, pk, _counted in rows}
    columns = {(name, field): column for name, _pk, kept in rows for column, field in kept.items()}
    with as_research(dataset.registry_id, use) as cursor:
        still = applying(cursor, layout, forms, {one.field for one in each_in(criteria)})
        statement = people(layout, forms, criteria, columns, still=still)
        cursor.execute(statement.sql, statement.values)
        return {subject for (subject,) in cursor.fetchall()}
