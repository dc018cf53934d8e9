"""People chosen by one of several conditions, or by having no such entry; and never a few told."""

from __future__ import annotations

import hashlib
import json
import random
import re
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from pypdf import PdfReader

from po_platform.access.actor import acting_as
from questionnaires.redcap.exporting import dictionary_csv
from registry.actions.cohorts import change_cohort
from registry.actions.counting import Counted, count_people, split_people, subjects_of
from registry.actions.datasets import take_in_dictionary
from registry.actions.joining import leave_registry
from registry.cohort import (
    NEVER,
    Clause,
    Criterion,
    NotCohort,
    OneOf,
    canonical,
    in_order,
    one_of,
    parts_of,
    read_criteria,
    sha256_of,
    to_stored,
)
from registry.cohort_sql import people
from registry.counted_people import CountedPeople, Question
from registry.models import Cohort, CountRun, DataRequest, Entry, ReleaseRules
from registry.queries.datasets import layout_of
from registry.request_flow import Move
from registry.request_shown import Shown
from registry.uses import use_of
from tests.database import become
from tests.personas import Persona, World
from tests.registry.asking import Asking, make_asking, taking_part
from tests.registry.released import Released
from tests.registry.world import rows

pytestmark = pytest.mark.django_db
PEOPLE = 20  # even numbers are women; each walks a minute longer than the one before, from 10 on


def sex(code: str, op: str = "any") -> Criterion:
    return Criterion("person", "sex", op, (code,))


def minutes(bound: int, op: str = "least") -> Criterion:
    return Criterion("visit", "minutes", op, (str(bound),))


WOMAN, NO_WOMAN = sex("0"), sex("0", "never_any")


@pytest.fixture
def asking(world: World) -> Asking:
    found = make_asking(world, PEOPLE)
    ReleaseRules.objects.update(threshold=5)
    return found


@pytest.fixture
def row(asking: Asking) -> DataRequest:
    return asking.draft(())


def who(asking: Asking, row: DataRequest, *clauses: Clause) -> set[int]:
    """The people these conditions give, by their number, on both ways they are asked."""
    layout, use = Shown(row).layout, use_of(row)
    numbers = {person.subject: number for number, person in enumerate(asking.people)}
    with acting_as(asking.researcher.actor()):
        found = subjects_of(row.dataset, layout, clauses, use)
        question = Question(row.dataset, layout, in_order(clauses), use)
        assert CountedPeople([question]).of(question) == found
    return {numbers[one] for one in found}


def counted(asking: Asking, row: DataRequest, *clauses: Clause) -> int | None:
    return asked(asking, row, *clauses).told.value


def asked(asking: Asking, row: DataRequest, *clauses: Clause) -> Counted:
    with acting_as(asking.researcher.actor()) as actor:
        return count_people(
            actor=actor, dataset=row.dataset, layout=Shown(row).layout, criteria=clauses,  # type: ignore[arg-type]
            use=use_of(row),
        )  # fmt: skip


def entry_of(asking: Asking, number: int, form: str, **values: Any) -> None:
    """Her entry of this form is changed as a curator could."""
    with acting_as(asking.walks.curator.actor()) as actor:
        rows = Entry.objects.visible_to(actor).filter(form__name=form)
        assert rows.filter(subject_id=asking.people[number].subject).update(**values) == 1


def test_one_of_several_conditions_is_enough(asking: Asking, row: DataRequest) -> None:
    either = one_of([WOMAN, minutes(25)])
    assert who(asking, row, either) == {*range(0, PEOPLE, 2), *range(15, PEOPLE)}
    assert who(asking, row, either, minutes(27, "most")) == {*range(0, 18, 2), 15, 17}
    both = (either, one_of([minutes(12, "most"), minutes(28)]))
    assert who(asking, row, *both) == {0, 2, 18, 19}


def test_no_entry_says_so_of_whoever_never_said_it(asking: Asking, row: DataRequest) -> None:
    assert who(asking, row, NO_WOMAN) == {*range(1, PEOPLE, 2)}
    assert who(asking, row, minutes(20, "never_least")) == {*range(10)}
    assert who(asking, row, WOMAN, minutes(20, "never_least")) == {*range(0, 10, 2)}
    assert who(asking, row, one_of([NO_WOMAN, minutes(28)])) == {*range(1, PEOPLE, 2), 18}
    assert who(asking, row, Criterion("person", "pregnant", "never_answered")) == {*range(PEOPLE)}


