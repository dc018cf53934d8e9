"""The day a form speaks of goes out where a request names it, and dates may go out as months."""

from __future__ import annotations

import csv
import json
from io import StringIO
from typing import Any

import pytest

from po_platform.access.actor import acting_as
from registry.actions.requests import change_request
from registry.models import DataRequest, Entry
from registry.release_rows import EXACT, MONTH, moved
from registry.request_flow import Move
from tests.personas import World
from tests.registry.asking import Asking, make_asking
from tests.registry.released import Released, table

pytestmark = pytest.mark.django_db
DAY = "visit__when"
# One day twice: moved back by 1 to 365 days, neither of them can come to stand on the other.
SAID = ["2024-05-06", "2024-05", "2024", "", "2024-05-06"]


@pytest.fixture
def asking(world: World) -> Asking:
    """Five people; when their walk was is known to the day, the month, the year, or not at all."""
    found = make_asking(world, len(SAID))
    with acting_as(found.walks.curator.actor()) as actor:
        visits = (
            Entry.objects.visible_to(actor).filter(form__name="visit").order_by("record__number")
        )
        for entry, said in zip(visits, SAID, strict=True):
            Entry.objects.visible_to(actor).filter(pk=entry.pk).update(occurred_on=said)
    return found


def ready(asking: Asking, *variables: str, dates: str) -> Released:
    row = asking.draft(())
    with acting_as(asking.researcher.actor()) as actor:
        change_request(actor=actor, ref=row.ref, values={"variables": [*variables]})  # type: ignore[arg-type]
    asking.ready(row)
    DataRequest.objects.filter(pk=row.pk).update(dates=dates, kept_apart=[])
    row.refresh_from_db()
    return Released(asking, row)


def told(asking: Asking, dates: str) -> list[str]:
    released = ready(asking, "sex", "minutes", DAY, dates=dates)
    released.build(["fhir", "redcap"])
    return sorted(line[DAY] for line in table(released.bundle(), "data_raw.csv"))


def test_the_day_of_a_form_goes_out_moved_where_the_request_names_it(asking: Asking) -> None:
    days = told(asking, "shifted")
    assert sorted(map(len, days)) == [0, 4, 7, 10, 10]
    assert "2024-05-06" not in days


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        ("exact", sorted(SAID)),
        ("month", ["", "2024", "2024-05", "2024-05", "2024-05"]),
        ("year", ["", "2024", "2024", "2024", "2024"]),
    ],
)
def test_it_is_shortened_like_every_date(asking: Asking, dates: str, expected: list[str]) -> None:
    assert told(asking, dates) == expected


def test_without_being_named_it_stays_here(asking: Asking) -> None:
    released = ready(asking, "sex", "minutes", dates="exact")
    released.build(["json"], origins=True)
    bundle = released.bundle()
    assert DAY not in table(bundle, "data_raw.csv")[0]
    data = [name for name in bundle.namelist() if name != "manifest.json"]
    assert not any(b"2024" in bundle.read(name) for name in data)


def test_each_side_reads_that_it_is_asked_for(asking: Asking, sign_in: Any) -> None:
    row = asking.draft()
    client = sign_in(asking.researcher)
    here = f"/data-requests/{row.ref}"
    words = "The day “Visit” speaks of"
    assert words in client.get(f"{here}/questions").content.decode()
    sent = client.post(
        f"{here}/questions", {"form:person": ["sex"], "form:visit": ["minutes", DAY]}
    )
    assert sent.status_code == 302, sent.content.decode()
    assert words in client.get(here).content.decode()
    invented = client.get(f"{here}/artificial.csv").content.decode()
    lines = list(csv.DictReader(StringIO(invented)))
    assert {len(line[DAY]) for line in lines} == {0, 10}
    people = client.get(f"{here}/people").content.decode()
    assert DAY not in people  # it chooses nobody
    assert client.get(f"{here}/people?question=visit|{DAY}").status_code == 404
    row.refresh_from_db()
    asking.in_review(row)
    assert words in sign_in(asking.votes[0]).get(here).content.decode()


def test_the_dictionary_of_the_release_says_what_it_is(asking: Asking) -> None:
    released = ready(asking, "sex", "minutes", DAY, dates="month")
    released.build()
    bundle = released.bundle()
    [about] = [one for one in table(bundle, "codebook.csv") if one["column"] == DAY]
    assert (about["question"], about["kind"]) == ("The day “Visit” speaks of", "date")
    assert json.loads(bundle.read("manifest.json"))["questions"] == ["sex", "minutes", DAY]


def test_a_day_somebody_could_be_known_by_is_held_back(asking: Asking) -> None:
    released = ready(asking, "sex", "minutes", DAY, dates="exact")
    DataRequest.objects.filter(pk=released.row.pk).update(kept_apart=[DAY])
    released.build()
    assert {line[DAY] for line in table(released.bundle(), "data_raw.csv")} == {""}


def test_a_month_is_as_much_of_a_date_as_is_known() -> None:
    given = ["2026-03-04T09:30", "2026-03-04", "2026-03", "2026", ""]
    assert [moved(one, MONTH, 5) for one in given] == ["2026-03", "2026-03", "2026-03", "2026", ""]
    assert [moved(one, EXACT, 5) for one in given] == given


def test_a_curator_settles_that_dates_go_out_as_months(asking: Asking, sign_in: Any) -> None:
    row = asking.draft()
    asking.move(row, asking.researcher, Move.SEND)
    client, here = sign_in(asking.walks.curator), f"/data-requests/{row.ref}"
    assert "Only the month and year" in client.get(f"{here}/steps/pass_on").content.decode()
    wrong = client.post(f"{here}/steps/pass_on", {"dates": "week", "kept_apart": ["sex"]})
    assert wrong.status_code == 422
    sent = client.post(f"{here}/steps/pass_on", {"dates": "month", "kept_apart": ["sex"]})
    assert sent.status_code == 302
    page = sign_in(asking.votes[0]).get(here).content.decode()
    assert "Only the month and year" in page
    invented = sign_in(asking.researcher).get(f"{here}/artificial.csv").content.decode()
    assert {len(line["born"]) for line in csv.DictReader(StringIO(invented))} == {0, 7}
