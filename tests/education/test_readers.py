"""Readers keep pages, vote, point at mistakes and are warned; nobody learns what they read."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from audit.models import Read
from education.actions.drafts import change_draft, open_draft
from education.actions.keepers import tell_those_who_keep
from education.actions.readers import answer_correction, save_page
from education.actions.reminding import remind_of_reviews
from education.actions.urgent import settle_urgent, warn_urgently
from education.models import Article, Correction, SavedPage, Urgent, Vote
from education.queries.mine import correction
from members.queries.own import own_rows
from notifications.models import Outbox
from notifications.seals import open_load
from po_platform.access.actor import Purpose, System, acting_as
from tests.access.test_the_vault import rows_seen
from tests.education.path import checked, decides, published, sent, soon
from tests.personas import Persona, World

pytestmark = pytest.mark.django_db


def keeps(persona: Persona, article: Article) -> None:
    with acting_as(persona.actor()) as actor:
        save_page(actor=actor, article=article)


def people_mailed(kind: str) -> list[int]:
    people = Outbox.objects.filter(kind=kind).values_list("person_id", flat=True)
    return sorted(person or 0 for person in people)


# ---------- Keeping ----------


def test_a_page_is_kept_and_taken_off_with_one_press(world: World, sign_in: Any) -> None:
    article = published(world)
    ruth = sign_in(world.ruth)
    for _twice in range(2):
        ruth.post(f"/learn/{article.slug}/keep")
    assert ruth.get("/learn/saved").content.decode().count("Living with fatigue") == 1
    assert "You keep 1 page." in ruth.get("/start").content.decode()
    ruth.post(f"/learn/{article.slug}/keep", {"keep": "no"})
    assert "You keep no page yet" in ruth.get("/learn/saved").content.decode()


def test_nobody_but_herself_sees_what_she_keeps(world: World) -> None:
    keeps(world.ruth, published(world))
    seen = set()
    for name, persona in world.people.items():
        with acting_as(persona.actor()):
            if rows_seen("education_savedpage"):
                seen.add(name)
    assert seen == {"ruth"}


def test_whoever_is_no_member_keeps_nothing(world: World, sign_in: Any) -> None:
    article = published(world)
    assert Client().post(f"/learn/{article.slug}/keep").status_code in (302, 403)
    with pytest.raises(PermissionDenied), acting_as(System(Purpose.OPERATE)) as actor:
        save_page(actor=actor, article=article)


# ---------- Votes ----------


def test_a_vote_belongs_to_the_text_and_one_browser_has_one(world: World, client: Any) -> None:
    article = published(world)
    address = f"/learn/{article.slug}/helpful"
    client.post(address, {"helped": "yes"})
    page = client.post(address, {"helped": "no"}).content.decode()
    assert "What was it?" in page
    client.post(address, {"reason": "long"})
    vote = Vote.objects.get()
    assert (vote.helped, vote.reason, vote.revision_id) == (False, "long", article.live_id)
    Client().post(address, {"helped": "yes"})
    assert Vote.objects.count() == 2
    assert "person" not in {field.name for field in Vote._meta.get_fields()}


def test_what_is_no_reason_is_asked_again(world: World, client: Any) -> None:
    article = published(world)
    client.post(f"/learn/{article.slug}/helpful", {"helped": "no"})
    assert client.post(f"/learn/{article.slug}/helpful", {"reason": "x"}).status_code == 422


# ---------- Corrections ----------


def suggested(browser: Any, article: Article, words: str = "The number is wrong.") -> None:
    assert browser.post(f"/learn/{article.slug}/correct", {"text": words}).status_code == 302


def test_a_correction_is_answered_once_and_its_writer_is_told(world: World, sign_in: Any) -> None:
    article = published(world)
    ruth = sign_in(world.ruth)
    suggested(ruth, article)
    with acting_as(world.editor.actor()) as actor:
        row = Correction.objects.visible_to(actor).get()
    editor = sign_in(world.editor)
    assert "A reader wrote" in editor.get("/write").content.decode()
    editor.post(f"/write/corrections/{row.ref}", {"answer": "Thank you, it is put right."})
    assert "Thank you, it is put right." in ruth.get("/learn/asked").content.decode()
    assert people_mailed("education.answered") == [world.ruth.person.pk]
    with acting_as(world.editor.actor()) as actor, pytest.raises(PermissionDenied):
        answer_correction(actor=actor, ref=row.ref, answer="Again.")


def test_an_editor_reads_it_without_a_name_and_the_look_is_hers_to_read(
    world: World, sign_in: Any
) -> None:
    article = published(world)
    suggested(sign_in(world.ruth), article)
    with acting_as(world.editor.actor()) as actor:
        ref = Correction.objects.visible_to(actor).get().ref
        assert correction(actor=actor, ref=ref).text == "The number is wrong."
    page = sign_in(world.editor).get(f"/write/corrections/{ref}").content.decode()
    assert "Ruth" not in page
    with acting_as(world.ruth.actor()) as actor:
        assert own_rows(Read, actor).filter(what="education.correction").count() == 2


def test_nobody_but_she_and_editors_see_a_correction(world: World, sign_in: Any) -> None:
    article = published(world)
    suggested(sign_in(world.ruth), article)
    suggested(Client(), article, "From a visitor.")
    seen = {}
    for name, persona in world.people.items():
        with acting_as(persona.actor()):
            if count := rows_seen("education_correction"):
                seen[name] = count
    assert seen == {"ruth": 1, "editor": 2, "publisher": 2}


def test_an_empty_correction_is_asked_again(world: World) -> None:
    article = published(world)
    assert Client().post(f"/learn/{article.slug}/correct", {"text": " "}).status_code == 422


# ---------- Urgent ----------


def warned(world: World, article: Article, kind: str = "warn") -> Urgent:
    with acting_as(world.editor.actor()) as actor:
        return warn_urgently(actor=actor, ref=article.ref, kind=kind, words="Do not take it.")


def test_one_person_warns_at_once_and_somebody_else_settles_it(world: World, sign_in: Any) -> None:
    article = published(world)
    keeps(world.ruth, article)
    row = warned(world, article)
    assert row.review_until == timezone.localdate() + timedelta(days=7)
    page = Client(headers={"accept-language": "en"}).get(f"/learn/{article.slug}").content.decode()
    assert "Do not take it." in page
    assert "Ten minutes are not lost." in page
    assert "Do not take it." in sign_in(world.ruth).get("/learn/saved").content.decode()
    with acting_as(world.editor.actor()) as actor, pytest.raises(PermissionDenied, match="else"):
        settle_urgent(actor=actor, ref=article.ref, outcome="Fine.")
    with acting_as(world.reviewer.actor()) as actor:
        settle_urgent(actor=actor, ref=article.ref, outcome="It was a mistake.")
    page = Client(headers={"accept-language": "en"}).get(f"/learn/{article.slug}").content.decode()
    assert "Do not take it." not in page


def test_a_withdrawn_page_shows_why_and_nothing_else_and_is_not_found(world: World) -> None:
    article = published(world)
    warned(world, article, "withdraw")
    visitor = Client(headers={"accept-language": "en"})
    page = visitor.get(f"/learn/{article.slug}").content.decode()
    assert "Do not take it." in page
    assert "Ten minutes are not lost." not in page
    for address in ("/learn", "/learn/a-z", "/search?q=fatigue"):
        assert f'href="/learn/{article.slug}"' not in visitor.get(address).content.decode()


def test_whoever_keeps_the_page_is_told_once_and_not_which(world: World) -> None:
    article = published(world)
    keeps(world.ruth, article)
    keeps(world.gerd, published(world, title="Another page"))
    warned(world, article)
    assert tell_those_who_keep() == 1
    assert tell_those_who_keep() == 0
    assert people_mailed("education.urgent") == [world.ruth.person.pk]


def says_anew(world: World, article: Article, weight: str) -> None:
    with acting_as(world.editor.actor()) as actor:
        open_draft(actor=actor, ref=article.ref)
        change_draft(actor=actor, ref=article.ref, in_short=[f"Anew: {weight}."])
    sent(world, article, weight)
    if weight == "medical":
        checked(world, article)
    else:
        decides(world.publisher, article)


def test_whoever_keeps_a_page_is_told_of_a_medical_change_once_and_of_no_typing_mistake(
    world: World, sign_in: Any
) -> None:
    article, other = published(world), published(world, title="Another page")
    assert tell_those_who_keep() == 0
    keeps(world.ruth, article)
    keeps(world.gerd, other)
    says_anew(world, article, "typo")
    assert tell_those_who_keep() == 0
    kept = sign_in(world.ruth).get("/learn/saved").content.decode()
    assert "Something medical changed" not in kept
    says_anew(world, article, "medical")
    assert [tell_those_who_keep(), tell_those_who_keep()] == [1, 0]
    assert people_mailed("education.changed") == [world.ruth.person.pk]
    kept = sign_in(world.ruth).get("/learn/saved").content.decode()
    assert "Something medical changed" in kept
    assert "A sentence changed." in kept
    assert (
        "Something medical changed" not in sign_in(world.gerd).get("/learn/saved").content.decode()
    )


def test_who_keeps_a_page_only_since_it_changed_reads_of_no_change(
    world: World, sign_in: Any
) -> None:
    article = published(world)
    says_anew(world, article, "medical")
    keeps(world.ruth, article)
    assert tell_those_who_keep() == 1, "the notice may still come; the page says nothing untrue"
    kept = sign_in(world.ruth).get("/learn/saved").content.decode()
    assert "Something medical changed" not in kept


def test_the_mail_of_a_change_names_no_page(world: World) -> None:
    article = published(world, title="Canary fatigue")
    keeps(world.ruth, article)
    says_anew(world, article, "medical")
    tell_those_who_keep()
    row = Outbox.objects.get(kind="education.changed")
    load = open_load(row.ref, row.sealed)
    assert load.context == {"path": "/learn/saved"}


def test_whoever_was_told_of_a_warning_is_told_that_it_ended(world: World, sign_in: Any) -> None:
    article = published(world)
    keeps(world.ruth, article)
    warned(world, article)
    tell_those_who_keep()
    with acting_as(world.reviewer.actor()) as actor:
        settle_urgent(actor=actor, ref=article.ref, outcome="canary-found")
    assert [tell_those_who_keep(), tell_those_who_keep()] == [1, 0]
    assert people_mailed("education.changed") == [world.ruth.person.pk]
    kept = sign_in(world.ruth).get("/learn/saved").content.decode()
    assert "was looked into and ended on" in kept
    assert "Do not take it." not in kept
    assert "canary-found" not in kept, "what was found is the editors' record"


def test_a_warning_that_ended_before_anybody_was_told_is_told_to_nobody(world: World) -> None:
    article = published(world)
    keeps(world.ruth, article)
    warned(world, article)
    with acting_as(world.reviewer.actor()) as actor:
        settle_urgent(actor=actor, ref=article.ref, outcome="A mistake.")
    assert tell_those_who_keep() == 0
    assert people_mailed("education.urgent") == people_mailed("education.changed") == []


@pytest.mark.parametrize("who", ["ruth", "curator", "moderator"])
def test_others_cannot_warn(world: World, who: str) -> None:
    article = published(world)
    with acting_as(world.people[who].actor()) as actor, pytest.raises(PermissionDenied):
        warn_urgently(actor=actor, ref=article.ref, kind="warn", words="x")


def test_the_list_of_who_keeps_a_page_opens_to_the_job_only(world: World) -> None:
    from django.db import connection

    article = published(world)
    keeps(world.ruth, article)
    for actor in (world.editor.actor(), world.administrator.actor(), System(Purpose.OPERATE)):
        with acting_as(actor), connection.cursor() as cursor:
            cursor.execute("select people_who_saved(%s, 0, 10)", [article.pk])
            assert cursor.fetchall() == []


# ---------- Reminders ----------


def test_before_a_page_is_due_its_people_are_told_once_at_each_of_three_moments(
    world: World,
) -> None:
    article = published(world)
    due = article.review_by
    assert due is not None
    told = []
    for days_before in (61, 60, 45, 30, 29, 1, 0, -1):
        remind_of_reviews(due - timedelta(days=days_before))
        told.append(len(people_mailed("education.due")))
    assert told == [0, 2, 2, 4, 4, 4, 6, 6]


def test_a_second_run_on_the_same_day_tells_nobody_again(world: World) -> None:
    published(world)
    Article.objects.update(review_by=soon(30))
    for _twice in range(2):
        remind_of_reviews()
    assert people_mailed("education.due") == sorted(
        [world.editor.person.pk, world.reviewer.person.pk]
    )


def test_an_unknown_page_is_not_there(world: World, sign_in: Any) -> None:
    nowhere = UUID(int=7)
    assert sign_in(world.editor).get(f"/write/{nowhere}").status_code == 404
    assert Client().get("/learn/nothing-of-this-name").status_code == 404
    assert not SavedPage.objects.for_purpose(Purpose.OPERATE).exists()
