"""Reports, cases and decisions for tests, by the real actions."""

from __future__ import annotations

from typing import Any

from forums.models import Post
from members.models import RoleHolding
from moderation.actions.crisis import triage_case
from moderation.actions.deciding import decide_case
from moderation.actions.reporting import report_thing
from moderation.models import Case, Decision, Report
from po_platform.access.actor import Hat, acting_as
from tests.personas import Persona, World, make_persona


def another_moderator(name: str = "Anneke V.") -> Persona:
    return make_persona(name, role=Hat.MODERATOR)


def also_a_member(persona: Persona) -> Persona:
    RoleHolding.objects.create(account=persona.account, role=Hat.MEMBER, reason="test")
    return persona


def told(who: Persona, post: Post, reason: str = "rude", text: str = "That hurts") -> Report:
    with acting_as(who.actor()) as actor:
        return report_thing(actor=actor, kind="post", ref=post.ref, reason=reason, text=text)


def rows(world: World, model: Any) -> Any:
    """All rows, as a moderator sees them, inside acting_as."""
    return model.objects.visible_to(world.moderator.actor())


def the_case(world: World, **where: Any) -> Case:
    """As it stands now."""
    with acting_as(world.moderator.actor()):
        found: Case = rows(world, Case).get(**where)
    return found


def read_as(world: World, what: str = "despair", **where: Any) -> Case:
    """A moderator says what she reads in the case of danger; as it stands then."""
    ref = the_case(world, lane="crisis", **where).ref
    with acting_as(world.moderator.actor()) as actor:
        triage_case(actor=actor, ref=ref, triage=what)
    return the_case(world, ref=ref)


def decided(who: Persona, case: Case, after: str, **given: Any) -> Decision:
    post = Post.objects.get(ref=case.thing)
    read = {"version": case.version, "thing_version": post.version, "why": "because", "rule": 1}
    with acting_as(who.actor()) as actor:
        return decide_case(actor=actor, ref=case.ref, after=after, **{**read, **given})
