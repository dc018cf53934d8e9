"""A member is asked before another guide goes along; words guides have at hand; who looks after them."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import ProgrammingError, transaction
from django.http import Http404

from education.actions.handing_over import answer_hand_over
from education.guide_wording import filled, unknown_places
from education.models import Enrolment, Guide, GuideAssignment, GuideHandOver, GuideWording
from members.queries.own import own_rows
from notifications.models import Outbox
from po_platform.access.actor import Hat, acting_as
from tests.access.test_the_vault import rows_seen
from tests.education.test_guides import assignment_ref, counts, guided, works
from tests.personas import Persona, World, make_persona

pytestmark = pytest.mark.django_db
NOTE = "We planned small walks. I am away for some months."


def another(most: int = 5) -> tuple[Persona, Guide]:
    persona = make_persona("Other Guide", role=Hat.GUIDE)
    return persona, works(persona, most=most)


def asks(world: World, sign_in: Any, to: Guide) -> Any:
    address = f"/guide/{assignment_ref(world)}/hand-over"
    return sign_in(world.guide).post(address, {"guide": to.pk, "note": NOTE})


def question(row: Enrolment) -> str:
    return f"/programmes/mine/{row.ref}/guide/hand-over"


def answer(browser: Any, row: Enrolment, world: World, **said: str) -> Any:
    """To the question as it stands now."""
    return browser.post(question(row), {"asked": str(hand_overs(world)[-1].ref), **said})


def hand_overs(world: World) -> list[GuideHandOver]:
    with acting_as(world.ruth.actor()) as actor:
        return list(own_rows(GuideHandOver, actor).order_by("pk"))


def test_with_her_yes_the_next_one_sees_what_she_decides_and_the_one_before_nothing(
    world: World, sign_in: Any
) -> None:
    row, (other, guide) = guided(world, sees_words=True), another()
    assert asks(world, sign_in, guide).status_code == 302
    assert counts(other)["enrolment"] == 0
    ruth = sign_in(world.ruth)
    assert "asked whether another guide may go along" in ruth.get("/start").content.decode()
    page = ruth.get(question(row)).content.decode()
    assert NOTE in page
    assert "Answers within 3 days." in page
    assert answer(ruth, row, world, answer="yes", sees="no").status_code == 302
    assert set(counts(world.guide).values()) == {0}
    seen = counts(other)
    assert (seen["enrolment"], seen["stepstate"]) == (1, 0)
    desk = sign_in(other).get(f"/guide/{assignment_ref(world)}").content.decode()
    assert NOTE in desk
    told = Outbox.objects.filter(kind="education.message").values_list("person_id", flat=True)
    assert set(told) == {world.ruth.person.pk, other.person.pk, world.guide.person.pk}
    assert ruth.get(question(row)).status_code == 302
    assert NOTE in ruth.get(f"/programmes/mine/{row.ref}/guide").content.decode()


def test_with_her_no_everything_stays(world: World, sign_in: Any) -> None:
    row, (other, guide) = guided(world), another()
    asks(world, sign_in, guide)
    ruth = sign_in(world.ruth)
    assert answer(ruth, row, world, answer="yes").status_code == 422
    assert answer(ruth, row, world, answer="no").status_code == 302
    assert counts(other)["enrolment"] == 0
    assert counts(world.guide)["enrolment"] == 1
    assert [one.answer for one in hand_overs(world)] == ["no"]
    desk = sign_in(world.guide).get(f"/guide/{assignment_ref(world)}").content.decode()
    assert "not wanted" in desk


def test_nobody_is_asked_for_a_guide_without_room_nor_twice(world: World, sign_in: Any) -> None:
    guided(world)
    _other, full = another(most=0)
    assert "No other guide has room" in asks(world, sign_in, full).content.decode()
    assert not hand_overs(world)
    Guide.objects.filter(pk=full.pk).update(most_people=1)
    assert asks(world, sign_in, full).status_code == 302
    assert "not answered yet" in asks(world, sign_in, full).content.decode()
    assert len(hand_overs(world)) == 1


def test_room_that_went_meanwhile_changes_nothing(world: World, sign_in: Any) -> None:
    row, (_other, guide) = guided(world), another()
    asks(world, sign_in, guide)
    Guide.objects.filter(pk=guide.pk).update(most_people=0)
    said = answer(sign_in(world.ruth), row, world, answer="yes", sees="no")
    assert said.status_code == 403
    assert counts(world.guide)["enrolment"] == 1
    assert hand_overs(world)[0].answered_at is None


def test_the_question_is_taken_back(world: World, sign_in: Any) -> None:
    row, (_other, guide) = guided(world), another()
    asks(world, sign_in, guide)
    address = f"/guide/{assignment_ref(world)}/hand-over"
    assert NOTE in sign_in(world.guide).get(address).content.decode()
    sign_in(world.guide).post(address, {"do": "take_back"})
    assert sign_in(world.ruth).get(question(row)).status_code == 302
    with pytest.raises(Http404), acting_as(world.ruth.actor()) as actor:
        answer_hand_over(
            actor=actor, ref=row.ref, asked=str(hand_overs(world)[0].ref), yes=True,
            sees_words=True, language="en",
        )  # fmt: skip


def test_a_yes_counts_for_the_guide_it_was_said_about_and_for_no_other(
    world: World, sign_in: Any
) -> None:
    row, (_one, first), (other, second) = guided(world, sees_words=True), another(), another()
    Guide.objects.filter(pk=second.pk).update(public_name="Second Guide")
    asks(world, sign_in, first)
    ruth = sign_in(world.ruth)
    page, read = ruth.get(question(row)).content.decode(), str(hand_overs(world)[0].ref)
    assert read in page
    assert page.count(" checked") == 1
    sign_in(world.guide).post(f"/guide/{assignment_ref(world)}/hand-over", {"do": "take_back"})
    asks(world, sign_in, second)
    said = ruth.post(question(row), {"asked": read, "answer": "yes", "sees": "yes"})
    assert said.status_code == 403
    anew = said.content.decode()
    assert "somebody else by now" in anew
    assert "May Second Guide go along" in anew
    assert (str(hand_overs(world)[1].ref) in anew, read in anew) == (True, False)
    assert anew.count(" checked") == 1
    assert counts(other)["enrolment"] == 0
    assert ruth.post(question(row), {"answer": "yes", "sees": "yes"}).status_code == 403
    assert answer(ruth, row, world, answer="yes", sees="no").status_code == 302
    assert counts(other)["enrolment"] == 1


def test_whom_it_does_not_concern_sees_and_asks_nothing(world: World, sign_in: Any) -> None:
    row, (other, guide) = guided(world), another()
    asks(world, sign_in, guide)
    ref = assignment_ref(world)
    for nobody in (other, world.gerd, world.administrator):
        with acting_as(nobody.actor()):
            assert rows_seen("education_guidehandover") == 0
    assert sign_in(other).get(f"/guide/{ref}/hand-over").status_code == 404
    assert sign_in(world.gerd).get(question(row)).status_code == 404
    assert sign_in(world.ruth).get(f"/guide/{ref}/hand-over").status_code == 403
    with pytest.raises(ProgrammingError), transaction.atomic(), acting_as(other.actor()):
        GuideHandOver.objects.create(
            subject_id=world.ruth.subject, enrolment_id=row.pk, assignment_id=1,
            by_account=other.account.pk, to_account=other.account.pk, note="x",
        )  # fmt: skip


# ---------- Words at hand ----------


def test_places_are_filled_for_one_person_and_nothing_else_is() -> None:
    text = "Dear {name}, at “{step}”: {names} {x} }{"
    assert filled(text, name="{step}", step="Rest") == "Dear {step}, at “Rest”: {names} {x} }{"
    assert unknown_places(text) == ["{names}", "{x}"]


def write(browser: Any, **more: str) -> Any:
    said = {"title": "A greeting", "text_en": "Hello {name}, how is “{step}”?", **more}
    return browser.post("/guide/words/new", said)


def test_a_message_begins_with_words_at_hand_and_nothing_is_sent(
    world: World, sign_in: Any
) -> None:
    guided(world)
    guide = sign_in(world.guide)
    assert write(guide, text_en="Hello {nme}").status_code == 422
    assert write(guide, text_en="").status_code == 422
    assert write(guide).status_code == 302
    pk, desk = GuideWording.objects.get().pk, f"/guide/{assignment_ref(world)}"
    assert "A greeting" in guide.get(desk).content.decode()
    page = guide.get(f"{desk}?words={pk}").content.decode()
    assert "Hello Ruth E., how is “" in page
    assert "{step}" not in page
    assert counts(world.guide)["guidemessage"] == 0
    assert guide.get(f"{desk}?words=none").status_code == 200
    guide.post(f"/guide/words/{pk}/away")
    assert not GuideWording.objects.exists()


def test_words_for_all_are_written_by_who_looks_after_the_guides(
    world: World, sign_in: Any
) -> None:
    guide, (other, _page) = works(world.guide), another()
    browser, office = sign_in(world.guide), sign_in(world.administrator)
    write(browser, for_all="on")
    assert GuideWording.objects.get().account_id == world.guide.account.pk
    GuideWording.objects.all().delete()
    assert browser.post("/office/guides", {"guide": guide.pk, "do": "name"}).status_code == 403
    assert "Goes along with 0 of at most 5" in office.get("/office/guides").content.decode()
    office.post("/office/guides", {"guide": guide.pk, "do": "name"})
    assert office.post("/office/guides", {"guide": "x", "do": "name"}).status_code == 404
    write(browser, for_all="on")
    pk = GuideWording.objects.get(account=None).pk
    assert "A greeting" in sign_in(other).get("/guide/words").content.decode()
    assert sign_in(other).get(f"/guide/words/{pk}").status_code == 404
    assert sign_in(other).post(f"/guide/words/{pk}/away").status_code == 404
    office.post("/office/guides", {"guide": guide.pk, "do": "stop"})
    assert browser.get(f"/guide/words/{pk}").status_code == 404


def test_words_of_another_guide_are_hers(world: World, sign_in: Any) -> None:
    works(world.guide)
    other, _page = another()
    write(sign_in(world.guide))
    pk = GuideWording.objects.get().pk
    assert sign_in(other).get(f"/guide/words/{pk}").status_code == 404
    assert "A greeting" not in sign_in(other).get("/guide/words").content.decode()
    assert sign_in(world.ruth).get("/guide/words").status_code == 403


def test_her_own_account_never_becomes_her_guide(world: World, sign_in: Any) -> None:
    row = guided(world)
    page = works(make_persona("Guide Too", role=Hat.GUIDE))
    asks(world, sign_in, page)
    Guide.objects.filter(pk=page.pk).update(account_id=world.ruth.account.pk)
    with acting_as(world.ruth.actor()) as actor:
        before = own_rows(GuideAssignment, actor).get(ended_at=None)
        asked = str(own_rows(GuideHandOver, actor).get().ref)
        with pytest.raises(PermissionDenied):
            answer_hand_over(
                actor=actor, ref=row.ref, asked=asked, yes=True, sees_words=False, language="en"
            )
        assert own_rows(GuideAssignment, actor).get(ended_at=None).pk == before.pk
