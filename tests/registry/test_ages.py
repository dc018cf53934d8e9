"""Ages instead of birth dates: only the year is kept, only where it was decided, and it is coarse."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.utils import timezone

from audit.models import Event
from members.models import Person
from po_platform.access.actor import Purpose, System, acting_as
from registry import release_work
from registry.actions.ages import read_years, say_ages
from registry.actions.cohorts import change_cohort
from registry.actions.doubles import judge, put_together, take_apart
from registry.actions.figures import count_figures
from registry.actions.releases import build_release
from registry.actions.requests import begin_request, change_request, keep_paper
from registry.actions.undo_import import undo_import
from registry.birth_years import year_of
from registry.cohort import Criterion, NotCohort
from registry.export_parts import registry_parts
from registry.layout import AGE
from registry.models import Alike, Batch, DataRequest, Dataset, Entry, Figure, ReleaseRules
from registry.sealing import state_of, store
from tests.personas import World
from tests.questionnaires.dictionaries import field
from tests.registry import reading
from tests.registry.asking import PDF, WORDS, Asking, make_asking
from tests.registry.released import Released, table
from tests.registry.test_doubles import Two, two, with_double  # noqa: F401  (two is a fixture)
from tests.registry.world import rows

pytestmark = pytest.mark.django_db
HERE = "/registry/datasets/walk/ages"
YES, NO = {"born": "person|born"}, {"born": "-"}
PEOPLE = 12


def sealed_rows() -> list[dict[str, str]]:
    """The same questions; the birth date tells who somebody is."""
    listed = rows()
    listed[2] = field("born", form="person", annotation="@PARTIAL-DATE", identifier="y")
    return listed


@pytest.fixture
def asking(world: World, monkeypatch: pytest.MonkeyPatch) -> Asking:
    """Ten people born in 1950, one in 1930, and one of whom only the year 1980 is known."""
    monkeypatch.setattr("tests.registry.world.rows", sealed_rows)
    found = make_asking(world, PEOPLE)
    ReleaseRules.objects.update(threshold=5)
    assert found.walks.bring("record_id,born", "10,1930-12-31", "11,1980").usable
    return found


def use_ages(asking: Asking, *, read: bool = True) -> None:
    with acting_as(asking.walks.curator.actor()) as actor:
        say_ages(actor=actor, dataset=asking.walks.dataset, form="person", born="born")
    if read:
        assert read_years() >= PEOPLE


def years(asking: Asking) -> dict[str, list[int | None]]:
    """Form → what is kept, by the number of the record."""
    found: dict[str, list[int | None]] = {}
    with acting_as(asking.walks.curator.actor()) as actor:
        mine = Entry.objects.visible_to(actor).filter(voided_at=None).order_by("pk")
        for form, year in mine.values_list("form__name", "born_year"):
            found.setdefault(form, []).append(year)
    return found


def age(born: int) -> int:
    return timezone.localdate().year - born


KEPT = [1950] * 10 + [1930, 1980]
NOTHING = [None] * PEOPLE


def test_years_are_kept_only_while_ages_may_be_used(asking: Asking, sign_in: Any) -> None:
    walks, client = asking.walks, sign_in(asking.walks.curator)
    assert years(asking) == {"person": NOTHING, "visit": NOTHING}
    page = client.get(HERE).content.decode()
    assert "never the day and never the month" in page and "Yes, from “Person: Born”" in page
    assert "not used" in client.get("/registry/datasets/walk").content.decode()
    assert client.post(HERE, YES).status_code == 302
    assert years(asking)["person"] == NOTHING
    assert "the years are being read" in client.get("/registry/datasets/walk").content.decode()
    versions = [entry.row_version for entry in walks.entries()]
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from registry_entryevent")
        [(history,)] = cursor.fetchall()
    assert read_years() == PEOPLE and read_years() == 0
    assert years(asking) == {"person": KEPT, "visit": NOTHING}
    assert [entry.row_version for entry in walks.entries()] == versions
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from registry_entryevent")
        assert cursor.fetchall() == [(history,)]
    assert "may be used" in client.get("/registry/datasets/walk").content.decode()
    assert walks.bring("record_id,born", "0,1961-07-08", "1,").usable
    assert years(asking)["person"][:2] == [1961, 1950]
    assert client.post(HERE, NO).status_code == 302
    assert years(asking)["person"] == NOTHING
    assert walks.bring("record_id,born", "0,1962-07-08").usable
    assert years(asking)["person"] == NOTHING
    verbs = Event.objects.filter(verb__contains=".dataset.ages").order_by("pk")
    assert [one.verb.rpartition(".")[2] for one in verbs] == ["ages_used", "ages_forgotten"]


def test_a_form_saved_on_its_page_keeps_the_year_of_the_new_date(
    asking: Asking, sign_in: Any
) -> None:
    use_ages(asking)
    client, entry = sign_in(asking.walks.curator), asking.walks.entries()[0]
    assert entry.form.name == "person"
    sent = {
        "name": "Name 0", "born": "1949-02-03", "sex": "0", "status": "2",
        "seen_version": str(entry.row_version),
    }  # fmt: skip
    saved = client.post(f"/registry/entries/{entry.ref}", sent)
    assert saved.status_code == 302, saved.content.decode()
    assert years(asking)["person"][0] == 1949


def test_a_writer_that_names_no_question_keeps_the_year_too(asking: Asking) -> None:
    use_ages(asking)
    with acting_as(asking.walks.curator.actor()) as actor:
        entry = Entry.objects.visible_to(actor).filter(form__name="person").order_by("pk")[0]
        state = state_of(entry)
        store(entry, state, {"name", "born"})
        assert entry.born_year == 1950
        state.answers["born"] = "1944-05-06"
        store(entry, state, {"name", "born"})
        assert entry.born_year == 1944 and "1944" not in str(entry.answers)


def test_only_who_manages_the_registry_decides_it(asking: Asking, sign_in: Any) -> None:
    dataset = asking.walks.dataset
    asking.walks.registry.rights.filter(account=asking.second.account).update(manages=False)
    assert sign_in(asking.second).get(HERE).status_code == 403
    assert sign_in(asking.second).post(HERE, YES).status_code == 403
    assert sign_in(asking.researcher).get(HERE).status_code in (403, 404)
    assert sign_in(asking.walks.curator).post(HERE, {"born": "person|sex"}).status_code == 422
    with acting_as(asking.second.actor()) as actor, pytest.raises(PermissionDenied):
        say_ages(actor=actor, dataset=dataset, form="person", born="born")
    assert Dataset.objects.get(pk=dataset.pk).ages == {}
    use_ages(asking)
    with (
        acting_as(asking.second.actor()),
        connection.cursor() as cursor,
        pytest.raises(ProgrammingError, match="only who looks after the registry"),
        transaction.atomic(),
    ):
        cursor.execute("select forget_years(%s)", [dataset.pk])
    assert years(asking)["person"] == KEPT


def test_the_vault_keeps_a_year_out_whoever_writes_it(asking: Asking) -> None:
    with acting_as(asking.walks.curator.actor()) as actor:
        mine = Entry.objects.visible_to(actor)
        mine.update(born_year=1950)
        assert not mine.exclude(born_year=None).exists()
        with connection.cursor() as cursor:
            cursor.execute("select * from births_to_read(%s, 0, 9)", [asking.walks.dataset.pk])
            assert cursor.fetchall() == []
    use_ages(asking)
    with acting_as(asking.walks.curator.actor()) as actor:
        Entry.objects.visible_to(actor).update(born_year=1950)
        visits = Entry.objects.visible_to(actor).filter(form__name="visit")
        assert not visits.exclude(born_year=None).exists()
        with connection.cursor() as cursor:
            cursor.execute("select * from births_to_read(%s, 0, 9)", [asking.walks.dataset.pk])
            assert cursor.fetchall() == []


def test_a_year_is_read_only_from_a_date() -> None:
    today = timezone.localdate()
    assert [year_of(one, today=today) for one in ("1950-03-01", "1950-03", "1950")] == [1950] * 3
    wrong = ("", "unknown", "19501", "0950", "2999", "3.1950", None, 1950, ["1950"])
    assert [year_of(one, today=today) for one in wrong] == [None] * len(wrong)


def drafted(asking: Asking, *variables: str, criteria: tuple[Criterion, ...] = ()) -> DataRequest:
    with acting_as(asking.researcher.actor()) as actor:
        row = begin_request(actor=actor, dataset=asking.walks.dataset, words=WORDS)  # type: ignore[arg-type]
        chosen = {"variables": [*variables]}
        change_request(actor=actor, ref=row.ref, values=chosen)  # type: ignore[arg-type]
        change_cohort(actor=actor, ref=row.ref, criteria=criteria)  # type: ignore[arg-type]
        keep_paper(actor=actor, ref=row.ref, kind="ethics", paper=PDF)  # type: ignore[arg-type]
    return row


def test_people_are_chosen_by_age_and_no_age_above_ninety_is_told_apart(
    asking: Asking, sign_in: Any
) -> None:
    row = drafted(asking, "sex")
    here = f"/data-requests/{row.ref}/people"
    client, question = sign_in(asking.researcher), f"person|{AGE}"
    assert client.get(f"{here}?question={question}").status_code == 404
    assert AGE not in client.get(here).content.decode()
    use_ages(asking, read=False)
    assert client.get(f"{here}?question={question}").status_code == 404
    read_years()
    assert "Age in whole years" in client.get(here).content.decode()
    assert "from 0 to 90" in client.get(f"{here}?question={question}").content.decode()
    for bound in ("91", "50.5", "-1", "old"):
        sent = client.post(f"{here}?question={question}", {"op": "least", "bound": bound})
        assert sent.status_code == 422, bound
    for op, bound in (("least", str(age(1950))), ("most", str(age(1950)))):
        sent = client.post(f"{here}?question={question}", {"op": op, "bound": bound})
        assert sent.status_code == 302
    page = client.get(here).content.decode()
    assert f"{age(1950)} or more" in page and "About 10 people" in page


def test_conditions_about_age_find_whom_they_describe(asking: Asking) -> None:
    use_ages(asking)

    def found(*said: tuple[str, int]) -> int:
        criteria = tuple(Criterion("person", AGE, op, (str(bound),)) for op, bound in said)
        row = drafted(asking, "sex", criteria=criteria)
        released = Released(asking, asking.ready(row))
        built = released.build()
        return built.n_people if built.state == "built" else 0

    assert found(("least", age(1950))) == 11
    assert found(("least", age(1950) + 1)) == 1
    assert found(("most", age(1980))) == 1
    assert found(("least", 90)) == 1
    assert found(("most", 90)) == PEOPLE


def test_a_few_people_of_an_age_are_never_told(asking: Asking, sign_in: Any) -> None:
    use_ages(asking)
    client = sign_in(asking.researcher)

    def page(op: str, bound: int) -> str:
        criterion = Criterion("person", AGE, op, (str(bound),))
        row = drafted(asking, "sex", criteria=(criterion,))
        found: str = client.get(f"/data-requests/{row.ref}/people").content.decode()
        return found

    assert "fewer than 5 people" in page("most", age(1980))
    assert "About 10 people" in page("least", 0)
    around = page("most", age(1950))  # all but one: the difference would be about her
    assert "About 10 people" in around or "fewer than 5 people" in around


def test_an_age_goes_out_in_whole_years_and_no_date_of_birth(
    asking: Asking, tmp_path: Path, sign_in: Any
) -> None:
    use_ages(asking)
    row = drafted(asking, "sex", AGE)
    words = "Age in whole years, as reached in"
    assert words in sign_in(asking.researcher).get(f"/data-requests/{row.ref}").content.decode()
    asking.in_review(row)
    assert words in sign_in(asking.votes[0]).get(f"/data-requests/{row.ref}").content.decode()
    DataRequest.objects.filter(pk=row.pk).update(state="draft")
    released = Released(asking, asking.ready(row))
    released.build(["phenopackets", "fhir", "spss", "redcap", "json"], origins=True)
    bundle = released.bundle()
    raw = table(bundle, "data_raw.csv")
    told = sorted(line[AGE] for line in raw)
    assert told == sorted([str(age(1950))] * 10 + [str(age(1980)), "90"])
    by_name = {line["pseudonym"]: line[AGE] for line in raw}
    manifest = json.loads(bundle.read("manifest.json"))
    year = timezone.localdate().year
    assert manifest["ages"] == {"form": "person", "year": year, "oldest": 90}
    [about] = [one for one in table(bundle, "codebook.csv") if one["column"] == AGE]
    assert f"reached in {year}; 90 is 90 and more" in about["question"]
    everything = b"".join(bundle.read(name) for name in bundle.namelist())
    assert not any(one in everything for one in (b"1950-", b"1930", b"1980", b"born_year"))
    for packet in reading.packets(bundle.read("phenopackets.jsonl")):
        when = packet.subject.time_at_last_encounter
        said = when.age.iso8601duration or when.age_range.start.iso8601duration
        assert said == f"P{by_name[packet.subject.id]}Y"
    entries = reading.bundle(bundle.read("fhir.json")).entry
    ages = [
        one.resource for one in entries
        if one.resource.get_resource_type() == "Observation"
        and one.resource.code.coding[0].code == "30525-0"
    ]  # fmt: skip
    assert sorted(str(int(one.valueQuantity.value)) for one in ages) == told
    assert [one.valueQuantity.comparator for one in ages].count(">=") == 1
    values, _about = reading.sav(bundle.read("data.sav"), tmp_path)
    assert sorted(str(int(value)) for value in values[AGE]) == told


def test_an_age_few_share_is_held_back_where_she_could_be_known_by_it(asking: Asking) -> None:
    assert asking.walks.bring("record_id,born", *(f"{n},19{40 + n}" for n in range(5, 10))).usable
    use_ages(asking)
    row = drafted(asking, "sex", AGE)
    released = Released(asking, asking.ready(row))
    DataRequest.objects.filter(pk=row.pk).update(kept_apart=[AGE])
    released.build()
    raw = table(released.bundle(), "data_raw.csv")
    assert sorted(line[AGE] for line in raw) == [""] * 7 + [str(age(1950))] * 5


def test_nothing_goes_out_by_age_once_ages_are_not_used(
    asking: Asking, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_ages(asking)
    least = Criterion("person", AGE, "least", ("50",))
    row, by_age = drafted(asking, "sex", AGE), drafted(asking, "sex", criteria=(least,))
    for one in (row, by_age):
        asking.ready(one)
    with acting_as(asking.walks.curator.actor()) as actor:
        say_ages(actor=actor, dataset=asking.walks.dataset, form="", born="")
    for one in (row, by_age):
        with (
            acting_as(asking.walks.curator.actor()) as actor,
            pytest.raises(PermissionDenied, match="cannot go out"),
        ):
            build_release(actor=actor, ref=one.ref)  # type: ignore[arg-type]
        assert sign_in(asking.second).get(f"/data-requests/{one.ref}").status_code == 200
    fresh = drafted(asking, "sex")
    with acting_as(asking.researcher.actor()) as actor, pytest.raises(PermissionDenied):
        change_request(actor=actor, ref=fresh.ref, values={"variables": [AGE]})  # type: ignore[arg-type]
    with acting_as(asking.researcher.actor()) as actor, pytest.raises(NotCohort):
        change_cohort(actor=actor, ref=fresh.ref, criteria=(least,))  # type: ignore[arg-type]
    with acting_as(asking.researcher.actor()) as actor:
        waiting = begin_request(actor=actor, dataset=asking.walks.dataset, words=WORDS)  # type: ignore[arg-type]
    kept = DataRequest.objects.get(pk=by_age.pk).cohort
    DataRequest.objects.filter(pk=waiting.pk).update(cohort=kept)
    page = sign_in(asking.researcher).get(f"/data-requests/{waiting.ref}/people").content.decode()
    assert "50 or more" in page and "Ages cannot be used in this dataset now" in page


def test_what_was_frozen_is_written_as_it_was_though_ages_end_meanwhile(
    asking: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_ages(asking)
    released = Released(asking, asking.ready(drafted(asking, "sex", AGE)))
    write = release_work._write
    curator = asking.walks.curator

    def ended_meanwhile(*args: Any) -> int:
        made = write(*args)
        Dataset.objects.filter(pk=asking.walks.dataset.pk).update(ages={})
        return made

    monkeypatch.setattr(release_work, "_write", ended_meanwhile)
    assert released.build(["spss"]).state == "built", curator
    assert {line[AGE] for line in table(released.bundle(), "data_raw.csv")} > {"90"}


def test_figures_show_groups_of_age_while_ages_may_be_used(asking: Asking, sign_in: Any) -> None:
    assert asking.walks.bring("record_id,born", *(f"{n},1930" for n in range(5, 9))).usable
    use_ages(asking)
    client = sign_in(asking.walks.curator)
    chosen = {"who": "everybody", "code": "reuse", "questions": []}
    page = client.get("/registry/walks/figures").content.decode()
    assert f"person|{AGE}" in page and "person|born" not in page
    sent = client.post("/registry/walks/figures", {**chosen, "born": f"person|{AGE}"})
    assert sent.status_code == 302, sent.content.decode()
    count_figures()
    figure = Figure.objects.get(key="age")
    assert figure.exact["80"] == 5 and figure.exact["40"] == 1
    assert figure.told and set(figure.told.values()) == {5}  # the one of forty is among others
    assert "Age in whole years" in client.get("/registries/walks/codebook").content.decode()


def test_what_was_told_by_age_is_held_against_new_numbers_or_none_is_told(
    asking: Asking, sign_in: Any
) -> None:
    use_ages(asking)
    dataset, client = asking.walks.dataset, sign_in(asking.researcher)
    old = Criterion("person", AGE, "least", (str(age(1950)),))
    rests, number = "people of this registry were counted by age before", "About 10 people"

    def page(*criteria: Criterion) -> str:
        row = drafted(asking, "sex", criteria=criteria)
        found: str = client.get(f"/data-requests/{row.ref}/people").content.decode()
        return found

    def chosen(form: str, born: str) -> None:
        with acting_as(asking.walks.curator.actor()) as actor:
            say_ages(actor=actor, dataset=dataset, form=form, born=born)

    assert number in page(old)
    chosen("", "")
    assert rests in page() and number not in page()
    figures = {"who": "everybody", "code": "reuse", "questions": ["visit|stopped"]}
    sign_in(asking.walks.curator).post("/registry/walks/figures", figures)
    assert count_figures() == 1
    assert not Figure.objects.filter(key="visit|stopped").exclude(told={}, rest=None).exists()
    chosen("visit", "minutes")  # another form, whose years say nothing of those told before
    read_years()
    assert rests in page()
    chosen("person", "born")
    assert rests in page()  # until the years are read
    read_years()
    assert number in page()


def test_taking_a_file_back_brings_the_former_year_back(asking: Asking) -> None:
    use_ages(asking)
    report = asking.walks.bring("record_id,born", "0,1961-07-08", "77,1962-01-01")
    assert [*years(asking)["person"]][:1] == [1961] and 1962 in years(asking)["person"]
    with acting_as(asking.walks.curator.actor()) as actor:
        undo_import(actor=actor, batch=Batch.objects.get(ref=report.batch))
        gone = Entry.objects.visible_to(actor).exclude(voided_at=None)
        assert [one.born_year for one in gone] == [None]
    assert years(asking)["person"] == KEPT


def test_put_together_and_apart_the_year_goes_with_its_entry(two: Two, world: World) -> None:  # noqa: F811
    with_double(two, world)
    with acting_as(two.walks.curator.actor()) as actor:
        say_ages(actor=actor, dataset=two.walks.dataset, form="person", born="born")
        before = Entry.objects.visible_to(actor).count()
    read_years()

    def kept() -> dict[str, list[int | None]]:
        with acting_as(two.walks.curator.actor()) as actor:
            rows = Entry.objects.visible_to(actor).exclude(born_year=None).order_by("pk")
            found: dict[str, list[int | None]] = {}
            for number, year in rows.values_list("record__number", "born_year"):
                found.setdefault(number, []).append(year)
            return found

    apart = kept()
    assert apart == {"17": [1950]} and before > 1
    with acting_as(two.walks.curator.actor()) as actor:
        pair = Alike.objects.visible_to(actor).get()
        judge(actor=actor, pair=pair, verdict="same")
    with acting_as(two.second.actor()) as actor:
        joined = put_together(actor=actor, pair=pair)
        [(number, together)] = kept().items()
        assert number != "17" and together == [1950]
    with acting_as(two.second.actor()) as actor:
        take_apart(actor=actor, joined=joined)
    assert kept() == apart


def test_her_own_file_says_which_year_is_kept(asking: Asking) -> None:
    use_ages(asking)
    who = asking.people[0]
    person = Person.objects.get(pk=who.person.pk)
    system = System(Purpose.EXPORT, who.subject, person.pk)
    with acting_as(system):
        parts = {part.name: list(part.rows) for part in registry_parts(system)}
    assert {row["born_year"] for row in parts["registry_entries"]} == {1950, None}
    assert {row["born_year"] for row in parts["registry_entries_before"]} == {None}
