"""No text reaches readers without its checks: in order, by others than its writers, with all it needs."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from audit.models import Event
from education.actions.beside import choose_way
from education.actions.drafts import (
    add_section,
    begin_variant,
    change_draft,
    drop_draft,
    hold_draft,
    let_go,
    open_draft,
    save_section,
)
from education.actions.reviews import send_to_review, take_back
from education.models import Article, Contributor, ReviewStep, Revision
from education.publishing import has_medical_check, has_test_readers
from notifications.models import Outbox
from po_platform.access.actor import acting_as
from tests.education.path import (
    checked,
    decides,
    published,
    read_by,
    second_editor,
    sent,
    soon,
    written,
)
from tests.personas import Persona, World

pytestmark = pytest.mark.django_db
DAYS = random.Random(11)  # noqa: S311  (a repeatable walk)


def changed(world: World, article: Article, words: str = "New words.") -> Revision:
    """A draft beside the live text, in which the editor changed a sentence."""
    with acting_as(world.editor.actor()) as actor:
        open_draft(actor=actor, ref=article.ref)
        return change_draft(actor=actor, ref=article.ref, in_short=[words])


def open_step(article: Article) -> str:
    return ReviewStep.objects.get(revision__article=article, state="open").step


def test_a_first_text_goes_through_all_three_checks_in_order(world: World) -> None:
    article = written(world)
    sent(world, article)
    for persona, step in (
        (world.publisher, "lay"),
        (world.reviewer, "medical"),
        (world.publisher, "publish"),
    ):
        assert open_step(article) == step
        decides(persona, article)
    article.refresh_from_db()
    assert article.live is not None
    assert article.live.state == "published"
    assert article.review_by == soon()
    verbs = set(Event.objects.values_list("verb", flat=True))
    assert {
        "education.review.asked",
        "education.medical.approved",
        "education.article.published",
    } <= verbs


def test_whoever_may_check_is_told_and_nobody_else_and_not_what_page(world: World) -> None:
    article = written(world)
    sent(world, article)
    told = set(Outbox.objects.filter(kind="education.check").values_list("person_id", flat=True))
    assert told == {world.publisher.person.pk, world.reviewer.person.pk}


@pytest.mark.parametrize("who", ["ruth", "administrator", "curator", "nasser"])
def test_nobody_else_writes_or_checks(world: World, who: str) -> None:
    article = written(world)
    with acting_as(world.people[who].actor()) as actor, pytest.raises(PermissionDenied):
        change_draft(actor=actor, ref=article.ref, title="Mine")
    sent(world, article)
    with pytest.raises(PermissionDenied):
        decides(world.people[who], article)


def test_whoever_wrote_does_not_check(world: World) -> None:
    article = written(world)
    sent(world, article)
    with pytest.raises(PermissionDenied, match="does not check it"):
        decides(world.editor, article)
    decides(world.publisher, article)
    with pytest.raises(PermissionDenied, match="another role"):
        decides(world.publisher, article)


def test_whoever_changed_a_word_counts_as_a_writer(world: World) -> None:
    article = written(world)
    with acting_as(world.editor.actor()) as actor:
        let_go(actor=actor, ref=article.ref)
    with acting_as(world.publisher.actor()) as actor:
        change_draft(actor=actor, ref=article.ref, title="Another title")
    sent(world, article, by=world.publisher)
    with pytest.raises(PermissionDenied, match="does not check it"):
        decides(world.publisher, article)


LACKING: dict[str, tuple[dict[str, Any], str]] = {
    "a sentence on top": ({"in_short": []}, "on top"),
    "three sentences at most": ({"in_short": ["1.", "2.", "3.", "4."]}, "three sentences"),
    "who paid": ({"money": " "}, "who paid"),
}


@pytest.mark.parametrize("what", LACKING)
def test_a_text_that_lacks_something_is_not_sent(world: World, what: str) -> None:
    values, words = LACKING[what]
    article = written(world)
    with acting_as(world.editor.actor()) as actor:
        change_draft(actor=actor, ref=article.ref, **values)
    with pytest.raises(PermissionDenied, match=words):
        sent(world, article)
    assert Revision.objects.get(article=article).state == "draft"


def test_a_film_without_captions_is_not_sent_and_she_reads_what_to_do(
    world: World, sign_in: Any
) -> None:
    article = written(world)
    film = {
        "heading": "A film",
        "url": "https://films.example.org/a",
        "transcript": "What is said.",
    }
    with acting_as(world.editor.actor()) as actor:
        section = add_section(actor=actor, ref=article.ref, kind="video")
        save_section(actor=actor, ref=article.ref, section_id=section, parts=film)
    with pytest.raises(PermissionDenied, match="leave the film out and write its words"):
        sent(world, article)
    assert Revision.objects.get(article=article).state == "draft"
    page = sign_in(world.editor).get(f"/write/{article.ref}").content.decode()
    assert "Ask whoever made it for a file of captions" in page
    with acting_as(world.editor.actor()) as actor:
        parts = {**film, "captions": True}
        save_section(actor=actor, ref=article.ref, section_id=section, parts=parts)
    sent(world, article)
    assert Revision.objects.get(article=article).state == "review"


def test_a_source_a_day_and_declared_interests_are_asked(world: World) -> None:
    article = written(world)
    draft = Revision.objects.get(article=article)
    for day in (timezone.localdate(), timezone.localdate() + timedelta(days=2000)):
        with acting_as(world.editor.actor()) as actor, pytest.raises(PermissionDenied):
            send_to_review(
                actor=actor, ref=article.ref, significance="medical", what_changed="", review_by=day
            )
    kept = list(draft.citations.all())
    draft.citations.all().delete()
    with pytest.raises(PermissionDenied, match="at least one source"):
        sent(world, article)
    kept[0].save(force_insert=True)
    Contributor.objects.filter(account=world.editor.account).delete()
    with pytest.raises(PermissionDenied, match="interests"):
        sent(world, article)


def test_a_page_about_signs_of_illness_says_when_to_get_help(world: World) -> None:
    with pytest.raises(PermissionDenied, match="when to get help"):
        sent(world, written(world, kind="symptoms"))


def test_readers_see_the_earlier_text_until_all_is_done(world: World, client: Any) -> None:
    article = published(world)
    changed(world, article)
    sent(world, article)
    page = client.get(f"/learn/{article.slug}").content.decode()
    assert "Rest early." in page
    assert "New words." not in page
    checked(world, article)
    assert "New words." in client.get(f"/learn/{article.slug}").content.decode()


@pytest.mark.parametrize(
    ("significance", "steps"),
    [
        ("typo", ["publish"]),
        ("content", ["lay", "publish"]),
        ("medical", ["lay", "medical", "publish"]),
    ],
)
def test_only_what_weighs_needs_a_new_medical_check(
    world: World, significance: str, steps: list[str]
) -> None:
    article = published(world)
    draft = changed(world, article)
    sent(world, article, significance)
    assert list(draft.steps.order_by("place").values_list("step", flat=True)) == steps


def test_an_older_text_taken_up_again_is_a_medical_change(world: World) -> None:
    article = published(world)
    changed(world, article)
    sent(world, article)
    checked(world, article)
    with acting_as(world.editor.actor()) as actor:
        draft = open_draft(actor=actor, ref=article.ref, from_number=1)
    assert draft.in_short == ["Rest early."]
    sent(world, article, "typo")
    assert open_step(article) == "lay"


def test_sent_back_it_is_a_draft_again_with_the_reason_and_the_writer_is_told(world: World) -> None:
    article = written(world)
    sent(world, article)
    decides(world.publisher, article)
    with pytest.raises(PermissionDenied, match="what has to change"):
        decides(world.reviewer, article, approve=False)
    decides(world.reviewer, article, approve=False, note="The second sentence is wrong.")
    assert Revision.objects.get(article=article).state == "draft"
    assert Outbox.objects.get(kind="education.returned").person_id == world.editor.person.pk
    sent(world, article)
    assert open_step(article) == "lay", "checks of the earlier wording do not count"


def test_a_writer_takes_it_back(world: World) -> None:
    article = written(world)
    sent(world, article)
    with acting_as(world.publisher.actor()) as actor, pytest.raises(PermissionDenied):
        take_back(actor=actor, ref=article.ref)
    with acting_as(world.editor.actor()) as actor:
        take_back(actor=actor, ref=article.ref)
        change_draft(actor=actor, ref=article.ref, title="Goes on")


def test_what_is_being_checked_does_not_change(world: World) -> None:
    article = written(world)
    sent(world, article)
    with (
        acting_as(world.editor.actor()) as actor,
        pytest.raises(PermissionDenied, match="being checked"),
    ):
        change_draft(actor=actor, ref=article.ref, title="Late")


def test_one_writes_at_a_time_and_lets_go(world: World) -> None:
    article = written(world)
    with acting_as(world.editor.actor()) as actor:
        hold_draft(actor=actor, ref=article.ref)
    with (
        acting_as(world.publisher.actor()) as actor,
        pytest.raises(PermissionDenied, match="Somebody else"),
    ):
        change_draft(actor=actor, ref=article.ref, title="Mine")
    Revision.objects.update(locked_until=timezone.now() - timedelta(minutes=1))
    with acting_as(world.publisher.actor()) as actor:
        assert change_draft(actor=actor, ref=article.ref, title="Mine").title == "Mine"


def test_a_draft_thrown_away_stays_among_the_older_texts(world: World) -> None:
    article = published(world)
    changed(world, article)
    with acting_as(world.editor.actor()) as actor:
        drop_draft(actor=actor, ref=article.ref)
        with pytest.raises(Http404):
            change_draft(actor=actor, ref=article.ref, title="Gone")
        assert open_draft(actor=actor, ref=article.ref, from_number=2).in_short == ["New words."]


def test_with_one_doctor_the_second_reader_falls_away_and_pages_say_so(
    world: World, client: Any
) -> None:
    with acting_as(world.administrator.actor()) as actor:
        choose_way(actor=actor, one_doctor=True)
    article = written(world)
    sent(world, article)
    with pytest.raises(PermissionDenied):
        decides(world.editor, article)
    decides(world.reviewer, article)
    decides(world.editor, article)
    assert (
        "This organisation has one doctor." in client.get(f"/learn/{article.slug}").content.decode()
    )


def test_an_easy_text_needs_two_test_readers_of_its_own(world: World) -> None:
    original = published(world)
    with acting_as(world.editor.actor()) as actor:
        easy = begin_variant(actor=actor, ref=original.ref, title="Very tired", easy=True)
    with pytest.raises(PermissionDenied, match="Two test readers"):
        sent(world, easy)
    read_by(world, easy, "Lotte")
    read_by(world, easy, "Pavel", understood=False)
    with pytest.raises(PermissionDenied, match="Two test readers"):
        sent(world, easy)
    read_by(world, easy, "Pavel")
    section = Revision.objects.get(article=easy).body[0]["id"]
    with acting_as(world.editor.actor()) as actor:
        save_section(actor=actor, ref=easy.ref, section_id=section, parts={"text": "Short."})
    with pytest.raises(PermissionDenied, match="Two test readers"):
        sent(world, easy)
    read_by(world, easy, "Lotte", "Pavel")
    sent(world, easy)
    checked(world, easy)
    assert easy.live is not None


def test_a_translation_needs_its_own_check_and_knows_when_the_original_changed(
    world: World, client: Any
) -> None:
    original = published(world)
    with acting_as(world.editor.actor()) as actor:
        german = begin_variant(
            actor=actor, ref=original.ref, title="Müde sein", easy=False, language="de"
        )
    sent(world, german, "typo")
    assert open_step(german) == "lay"
    checked(world, german)
    address = f"/learn/{german.slug}"
    changed_words = "Das Original"
    assert german.slug == "muede-sein"
    assert (
        "original changed"
        not in client.get(address, headers={"accept-language": "en"}).content.decode()
    )
    changed(world, original)
    sent(world, original)
    checked(world, original)
    from education.queries.reading import page

    with acting_as(world.ruth.actor()) as actor:
        assert page(actor=actor, slug=german.slug).original_changed, changed_words


# ---------- What always holds ----------


def test_whatever_is_done_a_live_text_has_a_medical_check_by_somebody_who_did_not_write_it(
    world: World,
) -> None:
    """Random walks through everything people can do; after each step the promises hold."""
    second_editor(world)
    rng = random.Random(7)  # noqa: S311  (a repeatable walk)
    for _walk in range(4):
        begins = published if _walk % 2 else written
        article = begins(world, title=f"Page {_walk}")
        for _step in range(60):
            article.refresh_from_db()
            before = (article.review_by, article.example, article.live_id)
            if article.live_id and DAYS.random() < 0.3:
                _goes_out_unread(world, article)
            else:
                _try_something(world, article, rng)
            _promises_hold(article)
            _only_a_doctor_moves_it_on(article, before)
            Article.objects.filter(pk=article.pk).update(example=DAYS.random() < 0.5)


def test_whatever_is_done_an_easy_text_is_live_only_with_its_own_two_readers(world: World) -> None:
    """The same walk on a very easy variant, with readers who understand it or do not."""
    second_editor(world)
    original = published(world)
    with acting_as(world.editor.actor()) as actor:
        easy = begin_variant(actor=actor, ref=original.ref, title="Very tired", easy=True)
    rng, live = random.Random(3), set()  # noqa: S311  (a repeatable walk)
    for _step in range(60):
        if rng.random() < 0.5:
            _somebody_reads(world, easy, rng)
        else:
            _try_something(world, easy, rng)
        _promises_hold(easy)
        live.add(easy.live_id)
    assert len(live) > 1  # it did come out on the way


def _somebody_reads(world: World, easy: Article, rng: random.Random) -> None:
    try:
        reader = rng.choice(["Lotte", "Pavel", "Ines"])
        read_by(world, easy, reader, understood=rng.random() > 0.2)
    except (PermissionDenied, Http404):
        return


def _try_something(world: World, article: Article, rng: random.Random) -> None:
    people = [world.editor, world.publisher, world.reviewer]
    who: Persona = rng.choice(people)
    significance = rng.choice(["typo", "content", "medical"])
    day = soon(DAYS.randrange(1, 1000))
    deeds = [
        lambda: changed_by(who, article, str(rng.random())),
        lambda: sent(world, article, significance, by=who, review_by=day),
        lambda: decides(rng.choice(people), article, rng.random() > 0.15, "note"),
        lambda: decides(rng.choice(people), article),
        lambda: decides(rng.choice(people), article),
        lambda: changed_by(who, article, "again", from_number=1),
    ]
    Revision.objects.update(locked_until=None, locked_by=None)
    try:
        rng.choice(deeds)()
    except (PermissionDenied, Http404):
        return


def changed_by(who: Persona, article: Article, words: str, from_number: int | None = None) -> None:
    with acting_as(who.actor()) as actor:
        open_draft(actor=actor, ref=article.ref, from_number=from_number)
        change_draft(actor=actor, ref=article.ref, in_short=[words])


def _promises_hold(article: Article) -> None:
    article.refresh_from_db()
    for revision in article.revisions.filter(state="published"):
        assert has_medical_check(revision)
        assert revision.citations.exists()
    for step in ReviewStep.objects.filter(revision__article=article, state="approved"):
        assert step.by_account not in step.revision.writers
    if article.easy_read_of_id and article.live:
        assert has_test_readers(article.live)


def _only_a_doctor_moves_it_on(
    article: Article, before: tuple[date | None, bool, int | None]
) -> None:
    """The day of the next check moves ahead, and an example becomes one's own, with a medical check
    of the very text that came out; without one the day may come nearer at most."""
    day, example, live = before
    read = article.live is not None and article.live.steps.filter(step="medical", state="approved")
    if article.live_id == live or not read:
        assert article.example == example
        assert article.review_by == day or (day and article.review_by and article.review_by < day)
    else:
        assert not article.example


def _goes_out_unread(world: World, article: Article) -> None:
    """A typing mistake put right by one editor and published by the other, where nothing else waits."""
    try:
        changed_by(world.editor, article, str(DAYS.random()))
        sent(world, article, "typo", review_by=soon(DAYS.randrange(1, 1000)))
        decides(world.publisher, article)
    except (PermissionDenied, Http404):
        return
