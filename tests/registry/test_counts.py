"""Counts under the research role: only who agreed, only by the column, and never a few people."""

from __future__ import annotations

import copy
import json
from collections.abc import Sequence
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.utils import ProgrammingError
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from po_platform.access.actor import NOBODY, acting_as
from registry.actions.committee import allow_more_numbers
from registry.actions.counting import Counted, count_people, split_people, subjects_of
from registry.actions.joining import change_answer, leave_registry
from registry.applying import applying
from registry.cohort import Criterion, NotCohort, canonical, read_criteria
from registry.cohort_sql import Condition, all_at_once, people
from registry.cohort_words import in_words
from registry.consent import Sheet
from registry.counted_people import CountedPeople, Question
from registry.models import ConsentSheet, CountRun, DataRequest, Entry, ReleaseRules
from registry.request_shown import Shown
from registry.research import as_research
from registry.row_sql import list_of
from registry.uses import use_of
from tests.database import become
from tests.personas import World
from tests.registry.asking import LONG, Asking, make_asking, taking_part

pytestmark = pytest.mark.django_db
PEOPLE = 14


@pytest.fixture
def asking(world: World) -> Asking:
    return make_asking(world, PEOPLE)


@pytest.fixture
def row(asking: Asking) -> DataRequest:
    return asking.draft(())


def counted(row: DataRequest, asking: Asking, *criteria: Criterion) -> Counted:
    with acting_as(asking.researcher.actor()) as actor:
        return count_people(
            actor=actor, dataset=row.dataset, layout=Shown(row).layout, criteria=criteria,  # type: ignore[arg-type]
            use=use_of(row),
        )  # fmt: skip


