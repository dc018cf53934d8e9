"""Ten minutes of members: easy texts tested, translations looked through, programmes read before others."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from education.actions.drafts import begin_variant, save_section
from education.actions.involving import offer_draft, read_for_panel, wish_to_read
from education.actions.outside import mark_of
from education.actions.programme_panel import offer_programme
from education.actions.programme_publishing import publish_programme
from education.actions.programme_writing import change_programme, open_programme_draft
from education.models import (
    Article,
    OutsideReader,
    PanelCall,
    PanelThanks,
    Programme,
    ProgrammeVersion,
)
from education.models import (
    TestReading as Reading,
)
from notifications.models import Outbox
from po_platform.access.actor import acting_as
from tests.education.path import checked, declared, published, sent, soon, written
from tests.education.programme_path import shipped
from tests.personas import Persona, World
from tests.proms.path import text_of

pytestmark = pytest.mark.django_db
TITLE = "Very tired"
SAID = {"about": "Rest", "next": "", "hard": "", "missing": "", "give": "yes", "public_name": ""}


def variant(world: World, *, easy: bool, title: str = TITLE, language: str = "en") -> Article:
    """A draft that tells a published page again."""
    original = published(world)
    with acting_as(world.editor.actor()) as actor:
        return begin_variant(
            actor=actor, ref=original.ref, title=title, easy=easy,
            language="" if easy else language,
        )  # fmt: skip


def offered(world: World, article: Article) -> PanelCall:
    with acting_as(world.editor.actor()) as actor:
        return offer_draft(actor=actor, ref=article.ref, wanted=3)


def offered_programme(world: World, wanted: int = 3) -> PanelCall:
    programme = shipped(world)
    with acting_as(world.editor.actor()) as actor:
        open_programme_draft(actor=actor, ref=programme.ref)
        change_programme(actor=actor, ref=programme.ref, lead="Small steps, told anew.")
        return offer_programme(actor=actor, ref=programme.ref, wanted=wanted)


def likes(persona: Persona, *kinds: str, stages: tuple[str, ...] = ("days",)) -> None:
    with acting_as(persona.actor()) as actor:
        wish_to_read(actor=actor, stages=stages, kinds=kinds)


def reads_easy(
    persona: Persona, call: PanelCall, *, understood: bool = True, name: str = ""
) -> OutsideReader:
    with acting_as(persona.actor()) as actor:
        return read_for_panel(
            actor=actor, ref=call.ref, remarks={}, answers=[], public_name=name,
            understood=understood, seen=mark_of(call.text),
        )  # fmt: skip


# ---------- Which are offered ----------


def test_she_is_offered_what_she_chose_and_nothing_else(world: World, sign_in: Any) -> None:
    offered(world, variant(world, easy=True))
    offered_programme(world)
    ruth = sign_in(world.ruth)

    def titles() -> list[str]:
        return [one.title for one in ruth.get("/take-part").context["drafts"]]

    programme = Programme.objects.get(slug="small-steps-when-tired").title
    likes(world.ruth, "draft", "translation")
    assert titles() == []
    likes(world.ruth, "easy")
    assert titles() == [TITLE]
    likes(world.ruth, "easy", stages=("new",))
    assert titles() == []
    likes(world.ruth, "programme", stages=())
    assert titles() == [programme]
    page = text_of(ruth.get("/take-part"))
    assert "Read a self-help programme before others begin it" in page
    likes(world.ruth, "easy", "programme")
    assert titles() == [TITLE, programme]
    assert "A draft waits for readers like you." in text_of(ruth.get("/start"))


def test_pages_need_a_stage_and_a_stage_needs_something_to_do(world: World, sign_in: Any) -> None:
    ruth, address = sign_in(world.ruth), "/take-part/drafts"
    assert ruth.post(address, {"kinds": ["easy"]}).status_code == 422
    assert ruth.post(address, {"stages": ["days"]}).status_code == 422
    assert ruth.post(address, {"kinds": ["programme"]}).status_code == 302
    assert ruth.post(address, {"do": "no", "kinds": ["easy"]}).status_code == 302
    assert not ruth.get("/take-part").context["has_wish"]


# ---------- Very easy words ----------


def test_two_members_who_understood_it_are_its_test_readers(
    world: World, sign_in: Any, client: Any
) -> None:
    easy = variant(world, easy=True)
    call = offered(world, easy)
    address = f"/take-part/drafts/{call.ref}"
    ruth = sign_in(world.ruth)
    page = ruth.get(address)
    assert "say whether you understood it" in text_of(page)
    assert ruth.post(address, SAID).status_code == 422  # whether she understood is asked
    with pytest.raises(PermissionDenied, match="Two test readers"):
        sent(world, easy)
    answer = {**SAID, "understood": "yes", "public_name": "Rosa", "seen": page.context["seen"]}
    assert ruth.post(address, answer).status_code == 302
    with pytest.raises(PermissionDenied, match="Two test readers"):
        sent(world, easy)
    reads_easy(world.gerd, call)
    desk = text_of(sign_in(world.editor).get(f"/write/{easy.ref}"))
    assert "A member: understood all of it" in desk
    assert "Ruth" not in desk
    sent(world, easy)
    checked(world, easy)
    live = text_of(client.get(f"/learn/{easy.slug}"))
    assert "Rosa, 1 member" in live
    reader = PanelThanks.objects.get().reader.ref
    sign_in(world.ruth).post(f"/take-part/thanks/{reader}/off")
    gone = text_of(client.get(f"/learn/{easy.slug}"))
    assert "Rosa" not in gone
    assert "2 members" in gone


def test_who_did_not_understand_counts_for_nothing_and_earlier_words_neither(
    world: World, sign_in: Any
) -> None:
    easy = variant(world, easy=True)
    call = offered(world, easy)
    reads_easy(world.ruth, call, understood=False)
    page = sign_in(world.gerd).get(f"/take-part/drafts/{call.ref}")
    section = call.text.body[0]["id"]
    with acting_as(world.editor.actor()) as actor:
        save_section(actor=actor, ref=easy.ref, section_id=section, parts={"text": "Short."})
    stale = {**SAID, "understood": "yes", "seen": page.context["seen"]}
    refused = sign_in(world.gerd).post(f"/take-part/drafts/{call.ref}", stale)
    assert refused.status_code == 403
    assert "The text changed while you read it" in text_of(refused)
    assert list(Reading.objects.values_list("understood", flat=True)) == [False]
    call.text.refresh_from_db()
    reads_easy(world.gerd, PanelCall.objects.get(pk=call.pk))
    with pytest.raises(PermissionDenied, match="Two test readers"):
        sent(world, easy)  # one who understood it as it is now; it takes two


def test_a_translation_is_looked_through_beside_its_original(world: World, sign_in: Any) -> None:
    german = variant(world, easy=False, title="Müde sein", language="de")
    call = offered(world, german)
    original = german.translation_of
    assert original is not None
    page = sign_in(world.ruth).get(f"/take-part/drafts/{call.ref}")
    assert f"/learn/{original.slug}" in page.content.decode()
    assert "This is a translation." in text_of(page)
    assert "Did you understand all of it?" not in text_of(page)


# ---------- Programmes ----------


def test_a_programme_is_read_by_members_before_others_begin_it(
    world: World, sign_in: Any, client: Any
) -> None:
    call = offered_programme(world)
    programme = Programme.objects.get(slug="small-steps-when-tired")
    ruth, editor = sign_in(world.ruth), sign_in(world.editor)
    address = f"/take-part/drafts/{call.ref}"
    page = text_of(ruth.get(address))
    assert "Small steps, told anew." in page
    assert "Which step would you try first?" in page
    said = {**SAID, "public_name": "Rosa", "part-rest-early": "What is early?"}
    assert ruth.post(address, {**said, "give": ""}).status_code == 422
    assert ruth.post(address, said).status_code == 302
    assert ruth.get(address).status_code == 302  # once
    assert "You are thanked as “Rosa”." in text_of(ruth.get("/take-part"))
    told = Outbox.objects.get(kind="education.read")
    assert told.person_id == world.editor.person.pk
    desk = f"/write/programmes/{programme.ref}/readers"
    shown = text_of(editor.get(desk))
    assert "1 of 3 answered." in shown
    assert "What is early?" in shown
    assert "Ruth" not in shown
    with pytest.raises(PermissionDenied):
        reads(world.editor, call)  # who wrote on it
    reads(world.gerd, call)
    public = f"/programmes/{programme.slug}"
    assert "Read before by" not in text_of(client.get(public))
    comes_out(world, programme)
    assert "2 members: Rosa." in text_of(client.get(public))
    ruth.post(f"/take-part/thanks/{PanelThanks.objects.get().reader.ref}/off")
    assert "Rosa" not in text_of(client.get(public))


def reads(persona: Persona, call: PanelCall, name: str = "") -> UUID:
    with acting_as(persona.actor()) as actor:
        return read_for_panel(
            actor=actor, ref=call.ref, remarks={}, answers=[], public_name=name
        ).ref


def comes_out(world: World, programme: Programme) -> None:
    declared(world.editor, world.reviewer)
    draft = ProgrammeVersion.objects.get(programme=programme, state="draft")
    with acting_as(world.reviewer.actor()) as actor:
        publish_programme(
            actor=actor, ref=programme.ref, mark=draft.mark, what_changed="The lead.",
            review_by=soon(),
        )  # fmt: skip


def test_a_call_of_a_programme_ends_when_closed_when_enough_read_and_when_it_comes_out(
    world: World, sign_in: Any
) -> None:
    call = offered_programme(world, wanted=1)
    programme = Programme.objects.get(slug="small-steps-when-tired")
    likes(world.ruth, "programme", stages=())
    ruth, editor = sign_in(world.ruth), sign_in(world.editor)
    desk = f"/write/programmes/{programme.ref}/readers"

    def is_offered() -> bool:
        return bool(ruth.get("/take-part").context["drafts"])

    assert is_offered()
    editor.post(desk, {"do": "close"})
    assert not is_offered()
    assert ruth.get(f"/take-part/drafts/{call.ref}").status_code == 302
    assert editor.post(desk, {"wanted": "x"}).status_code == 422
    editor.post(desk, {"wanted": "1"})
    assert is_offered()
    reads(world.gerd, call, name="Buy pills")
    assert not is_offered()
    editor.post(desk, {"wanted": "2"})
    assert is_offered()
    ref = PanelThanks.objects.get().reader.ref
    assert sign_in(world.gerd).post(desk, {"do": "name-off", "reader": ref}).status_code == 403
    editor.post(desk, {"do": "name-off", "reader": ref})
    assert not PanelThanks.objects.exists()
    comes_out(world, programme)
    assert not is_offered()
    with pytest.raises(PermissionDenied):
        reads(world.ruth, call)


def test_a_draft_that_members_read_is_not_thrown_away(world: World, sign_in: Any) -> None:
    call = offered_programme(world)
    programme = Programme.objects.get(slug="small-steps-when-tired")
    editor, address = sign_in(world.editor), f"/write/programmes/{programme.ref}/draft"
    reads(world.ruth, call)
    editor.post(address, {"do": "drop"})
    assert ProgrammeVersion.objects.filter(programme=programme, state="draft").exists()
    assert OutsideReader.objects.get().version_id == call.version_id


def test_a_draft_nobody_read_is_thrown_away_with_its_offer(world: World, sign_in: Any) -> None:
    call = offered_programme(world)
    assert call.version is not None
    address = f"/write/programmes/{call.version.programme.ref}/draft"
    sign_in(world.editor).post(address, {"do": "drop"})
    assert not PanelCall.objects.exists()


def test_the_list_of_what_waits_asks_as_often_for_many(world: World, sign_in: Any) -> None:
    likes(world.ruth, "draft", "programme")
    ruth, counts = sign_in(world.ruth), []
    offered_programme(world)
    for n in range(3):
        offered(world, written(world, f"Draft {n}"))
        with CaptureQueriesContext(connection) as seen:
            assert len(ruth.get("/take-part").context["drafts"]) == n + 2
        counts.append(len(seen))
    assert len(set(counts)) == 1
