"""Somebody's way through the shipped programme, for tests that need one."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.utils import timezone

from education.actions.enrolling import enrol
from education.models import Contributor, Enrolment, Programme, ProgrammeVersion
from members.queries.own import own_rows
from po_platform.access.actor import acting_as
from po_platform.demo.programmes import seed_programme_texts
from tests.education.path import declared
from tests.personas import Persona, World

SLUG = "small-steps-when-tired"
STEPS = (
    "what-it-is", "strength", "looking-back", "rest-early", "three-breaths", "first-plan",
    "saying-no", "bad-days", "keep",
)  # fmt: skip


def shipped(world: World) -> Programme:
    """The English one, published."""
    if not Contributor.objects.filter(account=world.reviewer.account).exists():
        declared(world.editor, world.reviewer)
    return seed_programme_texts(world.editor.actor(), world.reviewer.actor())["en"]


def begun(persona: Persona, programme: Programme) -> Enrolment:
    """She is on her way."""
    with acting_as(persona.actor()) as actor:
        return enrol(actor=actor, programme=programme)


def enrolment_of(persona: Persona) -> Enrolment:
    """Her newest one, as it stands."""
    with acting_as(persona.actor()) as actor:
        found = own_rows(Enrolment, actor).order_by("-pk").first()
    assert found is not None
    return found


def goes_through(browser: Client, ref: Any, step: str, **words: str) -> Any:
    """One step's page opened, then sent; the answer to what was sent."""
    address = f"/programmes/mine/{ref}/steps/{step}"
    assert browser.get(address).status_code == 200
    return browser.post(address, words)


def written_for(step: str) -> dict[str, str]:
    """Something for whatever that step asks."""
    if step in ("first-plan", "keep"):
        return {"if_text": "the kettle boils", "then_text": "sit down"}
    return {"takes": "body"} if step == "strength" else {"words": f"words of {step}"}


def short(world: World, **version: Any) -> Programme:
    """One of two steps, published without further ado: for tests about what stands around steps."""
    read = {"id": "one", "kind": "read", "title": "The first", "text": "Words.", "ask": "And you?"}
    plan = {"id": "two", "kind": "plan", "title": "The plan", "text": "One small step."}
    programme = Programme.objects.create(
        slug="short", title="A short one", language="en", guided=True
    )
    programme.live = ProgrammeVersion.objects.create(
        programme=programme, number=1, state="published", title="A short one", lead="For trying.",
        not_for=["you are in pain;"], published_at=timezone.now(),
        modules=[{"id": "part", "title": "A part", "steps": [read, plan]}], **version,
    )  # fmt: skip
    programme.save()
    return programme