def by_hand(row: DataRequest, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """What a statement somebody typed gives under the research role."""
    registry = row.dataset.registry_id
    with acting_as(NOBODY), as_research(registry, use_of(row)) as cursor:
        cursor.execute(sql, list(values))
        return list(cursor.fetchall())


def everybody(row: DataRequest) -> int:
    return int(by_hand(row, "select count(distinct subject_id) from registry_entry")[0][0])


def test_who_leaves_is_gone_with_the_next_statement(asking: Asking, row: DataRequest) -> None:
    assert everybody(row) == PEOPLE
    gone = asking.people[0]
    with acting_as(gone.actor()) as actor:
        leave_registry(actor=actor, taking_part=taking_part(gone), language="en")
    assert everybody(row) == PEOPLE - 1
    own = by_hand(row, "select 1 from registry_entry where subject_id = %s", [gone.subject])
    assert own == []


BEFORE, AFTER = "-1 minute", "1 minute"


def told(asking: Asking, row: DataRequest, scope: str, first: str, last: str) -> bool:
    """Whether entries first and last written before or after her yes open under this scope."""
    whose = asking.people[0].subject
    become("owner")
    with connection.cursor() as cursor:
        cursor.execute(
            "update members_grant set scope = %s where subject_id = %s and purpose = %s",
            [scope.split(","), whose, use_of(row)],
        )
        cursor.execute(
            "update registry_entry set first_at = starts_at + %s::interval,"
            " changed_at = starts_at + %s::interval from members_grant"
            " where registry_entry.subject_id = %s and members_grant.subject_id = %s"
            " and purpose = %s and ended_by_id is null",
            [first, last, whose, whose, use_of(row)],
        )
    become("app")
    return everybody(row) == PEOPLE


@pytest.mark.django_db(transaction=True)
def test_a_yes_for_one_time_opens_nothing_that_was_also_given_at_the_other(
    asking: Asking, row: DataRequest
) -> None:
    seen = {
        (scope, first, last): told(asking, row, scope, first, last)
        for scope in ("past,ask_future", "ask_past,future", "past,future", "ask_past,ask_future")
        for first, last in ((BEFORE, BEFORE), (BEFORE, AFTER), (AFTER, AFTER))
    }
    assert [key for key, shown in seen.items() if shown] == [
        ("past,ask_future", BEFORE, BEFORE),
        ("ask_past,future", AFTER, AFTER),
        ("past,future", BEFORE, BEFORE),
        ("past,future", BEFORE, AFTER),
        ("past,future", AFTER, AFTER),
    ]


def test_a_use_nobody_agreed_to_finds_nobody(asking: Asking, row: DataRequest) -> None:
    row.commercial = True
    assert everybody(row) == 0
    row.commercial, row.purpose = False, DataRequest.Purpose.GENERAL
    assert use_of(row) == "registry:nobody"
    assert everybody(row) == 0


@pytest.mark.django_db(transaction=True)
def test_a_question_whose_meaning_once_changed_permits_nothing(
    asking: Asking, row: DataRequest
) -> None:
    first = ConsentSheet.objects.get()
    content = copy.deepcopy(first.content)
    for question in content["questions"][:2]:
        question["duo"].append("DUO:0000004")
    ConsentSheet.objects.create(
        registry=first.registry, version=2, content=content, published_at=timezone.now()
    )
    assert use_of(row) == "registry:nobody"


def test_without_a_registry_and_a_use_the_role_sees_nothing(row: DataRequest) -> None:
    with acting_as(NOBODY), connection.cursor() as cursor:
        cursor.execute("set local role po_research")
        cursor.execute("select count(*) from registry_entry")
        assert cursor.fetchone() == (0,)


OUT_OF_REACH = (
    "select sealed from registry_entry",
    "select entered_by from registry_entry",
    "select * from registry_entry",
    "select * from registry_subject",
    "select * from members_identity",
    "select * from members_subjectlink",
    "select ref from registry_release",
    "update registry_entry set answers = '{}'",
    "select pseudonym from registry_releasesubject",
)


def test_names_sealed_answers_and_writing_are_out_of_reach(row: DataRequest) -> None:
    for statement in OUT_OF_REACH:
        with pytest.raises(ProgrammingError, match="permission denied"):
            by_hand(row, statement)


def test_the_role_ends_with_its_block(asking: Asking, row: DataRequest) -> None:
    with acting_as(asking.people[0].actor()):
        with as_research(row.dataset.registry_id, use_of(row)) as cursor:
            cursor.execute("select current_user")
            assert cursor.fetchone() == ("po_research",)
        with connection.cursor() as cursor:
            cursor.execute("select current_user, current_setting('po.use', true)")
            assert cursor.fetchone() == ("po_app", "")


def test_conditions_find_whom_they_describe(asking: Asking, row: DataRequest) -> None:
    layout = Shown(row).layout

    def found(*criteria: Criterion) -> int:
        with acting_as(asking.researcher.actor()):
            return len(subjects_of(row.dataset, layout, criteria, use_of(row)))

    assert found() == PEOPLE
    assert found(Criterion("visit", "minutes", "least", ("20",))) == 4
    assert found(Criterion("visit", "minutes", "most", ("9.5",))) == 0
    assert found(Criterion("person", "sex", "any", ("0",))) == 7
    assert found(Criterion("person", "sex", "none", ("0",))) == 7
    assert found(Criterion("visit", "with_whom", "any", ("1",))) == PEOPLE
    assert found(Criterion("visit", "with_whom", "none", ("1",))) == 0
    assert found(Criterion("visit", "stopped", "answered")) == PEOPLE
    assert found(Criterion("person", "born", "from", ("1950-03-10",))) == 5
    assert found(Criterion("person", "born", "until", ("1950",))) == PEOPLE
    both = (
        Criterion("person", "sex", "any", ("0",)),
        Criterion("visit", "minutes", "least", ("20",)),
    )
    assert found(*both) == 2


def test_what_decides_whether_they_apply_is_looked_up_once_and_not_more_than_needed(
    row: DataRequest,
) -> None:
    layout, use = Shown(row).layout, use_of(row)
    forms = dict(row.dataset.forms.values_list("name", "pk"))
    with acting_as(NOBODY), as_research(row.dataset.registry_id, use) as cursor:
        still = applying(cursor, layout, forms, {"pregnant", "minutes"})
    assert still.conditional == {"pregnant"} and [*still.hidden.values()] == [["pregnant"]]
    assert "sex" in still.key and "metres" not in still.key  # what "stopped" hangs on
    asked = [Criterion("person", "pregnant", op, ("1",)) for op in ("any", "none", "only")]
    conditions = [Condition(layout, forms, {}, one, still) for one in asked]
    for statement in (people(layout, forms, asked, still=still), all_at_once(conditions)):
        assert statement.values.count(json.dumps(still.hidden)) == 1


def test_any_number_of_questions_may_decide(row: DataRequest) -> None:
    for count in (0, 100, 250):
        ((told,),) = by_hand(row, f"select {list_of([str(n) for n in range(count)])}")
        assert json.loads(told) == [*range(count)]


def test_conditions_are_checked_and_the_same_in_any_order(row: DataRequest) -> None:
    shown = Shown(row)
    minutes = {"form": "visit", "field": "minutes", "op": "least", "values": ["10"]}
    sex = {"form": "person", "field": "sex", "op": "any", "values": ["1", "0"]}
    one, other = (read_criteria(shown.layout, raw) for raw in ([minutes, sex], [sex, minutes]))
    assert canonical(one) == canonical(other)
    words = in_words(one, shown.label, shown.option)
    assert words == ["Sex: Female or Male", "Minutes: 10 or more"]
    for wrong in (
        {**minutes, "field": "name", "form": "person"},
        {**minutes, "field": "minutes'; drop table x"},
        {**minutes, "op": "any"},
        {**minutes, "values": ["1e99"]},
        {**minutes, "values": []},
        {**sex, "values": ["7"]},
        {**sex, "values": "0"},
        "minutes",
    ):
        with pytest.raises(NotCohort):
            read_criteria(shown.layout, [wrong])
    with pytest.raises(NotCohort):
        read_criteria(shown.layout, [minutes] * 13)


def test_a_count_is_rounded_and_few_are_not_shown(asking: Asking, row: DataRequest) -> None:
    assert counted(row, asking).told.value == 15
    assert counted(row, asking, Criterion("person", "sex", "any", ("0",))).told.value is None
    assert counted(row, asking, Criterion("visit", "minutes", "least", ("99",))).told.value is None


def test_a_question_that_leaves_out_a_few_gets_the_number_with_them(
    asking: Asking, row: DataRequest
) -> None:
    assert counted(row, asking).told.value == 15
    for least in ("12", "13"):  # two, three people less
        without = counted(row, asking, Criterion("visit", "minutes", "least", (least,)))
        assert without.told.value == 15
    halved = counted(row, asking, Criterion("visit", "minutes", "least", ("17",)))
    assert halved.told.value is None  # seven and seven: nobody splits fourteen people


@pytest.mark.django_db(transaction=True)
def test_nobody_learns_one_answer_by_asking_around_her(asking: Asking, row: DataRequest) -> None:
    """She alone walked that far; whether she stopped is not in any number, nor in a refusal."""
    far = Criterion("visit", "minutes", "most", ("22",))
    stopped = Criterion("visit", "stopped", "any", ("0",))

    def all_numbers() -> list[Counted]:
        return [counted(row, asking, *one) for one in ((), (stopped,), (stopped, far), (far,))]

    before = all_numbers()
    become("owner")
    with connection.cursor() as cursor:
        cursor.execute("alter table registry_countrun disable trigger user")
        cursor.execute("delete from registry_countrun")
        cursor.execute("alter table registry_countrun enable trigger user")
        cursor.execute(
            "update registry_entry set answers = answers || '{\"stopped\": true}'"
            " where subject_id = %s and answers ? 'stopped'",
            [asking.people[-1].subject],
        )
    become("app")
    assert all_numbers() == before


def test_numbers_under_another_consent_and_of_a_split_count_too(
    asking: Asking, row: DataRequest
) -> None:
    """Three say no to companies: that number beside the first one would be about them."""
    assert counted(row, asking).told.value == 15
    for persona in asking.people[3:]:
        with acting_as(persona.actor()) as actor:
            question = Sheet.of(taking_part(persona).sheet.content).question("companies")
            assert question is not None
            change_answer(
                actor=actor, taking_part=taking_part(persona), question=question,
                said={"past": "yes", "future": "yes"}, language="en",
            )  # fmt: skip
    row.commercial = True
    assert use_of(row).endswith("companies")
    assert everybody(row) == PEOPLE - 3
    assert counted(row, asking).told.value == 15
    row.commercial = False
    split(row, asking, "sex")
    assert counted(row, asking, Criterion("person", "sex", "any", ("0",))).told.value is None


def test_whoever_leaves_is_in_no_count_from_then_on(asking: Asking, row: DataRequest) -> None:
    assert counted(row, asking, LONG).told.value == 15
    for gone in asking.people[:3]:
        with acting_as(gone.actor()) as actor:
            leave_registry(actor=actor, taking_part=taking_part(gone), language="en")
    assert counted(row, asking, LONG).told.value == 10
    assert counted(row, asking, LONG).told.value == 10
    assert list(CountRun.objects.order_by("pk").values_list("exact", flat=True)) == [14, 11]


def split(
    row: DataRequest, asking: Asking, by: str, *criteria: Criterion
) -> tuple[list[str], list[int | None]] | None:
    with acting_as(asking.researcher.actor()) as actor:
        made = split_people(
            actor=actor, dataset=row.dataset, layout=Shown(row).layout, criteria=criteria,  # type: ignore[arg-type]
            use=use_of(row), by=by,
        )  # fmt: skip
    return ([*made.codes], [cell.value for cell in made.cells]) if made else None


def test_a_number_split_by_answers_hides_what_could_be_worked_out(
    asking: Asking, row: DataRequest
) -> None:
    assert split(row, asking, "sex") == (["0", "1", ""], [None, None, None])


def test_each_cell_that_is_told_counts_as_an_answer(asking: Asking, row: DataRequest) -> None:
    ReleaseRules.objects.update(threshold=5)
    assert split(row, asking, "sex") == (["0", "1"], [5, 5])
    assert split(row, asking, "sex") == (["0", "1"], [5, 5])
    kept = CountRun.objects.order_by("pk").values_list("criteria", "exact")
    ops = [[one["op"] for one in criteria] for criteria, _exact in kept]
    assert (ops, [exact for _criteria, exact in kept]) == ([[], ["only"], ["only"]], [14, 7, 7])
    women = Criterion("person", "sex", "any", ("0",))
    few = Criterion("visit", "minutes", "least", ("12",))  # six of these seven
    assert counted(row, asking, women, few).told == counted(row, asking, women).told


def test_who_gave_several_answers_is_in_no_cell(asking: Asking, row: DataRequest) -> None:
    layout = Shown(row).layout
    with acting_as(asking.walks.curator.actor()) as actor:
        one = Entry.objects.visible_to(actor).filter(
            subject_id=asking.people[0].subject, form__name="person"
        )
        old = one.get()
        Entry.objects.create(
            subject_id=old.subject_id, record=old.record, registry=old.registry, form=old.form,
            version=old.version, instance=5, answers={"sex": "1"}, source="curator",
        )  # fmt: skip

    def found(op: str, code: str) -> int:
        criteria = (Criterion("person", "sex", op, (code,)),)
        with acting_as(asking.researcher.actor()):
            return len(subjects_of(row.dataset, layout, criteria, use_of(row)))

    assert [found("any", code) for code in "01"] == [7, 8]
    assert [found("only", code) for code in "01"] == [6, 7]
    with pytest.raises(NotCohort):
        raw = {"form": "person", "field": "sex", "op": "only", "values": ["0"]}
        read_criteria(layout, [raw])


def test_members_count_nobody(asking: Asking, row: DataRequest) -> None:
    with pytest.raises(PermissionDenied), acting_as(asking.people[0].actor()) as actor:
        count_people(
            actor=actor, dataset=row.dataset, layout=Shown(row).layout, criteria=(),  # type: ignore[arg-type]
            use=use_of(row),
        )  # fmt: skip


def test_a_day_has_an_end_for_questions_and_none_for_looking_again(
    asking: Asking, row: DataRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("registry.actions.told.MOST_A_DAY", 2)
    ReleaseRules.objects.update(threshold=5)
    counted(row, asking)
    with pytest.raises(PermissionDenied, match="tomorrow"):
        split(row, asking, "sex")  # one cell too many
    monkeypatch.setattr("registry.actions.told.MOST_A_DAY", 3)
    for _again in range(2):
        assert split(row, asking, "sex") == (["0", "1"], [5, 5])
        counted(row, asking)
    with pytest.raises(PermissionDenied, match="tomorrow"):
        counted(row, asking, LONG)
    with acting_as(asking.walks.curator.actor()) as actor:
        for minutes in ("16", "17"):
            count_people(
                actor=actor, dataset=row.dataset, layout=Shown(row).layout,  # type: ignore[arg-type]
                criteria=[Criterion("visit", "minutes", "least", (minutes,))], use=use_of(row),
            )  # fmt: skip


def test_a_registry_asked_about_without_end_tells_no_more_until_the_committee_allows_it(
    asking: Asking, row: DataRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    ReleaseRules.objects.update(threshold=5, most_told=2)
    assert counted(row, asking).told.value == 15
    assert counted(row, asking, LONG).told.value == 15
    later = counted(row, asking, Criterion("visit", "minutes", "least", ("11",)))
    assert later.told.value is None and later.full
    with acting_as(asking.researcher.actor()) as actor:
        made = split_people(
            actor=actor, dataset=row.dataset, layout=Shown(row).layout, criteria=(),  # type: ignore[arg-type]
            use=use_of(row), by="sex",
        )  # fmt: skip
    assert made is not None and made.full and not made.cells
    again = counted(row, asking)
    assert again.told.value == 15 and not again.full
    monkeypatch.setattr("registry.queries.counts.MOST_CODES", 1)
    for who in (asking.researcher, asking.walks.curator):
        with pytest.raises(PermissionDenied), acting_as(who.actor()) as actor:
            allow_more_numbers(actor=actor, registry=row.dataset.registry)  # type: ignore[arg-type]
    for _press in range(2):
        with acting_as(asking.votes[0].actor()) as actor:
            allow_more_numbers(actor=actor, registry=row.dataset.registry)  # type: ignore[arg-type]
    assert ReleaseRules.objects.get().most_told == 202
    assert counted(row, asking, Criterion("visit", "minutes", "least", ("11",))).told.value == 15


ASKED = (
    (),
    (Criterion("visit", "minutes", "least", ("20",)),),
    (Criterion("visit", "minutes", "most", ("9.5",)),),
    (Criterion("person", "sex", "any", ("0",)), Criterion("visit", "minutes", "least", ("20",))),
    (Criterion("person", "sex", "none", ("0",)),),
    (Criterion("person", "sex", "only", ("1",)),),
    (Criterion("visit", "with_whom", "any", ("1",)),),
    (Criterion("visit", "with_whom", "none", ("1",)),),
    (Criterion("visit", "stopped", "answered"),),
    (Criterion("visit", "stopped", "any", ("0",)),),
    (Criterion("person", "pregnant", "none", ("0",)),),
    (Criterion("person", "born", "from", ("1950-03-10",)),),
    (Criterion("person", "born", "until", ("1950",)),),
)


def test_asked_all_at_once_is_asked_one_by_one(asking: Asking, row: DataRequest) -> None:
    with acting_as(asking.walks.curator.actor()) as actor:
        rows = Entry.objects.visible_to(actor).filter(subject_id=asking.people[0].subject)
        old = rows.get(form__name="person")
        for instance, answers in ((5, {"sex": "1"}), (6, {})):
            Entry.objects.create(
                subject_id=old.subject_id, record=old.record, registry=old.registry,
                form=old.form, version=old.version, instance=instance, answers=answers,
                source="curator",
            )  # fmt: skip
    layout = Shown(row).layout
    with acting_as(asking.researcher.actor()):
        for use in (use_of(row), f"registry:{row.dataset.registry_id}:companies"):
            questions = [Question(row.dataset, layout, asked, use) for asked in ASKED]
            at_once = CountedPeople(questions)
            for one in questions:
                alone = subjects_of(row.dataset, layout, one.criteria, use)
                assert at_once.of(one) == alone, one.criteria


def test_a_count_costs_the_same_however_many_were_told(asking: Asking, row: DataRequest) -> None:
    ReleaseRules.objects.update(threshold=5)

    def cost(*criteria: Criterion) -> int:
        with CaptureQueriesContext(connection) as seen:
            counted(row, asking, *criteria)
        return len(seen)

    counted(row, asking)
    first = cost(LONG)
    for least in ("9", "8", "7", "6", "5"):
        cost(Criterion("visit", "minutes", "least", (least,)))
    split(row, asking, "sex")
    assert CountRun.objects.count() == 9
    assert cost(Criterion("visit", "minutes", "least", ("4",))) <= first
    assert cost(LONG) <= first


def test_an_answer_that_does_not_apply_any_more_is_not_counted(
    row: DataRequest, asking: Asking
) -> None:
    """Only women are asked; a file says it of everybody."""
    lines = [f"{number},1" for number in range(PEOPLE)]
    assert asking.walks.bring("record_id,pregnant", *lines).usable
    layout, use = Shown(row).layout, use_of(row)
    women, both = Criterion("person", "sex", "any", ("0",)), []
    for op in ("any", "only"):
        both.append(Criterion("person", "pregnant", op, ("1",)))
    with acting_as(asking.researcher.actor()):
        found = subjects_of(row.dataset, layout, [women], use)
        assert len(found) == PEOPLE // 2
        for one in both:
            assert subjects_of(row.dataset, layout, [one], use) == found
            question = Question(row.dataset, layout, (one,), use)
            assert CountedPeople([question]).of(question) == found