def test_a_second_entry_that_says_it_is_enough_to_have_said_it(
    asking: Asking, row: DataRequest
) -> None:
    with acting_as(asking.walks.curator.actor()) as actor:
        old = Entry.objects.visible_to(actor).get(
            form__name="person", subject_id=asking.people[1].subject
        )
        Entry.objects.create(
            subject_id=old.subject_id, record=old.record, registry=old.registry, form=old.form,
            version=old.version, instance=5, answers={"sex": "0"}, source="curator",
        )  # fmt: skip
    assert who(asking, row, NO_WOMAN) == {*range(3, PEOPLE, 2)}
    assert 1 in who(asking, row, sex("0", "none"))  # one of her entries has another answer


def test_without_an_entry_of_the_form_nothing_is_said_and_without_any_she_is_not_counted(
    asking: Asking, row: DataRequest
) -> None:
    long = minutes(5, "never_least")
    entry_of(asking, 0, "visit", voided_at=timezone.now())
    entry_of(asking, 1, "visit", voided_at=timezone.now())
    entry_of(asking, 1, "person", voided_at=timezone.now())
    assert who(asking, row, long) == {0}
    assert who(asking, row, one_of([long, NO_WOMAN])) == {0, *range(3, PEOPLE, 2)}
    assert 1 not in who(asking, row)


def test_an_entry_in_another_dataset_makes_nobody_one_without_an_entry_here(
    asking: Asking, row: DataRequest
) -> None:
    """Numbers about both are counted in one pass over the entries."""
    walks, whose = asking.walks, asking.people[1].subject
    for form in ("person", "visit"):
        entry_of(asking, 1, form, voided_at=timezone.now())
    with acting_as(walks.curator.actor()) as actor:
        raw = dictionary_csv(rows()).encode()
        taken = take_in_dictionary(actor=actor, raw=raw, registry=walks.registry, title="Others")
        assert taken.dataset is not None and taken.version is not None, taken.to_json()
        old = Entry.objects.visible_to(actor).get(form__name="visit", subject_id=whose)
        Entry.objects.create(
            subject_id=whose, record=old.record, registry=old.registry, version=taken.version,
            form=taken.dataset.forms.get(name="visit"), answers={"minutes": 11}, source="curator",
        )  # fmt: skip
    use, layout = use_of(row), layout_of(taken.dataset, taken.version)
    here = Question(row.dataset, Shown(row).layout, (NO_WOMAN,), use)
    there = Question(taken.dataset, layout, (minutes(12, "never_least"),), use)
    with acting_as(asking.researcher.actor()):
        both = CountedPeople([here, there])
        found = both.of(here)
    assert both.of(there) == {whose} and whose not in found and len(found) == 9


def test_a_code_for_no_answer_meets_no_condition(asking: Asking, row: DataRequest) -> None:
    entry_of(asking, 4, "visit", answers={}, missing={"minutes": "-98"})
    for one in (minutes(0), minutes(999, "most"), Criterion("visit", "minutes", "answered")):
        assert 4 not in who(asking, row, one)
        assert who(asking, row, Criterion(one.form, one.field, NEVER + one.op, one.values)) == {4}


def test_an_answer_that_does_not_apply_any_more_was_said_by_nobody(
    asking: Asking, row: DataRequest
) -> None:
    lines = [f"{number},1" for number in range(PEOPLE)]
    assert asking.walks.bring("record_id,pregnant", *lines).usable  # only women are asked
    pregnant = Criterion("person", "pregnant", "never_any", ("1",))
    assert who(asking, row, pregnant) == {*range(1, PEOPLE, 2)}
    assert who(asking, row, one_of([pregnant, minutes(28)])) == {*range(1, PEOPLE, 2), 18}


