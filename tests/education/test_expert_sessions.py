"""Questions to experts: announced, asked, read by the team, put together, answered, kept with a date."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit.models import Read
from education.actions.expert_questions import (
    answer_as_expert,
    ask_experts,
    entry_mark,
    put_to_experts,
    save_entry,
    take_question_back,
)
from education.actions.expert_sessions import (
    announce_session,
    end_over_sessions,
    give_link,
    put_expert,
    put_session,
)
from education.forms.expert_sessions import known_session
from education.models import EntryName, ExpertSession, SessionEntry, SessionQuestion
from members.queries.own import own_rows
from moderation.models import Case
from notifications.models import Outbox
from po_platform.access.actor import Anonymous, acting_as
from search.models import NotFound
from tests.access.test_the_vault import rows_seen
from tests.notifications.mailbox import deliver
from tests.notifications.neutral import assert_neutral
from tests.personas import Persona, World

pytestmark = pytest.mark.django_db

KIND = "education.question"


def text(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status, answer.status_code
    return str(answer.content.decode())


def planned(world: World, title: str = "Sleeping with pain", **more: Any) -> ExpertSession:
    now = timezone.now()
    said = {
        "title": title, "about": "Ask about nights.", "rules": "Short questions.", "stage": "days",
        "for_everybody": True, "opens_at": now, "closes_at": now + timedelta(days=3), **more,
    }  # fmt: skip
    with acting_as(world.editor.actor()) as actor:
        return put_session(actor=actor, ref=None, language="en", **said)


def announced(world: World, title: str = "Sleeping with pain", **more: Any) -> ExpertSession:
    row = planned(world, title, **more)
    with acting_as(world.editor.actor()) as actor:
        put_expert(
            actor=actor, ref=row.ref, expert=None, public_name="Dr Night", role="sleep doctor",
            no_interests=False, interests="Paid by a maker of beds.",
        )  # fmt: skip
        return announce_session(actor=actor, ref=row.ref)


def link_of(world: World, session: ExpertSession) -> str:
    expert = session.experts.get()
    with acting_as(world.editor.actor()) as actor:
        return give_link(actor=actor, ref=session.ref, expert=expert.ref, email="", language="en")


def asks(persona: Persona, session: ExpertSession, words: str, name: str = "") -> Any:
    with acting_as(persona.actor()) as actor:
        return ask_experts(actor=actor, session=session, text=words, name=name)


def puts(world: World, session: ExpertSession, *questions: Any, words: str = "") -> SessionEntry:
    with acting_as(world.editor.actor()) as actor:
        return put_to_experts(
            actor=actor, ref=session.ref, questions=questions, entry=None, words=words
        )


def publishes(world: World, entry: SessionEntry, answer: str = "Turn the bed.") -> None:
    entry.refresh_from_db()
    with acting_as(world.editor.actor()) as actor:
        save_entry(
            actor=actor, ref=entry.session.ref, entry=entry.ref, words=entry.words, answer=answer,
            expert=entry.session.experts.get(), seen=entry_mark(entry), publish=True,
        )  # fmt: skip


def over(session: ExpertSession, days: int = 1) -> None:
    """The time for questions ended so long ago."""
    now = timezone.now()
    ExpertSession.objects.filter(pk=session.pk).update(
        opens_at=now - timedelta(days=days + 3), closes_at=now - timedelta(days=days)
    )


# ---------- A session's life ----------


def test_from_its_plan_to_an_archived_page_with_a_date(
    world: World, sign_in: Any, client: Any
) -> None:
    editor, ruth = sign_in(world.editor), sign_in(world.ruth)
    said = {
        "title": "Sleeping with pain", "about": "Nights.", "rules": "Be short.", "stage": "days",
        "readers": "all", "language": "en", "opens_on": "2099-03-01", "opens_time": "09:00",
        "closes_on": "2099-03-03", "closes_time": "18:00",
    }  # fmt: skip
    assert editor.post("/write/experts/new", {**said, "title": ""}).status_code == 422
    early = {**said, "closes_on": "2099-02-01"}
    assert editor.post("/write/experts/new", early).status_code == 403
    editor.post("/write/experts/new", said)
    row = ExpertSession.objects.get()
    desk = f"/write/experts/{row.ref}"
    assert client.get("/experts/sleeping-with-pain").status_code == 404
    editor.post(f"{desk}/step", {"do": "announce"})
    assert "Not announced yet." in text(editor.get("/write/experts"))  # nobody answers yet
    person = {"public_name": "Dr Night", "role": "sleep doctor", "has_interests": "yes"}
    assert editor.post(f"{desk}/people/new", person).status_code == 422
    editor.post(f"{desk}/people/new", {**person, "interests": "Paid by a maker of beds."})
    editor.post(f"{desk}/step", {"do": "announce"})
    assert "ask until" in text(ruth.get("/start"))
    assert "Sleeping with pain" in text(client.get("/experts"))
    assert "Sleeping with pain" in text(client.get("/learn/stage/days"))
    assert "Sleeping with pain" not in text(client.get("/learn/stage/worse"))
    page = text(client.get("/experts/sleeping-with-pain"))
    assert "Paid by a maker of beds." in page
    assert "No personal medical advice" in page
    ruth.post("/experts/sleeping-with-pain/ask", {"text": "My hip burns at night.", "name": "Rosa"})
    assert "The team has not read it yet." in text(ruth.get("/learn/asked/mine"))
    assert "1 question to experts" in text(editor.get("/write"))
    with acting_as(world.ruth.actor()) as actor:
        question = own_rows(SessionQuestion, actor).get().ref
    listed = text(editor.get(f"{desk}/questions"))
    assert "My hip burns at night." in listed
    assert "Ruth" not in listed
    editor.post(
        f"{desk}/questions", {"question": question, "do": "put", "words": "What helps at night?"}
    )
    assert "What helps at night?" in text(ruth.get("/learn/asked/mine"))
    made = editor.post(f"{desk}/people/{row.experts.get().ref}/link", {"language": "en"})
    link = text(made).split('value="http')[1].split('"')[0].split("/experts/")[1]
    hers = text(client.get(f"/experts/{link}"))
    assert "What helps at night?" in hers
    assert "My hip burns" not in hers
    assert "Rosa" not in hers
    entry = SessionEntry.objects.get()
    client.post(f"/experts/{link}", {"do": "answer", "entry": entry.ref, "answer": "Turn the bed."})
    assert "Turn the bed." not in text(client.get("/experts/sleeping-with-pain"))
    assert "An expert answered" in text(editor.get("/write"))
    entry.refresh_from_db()
    sent = {
        "words": entry.words, "answer": entry.answer, "expert": row.experts.get().ref,
        "seen": entry_mark(entry), "do": "publish",
    }  # fmt: skip
    assert editor.post(f"{desk}/questions/{entry.ref}", sent).status_code == 302
    page = text(client.get("/experts/sleeping-with-pain"))
    for words in ("Turn the bed.", "Asked by Rosa", "Dr Night, sleep doctor", "Interests: Paid by"):
        assert words in page
    assert "My hip burns" not in page
    over(row)
    assert "Ask a question" not in text(client.get("/experts/sleeping-with-pain"))
    editor.post(f"{desk}/step", {"do": "end"})
    assert "It ended on" in text(client.get("/experts/sleeping-with-pain"))
    assert "Answered before" in text(client.get("/experts?stage=days"))
    assert client.get(f"/experts/{link}").status_code == 410


def test_similar_questions_are_answered_together_and_each_asker_is_told_once(
    world: World, sign_in: Any
) -> None:
    session = announced(world)
    first = asks(world.ruth, session, "Which pillow?", name="Rosa")
    second = asks(world.gerd, session, "Soft or hard pillow?")
    with pytest.raises(PermissionDenied, match="Write the question"):
        puts(world, session, first, second)
    entry = puts(world, session, first, second, words="Which pillow is good?")
    assert not EntryName.objects.exists()  # a name stands beside a question of one alone
    publishes(world, entry, "A flat one.")
    rows = Outbox.objects.filter(kind=KIND)
    assert set(rows.values_list("person_id", flat=True)) == {
        world.ruth.person.pk, world.gerd.person.pk,
    }  # fmt: skip
    assert rows.count() == 2
    for mail in deliver():
        assert_neutral(mail, also=["pillow", "Sleeping", "expert"])
    for persona in (world.ruth, world.gerd):
        assert "A flat one." in text(sign_in(persona).get("/learn/asked/mine"))


def test_a_question_that_comes_later_joins_one_that_waits(world: World) -> None:
    session = announced(world)
    entry = puts(world, session, asks(world.ruth, session, "Which pillow?", name="Rosa"))
    assert EntryName.objects.get().name == "Rosa"
    later = asks(world.gerd, session, "And which pillow?")
    with acting_as(world.editor.actor()) as actor:
        put_to_experts(actor=actor, ref=session.ref, questions=[later], entry=entry.ref, words="")
        assert SessionQuestion.objects.visible_to(actor).filter(entry=entry).count() == 2
    assert not EntryName.objects.exists()


def test_what_is_not_put_is_told_with_a_reason(world: World, sign_in: Any) -> None:
    session = announced(world)
    question = asks(world.ruth, session, "What does my report say?")
    editor, desk = sign_in(world.editor), f"/write/experts/{session.ref}/questions"
    answer = editor.post(desk, {"question": question, "do": "keep", "why": ""})
    assert "Say why. Whoever asked reads it." in text(answer, 403)
    editor.post(desk, {"question": question, "do": "keep", "why": "Your doctor has to read it."})
    assert "Your doctor has to read it." in text(sign_in(world.ruth).get("/learn/asked/mine"))
    assert Outbox.objects.filter(kind=KIND, person_id=world.ruth.person.pk).count() == 1


def test_a_question_two_editors_look_at_is_decided_once(world: World) -> None:
    session = announced(world)
    question = asks(world.ruth, session, "Which pillow?")
    puts(world, session, question)
    with pytest.raises(PermissionDenied, match="meanwhile"):
        puts(world, session, question)
    assert SessionEntry.objects.count() == 1


def test_an_answer_that_came_since_is_not_written_over(world: World) -> None:
    session = announced(world)
    entry = puts(world, session, asks(world.ruth, session, "Which pillow?"))
    seen = entry_mark(entry)
    secret = link_of(world, session).rsplit("/", 1)[1]
    with acting_as(Anonymous()) as nobody:
        answer_as_expert(secret=secret, actor=nobody, entry=entry.ref, answer="A flat one.")
    with acting_as(world.editor.actor()) as actor, pytest.raises(PermissionDenied, match="since"):
        save_entry(
            actor=actor, ref=session.ref, entry=entry.ref, words="Which?", answer="Old",
            expert=session.experts.get(), seen=seen, publish=True,
        )  # fmt: skip
    entry.refresh_from_db()
    assert entry.answer == "A flat one."


def test_without_an_answer_or_a_name_nothing_comes_out(world: World) -> None:
    session = announced(world)
    entry = puts(world, session, asks(world.ruth, session, "Which pillow?"))
    with pytest.raises(PermissionDenied, match="who answered it"):
        publishes(world, entry, answer="")


# ---------- Its end ----------


def test_whoever_got_no_answer_is_told_kindly_also_when_nobody_ends_it(
    world: World, sign_in: Any
) -> None:
    session = announced(world)
    asks(world.ruth, session, "Which pillow?")
    puts(world, session, asks(world.gerd, session, "Which bed?"))
    over(session, days=13)
    assert end_over_sessions() == 0
    over(session, days=14)
    assert end_over_sessions() == 1
    assert end_over_sessions() == 0
    for persona in (world.ruth, world.gerd):
        assert "There was no time left for your question." in text(
            sign_in(persona).get("/learn/asked/mine")
        )
        assert Outbox.objects.filter(kind=KIND, person_id=persona.person.pk).count() == 1


def test_a_session_does_not_end_while_questions_may_come(world: World, sign_in: Any) -> None:
    session = announced(world)
    sign_in(world.editor).post(f"/write/experts/{session.ref}/step", {"do": "end"})
    session.refresh_from_db()
    assert session.ended_at is None


def test_called_off_it_says_why_and_takes_nothing_more(
    world: World, sign_in: Any, client: Any
) -> None:
    session = announced(world)
    asks(world.ruth, session, "Which pillow?")
    editor = sign_in(world.editor)
    assert editor.post(f"/write/experts/{session.ref}/call-off", {}).status_code == 422
    editor.post(f"/write/experts/{session.ref}/call-off", {"why": "The doctor fell ill."})
    assert "The doctor fell ill." in text(client.get(f"/experts/{session.slug}"))
    assert "The session did not take place." in text(sign_in(world.ruth).get("/learn/asked/mine"))
    answer = sign_in(world.gerd).post(f"/experts/{session.slug}/ask", {"text": "And now?"})
    assert "is over" in text(answer, 403)


def test_old_answers_say_how_old_they_are(world: World, client: Any) -> None:
    session = announced(world)
    over(session, days=800)
    end_over_sessions()
    assert "These answers are old" in text(client.get(f"/experts/{session.slug}"))


# ---------- Who may ----------


def test_a_fourth_question_waits_until_one_is_settled(world: World) -> None:
    session = announced(world)
    questions = [asks(world.ruth, session, f"Question {n}?") for n in range(3)]
    with pytest.raises(PermissionDenied, match="Three of your questions wait"):
        asks(world.ruth, session, "One more?")
    asks(world.gerd, session, "Mine?")
    publishes(world, puts(world, session, questions[0]))
    asks(world.ruth, session, "One more?")


def test_nobody_asks_before_it_is_announced_or_after_it_closed(world: World, sign_in: Any) -> None:
    row = planned(world)
    assert sign_in(world.ruth).post(f"/experts/{row.slug}/ask", {"text": "?"}).status_code == 404
    session = announced(world, "Another topic")
    over(session)
    with pytest.raises(PermissionDenied, match="is over"):
        asks(world.ruth, session, "Too late?")


def test_one_for_members_is_neither_read_nor_found_by_visitors(
    world: World, sign_in: Any, client: Any
) -> None:
    session = announced(world, "Sleeping with pain", for_everybody=False)
    publishes(world, puts(world, session, asks(world.ruth, session, "Which pillow?")), "A flat one")
    for address in ("/experts", "/learn/stage/days", "/search?q=pillow"):
        assert "Sleeping with pain" not in text(client.get(address))
    assert client.get(f"/experts/{session.slug}").status_code == 404
    gerd = sign_in(world.gerd)
    assert "A flat one" in text(gerd.get(f"/experts/{session.slug}"))
    assert "Sleeping with pain" in text(gerd.get("/search?q=pillow"))


def test_questions_and_answers_are_found_by_their_words_once_published(
    world: World, client: Any
) -> None:
    session = announced(world)
    entry = puts(world, session, asks(world.ruth, session, "Which quilt?"))
    assert "Sleeping with pain" not in text(client.get("/search?q=quilt"))
    assert NotFound.objects.count() <= 1
    publishes(world, entry)
    assert "Sleeping with pain" in text(client.get("/search?q=quilt"))


def test_only_editors_plan_read_and_publish(world: World, sign_in: Any) -> None:
    session = announced(world)
    entry = puts(world, session, asks(world.ruth, session, "Which pillow?"))
    desk = f"/write/experts/{session.ref}"
    for persona in (world.gerd, world.reviewer, world.moderator, world.administrator):
        browser = sign_in(persona)
        for address in (
            "/write/experts",
            desk,
            f"{desk}/questions",
            f"{desk}/questions/{entry.ref}",
        ):
            assert browser.get(address).status_code == 403
        assert browser.post(f"{desk}/step", {"do": "end"}).status_code == 403


def test_her_words_are_read_by_her_and_the_team_alone_and_she_sees_each_look(
    world: World, sign_in: Any
) -> None:
    session = announced(world)
    question = asks(world.ruth, session, "My hip burns.")
    for persona in (world.gerd, world.moderator, world.administrator):
        with acting_as(persona.actor()):
            assert rows_seen("education_sessionquestion") == 0
    sign_in(world.editor).get(f"/write/experts/{session.ref}/questions")
    with acting_as(world.ruth.actor()) as actor:
        (look,) = own_rows(Read, actor).filter(what=KIND)
        assert look.object_ref == str(question)


# ---------- Taking back ----------


def test_taken_back_it_is_gone_with_what_was_not_published_of_it(
    world: World, sign_in: Any
) -> None:
    session = announced(world)
    question = asks(world.ruth, session, "My hip burns.", name="Rosa")
    puts(world, session, question)
    assert sign_in(world.gerd).post(f"/learn/asked/mine/{question}/take-back").status_code == 404
    sign_in(world.ruth).post(f"/learn/asked/mine/{question}/take-back")
    assert not SessionEntry.objects.exists()
    assert not EntryName.objects.exists()


def test_one_of_two_taken_back_leaves_the_question_of_the_other(world: World) -> None:
    session = announced(world)
    first, second = (asks(who, session, "Which pillow?") for who in (world.ruth, world.gerd))
    puts(world, session, first, second, words="Which pillow?")
    with acting_as(world.ruth.actor()) as actor:
        take_question_back(actor=actor, ref=first)
    assert SessionEntry.objects.count() == 1


def test_an_answered_question_stays_and_its_name_goes_with_one_press(
    world: World, sign_in: Any, client: Any
) -> None:
    session = announced(world)
    question = asks(world.ruth, session, "Which pillow?", name="Rosa")
    publishes(world, puts(world, session, question))
    with acting_as(world.ruth.actor()) as actor, pytest.raises(PermissionDenied, match="answered"):
        take_question_back(actor=actor, ref=question)
    assert "Asked by Rosa" in text(client.get(f"/experts/{session.slug}"))
    assert sign_in(world.gerd).post(f"/learn/asked/mine/{question}/name-off").status_code == 404
    for _twice in range(2):
        assert sign_in(world.ruth).post(f"/learn/asked/mine/{question}/name-off").status_code == 302
    assert "Rosa" not in text(client.get(f"/experts/{session.slug}"))


def test_the_team_takes_off_an_answer_and_what_is_no_name(
    world: World, sign_in: Any, client: Any
) -> None:
    session = announced(world)
    entry = puts(world, session, asks(world.ruth, session, "Which pillow?", name="Buy pills"))
    publishes(world, entry)
    editor, off = sign_in(world.editor), f"/write/experts/{session.ref}/questions/{entry.ref}/off"
    assert sign_in(world.gerd).post(off, {"what": "name"}).status_code == 403
    editor.post(off, {"what": "name"})
    page = text(client.get(f"/experts/{session.slug}"))
    assert "Buy pills" not in page
    assert "Turn the bed." in page
    editor.post(off, {"what": "answer"})
    assert "Turn the bed." not in text(client.get(f"/experts/{session.slug}"))
    assert "Sleeping with pain" not in text(client.get("/search?q=pillow"))


# ---------- Experts ----------


def test_an_experts_link_opens_one_session_until_a_newer_one_is_made(
    world: World, client: Any
) -> None:
    session, other = announced(world), announced(world, "Eating well")
    entry = puts(world, other, asks(world.ruth, other, "Which bread?"))
    first = link_of(world, session)
    assert "Which bread?" not in text(client.get(first))
    secret = first.rsplit("/", 1)[1]
    with acting_as(Anonymous()) as nobody, pytest.raises(PermissionDenied):
        answer_as_expert(secret=secret, actor=nobody, entry=entry.ref, answer="Rye.")
    link_of(world, session)
    assert client.get(first).status_code == 410
    assert client.get("/experts/answer/nobody-made-this").status_code == 410


def test_a_colleagues_answer_and_a_published_one_are_not_changed(world: World, client: Any) -> None:
    session = announced(world)
    entry = puts(world, session, asks(world.ruth, session, "Which pillow?"))
    link = link_of(world, session)
    given = {"do": "answer", "entry": entry.ref, "answer": "A flat one."}
    client.post(link, given)
    client.post(link, {**given, "answer": "A very flat one."})
    with acting_as(world.editor.actor()) as actor:
        second = put_expert(
            actor=actor, ref=session.ref, expert=None, public_name="Dr Day", role="doctor",
            no_interests=True, interests="",
        )  # fmt: skip
        other = give_link(actor=actor, ref=session.ref, expert=second.ref, email="", language="en")
    assert "Dr Night has answered this one." in text(client.get(other))
    client.post(other, {**given, "answer": "None."})
    entry.refresh_from_db()
    assert entry.answer == "A very flat one."


def test_an_expert_declares_her_own_interests(world: World, client: Any) -> None:
    session = announced(world)
    link = link_of(world, session)
    assert client.post(link, {"do": "declare", "has_interests": "yes"}).status_code == 422
    client.post(link, {"do": "declare", "has_interests": "yes", "interests": "Shares in pillows."})
    assert "Shares in pillows." in text(client.get(f"/experts/{session.slug}"))


# ---------- Danger ----------


def crisis(world: World) -> list[Case]:
    with acting_as(world.moderator.actor()) as actor:
        return list(Case.objects.visible_to(actor).filter(kind="expert-question", lane="crisis"))


def test_words_of_danger_call_people_at_once_and_are_not_held_back(
    world: World, sign_in: Any
) -> None:
    session = announced(world)
    ruth = sign_in(world.ruth)
    ruth.post(f"/experts/{session.slug}/ask", {"text": "Which pillow?"})
    assert crisis(world) == []
    ruth.post(f"/experts/{session.slug}/ask", {"text": "I want to die."})
    assert "You are not alone with this." in text(ruth.get("/learn/asked/mine"))
    assert "I want to die." in text(
        sign_in(world.editor).get(f"/write/experts/{session.ref}/questions")
    )
    (case,) = crisis(world)
    assert case.person_id == world.ruth.person.pk
    team, address = sign_in(world.moderator), f"/moderation/cases/{case.ref}"
    team.post(f"{address}/next-step", {"triage": "thoughts"})
    page = text(team.get(address))
    assert "I want to die." in page
    assert "Which pillow?" not in page
    assert "It stays where it is, so that others can answer." not in page  # nobody else reads it
    for offered in ("Leave it as it is", "Fold it", "Ask its author to change it", "Take it off"):
        assert (offered in page) is (offered == "Leave it as it is")
    with acting_as(world.moderator.actor()):
        assert rows_seen("education_sessionquestion") == 0
    with acting_as(world.ruth.actor()) as actor:
        assert own_rows(Read, actor).filter(what="education.question_in_danger").exists()
        asked = [one.ref for one in own_rows(SessionQuestion, actor) if "die" in one.text]
    puts(world, session, *asked, words="What to do when life is too heavy?")
    assert "You are not alone with this." in text(ruth.get("/learn/asked/mine"))


# ---------- What was promised stays so ----------


def sent_again(session: ExpertSession, **more: Any) -> dict[str, Any]:
    """What the form of a session sends when nothing was changed, but for `more`."""
    known = {name: value for name, value in known_session(session).items() if name != "readers"}
    times = {name: known[name].strftime("%H:%M") for name in ("opens_time", "closes_time")}
    return {**known, **times, **more}


def test_what_members_asked_among_themselves_is_never_opened_for_everybody(
    world: World, sign_in: Any, client: Any
) -> None:
    session = announced(world, for_everybody=False)
    asks(world.ruth, session, "Which pillow?", name="Rosa")
    editor, change = sign_in(world.editor), f"/write/experts/{session.ref}/change"
    assert 'name="readers"' not in text(editor.get(change))
    said = sent_again(session, title="Nights", readers="all")
    assert editor.post(change, said).status_code == 302
    session.refresh_from_db()
    assert (session.title, session.for_everybody) == ("Nights", False)
    assert client.get(f"/experts/{session.slug}").status_code == 404
    now = timezone.now()
    with acting_as(world.editor.actor()) as actor, pytest.raises(PermissionDenied, match="told"):
        put_session(
            actor=actor, ref=session.ref, title="Nights", about="", rules="", stage="days",
            for_everybody=True, opens_at=now, closes_at=now + timedelta(days=3),
        )  # fmt: skip


def test_one_for_everybody_may_be_closed_for_visitors(
    world: World, sign_in: Any, client: Any
) -> None:
    session = announced(world)
    change = f"/write/experts/{session.ref}/change"
    sign_in(world.editor).post(change, sent_again(session, readers="members"))
    assert client.get(f"/experts/{session.slug}").status_code == 404


def test_its_words_are_put_right_while_experts_still_answer(world: World, sign_in: Any) -> None:
    session = announced(world)
    over(session)
    session.refresh_from_db()
    editor, change = sign_in(world.editor), f"/write/experts/{session.ref}/change"
    said = sent_again(session, title="Sleeping well", readers="all")
    assert editor.post(change, said).status_code == 302
    session.refresh_from_db()
    assert session.title == "Sleeping well"
    yesterday = timezone.localdate() - timedelta(days=2)
    assert "lie ahead" in text(editor.post(change, {**said, "closes_on": yesterday}), 403)


def test_who_answered_stays_as_it_was_once_a_session_is_over(world: World) -> None:
    session = announced(world)
    over(session, days=14)
    end_over_sessions()
    with acting_as(world.editor.actor()) as actor, pytest.raises(PermissionDenied, match="is over"):
        put_expert(
            actor=actor, ref=session.ref, expert=session.experts.get().ref, public_name="Dr Day",
            role="doctor", no_interests=True, interests="",
        )  # fmt: skip


# ---------- Nothing typed is lost ----------


def answers(session: ExpertSession, link: str, entry: SessionEntry, words: str) -> None:
    with acting_as(Anonymous()) as nobody:
        answer_as_expert(secret=link.rsplit("/", 1)[1], actor=nobody, entry=entry.ref, answer=words)


def test_an_editor_who_was_refused_reads_the_new_answer_before_hers_takes_its_place(
    world: World, sign_in: Any
) -> None:
    session = announced(world)
    entry = puts(world, session, asks(world.ruth, session, "Which pillow?"))
    editor, page = sign_in(world.editor), f"/write/experts/{session.ref}/questions/{entry.ref}"
    opened = text(editor.get(page))
    assert "This came meanwhile" not in opened
    seen = opened.split('name="seen" value="')[1].split('"')[0]
    answers(session, link_of(world, session), entry, "A flat one, she says.")
    given = {
        "words": "Which pillow?", "answer": "Mine.", "expert": session.experts.get().ref,
        "seen": seen, "do": "publish",
    }  # fmt: skip
    refused = text(editor.post(page, given), 403)
    for words in ("This came meanwhile", "A flat one, she says.", "Dr Night answered:", "Mine."):
        assert words in refused
    assert editor.post(page, given).status_code == 403  # what she saw first is no reason
    now_seen = refused.split('name="seen" value="')[1].split('"')[0]
    assert editor.post(page, {**given, "seen": now_seen}).status_code == 302
    entry.refresh_from_db()
    assert entry.answer == "Mine."


def test_an_answer_that_waits_outlives_the_end_and_is_published_then(
    world: World, sign_in: Any, client: Any
) -> None:
    session = announced(world)
    entry = puts(world, session, asks(world.ruth, session, "Which pillow?"))
    puts(world, session, asks(world.gerd, session, "Which bed?"))
    answers(session, link_of(world, session), entry, "A flat one.")
    over(session, days=14)
    end_over_sessions()
    ruth, editor = sign_in(world.ruth), sign_in(world.editor)
    assert "There was no time left" not in text(ruth.get("/learn/asked/mine"))
    assert "There was no time left" in text(sign_in(world.gerd).get("/learn/asked/mine"))
    assert not Outbox.objects.filter(kind=KIND, person_id=world.ruth.person.pk).exists()
    assert "An expert answered" in text(editor.get("/write"))
    publishes(world, entry, "A flat one.")
    assert "A flat one." in text(client.get(f"/experts/{session.slug}"))
    assert "A flat one." in text(ruth.get("/learn/asked/mine"))
    assert "An expert answered" not in text(editor.get("/write"))


def test_called_off_nothing_of_it_comes_out_later(world: World, sign_in: Any) -> None:
    session = announced(world)
    entry = puts(world, session, asks(world.ruth, session, "Which pillow?"))
    answers(session, link_of(world, session), entry, "A flat one.")
    editor = sign_in(world.editor)
    editor.post(f"/write/experts/{session.ref}/call-off", {"why": "The doctor fell ill."})
    assert "The session did not take place." in text(sign_in(world.ruth).get("/learn/asked/mine"))
    assert "An expert answered" not in text(editor.get("/write"))
    with pytest.raises(PermissionDenied, match="is over"):
        publishes(world, entry, "A flat one.")


def test_taken_off_to_be_put_right_it_comes_back_after_the_end(
    world: World, sign_in: Any, client: Any
) -> None:
    session = announced(world)
    entry = puts(world, session, asks(world.ruth, session, "Which pillow?"))
    publishes(world, entry)
    over(session, days=14)
    end_over_sessions()
    editor = sign_in(world.editor)
    editor.post(f"/write/experts/{session.ref}/questions/{entry.ref}/off", {"what": "answer"})
    assert "An expert answered" not in text(editor.get("/write"))  # it asks nobody for ever
    publishes(world, entry, "Turn the mattress.")
    assert "Turn the mattress." in text(client.get(f"/experts/{session.slug}"))


def test_an_expert_keeps_her_words_when_the_question_was_taken_back_meanwhile(
    world: World, client: Any
) -> None:
    session = announced(world)
    question = asks(world.ruth, session, "Which pillow?")
    entry, link = puts(world, session, question), link_of(world, session)
    puts(world, session, asks(world.gerd, session, "Which bed?"))
    with acting_as(world.ruth.actor()) as actor:
        take_question_back(actor=actor, ref=question)
    sent = {"do": "answer", "entry": entry.ref, "answer": "Two hours of <work>."}
    page = text(client.post(link, sent), 403)
    for words in ("This question was taken back.", "Two hours of &lt;work&gt;.", "Which bed?"):
        assert words in page


def test_an_expert_keeps_her_words_when_the_team_published_meanwhile(
    world: World, client: Any
) -> None:
    session = announced(world)
    entry, link = puts(world, session, asks(world.ruth, session, "Soft?")), link_of(world, session)
    publishes(world, entry)
    sent = {"do": "answer", "entry": entry.ref, "answer": "Two hours of work."}
    page = text(client.post(link, sent), 403)
    assert "does not wait for an answer any more" in page
    assert "Two hours of work." in page


def test_her_own_words_go_with_her_where_others_ask_the_same(world: World) -> None:
    session = announced(world)
    question = asks(world.ruth, session, "My hip burns in Sommerdorf.")
    entry = puts(world, session, question)
    for persona, words in ((world.gerd, "What helps hips?"), (world.moderator, "Hips at night?")):
        later = asks(persona, session, words)
        with acting_as(world.editor.actor()) as actor:
            put_to_experts(
                actor=actor, ref=session.ref, questions=[later],
                entry=entry.ref, words="",
            )  # fmt: skip
    with acting_as(world.ruth.actor()) as actor:
        take_question_back(actor=actor, ref=question)
    entry.refresh_from_db()
    assert entry.words == "What helps hips?"


def test_words_of_the_team_stay_when_one_of_those_who_asked_goes(world: World) -> None:
    session = announced(world)
    first, second = asks(world.ruth, session, "My hip?"), asks(world.gerd, session, "Hips?")
    entry = puts(world, session, first, second, words="What helps hips at night?")
    with acting_as(world.ruth.actor()) as actor:
        take_question_back(actor=actor, ref=first)
    entry.refresh_from_db()
    assert entry.words == "What helps hips at night?"


def test_a_name_cannot_be_taken_off_a_question_nobody_put_yet(world: World, sign_in: Any) -> None:
    session = announced(world)
    question = asks(world.ruth, session, "Which pillow?", name="Rosa")
    assert sign_in(world.ruth).post(f"/learn/asked/mine/{question}/name-off").status_code == 404


def test_lists_ask_the_database_as_often_for_many(world: World, sign_in: Any, client: Any) -> None:
    session = announced(world)
    publishes(world, puts(world, session, asks(world.ruth, session, "One?")))
    editor, ruth = sign_in(world.editor), sign_in(world.ruth)
    addresses = (
        (client, f"/experts/{session.slug}"), (client, "/experts"), (ruth, "/learn/asked/mine"),
        (editor, f"/write/experts/{session.ref}"), (editor, "/write/experts"),
    )  # fmt: skip
    counts = [_counted(browser, address) for browser, address in addresses]
    for n in range(3):
        another = announced(world, f"Topic {n}")
        publishes(world, puts(world, another, asks(world.ruth, another, "More?")))
        publishes(world, puts(world, session, asks(world.ruth, session, f"More {n}?", name="R")))
    assert [_counted(browser, address) for browser, address in addresses] == counts


def _counted(browser: Any, address: str) -> int:
    text(browser.get(address))
    with CaptureQueriesContext(connection) as queries:
        text(browser.get(address))
    return len(queries)
