"""What is known about a page is shown to whoever answers for it: reasons, names, sources, pictures, records."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from education.actions.drafts import add_section, open_draft, save_section
from education.actions.involving import wish_to_read
from education.actions.links import in_one_run
from education.beside_pages import is_about
from education.models import (
    Article,
    Citation,
    Contributor,
    Picture,
    Programme,
    ProjectRecord,
    Revision,
    SelfAudit,
    Source,
    Vote,
)
from education.on_start_pages import asked_to_read_row
from education.own_look import OWN_LOOK, hints
from education.queries.beside import beside_page
from education.queries.desk import work_for
from education.queries.export import everything
from members.models import Person
from members.start_page import own_page
from po_platform.access.actor import acting_as
from tests.education.path import checked, published, sent, soon, written
from tests.education.programme_path import shipped
from tests.education.test_involving import offered
from tests.personas import Persona, World

pytestmark = pytest.mark.django_db


def exported(world: World) -> dict[str, Any]:
    with acting_as(world.editor.actor()) as actor:
        return everything(actor=actor, history=True)


def test_why_a_page_did_not_help_is_shown_to_editors_and_leaves_with_the_export(
    world: World, sign_in: Any
) -> None:
    article = published(world)
    assert article.live is not None
    for reason in ("long", "unclear", "unclear", ""):
        Vote.objects.create(
            revision=article.live, helped=False, reason=reason, on=timezone.localdate()
        )
    page = sign_in(world.editor).get(f"/write/{article.ref}").content.decode()
    assert page.index("I did not understand it: 2") < page.index("It is too long: 1")
    (text,) = exported(world)["articles"][0]["texts"]
    assert text["readers_said"] == {
        "helped": 0, "did_not_help": 4, "reasons": {"long": 1, "unclear": 2},
    }  # fmt: skip


def test_who_did_a_check_stands_with_it_until_the_person_is_erased(
    world: World, sign_in: Any
) -> None:
    article = published(world)
    history = f"/write/{article.ref}/history"
    editor = sign_in(world.editor)
    doctor = world.reviewer.name
    assert doctor in editor.get(history).content.decode()
    checks = exported(world)["articles"][0]["texts"][0]["checks"]
    assert [one["who"] for one in checks] == [
        world.publisher.name, doctor, world.publisher.name,
    ]  # fmt: skip
    with acting_as(world.editor.actor()) as actor:
        open_draft(actor=actor, ref=article.ref)
    sent(world, article, significance="typo")
    Contributor.objects.filter(account=world.reviewer.account).delete()
    assert doctor not in editor.get(history).content.decode()


def test_a_late_page_stays_on_the_list_while_somebody_writes_on_it(world: World) -> None:
    article = published(world)
    Article.objects.update(review_by=soon(-1))
    with acting_as(world.editor.actor()) as actor:
        open_draft(actor=actor, ref=article.ref)
    reviewer = world.reviewer.actor()
    with acting_as(reviewer):
        (line,) = work_for(reviewer)
    assert line.sub == f"Too late. There is a draft by {world.editor.name}."


def test_a_source_says_which_part_it_supports(world: World, sign_in: Any, client: Any) -> None:
    article = written(world)
    editor = sign_in(world.editor)
    part = Revision.objects.get().body[0]["id"]
    known = Source.objects.get()
    address = f"/write/{article.ref}/sources"
    for section, answer in (("nothing", 404), (part, 302)):
        got = editor.post(address, {"source": known.pk, "section": section})
        assert got.status_code == answer
    new = {"title": "A study", "kind": "study", "section": part}
    assert editor.post(address, {**new, "section": "nothing"}).status_code == 422
    assert editor.post(address, new).status_code == 302
    assert set(Citation.objects.values_list("section", flat=True)) == {part}
    sent(world, article)
    checked(world, article)
    page = client.get(f"/learn/{article.slug}").content.decode()
    assert page.count("For “What it is about”") == 2


# ---------- Pictures ----------

WORDS = {"alt": "A hand", "credit": "Drawn by us, free to use", "people": "none", "agreed": ""}


def with_picture(world: World, **words: str) -> tuple[Article, str, Picture]:
    article = written(world)
    picture = Picture.objects.create(png=b"\x89PNG", width=1, height=1)
    with acting_as(world.editor.actor()) as actor:
        section = add_section(actor=actor, ref=article.ref, kind="image")
        parts = {"picture": str(picture.ref), **words}
        save_section(actor=actor, ref=article.ref, section_id=section, parts=parts)
    return article, section, picture


@pytest.mark.parametrize(
    ("words", "lacks"),
    [
        ({"credit": ""}, "who made it"),
        ({"people": ""}, "nobody is to be recognised"),
        ({"people": "agreed"}, "nobody is to be recognised"),
        ({"people": "agreed", "agreed": "On paper, May 2026"}, ""),
        ({}, ""),
    ],
)
def test_a_picture_without_its_maker_or_consent_does_not_come_out(
    world: World, words: dict[str, str], lacks: str
) -> None:
    article, _section, _picture = with_picture(world, **{**WORDS, **words})
    if not lacks:
        sent(world, article)
        return
    with pytest.raises(PermissionDenied, match=lacks):
        sent(world, article)


def test_a_picture_that_is_there_is_taken_with_what_was_said_of_it(
    world: World, sign_in: Any
) -> None:
    _first, _part, picture = with_picture(world, **WORDS)
    second = written(world, title="Another page")
    editor = sign_in(world.editor)
    address = editor.post(f"/write/{second.ref}/sections", {"kind": "image"})["Location"]
    assert f"{address}/pictures" in editor.get(address).content.decode()
    assert "A hand" in editor.get(f"{address}/pictures?q=drawn").content.decode()
    assert "A hand" not in editor.get(f"{address}/pictures?q=lungs").content.decode()
    for wrong in ("", "x", str(second.ref)):
        assert editor.post(f"{address}/pictures", {"picture": wrong}).status_code == 404
    assert editor.post(f"{address}/pictures", {"picture": picture.ref}).status_code == 302
    taken = Revision.objects.get(article=second).body[-1]
    assert (taken["picture"], taken["credit"]) == (str(picture.ref), WORDS["credit"])
    refused = {**WORDS, "people": "agreed"}
    assert editor.post(address, refused).status_code == 422, "agreed, and when"
    assert sign_in(world.reviewer).get(f"{address}/pictures").status_code == 403


# ---------- Records ----------

PROJECT = {
    "with_whom": "The clinic in Harrow", "how": "Chose the topic", "what_for": "", "money_in": "",
    "money_out": "200 for printing", "begun_on_day": "1", "begun_on_month": "3",
    "begun_on_year": "2026",
}  # fmt: skip


def test_how_a_page_came_about_stands_on_it_and_on_what_tells_it_again(
    world: World, sign_in: Any, client: Any
) -> None:
    article, german = published(world), published(world, title="Auf Deutsch", language="de")
    Article.objects.filter(pk=german.pk).update(translation_of=article)
    editor = sign_in(world.editor)
    address = f"/write/{article.ref}/project"
    back = {"ended_on_day": "1", "ended_on_month": "2", "ended_on_year": "2026"}
    assert editor.post(address, {**PROJECT, **back}).status_code == 422
    for printing in ("200 for printing", "250 for printing"):
        assert editor.post(address, {**PROJECT, "money_out": printing}).status_code == 302
    kept = ProjectRecord.objects.get()
    assert (kept.begun_on, kept.money_out) == (date(2026, 3, 1), "250 for printing")
    for slug in (article.slug, german.slug):
        assert "The clinic in Harrow" in client.get(f"/learn/{slug}").content.decode()
    easy = published(world, title="Ganz leicht", language="de")
    Article.objects.filter(pk=easy.pk).update(easy_read_of=german)
    assert "The clinic in Harrow" in client.get(f"/learn/{easy.slug}").content.decode()
    assert exported(world)["articles"][0]["project"]["how"] == "Chose the topic"
    assert "250 for printing" in editor.get("/write/projects").content.decode()
    doctor = sign_in(world.reviewer)
    assert doctor.post(address, PROJECT).status_code == 403
    assert address in editor.get("/write/projects").content.decode()
    assert address not in doctor.get("/write/projects").content.decode()


def test_a_programme_has_such_a_record_as_well(world: World, sign_in: Any) -> None:
    shipped(world)
    programme = Programme.objects.get(language="en")
    editor = sign_in(world.editor)
    address = f"/write/programmes/{programme.ref}/project"
    assert address in editor.get("/write/projects").content.decode()
    assert editor.post(address, PROJECT)["Location"] == "/write/projects"
    (line,) = exported(world)["projects_of_programmes"]
    assert (line["programme"], line["with_whom"]) == (programme.slug, "The clinic in Harrow")


def test_once_a_year_the_organisation_looks_at_itself_and_keeps_the_words(
    world: World, sign_in: Any
) -> None:
    year = timezone.localdate().year
    editor, doctor = sign_in(world.editor), sign_in(world.reviewer)
    address = f"/write/self-audit/{year}"
    assert editor.get(address).status_code == 404
    said = {"need": "partly", "need_where": "https://example.org/topics", "need_note": "More."}
    assert editor.post(f"{address}/change", {**said, "plain": "perhaps"}).status_code == 422
    assert editor.post(f"{address}/change", said)["Location"] == address
    row = SelfAudit.objects.get()
    assert row.answers == {
        "need": {"said": "partly", "where": "https://example.org/topics", "note": "More."}
    }
    SelfAudit.objects.update(items=[{"id": "need", "text": "In the words of that year."}])
    page = doctor.get(address).content.decode()
    assert "In the words of that year." in page
    assert 'href="https://example.org/topics"' in page
    assert "https://example.org/topics" in editor.get(f"{address}/change").content.decode()
    assert editor.get(f"/write/self-audit/{year - 2}/change").status_code == 404
    assert doctor.post(f"{address}/change", said).status_code == 403
    for browser, leads_on in ((editor, True), (doctor, False)):
        assert (
            f"{address}/change" in browser.get("/write/self-audit").content.decode()
        ) is leads_on
    SelfAudit.objects.update(year=year - 2)
    old = f"/write/self-audit/{year - 2}"
    assert f"{old}/change" not in editor.get(old).content.decode()
    assert len(OWN_LOOK.items) == 10
    assert set(hints()) == {one.id for one in OWN_LOOK.items}


def test_the_office_finds_how_pages_are_checked(world: World, sign_in: Any) -> None:
    office = sign_in(world.administrator)
    for address in ("/office", "/office/set-up"):
        assert 'href="/write/rules"' in office.get(address).content.decode(), address
    assert "Nobody chose yet." in office.get("/office/set-up").content.decode()
    office.post("/write/rules", {"one_doctor": "on"})
    assert "In the lighter form" in office.get("/office/set-up").content.decode()


def test_a_page_laid_aside_names_another_by_its_title(
    world: World, sign_in: Any, client: Any
) -> None:
    article, other = published(world), published(world, title="A newer page")
    published(world, title="Auf Deutsch", language="de")
    editor = sign_in(world.editor)
    page = editor.get(f"/write/{article.ref}/archive").content.decode()
    assert (">A newer page</option>" in page, "Auf Deutsch" in page) == (True, False)
    sent = {"reason": "It was too long.", "instead": article.slug}
    assert editor.post(f"/write/{article.ref}/archive", sent).status_code == 422, "itself"
    sent["instead"] = other.slug
    assert editor.post(f"/write/{article.ref}/archive", sent).status_code == 302
    assert "Read instead: A newer page" in client.get(f"/learn/{article.slug}").content.decode()


# ---------- What goes on from a page ----------


def test_what_goes_on_from_a_page_is_open_to_its_reader(world: World, client: Any) -> None:
    article = published(world)
    shipped(world)
    page = client.get(f"/learn/{article.slug}").content.decode()
    assert "Goes on from here" not in page
    Programme.objects.filter(language="en").update(title="Small steps against fatigue")
    page = client.get(f"/learn/{article.slug}").content.decode()
    assert "Small steps against fatigue" in page


@pytest.mark.parametrize(
    ("language", "title", "programme"),
    [
        ("de", "Müdigkeit", "Abends müde: Müdigkeiten"),
        ("en", "Saving energy", "Energy for the day"),
    ],
)
def test_words_with_signs_of_their_own_and_other_endings_are_found(
    world: World, language: str, title: str, programme: str
) -> None:
    shipped(world)
    Programme.objects.filter(language=language).update(title=programme)
    with acting_as(world.ruth.actor()) as actor:
        found = beside_page(actor=actor, title=title, language=language)
    assert programme in [one.title for one in found]


@pytest.mark.parametrize("title", ["Living with it", "Making it", "Helping"])
def test_words_that_say_nothing_of_the_matter_lead_nowhere_in_whatever_ending(
    world: World, title: str
) -> None:
    shipped(world)
    programme = "Living, making, helping: a day"
    Programme.objects.filter(language="en").update(title=programme)
    with acting_as(world.ruth.actor()) as actor:
        assert beside_page(actor=actor, title=title, language="en") == []


@pytest.mark.parametrize(
    ("title", "about"),
    [("An evening on fatigue", True), ("Fatigued?", True), ("Prefatigue", False), ("", False)],
)
def test_a_title_is_about_something_when_a_word_begins_with_it(title: str, about: bool) -> None:
    assert is_about(title, ["fatigu"]) is about


# ---------- Asked once ----------


def of_long_ago(persona: Persona, days: int) -> None:
    since = timezone.now() - timedelta(days=days)
    Person.objects.filter(pk=persona.person.pk).update(state_since=since)


def row_of(persona: Persona) -> bool:
    with acting_as(persona.actor()) as actor:
        there = "Say yes or no" in [str(row.link) for row in own_page(persona.actor()).rows]
        assert not there or asked_to_read_row(actor) is not None
        return there


def test_who_never_offered_is_asked_once_while_a_draft_wants_readers(
    world: World, sign_in: Any
) -> None:
    of_long_ago(world.ruth, 40)
    of_long_ago(world.gerd, 5)
    assert not row_of(world.ruth), "no draft wants readers"
    offered(world)
    assert row_of(world.ruth)
    assert not row_of(world.gerd), "new here"
    ruth = sign_in(world.ruth)
    assert "No, and do not ask again" in ruth.get("/take-part/drafts").content.decode()
    assert ruth.post("/take-part/drafts", {"do": "no", "stages": ["days"]}).status_code == 302
    assert not row_of(world.ruth)
    assert "No, and do not" not in ruth.get("/take-part/drafts").content.decode()
    assert "A draft waits" not in ruth.get("/").content.decode()
    of_long_ago(world.gerd, 40)
    with acting_as(world.gerd.actor()) as actor:
        wish_to_read(actor=actor, stages=["days"])
    assert not row_of(world.gerd)


# ---------- Enough in a week ----------


@pytest.mark.parametrize(("links", "runs"), [(0, 10), (1000, 10), (5000, 35), (90_000, 120)])
def test_all_links_are_looked_at_within_a_week(links: int, runs: int) -> None:
    assert in_one_run(links) == runs