def test_any_conditions_give_the_people_plain_sets_give(asking: Asking, row: DataRequest) -> None:
    entry_of(asking, 3, "visit", voided_at=timezone.now())
    entry_of(asking, 8, "person", answers={})
    plain = [
        WOMAN, sex("1"), sex("1", "none"), minutes(14), minutes(22, "most"),
        Criterion("person", "born", "from", ("1950-03-12",)),
        Criterion("visit", "with_whom", "any", ("1",)), Criterion("person", "sex", "answered"),
    ]  # fmt: skip
    everybody = who(asking, row)
    gives = {one: who(asking, row, one) for one in plain}
    for one, found in [*gives.items()]:
        if one.op != "none":
            gives[Criterion(one.form, one.field, NEVER + one.op, one.values)] = everybody - found
    chance = random.Random(7)  # noqa: S311  # the same conditions each time
    for _time in range(40):
        clauses = [
            one_of(chance.sample([*gives], chance.randint(1, 3)))
            for _ in range(chance.randint(1, 3))
        ]
        each = [set().union(*(gives[one] for one in parts_of(it))) for it in clauses]
        assert who(asking, row, *clauses) == everybody.intersection(*each), clauses


def test_conditions_that_all_hold_are_asked_as_they_ever_were(row: DataRequest) -> None:
    typed = {("person", "sex"): "t1", ("visit", "minutes"): "n1"}
    asked = people(Shown(row).layout, {"person": 1, "visit": 2}, (WOMAN, minutes(20)), typed)
    assert asked.sql == (
        "select distinct subject_id from ("
        "select subject_id from registry_entry e  where form_id = %s and t1 = any(%s)"
        " intersect "
        "select subject_id from registry_entry e  where form_id = %s and n1 >= %s::float8"
        ") found"
    )
    assert asked.values == (1, ["0"], 2, "20")


def see_only(whose: Persona, row: DataRequest, scope: str, form: str = "") -> None:
    """Her yes is for one time; her entry of this form is of the other one, the rest of that."""
    become("owner")
    with connection.cursor() as cursor:
        cursor.execute(
            "update members_grant set scope = %s where subject_id = %s and purpose = %s",
            [[scope], whose.subject, use_of(row)],
        )
        after = "e.form_id = f.id and f.name <> %s and e.subject_id = %s"
        cursor.execute(
            "update registry_entry e set first_at = now() + interval '1 minute',"
            f" changed_at = now() + interval '1 minute' from registry_form f where {after}",
            [form, whose.subject],
        )
    become("app")


def answered(asking: Asking, number: int, code: str) -> None:
    become("owner")
    with connection.cursor() as cursor:
        cursor.execute(
            "update registry_entry e set answers = jsonb_set(answers, '{sex}', to_jsonb(%s::text))"
            " from registry_form f where f.id = e.form_id and f.name = 'person' and subject_id = %s",
            [code, asking.people[number].subject],
        )
    become("app")


@pytest.mark.django_db(transaction=True)
def test_what_consent_does_not_cover_is_not_known_by_its_absence(
    asking: Asking, row: DataRequest
) -> None:
    """She agreed for later data only: her sex was said before, how far she walks after."""
    see_only(asking.people[0], row, "future", "person")
    found = []
    for code in "01":
        answered(asking, 0, code)
        found.append(
            [
                who(asking, row, *clauses)
                for clauses in (
                    (WOMAN,), (NO_WOMAN,), (sex("1", "never_any"),),
                    (Criterion("person", "sex", "never_answered"),),
                    (one_of([NO_WOMAN, minutes(28)]),), (one_of([WOMAN, minutes(99)]),),
                )
            ]
        )  # fmt: skip
    assert found[0] == found[1]
    woman, no_woman, no_man, nothing, *_both = found[0]
    assert 0 not in woman and 0 in no_woman and 0 in no_man and nothing == {0}


@pytest.mark.django_db(transaction=True)
def test_whoever_agreed_to_nothing_of_it_is_in_no_number_of_those_without_an_entry(
    asking: Asking, row: DataRequest
) -> None:
    see_only(asking.people[1], row, "past")  # and all her entries are from after it
    with acting_as(asking.people[3].actor()) as actor:
        leave_registry(actor=actor, taking_part=taking_part(asking.people[3]), language="en")
    assert who(asking, row, NO_WOMAN) == {*range(5, PEOPLE, 2)}
    assert who(asking, row, one_of([NO_WOMAN, minutes(99, "never_least")])) == (
        {*range(PEOPLE)} - {1, 3}
    )


