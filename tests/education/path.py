"""The way of a page from a blank sheet to its readers, step by step, for tests that need one."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from education.actions.beside import cite_source, declare, note_reading, put_source
from education.actions.drafts import add_section, begin_article, change_draft, save_section
from education.actions.reviews import decide_step, send_to_review
from education.models import Article, ReviewStep, Revision
from education.publishing import seen_mark
from po_platform.access.actor import Hat, acting_as
from tests.personas import Persona, World, make_persona

TEXT = "Rest before you must. Ten minutes are not lost."


def soon(days: int = 300) -> date:
    return timezone.localdate() + timedelta(days=days)


def next_check(days: int = 300) -> dict[str, str]:
    """The three fields of the day a programme is checked again."""
    day = soon(days)
    return {
        "review_by_day": str(day.day), "review_by_month": str(day.month),
        "review_by_year": str(day.year),
    }  # fmt: skip


def declared(*people: Persona) -> None:
    """They say how they are named, and that there are no interests."""
    for persona in people:
        with acting_as(persona.actor()) as actor:
            declare(
                actor=actor, public_name=persona.name, background="a test", interests="",
                no_interests=True,
            )  # fmt: skip


def second_editor(world: World) -> Persona:
    """Whoever publishes: the writer may not."""
    if "publisher" not in world.people:
        world.people["publisher"] = make_persona(
            "Second Editor", role=Hat.EDITOR, email="e2@example.org"
        )
        declared(world.editor, world.reviewer, world.publisher)
    return world.people["publisher"]


def written(world: World, title: str = "Living with fatigue", **more: Any) -> Article:
    """A draft with all it needs, written by the editor."""
    second_editor(world)
    values = {"language": "en", "kind": "topic", "stage": "days", **more}
    with acting_as(world.editor.actor()) as actor:
        article = begin_article(actor=actor, title=title, **values)
        fill(world, article, actor)
    return article


def fill(world: World, article: Article, actor: Any) -> None:
    """What every page has to have."""
    ref = article.ref
    body: list[dict[str, Any]] = []
    Revision.objects.filter(article=article, state="draft").update(body=body)
    section = add_section(actor=actor, ref=ref, kind="text")
    parts = {"heading": "What it is about", "text": TEXT}
    save_section(actor=actor, ref=ref, section_id=section, parts=parts)
    change_draft(actor=actor, ref=ref, in_short=["Rest early."], money="Nobody paid.")
    source = put_source(
        actor=actor, source_ref=None, title="A guideline", made_by="", year=2024,
        kind="guideline", url="", accessed_on=None,
    )  # fmt: skip
    cite_source(actor=actor, ref=ref, source=source)


def sent(
    world: World, article: Article, significance: str = "medical", by: Persona | None = None,
    review_by: date | None = None,
) -> None:  # fmt: skip
    with acting_as((by or world.editor).actor()) as actor:
        send_to_review(
            actor=actor, ref=article.ref, significance=significance,
            what_changed="A sentence changed.", review_by=review_by or soon(),
        )  # fmt: skip


def decides(persona: Persona, article: Article, approve: bool = True, note: str = "") -> None:
    with acting_as(persona.actor()) as actor:
        seen = seen_of(article)
        decide_step(actor=actor, ref=article.ref, approve=approve, note=note, seen=seen)


def seen_of(article: Article) -> str:
    """The mark on the page of whoever opens the check now; '' where nothing waits."""
    step = ReviewStep.objects.filter(revision__article=article, state="open").first()
    return seen_mark(step) if step else ""


def checked(world: World, article: Article) -> None:
    """Through all three steps."""
    for persona in (world.publisher, world.reviewer, world.publisher):
        decides(persona, article)
    article.refresh_from_db()


def published(world: World, title: str = "Living with fatigue", **more: Any) -> Article:
    """A page readers see."""
    article = written(world, title, **more)
    sent(world, article)
    checked(world, article)
    return article


def read_by(world: World, article: Article, *readers: str, understood: bool = True) -> None:
    with acting_as(world.editor.actor()) as actor:
        for reader in readers:
            note_reading(
                actor=actor, ref=article.ref, reader=reader, understood=understood, note="",
                on=timezone.localdate(),
            )  # fmt: skip
