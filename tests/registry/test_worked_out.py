"""What is calculated follows what it hangs on, on every form of the row, and is worked out anew as a whole."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit.models import Event as AuditEvent
from files.actions.running import run_job
from notifications.models import Outbox
from po_platform.access.actor import Hat, Purpose, System, acting_as
from questionnaires.redcap.exporting import dictionary_csv
from registry import working_out_work
from registry.actions.counted_often import could_be_counted, say_counted_often
from registry.actions.datasets import put_in_use, take_in_dictionary
from registry.actions.undo_import import undo_import
from registry.asking_again import ask_again
from registry.models import Batch, Entry, Form, Participation, Subject, WorkingOut
from registry.queries.datasets import draft_of, layout_of, version_in_use
from registry.queries.working_out import job_of
from tests.personas import World, make_persona
from tests.questionnaires.dictionaries import field
from tests.registry.joining import join, open_to_members
from tests.registry.world import Walks, give_right, rows

pytestmark = pytest.mark.django_db
HERE = "/registry/datasets/walk"
ANEW = f"{HERE}/quality/anew"
HEAD = "record_id,sex,minutes,metres,remark"
ROW = "1,1,10,50,fair"


def with_sums(**formulas: str) -> list[dict[str, str]]:
    """The walk with a third form: its effort hangs on two others, its mark on the effort."""
    listed = rows()
    effort = formulas.get("effort", "[metres] * ([sex] + 1)")
    return [
        *listed,
        field("remark", form="sums"),
        field("effort", "calc", form="sums", choices=effort),
        field("mark", "calc", form="more", choices=formulas.get("mark", "[effort] + [pace]")),
        field("words", form="more"),
    ]


def publish(walks: Walks, listed: list[dict[str, str]]) -> None:
    """Another version of the dataset, in use."""
    with acting_as(walks.curator.actor()) as actor:
        raw = dictionary_csv(listed).encode()
        taken = take_in_dictionary(
            actor=actor, raw=raw, registry=walks.registry, title="Walk", dataset=walks.dataset
        )
        draft = draft_of(walks.dataset)
        assert draft is not None, taken.to_json()
        put_in_use(actor=actor, dataset=walks.dataset, version=draft)


@pytest.fixture
def walks(world: World) -> Walks:
    found = open_to_members(world)
    publish(found, with_sums())
    return found


@pytest.fixture
def keeper(walks: Walks, sign_in: Any) -> Client:
    return sign_in(walks.curator)  # type: ignore[no-any-return]  # a fixture of conftest


def save(client: Client, walks: Walks, form: str, number: str = "1", **answers: str) -> Any:
    """A form of one record, saved on its page."""
    there = [one for one in walks.entries() if one.form.name == form and one.instance == 0]
    there = [one for one in there if number_of(walks, one) == number]
    record = client.post(f"{HERE}/records", {"number": number})["Location"]
    address = f"/registry/entries/{there[0].ref}" if there else f"{record}/{form}?instance=0"
    seen = there[0].row_version if there else 0
    page = client.post(address, {"status": "2", "seen_version": seen, **answers}, follow=True)
    assert page.status_code == 200, page.content.decode()
    return page


def number_of(walks: Walks, entry: Entry) -> str:
    with acting_as(walks.curator.actor()) as actor:
        return str(Subject.objects.visible_to(actor).get(pk=entry.record_id).number)


def entry_of(walks: Walks, form: str) -> Entry:
    (found,) = (one for one in walks.entries() if one.form.name == form)
    return found


def answer(walks: Walks, form: str, name: str) -> object:
    return entry_of(walks, form).answers.get(name)


@pytest.fixture
def filled(walks: Walks, keeper: Client) -> Walks:
    """One record: 50 metres, sex 1, so an effort of 100, a pace of 5 and a mark of 105."""
    save(keeper, walks, "person", sex="1")
    save(keeper, walks, "visit", minutes="10", metres="50")
    save(keeper, walks, "sums", remark="fair")
    save(keeper, walks, "more", words="long")
    assert (answer(walks, "sums", "effort"), answer(walks, "more", "mark")) == (100, 105)
    return walks


def test_an_answer_put_right_is_followed_on_every_form_of_its_row(
    filled: Walks, keeper: Client
) -> None:
    before = entry_of(filled, "sums")
    save(keeper, filled, "visit", minutes="10", metres="70")
    sums = entry_of(filled, "sums")
    assert (sums.answers["effort"], answer(filled, "more", "mark")) == (140, 147)
    assert sums.provenance["effort"]["how"] == "worked_out"
    assert sums.provenance["remark"] == before.provenance["remark"]
    assert (sums.row_version, sums.source) == (before.row_version + 1, before.source)
    told = AuditEvent.objects.filter(verb="registry.entry.worked_out")
    assert told.filter(object_ref=sums.pk, purpose="score").count() == 1
    page = keeper.get(f"/registry/entries/{sums.ref}/before").content.decode()
    assert "Worked out from other answers" in page
    assert "Before: 100" in page and "140" in page


@pytest.fixture
def powers(walks: Walks) -> Walks:
    """The effort is a power that no column of numbers holds, and is counted often."""
    publish(walks, with_sums(effort="10 ^ [metres]", mark="[effort] * 2"))
    version = version_in_use(walks.dataset)
    assert version is not None
    layout = layout_of(walks.dataset, version)
    with acting_as(walks.curator.actor()) as actor:
        chosen = {(f, i.link_id) for f, i in could_be_counted(layout) if i.link_id == "effort"}
        say_counted_often(actor=actor, dataset=walks.dataset, layout=layout, chosen=chosen)
    assert Form.objects.get(name="sums").counted == {"n1": "effort"}
    return walks


@pytest.mark.parametrize("sign", ["", "-"])
def test_a_number_no_column_holds_is_left_blank_and_the_rest_is_saved(
    powers: Walks, keeper: Client, sign: str
) -> None:
    save(keeper, powers, "visit", minutes="10", metres="12")
    save(keeper, powers, "sums", remark="fair")
    save(keeper, powers, "more", words="long")
    assert entry_of(powers, "sums").n1 == 10**12
    publish(powers, with_sums(effort=f"10 ^ ({sign}[metres])", mark="[effort] * 2"))
    save(keeper, powers, "visit", minutes="10", metres="350")
    sums = entry_of(powers, "sums")
    assert ("effort" in sums.answers, sums.n1, sums.answers["remark"]) == (False, None, "fair")
    assert answer(powers, "more", "mark") is None


def test_a_file_with_such_a_number_tells_row_and_cell_and_is_taken(powers: Walks) -> None:
    head = "record_id,minutes,metres,remark,effort,words"
    report = powers.bring(head, "1,10,12,fair,1000000000000,a", "2,10,350,fair,7,b")
    assert [(note.row, note.field, str(note.message)) for note in report.notes] == [
        (3, "effort", "The number is too large or too small to be stored.")
    ]
    powers.bring("record_id,metres", "1,350")
    told = {number_of(powers, one): one for one in powers.entries() if one.form.name == "sums"}
    assert (told["1"].n1, "effort" in told["1"].answers) == (None, False)
    assert told["2"].n1 == 7


def test_a_text_that_reads_as_a_number_is_worked_out_as_one(walks: Walks, keeper: Client) -> None:
    publish(walks, with_sums(effort='if([metres] > 1, "1e5", "1e350")'))
    save(keeper, walks, "visit", minutes="10", metres="50")
    save(keeper, walks, "sums", remark="fair")
    assert answer(walks, "sums", "effort") == 100_000
    save(keeper, walks, "visit", minutes="10", metres="1")
    assert answer(walks, "sums", "effort") is None


def test_what_the_answer_does_not_feed_is_not_written(filled: Walks, keeper: Client) -> None:
    before = {one.form.name: one.row_version for one in filled.entries()}
    save(keeper, filled, "person", sex="1", born="1950")
    after = {one.form.name: one.row_version for one in filled.entries()}
    assert after == {**before, "person": before["person"] + 1}


def test_an_answer_that_goes_takes_the_result_along(filled: Walks, keeper: Client) -> None:
    save(keeper, filled, "visit", minutes="10", metres="")
    assert "effort" not in entry_of(filled, "sums").answers
    assert "effort" not in entry_of(filled, "sums").provenance


def test_who_may_write_one_form_moves_what_hangs_on_it_and_sees_nothing_more(
    filled: Walks, world: World, sign_in: Any
) -> None:
    other = make_persona("Ida Sommer", role=Hat.CURATOR)
    give_right(filled, other, form="visit", enters=True)
    client = sign_in(other)
    visit, sums = entry_of(filled, "visit"), entry_of(filled, "sums")
    given = {"status": "2", "seen_version": visit.row_version, "minutes": "10", "metres": "60"}
    assert client.post(f"/registry/entries/{visit.ref}", given).status_code == 302
    assert answer(filled, "sums", "effort") == 120
    assert client.get(f"/registry/entries/{sums.ref}").status_code == 404


def test_a_result_counts_forms_whoever_saves_does_not_see(
    walks: Walks, keeper: Client, sign_in: Any
) -> None:
    save(keeper, walks, "person", sex="1")
    save(keeper, walks, "visit", minutes="10", metres="50")
    other = make_persona("Ida Sommer", role=Hat.CURATOR)
    give_right(walks, other, form="sums", enters=True)
    record = keeper.post(f"{HERE}/records", {"number": "1"})["Location"]
    given = {"status": "2", "seen_version": "0", "remark": "fair"}
    reply = sign_in(other).post(f"{record}/sums?instance=0", given)
    assert reply.status_code == 302
    assert answer(walks, "sums", "effort") == 100


def test_what_a_member_puts_right_is_followed_on_forms_that_are_not_hers(
    walks: Walks, keeper: Client, world: World, sign_in: Any
) -> None:
    join(walks, world.ruth)
    with acting_as(world.ruth.actor()) as actor:
        number = Subject.objects.visible_to(actor).get().number
    save(keeper, walks, "visit", number, minutes="10", metres="50")
    save(keeper, walks, "sums", number, remark="fair")
    assert "effort" not in entry_of(walks, "sums").answers
    ruth = sign_in(world.ruth)
    given = {"seen_version": "0", "sex": "1"}
    assert ruth.post("/registries/walks/data/walk/person?instance=0", given).status_code == 302
    assert answer(walks, "sums", "effort") == 100


def test_a_locked_form_stays_and_is_found_among_what_looks_odd(
    filled: Walks, keeper: Client
) -> None:
    sums = entry_of(filled, "sums")
    locked = {"seen_version": sums.row_version, "why": "checked on site"}
    assert keeper.post(f"/registry/entries/{sums.ref}/lock", locked).status_code == 302
    save(keeper, filled, "visit", minutes="10", metres="70")
    assert (answer(filled, "sums", "effort"), answer(filled, "more", "mark")) == (100, 147)
    page = keeper.get(f"{HERE}/quality?kind=calculation").content.decode()
    assert "Effort" in page


def test_a_file_is_followed_where_it_says_nothing_and_taken_back_too(walks: Walks) -> None:
    assert walks.bring(HEAD, ROW).usable
    assert answer(walks, "sums", "effort") == 100
    second = walks.bring("record_id,metres", "1,80")
    assert second.usable
    assert answer(walks, "sums", "effort") == 160
    with acting_as(walks.curator.actor()) as actor:
        undo_import(actor=actor, batch=Batch.objects.get(ref=second.batch))
    assert (answer(walks, "visit", "metres"), answer(walks, "sums", "effort")) == (50, 100)


def test_a_file_taken_back_blanks_no_result_of_what_who_does_it_cannot_see(walks: Walks) -> None:
    assert walks.bring(HEAD, ROW).usable
    second = walks.bring("record_id,metres", "1,80")
    other = make_persona("Ida Sommer", role=Hat.CURATOR)
    give_right(walks, other, enters=True, manages=True)
    give_right(walks, other, form="person", sees=False)
    with acting_as(other.actor()) as actor:
        undo_import(actor=actor, batch=Batch.objects.get(ref=second.batch))
    # The effort looks at the person’s form, which she does not see: it stays as it was.
    assert (answer(walks, "visit", "metres"), answer(walks, "sums", "effort")) == (50, 160)


def test_results_that_stand_in_a_file_stay_as_the_file_has_them(walks: Walks) -> None:
    assert walks.bring(f"{HEAD},effort", f"{ROW},7").usable
    assert answer(walks, "sums", "effort") == 7
    # Another answer is no reason to work it out; one it hangs on is.
    assert walks.bring("record_id,remark", "1,good").usable
    assert answer(walks, "sums", "effort") == 7
    assert walks.bring("record_id,metres", "1,60").usable
    assert answer(walks, "sums", "effort") == 120


def test_more_rows_of_a_file_take_no_more_queries(walks: Walks) -> None:
    def asked(*lines: str) -> int:
        with CaptureQueriesContext(connection) as found:
            assert walks.bring(HEAD, *lines).usable
        return len(found)

    asked(*(f"{n},1,10,50,fair" for n in range(1, 9)))
    few = asked(*(f"{n},1,10,60,fair" for n in range(1, 3)))
    assert asked(*(f"{n},1,10,70,fair" for n in range(1, 9))) == few


def run(keeper: Client) -> str:
    """The button pressed and the work done; the page afterwards."""
    assert keeper.post(ANEW).status_code == 302
    job = job_of(WorkingOut.objects.latest("pk"))
    assert job is not None
    run_job(job.pk)
    page = keeper.get(ANEW)
    assert page.status_code == 200
    return page.content.decode()


def test_another_formula_counts_for_everybody_once_the_button_is_pressed(
    filled: Walks, keeper: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(working_out_work, "AT_ONCE", 1)
    assert filled.bring(HEAD, "2,0,10,50,slow", "3,0,10,0,none").usable
    publish(filled, with_sums(effort="[metres] * ([sex] + 2)"))
    assert answer_at(filled, "1") == 100  # nothing changes by itself
    assert "Effort" in keeper.get(f"{HERE}/quality?kind=calculation").content.decode()
    page = run(keeper)
    assert [answer_at(filled, one) for one in "123"] == [150, 100, 0]
    assert "3 forms came out otherwise." in page  # two efforts and a mark
    sums = next(one for one in filled.entries() if one.form.name == "sums")
    version = version_in_use(filled.dataset)
    assert version is not None
    assert sums.version_id != version.pk  # what it was filled in with stays on record
    assert "Effort" not in keeper.get(f"{HERE}/quality?kind=calculation").content.decode()
    assert "0 forms came out otherwise." in run(keeper)
    assert AuditEvent.objects.filter(verb="registry.calculations.done").count() == 2


def answer_at(walks: Walks, number: str) -> object:
    found = [one for one in walks.entries() if one.form.name == "sums"]
    return next(one for one in found if number_of(walks, one) == number).answers.get("effort")


def test_what_may_not_be_written_is_left_and_said(
    filled: Walks, keeper: Client, world: World, sign_in: Any
) -> None:
    join(filled, world.ruth)
    with acting_as(world.ruth.actor()) as actor:
        number = Subject.objects.visible_to(actor).get().number
    save(keeper, filled, "person", number, sex="0")
    save(keeper, filled, "visit", number, minutes="10", metres="50")
    save(keeper, filled, "sums", number, remark="fair")
    sign_in(world.ruth).post("/registries/walks/leave", {"end": "closed"}, follow=True)
    with acting_as(world.ruth.actor()) as actor:
        assert Participation.objects.visible_to(actor).get().closed_at is not None
    sums = next(one for one in filled.entries() if number_of(filled, one) == "1" and one.form.name == "sums")  # fmt: skip
    keeper.post(
        f"/registry/entries/{sums.ref}/lock", {"seen_version": sums.row_version, "why": "done"}
    )
    publish(filled, with_sums(effort="[metres] * ([sex] + 2)"))
    page = run(keeper)
    assert "1 form was left: it is locked." in page
    assert "1 form was left: the person wants nothing changed about her." in page
    assert (answer_at(filled, "1"), answer_at(filled, number)) == (100, 50)
    assert "Look at what was left" in page


def test_an_answer_to_another_question_is_not_worked_with(filled: Walks, keeper: Client) -> None:
    listed = with_sums(effort="[metres] * ([sex] + 2)")
    for row in listed:
        if row["field_name"] == "sex":
            row["choices"] = "0, Female | 2, Male"
    publish(filled, listed)
    page = run(keeper)
    assert "the version they were filled in with asked otherwise" in page
    assert answer_at(filled, "1") == 100


def test_the_vault_lets_the_software_write_nothing_else(filled: Walks) -> None:
    sums = entry_of(filled, "sums")
    system = System(Purpose.SCORE, sums.subject_id)
    with acting_as(system):
        mine = Entry.objects.visible_to(system)
        assert mine.filter(pk=sums.pk).update(why="") == 1
        assert Subject.objects.visible_to(system).count() == 0
    with acting_as(system), connection.cursor() as cursor:
        cursor.execute("select count(*) from registry_subject")
        assert cursor.fetchone() == (0,)
    stranger = System(Purpose.SCORE, uuid4())
    with acting_as(stranger), connection.cursor() as cursor:
        cursor.execute("select count(*) from registry_entry")
        assert cursor.fetchone() == (0,)
        cursor.execute("update registry_entry set why = 'x'")
        assert cursor.rowcount == 0


def test_only_who_looks_after_the_registry_begins_and_stops_it(
    filled: Walks, keeper: Client, sign_in: Any, world: World
) -> None:
    other = make_persona("Ida Sommer", role=Hat.CURATOR)
    assert sign_in(other).post(ANEW).status_code == 404
    give_right(filled, other, enters=True)
    client = sign_in(other)
    assert client.post(ANEW).status_code == 403
    assert client.get(ANEW).status_code == 403
    assert "Work out anew" not in client.get(f"{HERE}/quality").content.decode()
    assert WorkingOut.objects.count() == 0
    assert "Work out anew" in keeper.get(f"{HERE}/quality").content.decode()
    keeper.post(ANEW)
    keeper.post(ANEW)
    assert WorkingOut.objects.count() == 1
    assert client.post(f"{ANEW}/stop").status_code == 403
    assert "Stopped." in keeper.post(f"{ANEW}/stop", follow=True).content.decode()
    job = job_of(WorkingOut.objects.get())
    assert job is not None and job.state == "cancelled"
    assert "It was not finished." in keeper.get(ANEW).content.decode()


def test_who_looks_after_it_no_more_has_it_worked_out_no_more(
    filled: Walks, keeper: Client
) -> None:
    publish(filled, with_sums(effort="[metres] * ([sex] + 2)"))
    keeper.post(ANEW)
    filled.registry.rights.update(manages=False)
    job = job_of(WorkingOut.objects.get())
    assert job is not None
    run_job(job.pk)
    assert answer_at(filled, "1") == 100


def test_a_sum_worked_out_anew_puts_nothing_off_that_is_due(
    walks: Walks, keeper: Client, world: World, sign_in: Any
) -> None:
    Form.objects.filter(dataset=walks.dataset, name="sums").update(members_fill=True, again_after=6)
    join(walks, world.ruth)
    with acting_as(world.ruth.actor()) as actor:
        number = Subject.objects.visible_to(actor).get().number
    save(keeper, walks, "person", number, sex="0")
    given = {"seen_version": "0", "remark": "fair"}
    assert sign_in(world.ruth).post("/registries/walks/data/walk/sums?instance=0", given).status_code == 302  # fmt: skip
    with acting_as(world.ruth.actor()) as actor:
        Participation.objects.visible_to(actor).update(since=F("since") - timedelta(days=200))
        sums = Entry.objects.visible_to(actor).get(form__name="sums")
        at = (timezone.now() - timedelta(days=200)).isoformat()
        sums.provenance = {name: {**one, "at": at} for name, one in sums.provenance.items()}
        sums.changed_at = timezone.now() - timedelta(days=200)
        sums.save(update_fields=["provenance", "changed_at"])
    save(keeper, walks, "visit", number, minutes="10", metres="50")
    assert answer(walks, "sums", "effort") == 50
    ask_again()
    assert Outbox.objects.filter(kind="registry.due").count() == 1
