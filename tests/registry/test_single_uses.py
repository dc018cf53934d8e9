"""Members who want to be asked each time: a yes for one use alone, seldom asked, in no other count."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from members.holdings import holdings_of
from members.models import Grant
from notifications.kinds import Pending
from notifications.models import Outbox
from notifications.paper import PaperPart
from po_platform.access.actor import Purpose, System, acting_as
from registry.actions.counting import subjects_of
from registry.actions.joining import change_answer, leave_registry
from registry.actions.single_uses import answer_use, ask_for_use
from registry.consent import Sheet
from registry.export_requests import request_parts
from registry.models import DataRequest, ReleaseRules, UseAsked, UseAsking
from registry.queries.single_uses import my_asked, my_open_asked, outcomes_of
from registry.release_consent import names_gone
from registry.request_shown import Shown
from registry.single_use_work import ASKED, ask_about_uses, on_paper, still_asked
from registry.uses import use_of, uses_of
from tests.personas import Persona, World
from tests.registry.asking import Asking, make_asking, taking_part
from tests.registry.joining import join, next_version
from tests.registry.released import Released

pytestmark = pytest.mark.django_db
PEOPLE = 3
EACH_TIME = {"reuse": {"past": "ask", "future": "ask"}}


@pytest.fixture
def asking(world: World) -> Asking:
    return make_asking(world, PEOPLE, EACH_TIME)


@pytest.fixture
def row(asking: Asking) -> DataRequest:
    return asking.ready(asking.draft(()))


def stands(persona: Persona) -> bool:
    """Whether she has a living yes to a single use."""
    with acting_as(persona.actor()) as actor:
        mine = Grant.objects.visible_to(actor).filter(purpose__contains="request=")
        return bool(mine.filter(ended_by__isnull=True).exists())


def begin(asking: Asking, row: DataRequest, who: Persona | None = None) -> int:
    with acting_as((who or asking.walks.curator).actor()) as actor:
        ask_for_use(actor=actor, ref=row.ref, ends_on=timezone.localdate() + timedelta(days=14))  # type: ignore[arg-type]
    return ask_about_uses()


def hers(persona: Persona) -> UseAsked:
    with acting_as(persona.actor()) as actor:
        return my_asked(actor=actor).get()


def answer(persona: Persona, yes: bool) -> None:
    ref = hers(persona).ref
    with acting_as(persona.actor()) as actor:
        answer_use(actor=actor, ref=ref, yes=yes)  # type: ignore[arg-type]


def found(row: DataRequest, use: str) -> set[Any]:
    with acting_as(System(Purpose.OPERATE)):
        return subjects_of(row.dataset, Shown(row).layout, (), use)


def test_a_yes_counts_for_this_use_alone(asking: Asking, row: DataRequest) -> None:
    other = asking.ready(asking.draft(()))
    assert begin(asking, row) == PEOPLE and ask_about_uses() == 0
    assert found(row, uses_of(row)) == set()
    yes, no, _silent = asking.people
    answer(yes, True)
    answer(no, False)
    assert found(row, uses_of(row)) == {yes.subject}
    assert found(row, use_of(row)) == set()
    begin(asking, other)
    assert found(other, uses_of(other)) == set()
    answer_again = hers_of(yes, row)
    with acting_as(yes.actor()) as actor:
        answer_use(actor=actor, ref=answer_again.ref, yes=False)  # type: ignore[arg-type]
    assert found(row, uses_of(row)) == set()


def hers_of(persona: Persona, row: DataRequest) -> UseAsked:
    with acting_as(persona.actor()) as actor:
        return my_asked(actor=actor).get(asking__request=row)


def test_leaving_or_another_answer_ends_it(asking: Asking, row: DataRequest) -> None:
    begin(asking, row)
    gone, changed, stays = asking.people
    for one in asking.people:
        answer(one, True)
    change(changed, "no")
    with acting_as(gone.actor()) as actor:
        leave_registry(actor=actor, taking_part=taking_part(gone), language="en")
    assert found(row, uses_of(row)) == {stays.subject}


def change(persona: Persona, said: str) -> None:
    question = Sheet.of(taking_part(persona).sheet.content).question("reuse")
    assert question is not None
    with acting_as(persona.actor()) as actor:
        change_answer(
            actor=actor, taking_part=taking_part(persona), question=question,
            said={"past": said, "future": said}, language="en",
        )  # fmt: skip


@pytest.mark.parametrize("way", ["leaves", "no", "yes"])
def test_who_left_or_answered_otherwise_can_say_no_yes_to_a_single_use(
    asking: Asking, row: DataRequest, sign_in: Any, way: str
) -> None:
    begin(asking, row)
    her = asking.people[0]
    mine = f"/me/asked-use/{hers(her).ref}"
    if way == "leaves":
        with acting_as(her.actor()) as actor:
            leave_registry(actor=actor, taking_part=taking_part(her), language="en")
    else:
        change(her, way)
    with pytest.raises(PermissionDenied):
        answer(her, True)
    with acting_as(her.actor()) as actor:
        assert my_open_asked(actor=actor) == []
    assert her.subject not in found(row, uses_of(row)) - found(row, use_of(row))
    page = sign_in(her).get(mine).content.decode()
    assert "You are not asked about this any more" in page and "Yes, for this use" not in page
    assert not stands(her)
    answer(her, False)  # a no is taken from everybody


@pytest.mark.parametrize(("now", "counts"), [("ask", True), ("no", False), ("none", False)])
def test_under_a_newer_text_a_yes_goes_the_way_of_the_question_behind_it(
    asking: Asking, row: DataRequest, sign_in: Any, now: str, counts: bool
) -> None:
    begin(asking, row)
    her = asking.people[0]
    answer(her, True)
    assert stands(her)
    next_version(asking.walks, *(["reuse"] if now == "none" else []))
    join(asking.walks, her, {"reuse": {"past": now, "future": now}} if now != "none" else {})
    assert stands(her) == counts
    page = sign_in(her).get(f"/me/asked-use/{hers(her).ref}").content.decode()
    assert ("Take my yes back" in page) == counts
    assert ("Your yes ended with another decision of yours" in page) != counts
    software = System(Purpose.EXPORT, subject_id=her.subject, person_id=her.person.pk)
    with acting_as(software):
        [told] = [one for one in request_parts(software) if one.name == "registry_uses_asked"]
        assert [one["state"] for one in told.rows] == ["yes" if counts else "ended"]


def test_a_yes_that_ended_with_another_answer_can_be_given_again(
    asking: Asking, row: DataRequest, sign_in: Any
) -> None:
    begin(asking, row)
    her = asking.people[0]
    answer(her, True)
    change(her, "no")
    change(her, "ask")
    mine = f"/me/asked-use/{hers(her).ref}"
    page = sign_in(her).get(mine).content.decode()
    assert "Your yes ended" in page and "Yes, for this use" in page
    answer(her, True)
    assert found(row, uses_of(row)) == {her.subject}


def test_she_finds_what_she_was_asked_about_where_she_sees_who_uses_her_data(
    asking: Asking, row: DataRequest, sign_in: Any
) -> None:
    her, other = asking.people[:2]
    client = sign_in(her)
    assert "Uses we asked you about" not in client.get("/me/uses-of-data").content.decode()
    begin(asking, row)
    mine = f"/me/asked-use/{hers(her).ref}"
    for told in ("waits for your answer", "you said yes"):
        page = client.get("/me/uses-of-data").content.decode()
        assert f'href="{mine}"' in page and f"{row.title}</a>: {told}" in page
        answer(her, True)
    with acting_as(her.actor()) as actor:
        [line] = [one for one in holdings_of(actor) if one.url == "/me/uses-of-data"]  # type: ignore[arg-type]
    assert line.sentence == "We asked you about 1 use." and line.url == "/me/uses-of-data"
    UseAsking.objects.update(ends_on=timezone.localdate() - timedelta(days=1))
    page = sign_in(other).get("/me/uses-of-data").content.decode()
    assert "you gave no answer, and are not asked any more" in page


def test_who_agreed_in_general_or_said_no_is_not_asked(world: World) -> None:
    asking = make_asking(world, 2, {"reuse": {"past": "yes", "future": "yes"}})
    row = asking.ready(asking.draft(()))
    assert begin(asking, row) == 0
    assert found(row, uses_of(row)) == {one.subject for one in asking.people}


def test_nobody_is_asked_more_often_a_year_than_the_registry_allows(
    asking: Asking, row: DataRequest
) -> None:
    ReleaseRules.objects.update(asked_a_year=1)
    assert begin(asking, row) == PEOPLE
    assert begin(asking, asking.ready(asking.draft(()))) == 0


def test_only_who_looks_after_the_registry_asks_once_and_in_time(
    asking: Asking, row: DataRequest
) -> None:
    for who in (asking.researcher, asking.votes[0]):
        with pytest.raises(PermissionDenied):
            begin(asking, row, who)
    with pytest.raises(PermissionDenied), acting_as(asking.walks.curator.actor()) as actor:
        ask_for_use(actor=actor, ref=row.ref, ends_on=timezone.localdate())  # type: ignore[arg-type]
    begin(asking, row)
    with pytest.raises(PermissionDenied):
        begin(asking, row)
    UseAsking.objects.update(ends_on=timezone.localdate() - timedelta(days=1))
    with pytest.raises(PermissionDenied):
        answer(asking.people[0], True)
    answer(asking.people[0], False)
    with pytest.raises(Http404), acting_as(asking.people[1].actor()) as actor:
        answer_use(actor=actor, ref=hers(asking.people[0]).ref, yes=True)  # type: ignore[arg-type]
    assert not any(stands(one) for one in asking.people)


def test_the_letter_says_what_it_is_about_and_stops_when_she_leaves(
    asking: Asking, row: DataRequest
) -> None:
    begin(asking, row)
    assert Outbox.objects.filter(kind=ASKED).count() == PEOPLE
    listed = [(persona, hers(persona)) for persona in asking.people]
    pending = [
        Pending(one.pk, persona.person.pk, f"{one.asking_id}:{one.pk}", {})
        for persona, one in listed
    ]
    with acting_as(asking.people[0].actor()) as actor:
        leave_registry(actor=actor, taking_part=taking_part(asking.people[0]), language="en")
    assert still_asked(pending) == {one.row_id for one in pending[1:]}
    part = on_paper(System(Purpose.DELIVER), pending[1])
    assert isinstance(part, PaperPart)
    assert part.subject == row.title and row.question in part.paragraphs


def test_she_reads_what_it_is_for_and_answers(
    asking: Asking, row: DataRequest, sign_in: Any
) -> None:
    curator, member = sign_in(asking.walks.curator), sign_in(asking.people[0])
    here = f"/data-requests/{row.ref}/asking"
    assert (
        "Ask them, or see how far it is"
        in curator.get(f"/data-requests/{row.ref}").content.decode()
    )
    assert curator.post(here, {"ends_on": ""}).status_code == 422
    soon = timezone.localdate() + timedelta(days=14)
    assert curator.post(here, {"ends_on": soon}).status_code == 302
    assert "They are asked until" in curator.get(here).content.decode()
    assert sign_in(asking.researcher).get(here).status_code == 403
    ask_about_uses()
    mine = f"/me/asked-use/{hers(asking.people[0]).ref}"
    page = member.get(mine).content.decode()
    for words in (row.question, row.institution, "Minutes", "Yes, for this use"):
        assert words in page
    assert "May your data be used for this?" in member.get("/start").content.decode()
    assert "You said yes" in member.post(mine, {"yes": "1"}, follow=True).content.decode()
    assert "You said no" in member.post(mine, {"no": "1"}, follow=True).content.decode()
    assert sign_in(asking.people[1]).get(mine).status_code == 404


def test_a_release_holds_who_said_yes_until_she_takes_it_back(
    asking: Asking, row: DataRequest
) -> None:
    begin(asking, row)
    yes, other, _silent = asking.people
    for one in (yes, other):
        answer(one, True)
    made = Released(asking, row)
    assert made.build().n_people == 2
    assert set(made.people()) == {yes.subject, other.subject}
    answer(yes, False)
    assert names_gone(made.release) == {made.people()[yes.subject]}


def test_a_yes_to_other_words_does_not_count(
    asking: Asking, row: DataRequest, sign_in: Any
) -> None:
    begin(asking, row)
    for one in asking.people:
        answer(one, True)
    DataRequest.objects.filter(pk=row.pk).update(round=2)  # a change was voted on
    row.refresh_from_db()
    assert found(row, uses_of(row)) == set()
    with acting_as(asking.people[0].actor()) as actor:
        assert outcomes_of(actor=actor, asked=list(my_asked(actor=actor))) == ["earlier"]
    page = sign_in(asking.people[0]).get(f"/me/asked-use/{hers(asking.people[0]).ref}")
    assert "is not used for what stands here" in page.content.decode()
    assert "You said yes. You can" not in page.content.decode()
    ReleaseRules.objects.update(asked_a_year=5)
    assert begin(asking, row) == PEOPLE
    with acting_as(asking.people[0].actor()) as actor:
        assert my_asked(actor=actor).count() == 2
