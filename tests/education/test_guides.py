"""A person beside a member: chosen by her, seeing what she said, answering, stood in for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import ProgrammingError, connection, transaction
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit.models import Read
from education.actions.groups import put_group
from education.actions.guiding import put_guide_page, take_guide, write_to_guide
from education.actions.nudging import tell_guideless
from education.actions.stopping import lift_stop, stop_programme
from education.models import (
    Enrolment,
    Guide,
    GuideAssignment,
    GuideHandOver,
    GuideMessage,
    Programme,
    ProgrammeGroup,
    StepState,
    SupervisionQuestion,
)
from education.programme_parts import programme_parts
from education.programme_shape import shown_when
from education.queries import guided_list
from members.actions.erase_person import erase_person
from members.actions.first_weeks import say_where
from members.models import Decision, Organisation, RoleHolding
from members.queries.organisation import forget_organisation
from members.queries.own import own_rows
from moderation.models import Case, Silence
from notifications.models import Outbox
from po_platform.access.actor import Hat, Purpose, System, acting_as
from po_platform.kit.danger_words import sounds_like_danger
from questionnaires.plain import to_plain
from tests.access.test_the_vault import rows_seen
from tests.education.programme_path import begun, goes_through, shipped, short
from tests.education.test_quiet_ladder import put_back
from tests.personas import Persona, World, make_persona

pytestmark = pytest.mark.django_db
TABLES = ("enrolment", "stepstate", "ifthenplan", "guideassignment", "guidemessage")


def works(persona: Persona, *, most: int = 5, **more: Any) -> Guide:
    values: dict[str, Any] = {
        "public_name": persona.name, "about": "", "days": "Tuesdays.", "answers_within": 3,
        "most_people": most, "away_from": None, "away_until": None, "cover_id": None, **more,
    }  # fmt: skip
    with acting_as(persona.actor()) as actor:
        return put_guide_page(actor=actor, **values)


def guided(world: World, *, sees_words: bool = False, guide: Guide | None = None) -> Enrolment:
    """Ruth on her way, with the guide beside her."""
    row = begun(world.ruth, shipped(world))
    goes_along(world.ruth, row, guide or works(world.guide), sees_words)
    return row


def goes_along(persona: Persona, row: Enrolment, guide: Guide, sees_words: bool = False) -> None:
    with acting_as(persona.actor()) as actor:
        take_guide(
            actor=actor, ref=row.ref, guide_id=guide.pk, sees_words=sees_words, language="en"
        )


def test_who_was_quiet_for_three_weeks_is_a_line_on_her_guides_start_page(
    world: World, sign_in: Any
) -> None:
    row, line = guided(world), "1 person was quiet for three weeks. A kind word may help."
    guide = sign_in(world.guide)
    goes_through(sign_in(world.ruth), row.ref, "strength", takes="body")

    def said() -> bool:
        return line in guide.get("/start").content.decode()

    put_back(world.ruth, 20)
    assert not said()
    put_back(world.ruth, 2)
    assert said()
    # Whatever she answered before: it depends on when she was here alone.
    with acting_as(world.ruth.actor()) as actor:
        for answers in ({}, {"takes": "nights"}, {"takes": "body"}):
            own_rows(StepState, actor).update(answers=answers)
    assert said()
    with acting_as(world.ruth.actor()) as actor:
        own_rows(Enrolment, actor).update(paused_until=timezone.localdate() + timedelta(days=9))
    assert not said()
    with acting_as(world.ruth.actor()) as actor:
        own_rows(Enrolment, actor).update(paused_until=None)
    with acting_as(world.editor.actor()) as actor:
        stop_programme(actor=actor, ref=row.programme.ref, words="Wait.")
    assert not said()  # she waits because we said so
    with acting_as(world.reviewer.actor()) as actor:
        lift_stop(actor=actor, ref=row.programme.ref)
    assert said()
    assert "1 person was quiet" not in sign_in(works_too()).get("/start").content.decode()
    guide.post(f"/guide/{assignment_ref(world)}", {"text": "I think of you."})
    assert not said()
    assert row.state == "active"


def works_too() -> Persona:
    """Another guide, with nobody."""
    other = make_persona("Quiet Guide", role=Hat.GUIDE)
    works(other)
    return other


def counts(persona: Persona) -> dict[str, int]:
    with acting_as(persona.actor()):
        return {name: rows_seen(f"education_{name}") for name in TABLES}


def assignment_ref(world: World) -> Any:
    with acting_as(world.ruth.actor()) as actor:
        return own_rows(GuideAssignment, actor).latest("pk").ref


# ---------- Choosing ----------


def test_she_chooses_a_guide_and_the_words_she_decided_on_are_kept(
    world: World, sign_in: Any
) -> None:
    row = begun(world.ruth, shipped(world))
    guide = works(world.guide)
    ruth, address = sign_in(world.ruth), f"/programmes/mine/{row.ref}/guide"
    assert "Answers within 3 days. Tuesdays." in ruth.get(address).content.decode()
    assert ruth.post(address, {"sees": "no"}).status_code == 422
    ruth.post(address, {"guide": guide.pk, "sees": "yes"})
    assert "goes along with you" in ruth.get(address).content.decode()
    with acting_as(world.ruth.actor()) as actor:
        said = own_rows(Decision, actor).get(purpose="guide")
    assert "also sees what I write" in said.rendered


def test_without_anybody_free_the_page_says_so(world: World, sign_in: Any) -> None:
    row = begun(world.ruth, shipped(world))
    works(world.guide, most=0)
    page = sign_in(world.ruth).get(f"/programmes/mine/{row.ref}/guide").content.decode()
    assert "Nobody is free at the moment" in page


def test_a_guide_gets_no_more_people_than_she_said_and_nobody_two_guides(world: World) -> None:
    guide = works(world.guide, most=1)
    row = guided(world, guide=guide)
    gerds = begun(world.gerd, row.programme)
    with pytest.raises(PermissionDenied, match="room"):
        goes_along(world.gerd, gerds, guide)
    other = works(make_persona("Other Guide", role=Hat.GUIDE))
    with pytest.raises(PermissionDenied, match="already"):
        goes_along(world.ruth, row, other)


# ---------- What she sees ----------


@pytest.mark.parametrize("sees_words", [False, True])
def test_a_guide_sees_words_only_where_she_may(
    world: World, sign_in: Any, sees_words: bool
) -> None:
    row = guided(world, sees_words=sees_words)
    ruth = sign_in(world.ruth)
    goes_through(ruth, row.ref, "what-it-is", words="canary-words")
    goes_through(ruth, row.ref, "first-plan", if_text="canary-if", then_text="rest")
    seen = counts(world.guide)
    assert (seen["enrolment"], seen["guideassignment"]) == (1, 1)
    assert (seen["stepstate"] > 0, seen["ifthenplan"] > 0) == (sees_words, sees_words)
    page = sign_in(world.guide).get(f"/guide/{assignment_ref(world)}").content.decode()
    assert ("canary-words" in page, "canary-if" in page) == (sees_words, sees_words)
    assert "Ruth E." in page


@pytest.mark.parametrize("sees_words", [False, True])
def test_words_on_a_step_that_shows_by_where_she_stands_are_shown_where_she_agreed(
    world: World, sign_in: Any, sees_words: bool
) -> None:
    programme = short(world)
    version = programme.live
    assert version is not None
    rule = to_plain(shown_when("situation", "just_diagnosed"))
    version.modules[0]["steps"][0]["show_if"] = rule
    version.save()
    with acting_as(world.ruth.actor()) as actor:
        say_where(actor=actor, where="just_diagnosed")
    row = begun(world.ruth, programme)
    goes_along(world.ruth, row, works(world.guide), sees_words)
    goes_through(sign_in(world.ruth), row.ref, "one", words="canary-new")
    page = sign_in(world.guide).get(f"/guide/{assignment_ref(world)}").content.decode()
    assert ("canary-new" in page, "The first" in page) == (sees_words, sees_words)


def test_each_look_of_a_guide_is_hers_to_read(world: World, sign_in: Any) -> None:
    guided(world)
    browser = sign_in(world.guide)
    browser.get("/guide")
    browser.get(f"/guide/{assignment_ref(world)}")
    with acting_as(world.ruth.actor()) as actor:
        looks = own_rows(Read, actor).filter(what__startswith="education.guided")
        assert set(looks.values_list("what", flat=True)) == {
            "education.guided_list", "education.guided_way", "education.guided_messages",
        }  # fmt: skip


@pytest.mark.parametrize("page", ["", "/call", "/hand-over"])
def test_every_page_about_one_person_is_a_look_she_can_read(
    world: World, sign_in: Any, page: str
) -> None:
    guided(world)
    sign_in(world.guide).get(f"/guide/{assignment_ref(world)}{page}")
    with acting_as(world.ruth.actor()) as actor:
        assert own_rows(Read, actor).filter(what="education.guided_way").count() == 1


def test_less_is_at_once_and_more_asks_for_a_new_proof(world: World, sign_in: Any) -> None:
    row = guided(world, sees_words=True)
    ruth, address = sign_in(world.ruth), f"/programmes/mine/{row.ref}/guide/sees"
    goes_through(ruth, row.ref, "what-it-is", words="mine")
    ruth.post(address, {"sees": "no"})
    assert counts(world.guide)["stepstate"] == 0
    assert ruth.post(address, {"sees": "yes"}).status_code == 403
    assert sign_in(world.ruth, fresh=True).post(address, {"sees": "yes"}).status_code == 302
    assert counts(world.guide)["stepstate"] == 1


def test_let_go_she_sees_nothing_and_another_can_be_chosen(world: World, sign_in: Any) -> None:
    row = guided(world, sees_words=True)
    ref = assignment_ref(world)
    sign_in(world.ruth).post(f"/programmes/mine/{row.ref}/guide/let-go")
    assert set(counts(world.guide).values()) == {0}
    assert sign_in(world.guide).get(f"/guide/{ref}").status_code == 404
    goes_along(world.ruth, row, Guide.objects.get())
    assert counts(world.guide)["enrolment"] == 1


def test_without_the_role_nothing_is_seen(world: World) -> None:
    guided(world, sees_words=True)
    RoleHolding.objects.filter(account=world.guide.account).update(
        ends_at=timezone.now() - timedelta(minutes=1)
    )
    assert set(counts(world.guide).values()) == {0}


def test_a_guide_without_anybody_sees_nobody(world: World, sign_in: Any) -> None:
    guided(world, guide=works(world.guide))
    other = make_persona("Other Guide", role=Hat.GUIDE)
    works(other)
    assert set(counts(other).values()) == {0}
    assert "Nobody yet" in sign_in(other).get("/guide").content.decode()
    assert sign_in(other).get(f"/guide/{assignment_ref(world)}").status_code == 404


# ---------- Standing in ----------


def test_while_she_is_away_another_sees_the_same_and_answers(world: World, sign_in: Any) -> None:
    other = make_persona("Other Guide", role=Hat.GUIDE)
    cover = works(other)
    guide = works(world.guide)
    row = guided(world, guide=guide)
    today = timezone.localdate()
    away: dict[str, Any] = {
        "away_from": today,
        "away_until": today + timedelta(days=7),
        "cover_id": cover.pk,
    }
    with pytest.raises(PermissionDenied, match="stands in"):
        works(world.guide, **{**away, "cover_id": None})
    works(world.guide, **away)
    assert "Other Guide answers meanwhile" in (
        sign_in(world.ruth).get(f"/programmes/mine/{row.ref}/guide").content.decode()
    )
    with acting_as(world.ruth.actor()) as actor:
        write_to_guide(actor=actor, ref=row.ref, text="Are you there?")
    told = Outbox.objects.filter(kind="education.message").values_list("person_id", flat=True)
    assert list(told) == [other.person.pk]
    page = sign_in(other).get("/guide").content.decode()
    assert "(you stand in)" in page
    answer = {"text": "I am, for this week."}
    assert sign_in(other).post(f"/guide/{assignment_ref(world)}", answer).status_code == 302
    Guide.objects.filter(pk=guide.pk).update(
        away_from=today - timedelta(days=9), away_until=today - timedelta(days=1)
    )
    assert set(counts(other).values()) == {0}


# ---------- Messages ----------


def test_words_go_to_and_fro_and_the_mails_say_nothing(world: World, sign_in: Any) -> None:
    row = guided(world)
    ruth, guide = sign_in(world.ruth), sign_in(world.guide)
    address, desk = f"/programmes/mine/{row.ref}/guide", f"/guide/{assignment_ref(world)}"
    assert ruth.post(address, {"text": " "}).status_code == 422
    ruth.post(address, {"text": "I am stuck."})
    assert "1 message waits for your answer." in guide.get("/start").content.decode()
    assert "Waits for your answer since" in guide.get("/guide").content.decode()
    assert "I am stuck." in guide.get(desk).content.decode()
    guide.post(desk, {"text": "What did you try?"})
    assert "Your guide wrote to you" in ruth.get("/start").content.decode()
    assert "What did you try?" in ruth.get(address).content.decode()
    assert "Your guide wrote to you" not in ruth.get("/start").content.decode()
    told = Outbox.objects.filter(kind="education.message").values_list("person_id", flat=True)
    assert set(told) == {world.guide.person.pk, world.ruth.person.pk}
    assert counts(world.gerd)["guidemessage"] == counts(world.administrator)["guidemessage"] == 0


def test_words_wait_until_they_are_answered_or_need_no_answer(world: World, sign_in: Any) -> None:
    row = guided(world)
    ruth, guide = sign_in(world.ruth), sign_in(world.guide)
    address, desk = f"/programmes/mine/{row.ref}/guide", f"/guide/{assignment_ref(world)}"

    def waits() -> bool:
        return "Waits for your answer since" in guide.get("/guide").content.decode()

    ruth.post(address, {"text": "I am stuck."})
    guide.get(desk)
    assert waits()
    assert "1 message waits for your answer." in guide.get("/start").content.decode()
    guide.post(desk, {"text": "What did you try?"})
    assert not waits()
    ruth.post(address, {"text": "Thank you!"})
    assert waits()
    assert sign_in(make_persona("Other Guide", role=Hat.GUIDE)).post(
        f"{desk}/settled"
    ).status_code == 404  # fmt: skip
    assert ruth.post(f"{desk}/settled").status_code == 403
    guide.get(desk)
    guide.post(f"{desk}/settled")
    assert not waits()
    assert "Needs no answer" not in guide.get(desk).content.decode()


def test_what_came_after_the_page_was_opened_waits_on(world: World, sign_in: Any) -> None:
    row = guided(world)
    ruth, guide = sign_in(world.ruth), sign_in(world.guide)
    address, desk = f"/programmes/mine/{row.ref}/guide", f"/guide/{assignment_ref(world)}"
    for done in ({"to": f"{desk}/settled"}, {"to": desk, "text": "Good to hear."}):
        ruth.post(address, {"text": "Thank you!"})
        guide.get(desk)
        ruth.post(address, {"text": "May I stop my tablets?"})
        guide.post(done.pop("to"), done)
        assert "Needs no answer" in guide.get(desk).content.decode()
        guide.post(f"{desk}/settled")
        assert "Needs no answer" not in guide.get(desk).content.decode()


def test_a_guide_writes_to_nobody_she_does_not_go_along_with(world: World) -> None:
    guided(world)
    with acting_as(world.guide.actor()) as actor:
        theirs = GuideAssignment.objects.visible_to(actor).get()
    other = make_persona("Other Guide", role=Hat.GUIDE)
    with pytest.raises(ProgrammingError), transaction.atomic(), acting_as(other.actor()) as actor:
        GuideMessage.objects.create(
            subject_id=world.ruth.subject, enrolment_id=theirs.enrolment_id, by_guide=True,
            by_account=other.account.pk, text="x",
        )  # fmt: skip


# ---------- Danger ----------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("I don't want to live any more", True),
        ("sometimes I think of  killing\nmyself", True),
        ("Ich will nicht mehr leben.", True),
        ("Ich möchte nicht mehr da sein", True),
        ("These stairs kill me", False),
        ("Ich lebe gern", False),
        ("", False),
    ],
)
def test_words_after_which_a_person_looks(text: str, said: bool) -> None:
    assert sounds_like_danger(text) is said


def crisis(world: World) -> list[Case]:
    with acting_as(world.moderator.actor()) as actor:
        return list(Case.objects.visible_to(actor).filter(kind="guide-message", lane="crisis"))


@pytest.mark.parametrize("how", ["words", "button", "guide"])
def test_danger_calls_those_who_look_after_it_and_they_read_this_message_only(
    world: World, sign_in: Any, how: str
) -> None:
    row = guided(world)
    ruth, address = sign_in(world.ruth), f"/programmes/mine/{row.ref}/guide"
    ruth.post(address, {"text": "A quiet word."})
    text = {"words": "I want to die.", "button": "Please come.", "guide": "It is dark."}[how]
    ruth.post(address, {"text": text, **({"alarm": "on"} if how == "button" else {})})
    if how == "guide":
        assert crisis(world) == []
        with acting_as(world.ruth.actor()) as actor:
            ref = own_rows(GuideMessage, actor).latest("pk").ref
        sign_in(world.guide).post(f"/guide/{assignment_ref(world)}/alarm/{ref}")
    (case,) = crisis(world)
    assert case.person_id == world.ruth.person.pk
    assert case.call_next_at is not None
    team = sign_in(world.moderator)
    page = team.get(f"/moderation/cases/{case.ref}")
    assert text in page.content.decode()
    assert "A quiet word." not in page.content.decode()
    assert counts(world.moderator)["guidemessage"] == 0


@pytest.mark.parametrize("numbers", ["", "In an emergency call 999."])
def test_whoever_says_danger_reads_whom_to_call_with_own_words_or_without(
    world: World, sign_in: Any, numbers: str
) -> None:
    Organisation.objects.update(emergency={"en": numbers} if numbers else {})
    forget_organisation()
    wanted = numbers or "In an emergency call the emergency number of where you are."
    row, guide = guided(world), sign_in(world.guide)
    ruth, address = sign_in(world.ruth), f"/programmes/mine/{row.ref}/guide"
    assert wanted in ruth.get(address).content.decode()
    ruth.post(address, {"text": "It is dark."})
    with acting_as(world.ruth.actor()) as actor:
        ref = own_rows(GuideMessage, actor).latest("pk").ref
    desk = f"/guide/{assignment_ref(world)}"
    called = guide.post(f"{desk}/alarm/{ref}", follow=True).content.decode()
    assert f"are called now. {wanted}" in called


def test_a_word_to_the_author_of_what_a_guide_wrote_never_reaches_the_member(
    world: World, sign_in: Any
) -> None:
    guided(world)
    desk = f"/guide/{assignment_ref(world)}"
    sign_in(world.guide).post(desk, {"text": "You said you will not wake up.", "alarm": "on"})
    (case,) = crisis(world)
    assert case.person_id == world.ruth.person.pk
    team, address = sign_in(world.moderator), f"/moderation/cases/{case.ref}"
    page = team.get(address).content.decode()
    assert "the guide of Ruth E." in page
    assert "A word to the author" not in page
    word = {"word-text": "Your words worried us.", "word-client_ref": str(uuid4())}
    team.post(f"{address}/word", word)
    assert sign_in(world.ruth).get(f"/me/words/{case.ref}").status_code == 404
    # Nor is she kept from writing for what another wrote.
    assert "Keep the author from writing" not in page
    kept = {"days": "3", "why": "Not kind", "rule": "1"}
    team.post(f"{address}/not-writing", kept)
    with acting_as(world.moderator.actor()) as actor:
        assert not Silence.objects.visible_to(actor).exists()


def test_without_danger_nobody_is_called(world: World, sign_in: Any) -> None:
    row = guided(world)
    sign_in(world.ruth).post(f"/programmes/mine/{row.ref}/guide", {"text": "A good week."})
    assert crisis(world) == []


def test_the_guides_list_takes_as_many_questions_for_many(
    world: World, sign_in: Any, django_assert_max_num_queries: Any
) -> None:
    guide = works(world.guide)
    row = guided(world, guide=guide)
    browser = sign_in(world.guide)
    for count in (1, 2):
        if count == 2:
            goes_along(world.gerd, begun(world.gerd, row.programme), guide)
        with django_assert_max_num_queries(22):
            assert browser.get("/guide").status_code == 200


def listed(world: World) -> int:
    with acting_as(world.ruth.actor()) as actor:
        return int(own_rows(Read, actor).filter(what="education.guided_list").count())


def test_who_waits_stands_first_however_many_go_along_and_the_others_are_a_page_away(
    world: World, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    guide, programme = works(world.guide, most=9), shipped(world)
    people = [make_persona(f"Member {n}") for n in range(4)]
    for one in people:
        goes_along(one, begun(one, programme), guide)
    row = begun(world.ruth, programme)
    goes_along(world.ruth, row, guide)
    browser = sign_in(world.guide)
    assert "Pages of this list" not in browser.get("/guide").content.decode()
    monkeypatch.setattr(guided_list, "ON_A_PAGE", 2)

    def page(number: str) -> list[str]:
        body = browser.get(f"/guide?page={number}").content.decode()
        assert "You go along with 5 of at most 9 people." in body
        assert "5 people: whoever waits longest" in body
        assert "Pages of this list" in body and "of 3</li>" in body
        names = (*(one.name for one in people), world.ruth.name)
        found = [one for one in names if f">{one}</a>" in body]
        return sorted(found, key=lambda one: body.index(f">{one}</a>"))

    first = [one.name for one in people]
    assert [page(number) for number in "123"] == [first[:2], first[2:], [world.ruth.name]]
    seen = listed(world)
    page("1")
    assert listed(world) == seen, "whoever is not on the page was not looked at"
    put_back(world.ruth, 20)
    assert page("1") == [world.ruth.name, first[0]]
    for one in (people[3], world.ruth):
        with acting_as(one.actor()) as actor:
            ref = own_rows(Enrolment, actor).get().ref
            write_to_guide(actor=actor, ref=ref, text="I am stuck.", article=None)
    assert page("1") == [first[3], world.ruth.name]
    for number, shown in (("0", "1"), ("99", "3"), ("x", "1"), ("-1", "1"), ("9" * 40, "1")):
        assert page(number) == page(shown)


def test_a_long_list_takes_as_many_questions_as_a_short_one(
    world: World, sign_in: Any, django_assert_num_queries: Any
) -> None:
    guide, programme = works(world.guide, most=9), shipped(world)
    browser = sign_in(world.guide)
    for number, one in enumerate((world.ruth, world.gerd, *map(make_persona, ("A", "B", "C")))):
        goes_along(one, begun(one, programme), guide)
        if number == 0:
            browser.get("/guide")
            with CaptureQueriesContext(connection) as few:
                browser.get("/guide")
    with django_assert_num_queries(len(few)):
        browser.get("/guide")


def looks_at_danger(world: World) -> int:
    with acting_as(world.ruth.actor()) as actor:
        rows = own_rows(Read, actor).filter(what="education.message_in_danger")
        return int(rows.count())


def test_the_message_of_a_case_is_read_until_it_is_decided_and_each_look_is_hers_to_read(
    world: World, sign_in: Any
) -> None:
    row = guided(world)
    sign_in(world.ruth).post(f"/programmes/mine/{row.ref}/guide", {"text": "I want to die."})
    (case,) = crisis(world)
    team, address = sign_in(world.moderator), f"/moderation/cases/{case.ref}"
    assert "I want to die." in team.get(address).content.decode()
    assert looks_at_danger(world) == 1
    with acting_as(world.moderator.actor()) as actor:
        Case.objects.visible_to(actor).filter(pk=case.pk).update(
            state="decided", decided_at=timezone.now()
        )
    page = team.get(address)
    assert page.status_code == 200
    assert "I want to die." not in page.content.decode()
    assert looks_at_danger(world) == 1


# ---------- A guide who is none any more ----------


def ends_role(persona: Persona) -> None:
    RoleHolding.objects.filter(account=persona.account).update(
        ends_at=timezone.now() - timedelta(minutes=1)
    )


def test_whoever_is_no_guide_any_more_is_neither_chosen_nor_written_to_nor_stands_in(
    world: World,
) -> None:
    other = make_persona("Other Guide", role=Hat.GUIDE)
    cover, guide = works(other), works(world.guide)
    row = guided(world, guide=guide)
    ends_role(other)
    today = timezone.localdate()
    away: dict[str, Any] = {"away_from": today, "away_until": today + timedelta(days=7)}
    with pytest.raises(PermissionDenied, match="stand in"):
        works(world.guide, **away, cover_id=cover.pk)
    with acting_as(world.gerd.actor()), pytest.raises(Http404):
        goes_along(world.gerd, begun(world.gerd, row.programme), cover)
    Guide.objects.filter(pk=guide.pk).update(**away, cover_id=cover.pk)
    with acting_as(world.ruth.actor()) as actor:
        write_to_guide(actor=actor, ref=row.ref, text="Are you there?")
    told = Outbox.objects.filter(kind="education.message").values_list("person_id", flat=True)
    assert list(told) == [world.guide.person.pk], "not whoever stands in no more"
    ends_role(world.guide)
    with acting_as(world.ruth.actor()) as actor, pytest.raises(PermissionDenied, match="not here"):
        write_to_guide(actor=actor, ref=row.ref, text="And now?")


def test_nobody_stands_in_for_somebody_who_is_no_guide_any_more(world: World) -> None:
    other = make_persona("Other Guide", role=Hat.GUIDE)
    cover, guide, today = works(other), works(world.guide), timezone.localdate()
    guided(world, guide=guide)
    Guide.objects.filter(pk=guide.pk).update(
        away_from=today, away_until=today + timedelta(days=7), cover_id=cover.pk
    )
    assert counts(other)["enrolment"] == 1
    ends_role(world.guide)
    assert set(counts(other).values()) == {0}


def test_whose_guide_stops_hears_it_once_and_again_when_she_came_back_and_is_gone_again(
    world: World, sign_in: Any
) -> None:
    row = guided(world)
    assert tell_guideless() == 0
    for times in (1, 2):
        ends_role(world.guide)
        assert (tell_guideless(), tell_guideless()) == (1, 0)
        notes = Outbox.objects.filter(kind="education.guide_gone")
        assert [one.person_id for one in notes] == [world.ruth.person.pk] * times
        page = sign_in(world.ruth).get(f"/programmes/mine/{row.ref}/guide").content.decode()
        assert "Your guide is not here any more" in page
        RoleHolding.objects.filter(account=world.guide.account).update(ends_at=None)
        assert tell_guideless() == 0


def test_a_guides_own_file_says_when_she_wrote_and_not_to_whom(world: World, sign_in: Any) -> None:
    guided(world)
    sign_in(world.guide).post(f"/guide/{assignment_ref(world)}", {"text": "canary-answer"})
    parts = {}
    guide = world.guide.actor()
    actor = System(Purpose.EXPORT, guide.subject_id, guide.person_id)
    with acting_as(actor):
        for part in programme_parts(actor):
            parts[part.name] = list(part.rows)
    assert len(parts["guided_by_you"]) == len(parts["written_as_guide"]) == 1
    assert "canary-answer" not in str(parts) and "Ruth" not in str(parts)
    ruth = world.ruth.actor()
    actor = System(Purpose.EXPORT, ruth.subject_id, ruth.person_id)
    with acting_as(actor):
        hers = {part.name: list(part.rows) for part in programme_parts(actor)}
    assert hers["guided_by_you"] == hers["written_as_guide"] == []


def kept_group(persona: Persona, programme: Programme) -> ProgrammeGroup:
    soon = timezone.now() + timedelta(days=9)
    with acting_as(persona.actor()) as actor:
        return put_group(
            actor=actor, ref=None, programme=programme, title="Autumn group", about="Tea at mine.",
            size=8, opens_at=soon, over_at=soon + timedelta(days=60), place="3 Mill Lane",
        )  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_an_erased_guide_leaves_words_without_a_name_and_the_member_is_told(
    world: World, sign_in: Any
) -> None:
    row = guided(world)
    guide, desk = sign_in(world.guide), f"/guide/{assignment_ref(world)}"
    guide.post(desk, {"text": "Keep going."})
    next_one = works(make_persona("Next Guide", role=Hat.GUIDE))
    guide.post(f"{desk}/hand-over", {"guide": next_one.pk, "note": "I move away."})
    group = kept_group(world.guide, row.programme)
    answered = SupervisionQuestion.objects.create(
        month=timezone.localdate().replace(day=1), text="How long?", state="answered", answer="Two.",
        answered_account=world.guide.account.pk,
    )  # fmt: skip
    erase_person(actor=System(Purpose.ERASE), person_id=world.guide.person.pk)
    for left in (group, answered):
        left.refresh_from_db()
    assert (group.guide_account, group.about, group.place) == (0, "", "")
    assert answered.answered_account is None
    with acting_as(world.ruth.actor()) as actor:
        asked = own_rows(GuideHandOver, actor).get()
        assert (asked.note, asked.by_name, asked.by_account) == ("I move away.", "", 0)
        said = own_rows(GuideMessage, actor).get()
        assert (said.text, said.by_name, said.by_account) == ("Keep going.", "", 0)
        assert asked.to_account == next_one.account_id
    erase_person(actor=System(Purpose.ERASE), person_id=next_one.account.person.pk)
    with acting_as(world.ruth.actor()) as actor:
        assert own_rows(GuideHandOver, actor).get().to_account == 0
    assert tell_guideless() == 1
    ruth, address = sign_in(world.ruth), f"/programmes/mine/{row.ref}/guide"
    assert "Your guide is not here any more" in ruth.get(address).content.decode()
    ruth.post(f"{address}/let-go")
    other = works(make_persona("Other Guide", role=Hat.GUIDE))
    ruth.post(address, {"guide": other.pk, "sees": "no"})
    assert "Other Guide goes along with you" in ruth.get(address).content.decode()