def test_two_groups_that_differ_by_one_person_get_one_number(
    asking: Asking, row: DataRequest
) -> None:
    """18 and 17 people would be told as 20 and 15."""
    first, second = (one_of([WOMAN, minutes(bound)]) for bound in (15, 16))
    assert who(asking, row, first) - who(asking, row, second) == {5}
    assert len(who(asking, row, first)) == 18
    assert (counted(asking, row, first), counted(asking, row, second)) == (20, 20)
    kept = CountRun.objects.order_by("pk").values_list("criteria", flat=True)
    assert [one["version"] for one in kept] == [2, 2]


def test_those_who_never_said_it_are_not_told_by_what_is_left(
    asking: Asking, row: DataRequest
) -> None:
    """3 people walked for 27 minutes or more; 17 would be told as 15."""
    assert counted(asking, row) == 20
    assert len(who(asking, row, minutes(27, "never_least"))) == 17
    assert counted(asking, row, minutes(28, "never_least")) == 20
    assert counted(asking, row, minutes(27, "never_least")) is None
    assert counted(asking, row, minutes(27)) is None
    assert counted(asking, row, minutes(28)) is None
    assert counted(asking, row, one_of([minutes(28), minutes(10, "most")])) is None


def test_cells_of_a_split_of_a_group_stand_beside_later_numbers(
    asking: Asking, row: DataRequest
) -> None:
    everybody = one_of([minutes(10), NO_WOMAN])
    with acting_as(asking.researcher.actor()) as actor:
        made = split_people(
            actor=actor, dataset=row.dataset, layout=Shown(row).layout, criteria=(everybody,),  # type: ignore[arg-type]
            use=use_of(row), by="sex",
        )  # fmt: skip
    assert made is not None and [one.value for one in made.cells] == [10, 10]
    seven = (NO_WOMAN, minutes(17))
    assert len(who(asking, row, *seven)) == 7
    assert counted(asking, row, *seven) is None  # three of ten men would be left


def test_a_group_of_one_is_the_condition_itself_and_is_kept_as_it_ever_was(
    row: DataRequest,
) -> None:
    layout = Shown(row).layout
    plain = {"form": "person", "field": "sex", "op": "any", "values": ["0"]}
    long = {"form": "visit", "field": "minutes", "op": "least", "values": ["20"]}
    grouped = {"version": 2, "all_of": [{"one_of": [plain]}, {"one_of": [long, long]}]}
    assert read_criteria(layout, grouped) == read_criteria(layout, [long, plain])
    assert to_stored(read_criteria(layout, grouped)) == [plain, long]
    marked = hashlib.sha256(json.dumps([plain, long], sort_keys=True).encode()).hexdigest()
    assert sha256_of(read_criteria(layout, grouped)) == marked
    either = {"version": 2, "all_of": [{"one_of": [long, plain]}]}
    (found,) = read_criteria(layout, either)
    assert found == OneOf((WOMAN, minutes(20))) and to_stored([found]) != [plain, long]
    assert read_criteria(layout, json.loads(canonical([found]))) == (found,)


def test_a_definition_that_means_nothing_is_refused(row: DataRequest) -> None:
    layout = Shown(row).layout
    one = {"form": "visit", "field": "minutes", "op": "least", "values": ["20"]}
    many = [{**one, "values": [str(number)]} for number in range(13)]
    for wrong in (
        {"version": 3, "all_of": [{"one_of": [one]}]},
        {"version": 2, "all_of": []},
        {"version": 2, "all_of": [{"one_of": []}]},
        {"version": 2, "all_of": [{"one_of": [one]}, [one]]},
        {"version": 2, "all_of": [{"one_of": [{"one_of": [one]}]}]},
        {"version": 2, "all_of": [{"one_of": many}]},
        {"version": 2, "all_of": [{"one_of": many[:7]}, {"one_of": many[7:]}]},
        [{**one, "op": "never_none"}],
        [{**one, "op": "never_only"}],
        [{**one, "op": "never_never_least"}],
        [{**one, "op": "never_least", "values": []}],
        [{**one, "field": "name", "form": "person", "op": "never_answered"}],
    ):
        with pytest.raises(NotCohort):
            read_criteria(layout, wrong)


def mark(page: str) -> str:
    """Where the first condition of a page takes another one."""
    found = re.search(r"beside=([0-9a-f.]+)#", page)
    assert found
    return found[1]


