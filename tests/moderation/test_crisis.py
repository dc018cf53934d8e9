"""Somebody may be in danger: nothing is hidden, people are called until one says what to do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from forums.models import Post, PostFile
from moderation.actions.crisis import call_next, triage_case
from moderation.actions.deciding import undo_decision
from moderation.actions.duty import name_contact
from moderation.chain import AGAIN_AFTER, EACH_WAITS, PLACE_WAITS, SAY_WITHIN, next_of
from moderation.models import Case, CaseEvent, FollowUp, Shift
from moderation.queries.duty import on_duty
from moderation.rota import Hours, Span, spans
from notifications.models import Outbox
from po_platform.access.actor import acting_as
from po_platform.kit.danger_words import DANGER_LIST
from tests.forums.talking import a_board, answer, begin, changed
from tests.moderation.cases import another_moderator, decided, read_as, rows, the_case, told
from tests.personas import Persona, World

pytestmark = pytest.mark.django_db


def called() -> list[int | None]:
    mails = Outbox.objects.filter(kind="moderation/mail/called", service=True)
    return list(mails.order_by("pk").values_list("account_id", flat=True))


def a_quarter_later(world: World) -> None:
    with acting_as(world.moderator.actor()):
        rows(world, Case).update(call_next_at=timezone.now())
    call_next()


def name(world: World, step: str, who: Persona) -> None:
    with acting_as(world.moderator.actor()) as actor:
        name_contact(actor=actor, step=step, person_id=who.person.pk)


def test_a_worry_hides_nothing_and_stands_first(world: World, sign_in: Any) -> None:
    board = a_board()
    told(world.helper, begin(world.gerd, board))
    post = begin(world.ruth, board, "I cannot go on")
    told(world.gerd, post, "worried", "She sounds low")
    assert Post.objects.get(pk=post.pk).state == "published"
    assert b"I cannot go on" in sign_in(world.gerd).get(f"/talk/topics/{post.topic.ref}").content
    queue = sign_in(world.moderator).get("/moderation").content.decode()
    assert queue.index("Someone may be in danger") < queue.index("It hurts or attacks")
    assert "She sounds low" not in queue
    start = sign_in(world.moderator).get("/start").content.decode()
    assert start.index("Someone may be in danger") < start.index("It hurts or attacks")


def test_words_that_sound_like_danger_call_people_and_hide_nothing(world: World) -> None:
    post = begin(world.ruth, a_board(), "I do not want to be here any more")
    assert Post.objects.get(pk=post.pk).state == "published"
    case = the_case(world)
    assert (case.lane, case.because) == ("crisis", ["danger_words", "noticed"])
    assert call_next() == 1


def test_the_log_says_by_which_list_people_were_called(world: World, sign_in: Any) -> None:
    post = begin(world.ruth, a_board(), "I do not want to be here any more")
    told(world.gerd, begin(world.ruth, a_board("Other things")))
    changed(world.ruth, post, "I do not want to be here any more, really")
    with acting_as(world.moderator.actor()):
        heard = rows(world, CaseEvent).filter(kind="heard").values_list("case__lane", "by", "text")
        assert list(heard) == [("crisis", None, str(DANGER_LIST))]
        called_for = Case.objects.visible_to(world.moderator.actor()).get(lane="crisis")
    shown = sign_in(world.moderator).get(f"/moderation/cases/{called_for.ref}").content.decode()
    assert f"Words of danger were found, by list number {DANGER_LIST}" in shown


def test_a_post_that_waits_calls_people_too_when_it_sounds_like_danger(world: World) -> None:
    post = begin(world.ruth, a_board(in_danger="held"), "I want to die")
    assert Post.objects.get(pk=post.pk).state == "held"
    assert the_case(world).lane == "crisis"
    assert call_next() == 1


def test_duty_lead_deputy_board_and_then_everybody_again(world: World) -> None:
    team = {
        step: another_moderator(f"{step.capitalize()} X.") for step in ("duty", "lead", "board")
    }
    now = timezone.now()
    Shift.objects.create(
        person=team["duty"].person, starts_at=now - timedelta(hours=1),
        ends_at=now + timedelta(hours=1),
    )  # fmt: skip
    name(world, "lead", team["lead"])
    name(world, "board", team["board"])
    told(world.gerd, begin(world.ruth, a_board()), "worried")
    assert call_next() == 1 and call_next() == 0
    for _step in range(3):
        a_quarter_later(world)
    ids = [team[step].account.pk for step in ("duty", "lead", "board")]
    everybody = sorted([*ids, world.moderator.account.pk])
    assert called()[:3] == ids and sorted(one or 0 for one in called()[3:]) == everybody
    a_quarter_later(world)
    assert called()[-1] == ids[0]
    mail = Outbox.objects.filter(kind="moderation/mail/called").first()
    assert mail is not None and not mail.digestible


def test_without_anybody_named_all_moderators_are_called(world: World) -> None:
    told(world.gerd, begin(world.ruth, a_board()), "worried")
    call_next()
    assert called() == [world.moderator.account.pk]


def test_opening_the_page_puts_off_no_call_and_saying_so_does(world: World, sign_in: Any) -> None:
    told(world.gerd, begin(world.ruth, a_board()), "worried")
    case, client = the_case(world), sign_in(world.moderator)
    address = f"/moderation/cases/{case.ref}"
    for _time in range(2):
        assert b"I am reading it now" in client.get(address).content
    assert call_next() == 1
    assert sign_in(world.ruth).post(f"{address}/looking").status_code == 403
    page = client.post(f"{address}/looking", follow=True).content.decode()
    assert "is looking at it, and nobody else is called for an hour" in page
    waits = the_case(world).call_next_at
    assert waits is not None and waits > timezone.now() + timedelta(minutes=50)
    assert call_next() == 0
    a_quarter_later(world)
    assert len(called()) == 2


def test_saying_what_to_do_ends_the_calls(world: World, sign_in: Any) -> None:
    told(world.gerd, begin(world.ruth, a_board()), "worried")
    case, client = the_case(world), sign_in(world.moderator)
    page = client.get(f"/moderation/cases/{case.ref}").content.decode()
    assert "You are not responsible for how it ends" in page
    address = f"/moderation/cases/{case.ref}/next-step"
    assert b"Choose what you read in it." in client.post(address, follow=True).content
    page = client.post(address, {"triage": "now"}, follow=True).content.decode()
    assert "Call the emergency number" in page
    client.post(address, {"triage": "thoughts"})
    assert the_case(world).call_next_at is None
    with acting_as(world.moderator.actor()):
        planned = sorted(rows(world, FollowUp).values_list("due_at", flat=True))
        rows(world, FollowUp).update(due_at=timezone.now() - timedelta(hours=1))
        number = rows(world, FollowUp).earliest("pk").pk
        rows(world, Case).update(state="decided")
    days = [round((at - timezone.now()).total_seconds() / 86400) for at in planned]
    assert days == [1, 7]
    page = client.get("/moderation").content.decode()
    assert "Look in again" in page and "Nothing waits." not in page
    client.post(f"/moderation/follow-ups/{number}")
    assert client.post(f"/moderation/follow-ups/{number}").status_code == 404
    assert sign_in(world.ruth).post(f"/moderation/follow-ups/{number}").status_code == 403


def test_the_lane_is_open_to_a_second_moderator_at_once(world: World, sign_in: Any) -> None:
    told(world.gerd, begin(world.ruth, a_board()), "worried")
    case = the_case(world)
    sign_in(world.moderator).get(f"/moderation/cases/{case.ref}")
    other = sign_in(another_moderator())
    page = other.get(f"/moderation/cases/{case.ref}").content.decode()
    assert "Show me the next step" in page
    done = other.post(f"/moderation/cases/{case.ref}/next-step", {"triage": "grief"}, follow=True)
    assert b"Answer with condolence" in done.content


@pytest.mark.parametrize(
    ("called_before", "there", "people", "done", "wait"),
    [
        (0, {"duty": [1, 2], "lead": [3]}, [1, 2], 2, EACH_WAITS),
        (0, {"place": [7], "duty": [1]}, [7], 1, PLACE_WAITS),
        (1, {"place": [7], "duty": [1]}, [1], 2, EACH_WAITS),
        (0, {"lead": [3]}, [3], 3, EACH_WAITS),
        (3, {"duty": [1], "lead": [3]}, [9], 0, AGAIN_AFTER),
        (0, {}, [9], 0, AGAIN_AFTER),
    ],
)
def test_there_is_always_a_next_one(
    called_before: int, there: dict[str, list[int]], people: list[int], done: int, wait: timedelta
) -> None:
    step = next_of(called_before, there, [9])
    assert (list(step.people), step.done, step.wait) == (people, done, wait)


def at(hour: int) -> datetime:
    return datetime(2026, 3, 4, hour, tzinfo=UTC)


def test_gaps_of_a_day_are_seen() -> None:
    hours = [Hours(at(7), at(12), "Anneke"), Hours(at(10), at(12), "Joel")]
    assert spans(at(8), at(22), hours) == [
        Span(at(8), at(10), ("Anneke",)),
        Span(at(10), at(12), ("Anneke", "Joel")),
        Span(at(12), at(22)),
    ]


def test_hours_are_taken_given_up_and_say_whether_somebody_is_there(
    world: World, sign_in: Any
) -> None:
    client = sign_in(world.moderator)
    assert on_duty() is None
    day = timezone.localdate() + timedelta(days=1)
    sent = {"day": day.isoformat(), "begins": "18:00", "ends": "20:00"}
    page = client.post("/moderation/rota", sent, follow=True).content.decode()
    assert "Moderator Person" in page and "Nobody yet" in page
    assert on_duty() is False
    row = Shift.objects.get()
    assert client.post("/moderation/rota", {**sent, "ends": "17:00"}).status_code == 403
    assert client.post("/moderation/rota", {**sent, "day": "2020-01-01"}).status_code == 403
    other = sign_in(another_moderator())
    address = f"/moderation/rota/{row.pk}"
    assert other.post(address, {"do": "give_up"}).status_code == 404
    client.post(address, {"note": "Be gentle with the new one."})
    assert b"Be gentle with the new one." in other.get("/moderation").content
    Shift.objects.update(starts_at=timezone.now() - timedelta(minutes=1))
    assert on_duty() is True
    client.post(address, {"do": "give_up"})
    assert not Shift.objects.exists()


def test_while_nobody_is_on_duty_posts_wait_and_their_author_is_told(
    world: World, sign_in: Any
) -> None:
    now = timezone.now()
    Shift.objects.create(
        person=world.moderator.person, starts_at=now - timedelta(days=2),
        ends_at=now - timedelta(days=1),
    )  # fmt: skip
    post = begin(world.ruth, a_board(holds_off_duty=True))
    assert post.reasons == ["nobody_there"]
    page = sign_in(world.ruth).get(f"/talk/posts/{post.ref}").content.decode()
    assert "No moderator is on duty at this hour." in page


def test_only_who_moderates_is_named_for_calls(world: World, sign_in: Any) -> None:
    client = sign_in(world.moderator)
    sent = {"step": "lead", "person": world.moderator.person.pk}
    assert (
        b"Moderator Person" in client.post("/moderation/rota/contacts", sent, follow=True).content
    )
    refused = client.post("/moderation/rota/contacts", {**sent, "person": world.ruth.person.pk})
    assert refused.status_code == 422
    assert sign_in(world.ruth).post("/moderation/rota/contacts", sent).status_code == 403


def test_a_volunteers_evening(world: World, sign_in: Any) -> None:
    """Over HTTP: hours, a waiting post, a report, not me today, a note, her own number."""
    board = a_board(first_posts_held=1)
    begin(world.ruth, board, title="First one")
    topic = begin(world.moderator, a_board()).topic
    client = sign_in(another_moderator())
    told(world.ruth, answer(world.gerd, topic))
    now = timezone.localtime()
    sent = {"day": now.date().isoformat(), "begins": "00:30", "ends": "12:00"}
    client.post("/moderation/rota", {**sent, "begins": "12:00", "ends": "23:59"})
    queue = client.get("/moderation")
    first, second = (row["url"] for row in queue.context["work"]["rows"])
    page = client.get(first)
    read = page.context["form"].initial
    done = client.post(first, {**read, "after": "published"}, follow=True)
    assert b"Decided. Everybody who has to know is told." in done.content
    client.get(second)
    client.post(f"{second}/leave", {"when": "not_today"})
    assert client.get("/moderation").context["work"]["rows"] == []
    rota = client.get("/moderation/rota").content.decode()
    assert "You opened 2 cases today" in rota
    decided = client.get("/moderation/decided").content.decode()
    assert "See it, or undo it" in decided


def triaged(world: World, what: str = "grief") -> Case:
    with acting_as(world.moderator.actor()) as actor:
        return triage_case(actor=actor, ref=the_case(world).ref, triage=what)


def test_a_worry_after_somebody_said_what_to_do_calls_people_anew(world: World) -> None:
    post = begin(world.ruth, a_board())
    told(world.gerd, post, "worried")
    call_next()
    triaged(world)
    assert call_next() == 0
    told(world.helper, post, "worried")
    case = the_case(world)
    assert (case.triage, case.called) == ("", 0)
    assert call_next() == 1
    assert called() == [world.moderator.account.pk] * 2


def test_words_of_danger_in_a_later_version_call_people_anew(world: World) -> None:
    post = begin(world.ruth, a_board(), "I want to die")
    call_next()
    triaged(world)
    changed(world.ruth, post, "I want to die today")
    assert call_next() == 1


def test_a_case_given_back_to_its_author_calls_people_when_she_writes_of_danger_again(
    world: World,
) -> None:
    post = begin(world.ruth, a_board(), "I want to die")
    call_next()
    decided(world.moderator, read_as(world), "returned", rule=None)
    assert call_next() == 0
    changed(world.ruth, post, "I still want to die", version=Post.objects.get().version)
    assert (the_case(world).state, the_case(world).triage) == ("open", "")
    assert call_next() == 1


def test_a_second_worry_does_not_begin_the_calls_anew_while_they_go_on(world: World) -> None:
    post = begin(world.ruth, a_board())
    told(world.gerd, post, "worried")
    call_next()
    before = the_case(world)
    told(world.helper, post, "worried")
    after = the_case(world)
    assert (after.called, after.call_next_at) == (before.called, before.call_next_at)
    assert call_next() == 0


def test_an_undone_decision_leaves_nobody_uncalled(world: World) -> None:
    told(world.gerd, begin(world.ruth, a_board()), "worried")
    call_next()
    decision = decided(world.moderator, read_as(world, "nobody"), "folded")
    assert call_next() == 0
    with acting_as(world.moderator.actor()) as actor:
        undo_decision(actor=actor, ref=decision.ref)
    assert the_case(world).triage == "", "what was read as a false alarm is read again"
    waits = the_case(world).call_next_at
    assert waits is not None and waits <= timezone.now() + SAY_WITHIN
    a_quarter_later(world)
    assert len(called()) == 2


@pytest.mark.parametrize("text", ["I want to **die**", "I want\n\nto&#32;die", "I wa*nt* to die"])
def test_marks_between_the_words_hide_nothing_from_the_lane(world: World, text: str) -> None:
    begin(world.ruth, a_board(), text)
    assert the_case(world).lane == "crisis"


def test_the_content_note_and_what_a_picture_shows_are_listened_to_too(world: World) -> None:
    topic = begin(world.ruth, a_board(), "Hello", note="I want to die").topic
    assert the_case(world).lane == "crisis"
    post = answer(world.gerd, topic)
    with_shows = PostFile(post=post, name="a", shows="how I want to die", content_type="x", size=1)
    with_shows.save()
    changed(world.gerd, post, "other words")
    assert the_case(world, thing=post.ref).lane == "crisis"


def test_a_title_of_danger_calls_once_and_not_for_every_answer(world: World) -> None:
    topic = begin(world.ruth, a_board(), "Hello", title="I want to die").topic
    assert the_case(world).lane == "crisis"
    answer(world.gerd, topic, "We are here")
    with acting_as(world.moderator.actor()):
        assert rows(world, Case).count() == 1
