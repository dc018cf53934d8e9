"""Tables of people by two questions: under consent, and none of the few can be worked out."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from po_platform.access.actor import acting_as
from registry.actions.crossing import Crossed, cross_people
from registry.models import CountRun, DataRequest, Entry, ReleaseRules
from registry.request_shown import Shown
from registry.uses import use_of
from tests.personas import Persona, World
from tests.registry.asking import Asking, make_asking

pytestmark = pytest.mark.django_db


@pytest.fixture
def asking(world: World) -> Asking:
    """Ten women and ten men; five of each stopped on the way, as far as they said so."""
    found = make_asking(world, 20)
    ReleaseRules.objects.update(threshold=5)
    stopped(found, found.people[:10])
    return found


def stopped(asking: Asking, people: list[Persona]) -> None:
    with acting_as(asking.walks.curator.actor()) as actor:
        rows = Entry.objects.visible_to(actor).filter(form__name="visit")
        for entry in rows.filter(subject_id__in=[one.subject for one in people]):
            answers = {**entry.answers, "stopped": "01"[entry.answers["stopped"] == "0"]}
            rows.filter(pk=entry.pk).update(answers=answers)


def crossed(asking: Asking, row: DataRequest, across: str = "stopped") -> Crossed:
    with acting_as(asking.researcher.actor()) as actor:
        found = cross_people(
            actor=actor, dataset=row.dataset, layout=Shown(row).layout, criteria=(),  # type: ignore[arg-type]
            use=use_of(row), by="sex", across=across,
        )  # fmt: skip
    assert found is not None
    return found


def numbers(table: Crossed) -> list[list[int | None]]:
    return [[one.value for one in line] for line in table.lines]


def test_a_table_has_its_numbers_and_their_sums(asking: Asking) -> None:
    table = crossed(asking, asking.draft(()))
    assert (table.rows, table.columns) == (["0", "1"], ["0", "1"])
    assert numbers(table) == [[5, 5, 10], [5, 5, 10], [10, 10, 20]]
    assert CountRun.objects.exclude(told="null").count() == 9


def test_one_small_number_keeps_others_back(asking: Asking) -> None:
    row = asking.draft(())
    stopped(asking, asking.people[:2])
    table = crossed(asking, row)
    assert numbers(table) == [[None, None, 10], [None, None, 10], [None, None, 20]]


def test_a_table_costs_the_same_however_many_people_and_tables(asking: Asking) -> None:
    row = asking.draft(())
    costs = []
    for across in ("stopped", "stopped", "pregnant", "stopped"):
        with CaptureQueriesContext(connection) as seen:
            crossed(asking, row, across)
        costs.append(len(seen))
    assert max(costs[1:]) <= costs[0]


def test_a_table_is_a_number_of_numbers(asking: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    row = asking.draft(())
    ReleaseRules.objects.update(most_told=8)
    assert crossed(asking, row).full
    monkeypatch.setattr("registry.actions.crossing.MOST", 8)
    assert crossed(asking, row).large
    with pytest.raises(PermissionDenied), acting_as(asking.people[0].actor()) as actor:
        cross_people(
            actor=actor, dataset=row.dataset, layout=Shown(row).layout, criteria=(),  # type: ignore[arg-type]
            use=use_of(row), by="sex", across="pregnant",
        )  # fmt: skip


def test_the_page_shows_a_table(asking: Asking, sign_in: Any) -> None:
    here = f"/data-requests/{asking.draft(()).ref}/people"
    client = sign_in(asking.researcher)
    page = client.get(f"{here}?split=sex&across=stopped").content.decode()
    assert page.count("about 5") == 4 and page.count("about 10") == 4
    same = client.get(f"{here}?split=sex&across=sex").content.decode()
    assert "Choose another question than the first" in same and "about 5" not in same
    assert "Choose the first question too" in client.get(f"{here}?across=sex").content.decode()
    assert sign_in(asking.people[0]).get(f"{here}?split=sex&across=stopped").status_code == 403
