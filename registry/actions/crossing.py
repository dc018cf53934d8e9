"""The same people by the answers to two questions, in a table that gives none of the few away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from uuid import UUID

from django.db import transaction

from po_platform.access.actor import SignedIn
from po_platform.access.refusals import demand
from registry.actions.counting import cells_of
from registry.actions.told import Known, known_numbers, may_count, remember
from registry.cohort import Clause, in_order
from registry.counted_people import Question
from registry.disclosure import Told, told
from registry.layout import Layout
from registry.models import Dataset
from registry.suppression import Place, Table, table_told

MOST = 100  # different numbers of one table


@dataclass(frozen=True, slots=True)
class Crossed:
    """Rows and columns by their codes; each line of numbers ends with its sum, the last are sums.

    `full`: no numbers, because as many about the registry were told as may be. `large`: none,
    because the table would have too many.
    """

    rows: Sequence[str] = ()
    columns: Sequence[str] = ()
    lines: Sequence[Sequence[Told]] = ()
    full: bool = False
    large: bool = False


@dataclass(frozen=True, slots=True)
class _Places:
    """The numbers of a table as questions beside all that were told before."""

    known: Known
    questions: Mapping[Place, Question]

    def ask(self, name: Place) -> frozenset[UUID]:
        return self.known.ask(self.questions[name])

    def again(self) -> _Places:
        return replace(self, known=self.known.again())


def cross_people(
    *,
    actor: SignedIn,
    dataset: Dataset,
    layout: Layout,
    criteria: Sequence[Clause],
    use: str,
    by: str,
    across: str,
) -> Crossed | None:
    """How many gave which answer to both; both questions with one answer each.

    None when the whole number may not be told either.
    """
    demand(may_count(actor))
    whole = Question(dataset, layout, in_order(criteria), use)
    rows, columns = cells_of(whole, by), cells_of(whole, across)
    if (len(rows) + 1) * (len(columns) + 1) > MOST:
        return Crossed(large=True)
    questions = _questions(whole, [*rows.values()], [*columns.values()])
    with transaction.atomic():
        known = known_numbers(actor, [*questions.values()])
        if known is None:
            return Crossed(full=True)
        everybody = known.ask(whole)
        runs = [known.run(whole, everybody)]
        sums = told(len(everybody), known.threshold)
        if sums.value is None:
            remember(actor, runs)
            return None
        table, never, places = _table(known, questions, len(rows), len(columns))
        said = table_told(_Places(known, places), table, never)
        remember(actor, [*runs, *(known.run(places[one], who) for one, who in said.items())])
    numbers = {places[one].key: told(len(who), known.threshold) for one, who in said.items()}
    numbers[whole.key] = sums
    lines = [
        [numbers.get(questions[r, c].key, Told(None)) for c in range(len(columns) + 1)]
        for r in range(len(rows) + 1)
    ]
    return Crossed([*rows], [*columns], lines)


def _questions(
    whole: Question, rows: Sequence[Question], columns: Sequence[Question]
) -> dict[Place, Question]:
    """Place → what is asked there; sums one further than the last row and column."""
    parts = product(enumerate([*rows, whole]), enumerate([*columns, whole]))
    return {
        (r, c): replace(whole, criteria=in_order([*one.criteria, *two.criteria]))
        for (r, one), (c, two) in parts
    }


def _table(
    known: Known, questions: Mapping[Place, Question], rows: int, columns: int
) -> tuple[Table, set[Place], dict[Place, Question]]:
    """The exact numbers, with a row and a column of those without one answer where there are any.

    Nobody asks for those; they only make the sums right. Places with the questions behind them.
    """
    exact = {place: len(known.people.of(one)) for place, one in questions.items()}
    numbers = [[exact[r, c] for c in range(columns)] for r in range(rows)]
    for r, line in enumerate(numbers):
        line.append(exact[r, columns] - sum(line))
    numbers.append([exact[rows, c] - sum(line[c] for line in numbers) for c in range(columns)])
    sums = sum(exact[r, columns] for r in range(rows))
    numbers[-1].append(exact[rows, columns] - sums - sum(numbers[-1]))
    more_rows, more_columns = any(numbers[-1]), any(line[-1] for line in numbers)
    if not more_rows:
        numbers.pop()
    table = Table([line if more_columns else line[:-1] for line in numbers], known.threshold)
    places = {
        (r if r < rows else table.rows, c if c < columns else table.columns): one
        for (r, c), one in questions.items()
    }
    return table, table.at.keys() - places.keys(), places