def test_conditions_are_put_beside_each_other_and_apart_again_without_a_script(
    asking: Asking, row: DataRequest, sign_in: Any
) -> None:
    here, client = f"/data-requests/{row.ref}/people", sign_in(asking.researcher)
    client.post(f"{here}?question=visit|minutes", {"op": "never_least", "bound": "25"})
    page = client.get(here).content.decode()
    assert "Minutes: no entry says 25 or more" in page and "“No entry” means" in page
    assert "About 15 people" in page
    beside = mark(page)
    page = client.get(f"{here}?beside={beside}").content.decode()
    assert f'name="beside" value="{beside}"' in page and "or what else?" in page
    there = f"{here}?question=person|sex&beside={beside}"
    assert "one of them is enough" in client.get(there).content.decode()
    for _press in range(2):  # a second press changes nothing
        assert client.post(there, {"op": "any", "codes": ["0"]}).status_code == 302
    page = client.get(here).content.decode()
    assert "At least one of these" in page and page.count("Take it out") == 2
    assert Cohort.objects.latest("pk").criteria == to_stored(
        [one_of([WOMAN, minutes(25, "never_least")])]
    )
    client.post(here, {"apart": "0"})
    page = client.get(here).content.decode()
    assert "At least one of these" not in page and "All of these have to hold" in page
    client.post(f"{here}?question=person|born&beside={mark(page)}", {"op": "never_answered"})
    client.post(here, {"take_out": "0.0"})
    assert Shown(DataRequest.objects.get(pk=row.pk)).people_in_words() == [
        "Sex: Female", "Minutes: no entry says 25 or more"
    ]  # fmt: skip


def test_a_condition_is_not_put_beside_one_that_is_gone(
    asking: Asking, row: DataRequest, sign_in: Any
) -> None:
    here, client = f"/data-requests/{row.ref}/people", sign_in(asking.researcher)
    client.post(f"{here}?question=visit|minutes", {"op": "least", "bound": "25"})
    beside = mark(client.get(here).content.decode())
    client.post(here, {"take_out": "0"})
    late = client.post(f"{here}?question=person|sex&beside={beside}", {"op": "any", "codes": ["0"]})
    assert late.status_code == 422 and "Choose it again" in late.content.decode()
    assert Cohort.objects.latest("pk").criteria == []
    other = sign_in(asking.people[0])
    assert other.post(here, {"apart": "0"}).status_code == 403


EITHER = "at least one of these: “Sex: Female” or “Minutes: no entry says 25 or more”"


def test_everybody_who_decides_reads_which_people_are_meant(asking: Asking, sign_in: Any) -> None:
    row = asking.in_review(asking.draft((one_of([WOMAN, minutes(25, "never_least")]),)))
    here = f"/data-requests/{row.ref}"
    for persona in (asking.votes[0], asking.walks.curator, asking.researcher):
        page = sign_in(persona).get(here).content.decode()
        assert EITHER in page and "“No entry” means" in page
    pdf = sign_in(asking.votes[0]).get(f"{here}/pack.pdf")
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(pdf.content)).pages)
    assert EITHER in " ".join(text.split()) and "no entry that may be used" in " ".join(
        text.split()
    )


def test_a_change_of_it_is_read_before_and_after(asking: Asking, sign_in: Any) -> None:
    row = asking.ready(asking.draft((WOMAN,)))
    asking.move(row, asking.researcher, Move.AMEND, "We need more people.")
    with acting_as(asking.researcher.actor()) as actor:
        change_cohort(
            actor=actor, ref=row.ref,  # type: ignore[arg-type]
            criteria=[one_of([WOMAN, minutes(25, "never_least")])],
        )  # fmt: skip
    page = sign_in(asking.researcher).get(f"/data-requests/{row.ref}").content.decode()
    assert "Sex: Female</p>" in page and f"{EITHER}</p>" in page


def test_a_release_says_in_words_and_as_kept_who_is_in_it(asking: Asking) -> None:
    either = one_of([WOMAN, minutes(25)])
    released = Released(asking, asking.ready(asking.draft((either, minutes(28, "never_least")))))
    told = released.build().manifest["cohort"]
    assert told["in_words"][1] == "Minutes: no entry says 28 or more"
    assert told["conditions"]["version"] == 2 and "“No entry” means" in told["no_entry"]
    numbers = {person.subject: number for number, person in enumerate(asking.people)}
    found = {numbers[one] for one in released.people()}
    assert found == {*range(0, 18, 2), 15, 17}
