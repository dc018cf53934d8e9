"""Ruth on her way through a programme: what she writes there, and her guide, who may not read it."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from education.actions.card_orders import Ordered, order_cards
from education.actions.cards import invite, make_card
from education.actions.doctor_page import choose_page
from education.actions.enrolling import enrol, set_goal
from education.actions.examples import give_example
from education.actions.guiding import put_guide_page, take_guide, write_to_guide, write_to_member
from education.actions.keying import make_step_code
from education.actions.programme_writing import add_step, begin_programme
from education.actions.stepping import Written, keep_step, make_plan
from education.models import (
    CardOrder,
    Enrolment,
    GuideAssignment,
    GuideMessage,
    IfThenPlan,
    Measuring,
    Programme,
    ProgrammeCard,
    ProgrammeVersion,
    StepExample,
)
from members.models import Ticket
from members.queries.own import own_rows
from po_platform.access.actor import acting_as
from po_platform.demo.programmes import seed_programme_texts
from tests.access import world_buddies, world_guides
from tests.education.path import declared
from tests.personas import World

# What she writes in a step, her plan, what she would like, and what she writes to her guide.
STEP_WORDS, PLANNED = "canary-step-words", "canary-if-then"
LIKED, TO_GUIDE = "canary-what-she-likes", "canary-words-to-guide"
TO_DOCTOR = "canary-words-for-the-doctor"
EXAMPLE = "canary-example-for-others"  # editors read it without her name
ALL = (
    STEP_WORDS, PLANNED, LIKED, TO_GUIDE, TO_DOCTOR, EXAMPLE, world_buddies.OFFERED,
    *world_guides.ALL,
)  # fmt: skip
SEEN_BY = {
    "guide": (LIKED, TO_GUIDE, world_buddies.OFFERED, *world_guides.ALL)
}  # she keeps what she writes in the steps to herself
WRITTEN = "being-written-programme"
MEASURED = "weekly-check-in"


def furnish(world: World) -> None:
    """A programme with its reader on the way, one being written, a card."""
    declared(world.editor, world.reviewer)
    programme = seed_programme_texts(world.editor.actor(), world.reviewer.actor())["en"]
    assert programme.live is not None
    ProgrammeVersion.objects.filter(pk=programme.live.pk).update(measured_by=MEASURED)
    programme.refresh_from_db()
    with acting_as(world.guide.actor()) as guide:
        page = put_guide_page(
            actor=guide, public_name="A guide", about="", days="", answers_within=3,
            most_people=5, away_from=None, away_until=None, cover_id=None,
        )  # fmt: skip
    ruth = world.ruth.actor()
    with acting_as(ruth):
        enrolment = enrol(actor=ruth, programme=programme)
        ref = enrolment.ref
        set_goal(actor=ruth, ref=ref, goal=LIKED)
        keep_step(actor=ruth, ref=ref, step_id="what-it-is", written=Written(STEP_WORDS))
        give_example(actor=ruth, ref=ref, step_id="what-it-is", words=EXAMPLE)
        make_plan(actor=ruth, ref=ref, step_id="first-plan", if_text=PLANNED, then_text="rest")
        take_guide(actor=ruth, ref=ref, guide_id=page.pk, sees_words=False, language="en")
        write_to_guide(actor=ruth, ref=ref, text=TO_GUIDE)
        make_step_code(actor=ruth, ref=ref)
        choose_page(actor=ruth, ref=ref, parts=["steps"], to_say=TO_DOCTOR)
        Measuring.objects.create(
            subject_id=world.ruth.subject, enrolment=enrolment, moment="later",
            due_on=timezone.localdate() + timedelta(days=90),
        )  # fmt: skip
    with acting_as(world.guide.actor()) as guide:
        beside = GuideAssignment.objects.visible_to(guide).get(enrolment__ref=ref)
        write_to_member(actor=guide, assignment=beside, text="How was the week?")
    with acting_as(world.nasser.actor()) as doctor:
        make_card(
            actor=doctor, programme=programme, printed_name="A practice", may_be_used=5, days=90
        )
    with acting_as(world.guide.actor()) as guide:
        invite(actor=guide, programme=programme)
    world_guides.furnish(world, programme)
    world_buddies.furnish(world, programme)
    with acting_as(world.editor.actor()) as editor:
        order_cards(
            actor=editor,
            ordered=Ordered(programme, 5, "A practice", "3 Mill Lane", ""),
        )
        draft = begin_programme(actor=editor, title=WRITTEN, language="en")
        module = draft.versions.get().modules[0]["id"]
        add_step(actor=editor, ref=draft.ref, module_id=module, kind="read", title="A step")


def arguments(world: World) -> dict[str, dict[str, str]]:
    """Route name → the objects for its placeholders."""
    with acting_as(world.ruth.actor()) as ruth:
        way = str(own_rows(Enrolment, ruth).get().ref)
        plan = str(own_rows(IfThenPlan, ruth).get().ref)
        assignment = str(own_rows(GuideAssignment, ruth).get().ref)
        message = str(own_rows(GuideMessage, ruth).get(by_guide=False).ref)
        from_guide = str(own_rows(GuideMessage, ruth).get(by_guide=True).ref)
        code = str(own_rows(Ticket, ruth).get(about="step").pk)
        given = str(own_rows(StepExample, ruth).get().ref)
        later = str(own_rows(Measuring, ruth).get(moment="later").ref)
    written = Programme.objects.get(slug=WRITTEN)
    module = written.versions.get().modules[0]
    parts = {"module_id": module["id"], "step_id": module["steps"][0]["id"]}
    live = Programme.objects.get(slug="small-steps-when-tired")
    on_the_way = (
        "way", "goal", "step", "new_plan", "pause", "move_on", "my_plan", "my_guide",
        "what_guide_sees", "let_guide_go", "wait_for_guide", "programme_changed", "for_doctor",
        "choose_for_doctor", "page_code", "take_back_page", "on_paper", "own_sheets",
        "take_corrected", "set_reminders", "give_example", "more_examples",
    )  # fmt: skip
    for_writers = (
        "programme_desk", "programme_draft", "programme_top", "add_module", "module", "add_step",
        "programme_step", "show_if", "walk_as", "walk_step", "move_step", "publish_programme",
        "how_far", "tell_programme_again", "programme_readers",
    )  # fmt: skip
    card = str(ProgrammeCard.objects.get(by_guide=False).ref)
    invited = str(ProgrammeCard.objects.get(by_guide=True).ref)
    order = str(CardOrder.objects.get().ref)
    names: dict[str, dict[str, str]] = {
        **{name: {"ref": way, "step_id": "what-it-is"} for name in on_the_way},
        **{name: {"ref": str(written.ref), **parts} for name in for_writers},
        **{
            name: {"slug": live.slug}
            for name in (
                "programme",
                "for_me",
                "begin",
                "later",
                "programme_paper",
                "first_step",
                "first_sheet",
                "correct_programme",
            )
        },
        "stop_programme": {"ref": str(live.ref)},
        "open_programme": {"ref": str(live.ref)},
        "plan": {"ref": plan},
        **{name: {"ref": given} for name in ("take_example_back", "example_desk")},
        "measuring": {"ref": later},
        "measuring_day": {"ref": later},
        "guided_person": {"ref": assignment},
        "guide_settled": {"ref": assignment},
        "guide_alarm": {"ref": assignment, "message": message},
        "guide_wrong": {"ref": way, "message": from_guide},
        "card_sheet": {"ref": card},
        "follow_up": {"ref": card},
        **{name: {"ref": invited} for name in ("invitation", "take_back_invitation")},
        **{name: {"ref": order} for name in ("card_order", "ordered_sheet")},
        "keyed_steps": {"ticket_id": code},
        "keyed_step": {"ticket_id": code, "step_id": "strength"},
        "take_back_card": {"ref": card},
        **world_guides.arguments(way, assignment),
        **world_buddies.arguments(world, way),
    }
    return {f"education:{name}": values for name, values in names.items()}
