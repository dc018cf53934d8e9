"""Members who want to be asked each time: a yes for one use alone, seldom asked, in no other count."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from members.models import Grant
from notifications.kinds import Pending
from notifications.models import Outbox
from notifications.paper import PaperPart
from po_platform.access.actor import Purpose, System, acting_as
from registry.actions.counting import subjects_of
from registry.actions.joining import change_answer, leave_registry
from registry.actions.single_uses import answer_use, ask_for_use
from registry.consent import Sheet
from registry.models import DataRequest, ReleaseRules, UseAsked, UseAsking
from registry.queries.single_uses import my_asked
from registry.release_consent import names_gone
from registry.request_shown import Shown
from registry.single_use_work import ASKED, ask_about_uses, on_paper, still_asked
from registry.uses import use_of, uses_of
from tests.personas import Persona, World
from tests.registry.asking import Asking, make_asking, taking_part
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
    question = Sheet.of(taking_part(changed).sheet.content).question("reuse")
    assert question is not None
    with acting_as(changed.actor()) as actor:
        change_answer(
            actor=actor, taking_part=taking_part(changed), question=question,
            said={"past": "no", "future": "no"}, language="en",
        )  # fmt: skip
    with acting_as(gone.actor()) as actor:
        leave_registry(actor=actor, taking_part=taking_part(gone), language="en")
    assert found(row, uses_of(row)) == {stays.subject}


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
    assert (
        not Grant.objects.for_purpose(Purpose.ERASE).filter(purpose__contains="request=").exists()
    )


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


def test_a_yes_to_other_words_does_not_count(asking: Asking, row: DataRequest) -> None:
    begin(asking, row)
    for one in asking.people:
        answer(one, True)
    DataRequest.objects.filter(pk=row.pk).update(round=2)  # a change was voted on
    row.refresh_from_db()
    assert found(row, uses_of(row)) == set()
    ReleaseRules.objects.update(asked_a_year=5)
    assert begin(asking, row) == PEOPLE
    with acting_as(asking.people[0].actor()) as actor:
        assert my_asked(actor=actor).count() == 2
