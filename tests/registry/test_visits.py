"""Visits, planned on pages or brought by a file: where forms stand, and what is taken back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db.models.functions import Now
from django.test import Client
from django.utils import timezone

from po_platform.access.actor import Hat, acting_as
from po_platform.kit import spoken
from registry.actions.undo_import import undo_import
from registry.models import Batch, Entry, Event, Form, FormAtEvent
from registry.queries.completeness import completeness
from registry.queries.records import occasions
from tests.personas import World, make_persona
from tests.registry.joining import join, open_to_members
from tests.registry.world import ANNA, BODO, HEADER, Walks, give_right, make_walks

pytestmark = pytest.mark.django_db
HERE = "/registry/datasets/walk"
VISITS = f"{HERE}/visits"
AT = "record_id,redcap_event_name,redcap_repeat_instrument,redcap_repeat_instance,metres"

AGAIN = AT.replace("redcap_event_name,", "")


@pytest.fixture
def walks(world: World) -> Walks:
    return open_to_members(world)


@pytest.fixture
def client(walks: Walks, sign_in: Any) -> Client:
    return sign_in(walks.curator)  # type: ignore[no-any-return]  # a fixture of conftest


def plan(client: Client, walks: Walks, title: str, *forms: str, **more: object) -> Any:
    wanted = [str(walks.dataset.forms.get(name=name).pk) for name in forms]
    sent = {"title": title, "after": "0", "forms": wanted, **more}
    return client.post(f"{VISITS}/new", {k: v for k, v in sent.items() if v is not None})


def places(walks: Walks, number: str = "1") -> list[tuple[str, str, int, bool]]:
    """(visit, form, number, whether it is filled in) of one record."""
    with acting_as(walks.curator.actor()) as actor:
        record = walks.registry.subjects.visible_to(actor).get(number=number)
        return [
            (one.event.title if one.event else "", one.form.name, one.instance, bool(one.entry))
            for one in occasions(actor=actor, record=record, dataset=walks.dataset)
        ]


def undo(walks: Walks, batch: Batch) -> Any:
    with acting_as(walks.curator.actor()) as actor:
        return undo_import(actor=actor, batch=batch)


def test_a_visit_is_planned_changed_and_taken_away(walks: Walks, client: Client) -> None:
    assert "No visit yet" in client.get(VISITS).content.decode()
    plan(client, walks, "After a year", "visit", from_day="330", until_day="400")
    plan(client, walks, "Beginning", "person", "visit")
    rows = walks.dataset.events.order_by("position").values_list("name", "position")
    assert list(rows) == [("beginning_arm_1", 0), ("after_a_year_arm_1", 1)]
    page = client.get(VISITS).content.decode()
    assert "Day 330 to 400 after joining." in page
    first = Event.objects.get(name="beginning_arm_1")
    later = Event.objects.get(name="after_a_year_arm_1")
    client.post(f"{VISITS}/beginning_arm_1", {"title": "Start", "after": str(later.pk)})
    first.refresh_from_db()
    assert (first.title, first.name, first.position) == ("Start", "beginning_arm_1", 1)
    assert not FormAtEvent.objects.filter(event=first).exists()
    client.post(f"{VISITS}/beginning_arm_1", {"drop": "1"})
    assert list(walks.dataset.events.values_list("name", flat=True)) == ["after_a_year_arm_1"]


@pytest.mark.parametrize(
    "days", [{"from_day": "3"}, {"until_day": "3"}, {"from_day": "9", "until_day": "3"}]
)
def test_days_of_a_visit_belong_together(walks: Walks, client: Client, days: Any) -> None:
    assert plan(client, walks, "Odd", "visit", **days).status_code == 422
    assert not walks.dataset.events.exists()


def test_only_who_looks_after_the_registry_plans_visits(walks: Walks, sign_in: Any) -> None:
    other = make_persona("Rita Curator", role=Hat.CURATOR)
    give_right(walks, other, enters=True)
    client = sign_in(other)
    for page in (VISITS, f"{VISITS}/new", f"{HERE}/how-often"):
        assert client.get(page).status_code == 403
    assert plan(client, walks, "Mine", "visit").status_code == 403


def test_what_was_entered_before_there_were_visits_stays_on_every_page(
    walks: Walks, client: Client
) -> None:
    walks.bring(HEADER, ANNA)
    plan(client, walks, "Beginning", "visit")
    assert places(walks) == [
        ("", "person", 0, True),
        ("Beginning", "visit", 0, False),
        ("", "visit", 0, True),
    ]
    entry = next(one for one in walks.entries() if one.form.name == "visit")
    assert client.get(f"/registry/entries/{entry.ref}").status_code == 200


def test_a_form_at_no_visit_is_filled_in_beside_them(walks: Walks, client: Client) -> None:
    plan(client, walks, "Beginning", "visit")
    record = client.post(f"{HERE}/records", {"number": "7"})["Location"]
    sent = {"status": "1", "seen_version": "0"}
    assert client.post(f"{record}/person?instance=0", {**sent, "sex": "1"}).status_code == 302
    at_visit = f"{record}/visit?instance=0&event=beginning_arm_1"
    assert "Beginning" in client.get(at_visit).content.decode()
    assert client.post(at_visit, {**sent, "minutes": "4"}).status_code == 302
    assert client.get(f"{record}/visit?instance=0").status_code == 404
    assert client.get(f"{record}/person?instance=0&event=beginning_arm_1").status_code == 404
    assert {(e.form.name, e.event and e.event.name) for e in walks.entries()} == {
        ("person", None),
        ("visit", "beginning_arm_1"),
    }


def test_a_visit_that_happens_again_offers_the_next_one(walks: Walks, client: Client) -> None:
    plan(client, walks, "In hospital", "person", "visit", repeats="on")
    record = client.post(f"{HERE}/records", {"number": "1"})["Location"]
    sent = {"status": "1", "seen_version": "0", "sex": "1"}
    here = f"{record}/person?instance=1&event=in_hospital_arm_1"
    assert client.post(here, sent).status_code == 302
    [entry] = walks.entries()
    assert (entry.instance, entry.repeats_event) == (1, True)
    assert places(walks) == [
        ("In hospital", "person", 1, True),
        ("In hospital", "person", 2, False),
        ("In hospital", "visit", 1, False),
        ("In hospital", "visit", 2, False),
    ]


def test_the_last_tick_taken_away_is_taken_away(walks: Walks, client: Client) -> None:
    for page, tick, field in (
        ("how-often", "again", "repeats"),
        ("who-fills-in", "forms", "members_fill"),
    ):
        client.post(f"{HERE}/{page}", {tick: ["person"]})
        assert walks.dataset.forms.get(name="person").__dict__[field], page
        client.post(f"{HERE}/{page}", {})
        assert not walks.dataset.forms.get(name="person").__dict__[field], page


def test_a_form_that_comes_up_each_time_is_filled_in_as_often_by_its_member(
    walks: Walks, client: Client, world: World, sign_in: Any
) -> None:
    client.post(f"{HERE}/how-often", {"again": ["person"]})
    join(walks, world.ruth)
    ruth = sign_in(world.ruth)
    for number, day in enumerate(("3.2024", "5.2025"), start=1):
        assert f"person?instance={number}" in ruth.get("/registries/walks/data").content.decode()
        page = ruth.post(
            f"/registries/walks/data/walk/person?instance={number}",
            {"occurred_on": day, "seen_version": "0", "sex": "0"},
        )
        assert page.status_code == 302
    with acting_as(world.ruth.actor()) as actor:
        mine = Entry.objects.visible_to(actor).order_by("instance")
        assert list(mine.values_list("occurred_on", flat=True)) == ["2024-03", "2025-05"]
    assert "As it was: 2025-05." in ruth.get("/registries/walks/data").content.decode()


def test_a_member_reads_when_her_visit_is_due(
    walks: Walks, client: Client, world: World, sign_in: Any
) -> None:
    plan(client, walks, "After a month", "person", from_day="30", until_day="44")
    join(walks, world.ruth)
    page = sign_in(world.ruth).get("/registries/walks/data").content.decode()
    first, last = (spoken.day(timezone.localdate() + timedelta(days=n)) for n in (30, 44))
    assert f"from {first} to {last}" in page


def test_completeness_counts_forms_at_no_visit(walks: Walks, client: Client) -> None:
    walks.bring(HEADER, ANNA)
    plan(client, walks, "Beginning", "visit")
    [person] = [one for one in walks.entries() if one.form.name == "person"]
    with acting_as(walks.curator.actor()) as actor:
        found = completeness(actor=actor, dataset=walks.dataset, record_ids=[person.record_id])
    whole = found[person.record_id]
    assert whole.answered == 4  # name, born, sex, pregnant: the visit waits
    assert whole.asked > whole.answered


def test_what_stands_apart_from_visits_goes_out_and_comes_in_as_it_is(
    walks: Walks, client: Client
) -> None:
    walks.bring(HEADER, ANNA)
    plan(client, walks, "Beginning", "visit")
    lines = walks.taken_out()
    report = walks.bring(*lines)
    assert (report.status, report.unchanged, report.new) == ("imported", 1, 0), report.to_json()


def test_a_file_with_visits_asks_first_where_something_stands_without(walks: Walks) -> None:
    walks.bring(HEADER, ANNA)
    line = "1,second_arm_1,,,5"
    refused = walks.bring(AT, line)
    assert (refused.status, refused.new_visits) == ("refused", [])
    assert walks.bring(AT, line, new_visits=True).new_visits == ["second_arm_1"]


def test_a_file_taken_back_takes_its_visits_along(walks: Walks) -> None:
    header = AT.replace(",metres", ",redcap_survey_identifier,visit_timestamp,metres")
    walks.bring(header, "1,first_arm_1,,,x,2024-01-01 10:00:00,5", "1,again_arm_1,,1,,,6")
    assert Event.objects.get(name="again_arm_1").repeats
    walks.dataset.refresh_from_db()
    assert walks.dataset.extra_columns == ["redcap_survey_identifier", "visit_timestamp"]
    undo(walks, Batch.objects.get())
    walks.dataset.refresh_from_db()
    assert (walks.dataset.extra_columns, walks.dataset.events.count()) == ([], 0)
    assert walks.bring(HEADER, ANNA, BODO).usable  # no column of visits is asked for any more
    assert walks.taken_out() == [HEADER, ANNA, BODO]


def test_what_another_file_needs_stays_and_goes_with_the_last(walks: Walks) -> None:
    first = "1,first_arm_1,,,5"
    repeated = "1,first_arm_1,visit,1,6"
    walks.bring(AT, first, repeated)
    walks.bring(AT, first.replace("1,", "2,", 1), repeated.replace("1,", "2,", 1))
    one, two = Batch.objects.order_by("pk")
    undo(walks, one)
    assert [event.name for event in walks.dataset.events.all()] == ["first_arm_1"]
    assert Form.objects.get(dataset=walks.dataset, name="visit").repeats
    undo(walks, two)
    assert not walks.dataset.events.exists()
    assert not Form.objects.get(dataset=walks.dataset, name="visit").repeats


def test_a_visit_saved_on_its_page_since_stays_as_it_was_saved_when_its_file_is_taken_back(
    walks: Walks, client: Client
) -> None:
    walks.bring(AT, "1,first_arm_1,,,5", "1,other_arm_1,,,5", "1,again_arm_1,,1,5")
    forms = [str(form.pk) for form in walks.dataset.forms.all()]
    sent = {"title": "First", "after": "0", "forms": forms}
    assert client.post(f"{VISITS}/first_arm_1", sent).status_code == 302
    sent = {"title": "Again", "after": "0", "forms": [], "repeats": "on"}
    assert client.post(f"{VISITS}/again_arm_1", sent).status_code == 302
    page = client.post(f"{HERE}/data/{Batch.objects.get().ref}/undo", follow=True).content.decode()
    assert "so it stays as it is: the visit “Again”, “First”" in page
    found = {visit.name: visit for visit in walks.dataset.events.all()}
    assert found.keys() == {"first_arm_1", "again_arm_1"}
    assert {form.name for form in found["first_arm_1"].forms.all()} == {"person", "visit"}
    assert found["again_arm_1"].repeats and not found["again_arm_1"].forms.exists()


def test_what_was_taken_off_on_a_page_is_not_told_as_kept(walks: Walks, client: Client) -> None:
    walks.bring(AGAIN, "1,visit,1,6")
    batch = Batch.objects.get()
    client.post(f"{HERE}/how-often", {"again": ["visit"]})
    assert client.post(f"{HERE}/how-often", {"again": []}).status_code == 403
    with acting_as(walks.curator.actor()) as actor:
        Entry.objects.visible_to(actor).filter(form__name="visit").update(voided_at=Now())
    assert client.post(f"{HERE}/how-often", {"again": []}).status_code == 302
    page = client.post(f"{HERE}/data/{batch.ref}/undo", follow=True).content.decode()
    assert "The file was taken back." in page
    assert "Chosen on a page since" not in page
    assert not walks.dataset.forms.get(name="visit").repeats


def test_a_form_somebody_chose_to_repeat_since_goes_on_repeating(
    walks: Walks, client: Client
) -> None:
    walks.bring(AGAIN, "1,visit,1,6")
    assert walks.dataset.forms.get(name="visit").repeats
    client.post(f"{HERE}/how-often", {"again": ["visit"]})
    page = client.post(f"{HERE}/data/{Batch.objects.get().ref}/undo", follow=True).content.decode()
    assert walks.dataset.forms.get(name="visit").repeats
    assert "“Visit” can be filled in anew each time" in page


def test_only_the_file_somebody_saved_over_loses_its_hold(walks: Walks, client: Client) -> None:
    walks.bring(AT, "1,first_arm_1,,,5")
    client.post(f"{VISITS}/first_arm_1", {"title": "First", "after": "0", "forms": []})
    walks.bring(AT, "1,second_arm_1,,,5", new_visits=True)
    _one, two = Batch.objects.order_by("pk")
    undo(walks, two)
    assert [visit.name for visit in walks.dataset.events.all()] == ["first_arm_1"]


def test_a_record_somebody_wrote_about_since_stays(walks: Walks, client: Client) -> None:
    walks.bring(HEADER, ANNA, BODO)
    with acting_as(walks.curator.actor()) as actor:
        ref = walks.registry.subjects.visible_to(actor).get(number="1").ref
    said = {"vital": "dead", "why": "From her daughter"}
    assert client.post(f"{HERE}/people/{ref}", said).status_code == 302
    page = client.post(f"{HERE}/data/{Batch.objects.get().ref}/undo", follow=True).content.decode()
    assert "1 record stays without entries" in page
    with acting_as(walks.curator.actor()) as actor:
        left = walks.registry.subjects.visible_to(actor).filter(voided_at=None)
        assert [(one.number, one.vital) for one in left] == [("1", "dead")]


def test_what_somebody_confirmed_since_stays(walks: Walks, client: Client) -> None:
    walks.bring(HEADER, ANNA)
    [person] = [one for one in walks.entries() if one.form.name == "person"]
    sent = {"value": ["sex"], "seen_version": str(person.row_version)}
    assert client.post(f"/registry/entries/{person.ref}/confirm", sent).status_code == 302
    page = client.post(f"{HERE}/data/{Batch.objects.get().ref}/undo", follow=True).content.decode()
    assert "1 entry was changed since and stays." in page
    assert [one.form.name for one in walks.entries()] == ["person"]


def test_a_visit_with_something_at_it_stays(walks: Walks, client: Client) -> None:
    walks.bring(AT, "1,first_arm_1,,,5")
    page = client.post(f"{VISITS}/first_arm_1", {"drop": "1"})
    assert page.status_code == 403
    assert "so it stays" in page.content.decode()
    undo(walks, Batch.objects.get())
    plan(client, walks, "Later", "visit")
    assert "Later" in client.get(VISITS).content.decode()


def test_a_dataset_without_visits_is_as_before(world: World) -> None:
    found = make_walks(world, make_persona("Cora Curator", role=Hat.CURATOR))
    found.bring(HEADER, ANNA)
    assert places(found) == [("", "person", 0, True), ("", "visit", 0, True)]


def test_what_stands_a_second_time_goes_on_repeating(walks: Walks, client: Client) -> None:
    walks.bring(AT, "1,first_arm_1,,,5", "1,first_arm_1,visit,1,6", "1,again_arm_1,,1,7")
    page = client.post(f"{HERE}/how-often", {"again": []})
    assert page.status_code == 403
    assert "was filled in already as something that comes again and again" in page.content.decode()
    assert walks.dataset.forms.get(name="visit").repeats
    visit = walks.dataset.events.get(name="again_arm_1")
    forms = [str(form.pk) for form in visit.forms.all()]
    sent = {"title": "Again", "after": "0", "forms": forms}
    assert client.post(f"{VISITS}/again_arm_1", sent).status_code == 403
    visit.refresh_from_db()
    assert visit.repeats
    assert client.post(f"{VISITS}/again_arm_1", {**sent, "repeats": "on"}).status_code == 302
    undo(walks, Batch.objects.get())
    assert client.post(f"{HERE}/how-often", {"again": []}).status_code == 302
    assert not walks.dataset.forms.get(name="visit").repeats


def test_a_form_the_version_in_use_has_not_is_left_as_it_is(walks: Walks, client: Client) -> None:
    walks.dataset.forms.create(name="former", position=9, repeats=True)
    assert client.post(f"{HERE}/how-often", {"again": ["person"]}).status_code == 302
    assert walks.dataset.forms.get(name="former").repeats


def test_confirmed_is_counted_of_what_is_answered_and_asked(walks: Walks, client: Client) -> None:
    walks.bring(HEADER, ANNA)
    plan(client, walks, "Beginning", "visit")
    found = {one.form.name: one for one in walks.entries()}
    for entry, names in ((found["person"], ["sex"]), (found["visit"], ["minutes", "metres"])):
        sent = {"value": names, "seen_version": str(entry.row_version)}
        assert client.post(f"/registry/entries/{entry.ref}/confirm", sent).status_code == 302
    record = found["person"].record_id
    with acting_as(walks.curator.actor()) as actor:
        whole = completeness(actor=actor, dataset=walks.dataset, record_ids=[record])[record]
    assert (whole.answered, whole.confirmed) == (4, 1)
