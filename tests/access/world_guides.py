"""Around Ruth's guide: a question about another one, a call, a group, words, a question without names."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from education.actions.groups import join_group, put_group
from education.actions.guide_calls import agree_to_calls, put_call, write_call
from education.actions.guide_words import put_wording
from education.actions.guiding import put_guide_page
from education.actions.handing_over import ask_to_hand_over
from education.actions.supervision import ask_supervision
from education.models import (
    Enrolment,
    Guide,
    GuideAssignment,
    GuideWording,
    Programme,
    ProgrammeGroup,
    SupervisionQuestion,
)
from members.queries.own import own_rows
from po_platform.access.actor import Hat, acting_as
from tests.personas import World, make_persona

# What her guide wrote about handing over and about a call, and how her group calls her.
HANDED, DIALLED, CALLED = "canary-hand-over-note", "canary-note-of-a-call", "canary-called"
ALL = (HANDED, DIALLED, CALLED)


def furnish(world: World, programme: Programme) -> None:
    """After she chose her guide. The guide looks after the others, of whom there is one."""
    other = make_persona("Greta Other", role=Hat.GUIDE)
    with acting_as(other.actor()) as actor:
        page = put_guide_page(
            actor=actor, public_name="Greta Other", about="", days="", answers_within=3,
            most_people=5, away_from=None, away_until=None, cover_id=None,
        )  # fmt: skip
    Guide.objects.filter(account=world.guide.account).update(leads=True)
    soon = timezone.now() + timedelta(days=9)
    with acting_as(world.ruth.actor()) as ruth:
        ref = own_rows(Enrolment, ruth).get().ref
        agree_to_calls(actor=ruth, ref=ref, number="01632 960118", suits="morning")
    with acting_as(world.guide.actor()) as guide:
        along = GuideAssignment.objects.visible_to(guide).get()
        today = timezone.localdate()
        put_call(actor=guide, assignment=along, next_on=today)
        write_call(actor=guide, assignment=along, came="nobody", note=DIALLED, next_on=today)
        ask_to_hand_over(actor=guide, assignment=along, guide_id=page.pk, note=HANDED)
        put_wording(
            actor=guide, pk=None, title="A greeting", texts={"en": "Hello {name}"}, for_all=False
        )
        ask_supervision(actor=guide, text="How long do I wait for an answer?")
        row = put_group(
            actor=guide, ref=None, programme=programme, title="Autumn group", about="Tea.",
            size=8, opens_at=soon, over_at=soon + timedelta(days=60), place="Town hall",
        )  # fmt: skip
    with acting_as(world.ruth.actor()) as ruth:
        join_group(actor=ruth, ref=row.ref, called=CALLED)


def arguments(way: str, assignment: str) -> dict[str, dict[str, str]]:
    """Route name → the objects for its placeholders."""
    wording = str(GuideWording.objects.get().pk)
    group = str(ProgrammeGroup.objects.get().ref)
    return {
        "guide_wording": {"pk": wording},
        "drop_guide_wording": {"pk": wording},
        "hand_over": {"ref": assignment},
        "guide_call": {"ref": assignment},
        "answer_hand_over": {"ref": way},
        "my_calls": {"ref": way},
        "supervision_answer": {"ref": str(SupervisionQuestion.objects.get().ref)},
        "guide_group": {"ref": group},
        "programme_group": {"ref": group},
    }
