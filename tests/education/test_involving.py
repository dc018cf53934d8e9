"""Members take part: topics asked for and answered, drafts read by those who like to, thanks by name."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from education.actions.involving import (
    answer_topic,
    offer_draft,
    propose_topic,
    read_for_panel,
    support_topic,
    wish_to_read,
)
from education.models import (
    Article,
    OutsideReader,
    PanelCall,
    PanelReading,
    PanelThanks,
    ReadingWish,
    Remark,
    Topic,
    TopicSupport,
)
from members.queries.own import own_rows
from notifications.models import Outbox
from po_platform.access.actor import Hat, acting_as
from tests.access.test_the_vault import rows_seen
from tests.education.path import checked, published, sent, written
from tests.notifications.mailbox import deliver
from tests.notifications.neutral import assert_neutral
from tests.personas import Persona, World, make_persona

pytestmark = pytest.mark.django_db
SAID = {"about": "Rest", "next": "", "hard": "", "missing": "", "give": "yes", "public_name": ""}


def text(answer: Any) -> str:
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def proposed(persona: Persona, title: str = "Travelling") -> Topic:
    with acting_as(persona.actor()) as actor:
        return propose_topic(actor=actor, title=title, why="", language="en")


def answered(world: World, topic: Topic, state: str, answer: str = "", article: Any = None) -> None:
    with acting_as(world.editor.actor()) as actor:
        answer_topic(actor=actor, ref=topic.ref, state=state, answer=answer, article=article)


def supports(persona: Persona, topic: Topic, wanted: bool = True) -> int:
    with acting_as(persona.actor()) as actor:
        support_topic(actor=actor, ref=topic.ref, wanted=wanted)
    topic.refresh_from_db()
    return topic.supports


# ---------- Topics ----------


def test_an_idea_is_looked_at_supported_answered_and_stands_on_the_page_that_came_of_it(
    world: World, sign_in: Any, client: Any
) -> None:
    ruth, gerd, editor = sign_in(world.ruth), sign_in(world.gerd), sign_in(world.editor)
    assert ruth.post("/take-part/topics/new", {"title": ""}).status_code == 422
    ruth.post("/take-part/topics/new", {"title": "Travelling", "why": "With cold medicines."})
    assert "have not looked at it yet" in text(ruth.get("/take-part/topics"))
    assert "Travelling" not in text(gerd.get("/take-part/topics"))
    assert "A member proposes a topic" in text(editor.get("/write"))
    topic = Topic.objects.get()
    desk = f"/write/topics/{topic.ref}"
    assert "Ruth" not in text(editor.get(desk)) + text(editor.get("/write/topics"))
    editor.post(desk, {"state": "open", "answer": ""})
    gerd.post(f"/take-part/topics/{topic.ref}/support")
    assert "2 members would like to read about it." in text(client.get("/take-part/topics"))
    assert editor.post(desk, {"state": "done", "answer": ""}).status_code == 403
    article = published(world, "Travelling with medicines")
    editor.post(desk, {"state": "done", "answer": "Here it is.", "page": article.slug})
    page = text(client.get("/take-part/topics"))
    assert page.index("You said, we did") < page.index("Travelling with medicines")
    assert "Members asked for it." in text(client.get(f"/learn/{article.slug}"))


def test_one_support_a_member_and_it_can_be_taken_back(world: World) -> None:
    topic = proposed(world.ruth)
    answered(world, topic, "open")
    assert [supports(world.gerd, topic), supports(world.gerd, topic)] == [2, 2]
    assert supports(world.gerd, topic, wanted=False) == 1
    # Whose idea it was stays with it.
    assert supports(world.ruth, topic, wanted=False) == 1


def test_no_needs_a_reason_and_the_reason_is_read(world: World, sign_in: Any) -> None:
    topic = proposed(world.ruth)
    for state in ("not_now", "refused"):
        with pytest.raises(PermissionDenied, match="Say why"):
            answered(world, topic, state)
    answered(world, topic, "refused", "It says who you are. Would you write it anew?")
    assert "Would you write it anew?" in text(sign_in(world.ruth).get("/take-part/topics"))
    assert "Travelling" not in text(sign_in(world.gerd).get("/take-part/topics"))
    assert sign_in(world.gerd).post(f"/take-part/topics/{topic.ref}/support").status_code == 404


def test_whoever_asked_is_told_and_all_who_want_it_when_it_is_done(world: World) -> None:
    topic = proposed(world.ruth)
    answered(world, topic, "open")
    supports(world.gerd, topic)
    answered(world, topic, "planned")
    answered(world, topic, "planned", "In May.")  # other words only
    answered(world, topic, "done", "", published(world))
    rows = Outbox.objects.filter(kind="education.answered").order_by("pk")
    ruth, gerd = world.ruth.person.pk, world.gerd.person.pk
    assert list(rows.filter(person_id=ruth).values_list("kind")) == [("education.answered",)] * 3
    assert rows.filter(person_id=gerd).count() == 1
    for mail in deliver():
        assert_neutral(mail, also=["Travelling", "topic of"])


def test_a_fourth_topic_waits_until_one_is_looked_at(world: World) -> None:
    topics = [proposed(world.ruth, f"Topic {n}") for n in range(3)]
    with pytest.raises(PermissionDenied, match="wait to be looked at"):
        proposed(world.ruth, "One more")
    answered(world, topics[0], "open")
    proposed(world.ruth, "One more")


def test_nobody_sees_who_wants_what(world: World) -> None:
    proposed(world.ruth)
    for persona in (world.gerd, world.editor, world.administrator):
        with acting_as(persona.actor()):
            assert rows_seen("education_topicsupport") == 0
    with acting_as(world.ruth.actor()) as actor:
        assert TopicSupport.objects.visible_to(actor).count() == 1


# ---------- Reading drafts ----------


def offered(world: World, wanted: int = 2) -> PanelCall:
    article = written(world)
    with acting_as(world.editor.actor()) as actor:
        return offer_draft(actor=actor, ref=article.ref, wanted=wanted)


def likes_to_read(persona: Persona, *stages: str) -> None:
    with acting_as(persona.actor()) as actor:
        wish_to_read(actor=actor, stages=stages)


def reads(persona: Persona, call: PanelCall, name: str = "") -> OutsideReader:
    with acting_as(persona.actor()) as actor:
        return read_for_panel(
            actor=actor, ref=call.ref, remarks={}, answers=[], public_name=name
        )  # fmt: skip


def test_an_interest_becomes_a_ten_minute_task(world: World, sign_in: Any) -> None:
    call = offered(world)
    ruth, editor = sign_in(world.ruth), sign_in(world.editor)
    assert "Living with fatigue" not in text(ruth.get("/take-part"))
    ruth.post("/take-part/drafts", {"kinds": ["draft"], "stages": ["new"]})
    assert "Nothing waits at the moment" in text(ruth.get("/take-part"))
    ruth.post("/take-part/drafts", {"kinds": ["draft"], "stages": ["days"]})
    assert "A draft waits for readers like you." in text(ruth.get("/start"))
    address = f"/take-part/drafts/{call.ref}"
    assert address in text(ruth.get("/take-part"))
    assert "Ten minutes are not lost." in text(ruth.get(address))
    assert ruth.post(address, {**SAID, "give": ""}).status_code == 422
    part = call.text.body[0]["id"]
    ruth.post(address, {**SAID, "public_name": "Rosa", f"part-{part}": "What is “lost”?"})
    assert "You are thanked as “Rosa”." in text(ruth.get("/take-part"))
    assert ruth.get(address).status_code == 302
    listed = text(editor.get(f"/write/{call.text.article.ref}/outside"))
    assert "1 of 2 answered." in listed
    assert "Rest" in listed
    assert "Ruth" not in listed
    assert Remark.objects.get().section == part
    assert Outbox.objects.filter(kind="education.read").count() == 1


def test_a_name_stands_on_the_page_only_if_she_wishes_and_as_long(
    world: World, sign_in: Any, client: Any
) -> None:
    call = offered(world)
    reads(world.ruth, call, name="Rosa")
    reads(world.gerd, call)
    article = Article.objects.get()
    sent(world, article)
    checked(world, article)
    page = text(client.get(f"/learn/{article.slug}"))
    assert "Read before by" in page
    assert "Rosa" in page
    assert "and 3 plain-language readers" in page
    ref = PanelThanks.objects.get().reader.ref
    assert sign_in(world.gerd).post(f"/take-part/thanks/{ref}/off").status_code == 404
    sign_in(world.ruth).post(f"/take-part/thanks/{ref}/off")
    assert "Rosa" not in text(client.get(f"/learn/{article.slug}"))


def test_an_editor_takes_off_what_is_no_name(world: World, sign_in: Any, client: Any) -> None:
    call = offered(world)
    reads(world.ruth, call, name="Buy pills at example.org")
    article = Article.objects.get()
    editor, desk = sign_in(world.editor), f"/write/{article.ref}/outside"
    assert "Buy pills" in text(editor.get(desk))
    ref = PanelThanks.objects.get().reader.ref
    assert sign_in(world.gerd).post(f"{desk}/{ref}/name-off").status_code == 403
    for _twice in range(2):
        assert editor.post(f"{desk}/{ref}/name-off").status_code == 302
    sent(world, article)
    checked(world, article)
    assert "Buy pills" not in text(client.get(f"/learn/{article.slug}"))
    assert OutsideReader.objects.count() == 1


def test_a_wish_sent_twice_at_once_is_one_wish(world: World) -> None:
    likes_to_read(world.ruth, "days")
    with acting_as(world.ruth.actor()) as actor:
        first = own_rows(ReadingWish, actor).get().pk
    likes_to_read(world.ruth, "new", "days")
    with acting_as(world.ruth.actor()) as actor:
        assert list(own_rows(ReadingWish, actor).values_list("pk", "stages")) == [
            (first, ["new", "days"])
        ]


def test_no_editor_learns_of_a_topic_she_did_not_answer_who_asked(world: World) -> None:
    topic = proposed(world.ruth)
    answered(world, topic, "open")
    other = make_persona("Other Editor", role=Hat.EDITOR)
    for persona, found in ((world.editor, 1), (other, 0)):
        with acting_as(persona.actor()):
            assert rows_seen(f"people_of_topic({topic.pk}, true)") == found


def test_no_more_read_than_are_wanted_and_each_once(world: World) -> None:
    call = offered(world, wanted=1)
    reads(world.ruth, call)
    with pytest.raises(PermissionDenied, match="You have read this text"):
        reads(world.ruth, call)
    with pytest.raises(PermissionDenied, match="Enough people"):
        reads(world.gerd, call)
    assert OutsideReader.objects.count() == 1


def test_a_closed_or_published_text_is_offered_no_more(world: World, sign_in: Any) -> None:
    call = offered(world)
    likes_to_read(world.ruth, "days")
    ruth, editor = sign_in(world.ruth), sign_in(world.editor)
    desk = f"/write/{call.text.article.ref}/offer"
    editor.post(desk, {"do": "close"})
    assert "Nothing waits at the moment" in text(ruth.get("/take-part"))
    assert ruth.get(f"/take-part/drafts/{call.ref}").status_code == 302
    assert editor.post(desk, {"wanted": "x"}).status_code == 302
    editor.post(desk, {"wanted": "4"})
    assert "Nothing waits at the moment" not in text(ruth.get("/take-part"))
    article = Article.objects.get()
    sent(world, article)
    checked(world, article)
    assert "Nothing waits at the moment" in text(ruth.get("/take-part"))


def test_whoever_wrote_it_is_no_reader_of_it(world: World) -> None:
    call = offered(world)
    with pytest.raises(PermissionDenied, match="You wrote on this text"):
        reads(world.editor, call)


def test_nobody_else_sees_who_read_and_who_likes_to(world: World) -> None:
    call = offered(world)
    likes_to_read(world.ruth, "days")
    reads(world.ruth, call)
    for persona in (world.gerd, world.editor, world.administrator):
        with acting_as(persona.actor()):
            assert (rows_seen("education_panelreading"), rows_seen("education_readingwish")) == (
                0,
                0,
            )
    with acting_as(world.ruth.actor()) as actor:
        assert PanelReading.objects.visible_to(actor).count() == 1


@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("ruth", "/write/topics"),
        ("reviewer", "/write/topics"),
        (None, "/take-part"),
        (None, "/take-part/topics/new"),
    ],
)
def test_others_are_kept_out(
    world: World, sign_in: Any, client: Any, who: str | None, path: str
) -> None:
    browser = sign_in(world.people[who]) if who else client
    assert browser.get(path).status_code in ({403} if who else {302, 403})


def test_the_lists_take_as_many_questions_for_many(
    world: World, sign_in: Any, django_assert_max_num_queries: Any
) -> None:
    browser = sign_in(world.gerd)
    for n in range(3):
        answered(world, proposed(world.ruth, f"Topic {n}"), "open")
        with django_assert_max_num_queries(17):
            browser.get("/take-part/topics")


def test_a_member_who_never_set_anything_finds_on_my_data_what_she_would_like_to_do(
    world: World, sign_in: Any
) -> None:
    ruth, way = sign_in(world.ruth), "Say what you would like to do"
    page = text(ruth.get("/me"))
    assert way in page and 'href="/take-part/drafts"' in page
    with acting_as(world.ruth.actor()) as actor:
        wish_to_read(actor=actor, stages=["days"])
    page = text(ruth.get("/me"))
    assert way not in page and 'href="/take-part"' in page
