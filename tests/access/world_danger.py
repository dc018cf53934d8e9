"""Somebody feared for Ruth: her name was opened, reviewed, and she was told; a line; a drill."""

from __future__ import annotations

from django.utils import timezone

from forums.models import Post
from moderation.actions.crisis import triage_case
from moderation.actions.drilling import begin_drill, stop_drill
from moderation.actions.duty import name_contact
from moderation.actions.opening import open_case
from moderation.actions.revealing import look_up, review
from moderation.models import Case, Drill, HelpLine, Reveal
from po_platform.access.actor import Hat, acting_as
from tests.personas import World, make_persona

FEARED = "canary-why-her-name-was-opened"


def furnish(world: World) -> None:
    """All of it is over: the case is decided, the drill was stopped."""
    lead = make_persona("Lena L.", role=Hat.MODERATOR)
    with acting_as(world.moderator.actor()) as team:
        name_contact(actor=team, step="lead", person_id=lead.person.pk)
    with acting_as(lead.actor()) as actor:
        drill = begin_drill(actor=actor)
        stop_drill(actor=actor, number=drill.pk)
    with acting_as(lead.actor()) as actor:
        number = open_case(
            kind="post", thing=Post.objects.get(no=1).ref, person_id=world.ruth.person.pk,
            version=1, lane="crisis",
        )  # fmt: skip
        case = Case.objects.visible_to(actor).get(pk=number)
        triage_case(actor=actor, ref=case.ref, triage="now")
        row = look_up(actor=actor, case=case.ref, why=FEARED)
    with acting_as(world.moderator.actor()) as team:
        review(actor=team, ref=row.ref, was_right=True, words="Right")
        Case.objects.visible_to(team).filter(pk=case.pk).update(
            state="decided", decided_at=timezone.now()
        )
    HelpLine.objects.create(
        name="Night line", kind="talk", language="en", phone="01632 960 000",
        checked_on=timezone.localdate(),
    )  # fmt: skip


def arguments(world: World) -> dict[str, dict[str, str]]:
    """Route name → the case about Ruth, the opening, the line, the drill."""
    with acting_as(world.moderator.actor()) as team:
        row = Reveal.objects.visible_to(team).select_related("case").get()
    opened = {"ref": str(row.ref)}
    line = {"number": str(HelpLine.objects.get().pk)}
    drill = {"number": str(Drill.objects.get().pk)}
    return {
        "moderation:look_up": {"ref": str(row.case.ref)},
        "moderation:reveal": opened,
        "moderation:my_reveal": opened,
        "moderation:help_line": line,
        "moderation:mind_line": line,
        "moderation:drill": drill,
        "moderation:stop_drill": drill,
    }
