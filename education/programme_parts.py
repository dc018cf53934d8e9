"""Programmes in a person's own file, and what goes of them when she is erased."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from education.models import (
    CallTry,
    CourseDone,
    DoctorPage,
    Enrolment,
    GroupPlace,
    Guide,
    GuideAssignment,
    GuideCall,
    GuideHandOver,
    GuideMessage,
    GuideWish,
    GuideWording,
    IfThenPlan,
    Later,
    MayCall,
    Measuring,
    ProgrammeCard,
    ProgrammeGroup,
    StepExample,
    StepState,
    SupervisionQuestion,
)
from education.queries.doctor_page import keeps_a_number
from education.queries.guide_calls import number_of
from members.erase_parts import Heap, Whom
from members.export_parts import UNTIL, WHEN, Field, Part, table
from members.models import Person
from members.purposes import Words
from members.queries.ending import for_her_family
from po_platform.access.actor import Purpose, System

PROGRAMME = _("the programme")
BEGUN, STEP = _("when you began"), _("which step")
WROTE = _("what you wrote")
_OF_GUIDE = {
    "guided_by_you": "select from_at, ended_at from guided_by_me()",
    "written_as_guide": "select at, by_name from written_as_guide()",
}


def programme_parts(actor: System) -> Iterator[Part]:
    """Her way, what she wrote, her guide and their messages; for a guide her own page, and cards."""
    yield table(
        "programmes",
        _("Programmes you began"),
        Enrolment.objects.visible_to(actor).order_by("pk"),
        {
            "version__title": PROGRAMME, "version__number": _("its version"),
            "door": _("how you came to it"),
            "begun": _("whether you, the desk by telephone or somebody by law began it"), "state": _("where you are"),
            "goal": _("what you would like"), "at_step": STEP,
            "steps_done": _("how many steps are done"), "started_at": BEGUN,
            "quiet_since": _("when you were last there, or your pause ended"), "paused_until": _("paused until"),
            "ended_at": UNTIL, "nudged": _("how often we wrote since"), "nudged_at": WHEN,
            "remind_weekday": _("your day for reminders (Monday is 1)"),
            "remind_every": _("every how many weeks"), "remind_on": _("the next reminder"),
        },
        version__title="programme",
        version__number="version",
    )  # fmt: skip
    yield table(
        "programme_steps",
        _("What you wrote in programmes"),
        StepState.objects.visible_to(actor).order_by("pk"),
        {
            "enrolment__version__title": PROGRAMME, "step": STEP, "words": WROTE,
            "answers": _("your answers, by question"), "missing": _("why there is no answer"),
            "first_seen_at": _("when you first saw it"), "done_at": _("when you were through"),
            "how": _("on the website, by telephone or on paper"),
        },
        enrolment__version__title="programme",
    )  # fmt: skip
    yield table(
        "programme_examples",
        _("What you gave others to read"),
        StepExample.objects.visible_to(actor).order_by("pk"),
        {
            "programme__title": PROGRAMME, "step": STEP, "asked": _("what was asked"),
            "words": WROTE, "at": WHEN, "state": _("what became of it"),
            "why": _("what the team wrote to you"), "decided_at": _("when it was looked at"),
        },
        programme__title="programme",
    )  # fmt: skip
    yield table(
        "plans",
        _("Your plans"),
        IfThenPlan.objects.visible_to(actor).order_by("pk"),
        {
            "if_text": _("the moment"), "then_text": _("what you do then"), "made_at": WHEN,
            "step": STEP, "outcome": _("whether it worked"), "outcome_words": WROTE,
            "outcome_at": _("when you said so"),
        },
    )  # fmt: skip
    yield table(
        "programmes_measured",
        _("When programmes asked how you are"),
        Measuring.objects.visible_to(actor).order_by("pk"),
        {
            "enrolment__version__title": PROGRAMME, "moment": _("at the start, the end or later"),
            "due_on": WHEN, "asked_ref": _("which of your answers count"),
            "left_out_at": _("when you left it out"), "told_at": _("when we wrote"),
        },
        enrolment__version__title="programme",
    )  # fmt: skip
    yield table(
        "pages_for_doctors",
        _("Pages you made for a doctor"),
        _pages_for_doctors(actor),
        {
            "enrolment__version__title": PROGRAMME, "parts": _("what may stand on it"),
            "to_say": _("what you would like to talk about"),
            "agreed_at": _("when you chose that"), "content": _("the page as it went out"),
            "seen_at": _("when you had read it"),
            "numbers_of": _("which of your answers its numbers are of"),
        },
        machine=("numbers_of",),
        enrolment__version__title="programme",
    )  # fmt: skip
    yield table(
        "programmes_later",
        _("Programmes you want to be reminded of"),
        Later.objects.visible_to(actor).order_by("pk"),
        {"programme__title": PROGRAMME, "remind_on": WHEN, "told_at": _("when we wrote")},
        programme__title="programme",
    )
    yield table(
        "guide_wishes",
        _("Where you wait for a guide"),
        GuideWish.objects.visible_to(actor).order_by("pk"),
        {
            "enrolment__version__title": PROGRAMME, "wished_at": WHEN,
            "told_at": _("when we wrote"),
        },
        enrolment__version__title="programme",
    )  # fmt: skip
    yield table(
        "guides",
        _("Guides who went along with you"),
        GuideAssignment.objects.visible_to(actor).order_by("pk"),
        {
            "enrolment__version__title": PROGRAMME, "sees_words": _("sees what you write"),
            "from_at": WHEN, "ended_at": UNTIL,
        },
        enrolment__version__title="programme",
    )  # fmt: skip
    yield table(
        "guide_messages",
        _("Messages between you and your guide"),
        GuideMessage.objects.visible_to(actor).order_by("pk"),
        {
            "by_guide": _("written by the guide"), "by_name": _("the guide’s name"),
            "text": _("the words"), "article__live__title": _("the page it is about"), "at": WHEN,
            "read_at": _("when it was read"),
        },
        article__live__title="page",
    )  # fmt: skip
    yield table(
        "guide_hand_overs",
        _("When you were asked about another guide"),
        GuideHandOver.objects.visible_to(actor).order_by("pk"),
        {
            "by_name": _("the guide’s name"), "note": _("the words"), "at": WHEN,
            "answer": _("your answer"), "answered_at": _("when it was settled"),
        },
    )  # fmt: skip
    yield from _calls(actor)
    yield table(
        "programme_groups",
        _("Groups with which you began a programme"),
        GroupPlace.objects.visible_to(actor).order_by("pk"),
        {
            "group__title": _("the group"), "called": _("your first name as the others read it"),
            "joined_at": WHEN, "left_at": UNTIL,
        },
        group__title="group",
    )  # fmt: skip
    went = {"from_at": WHEN, "ended_at": UNTIL}
    yield _told("guided_by_you", _("When you went along with somebody as a guide"), went)
    wrote = {"at": WHEN, "by_name": _("your name as it stands there")}
    yield _told("written_as_guide", _("When you wrote to somebody as a guide"), wrote)
    person = Person.objects.filter(pk=actor.person_id or 0).first()
    account = (person.account_id if person else None) or 0
    yield table(
        "guide_page",
        _("How you work as a guide"),
        Guide.objects.filter(account_id=account),
        {
            "public_name": _("your name as it stands there"), "about": _("about you"),
            "days": _("your days"), "answers_within": _("days until you answer"),
            "most_people": _("how many people you go along with at most"),
            "away_from": _("away from"), "away_until": _("away until"),
        },
    )  # fmt: skip
    yield table(
        "guide_wordings",
        _("Words you have at hand as a guide"),
        GuideWording.objects.filter(account_id=account).order_by("pk"),
        {"title": _("what they are for"), "texts": _("the words"), "made_at": WHEN},
    )
    yield table(
        "card_courses",
        _("What you read before you handed out cards"),
        CourseDone.objects.filter(account_id=account).order_by("pk"),
        {"version": _("its version"), "done_at": WHEN},
    )
    yield table(
        "programme_cards",
        _("Cards you made for patients"),
        ProgrammeCard.objects.filter(account_id=account).order_by("pk"),
        {
            "programme__title": PROGRAMME, "printed_name": _("the name printed on it"),
            "may_be_used": _("how often it may be used"), "used": _("how often it was used"),
            "made_at": WHEN, "expires_at": UNTIL, "withdrawn_at": _("when you took it back"),
        },
        programme__title="programme",
    )  # fmt: skip


def _calls(actor: System) -> Iterator[Part]:
    """That her guide may call, with which number, and what came of it."""
    agreed = list(MayCall.objects.visible_to(actor).order_by("pk"))
    yield Part(
        "guide_may_call",
        _("That your guide may call you"),
        (
            Field("number", _("the number")),
            Field("suits", _("when it suits you")),
            Field("agreed_at", WHEN),
        ),
        [{"number": number_of(a), "suits": a.suits, "agreed_at": a.agreed_at} for a in agreed],
    )
    yield table(
        "guide_calls",
        _("Calls your guide was to make"),
        GuideCall.objects.visible_to(actor).order_by("pk"),
        {
            "why": _("why"), "made_at": WHEN, "next_on": _("not before"),
            "tries": _("how many tries"), "state": _("what came of it"), "closed_at": UNTIL,
        },
    )  # fmt: skip
    yield table(
        "guide_call_tries",
        _("What came of calls"),
        CallTry.objects.visible_to(actor).order_by("pk"),
        {
            "at": WHEN, "by_name": _("the guide’s name"), "came": _("what came of it"),
            "note": _("the note"),
        },
    )  # fmt: skip


def _told(name: str, title: Words, fields: Mapping[str, Words]) -> Part:
    """What the vault says to a guide's own file; the words are with whoever got them."""
    with connection.cursor() as cursor:
        cursor.execute(_OF_GUIDE[name])
        rows = [dict(zip(fields, row, strict=True)) for row in cursor.fetchall()]
    return Part(name, title, tuple(Field(key, label) for key, label in fields.items()), rows)


def forget_guide(whom: Whom) -> None:
    """Her messages stay with whoever got them, and say nothing of who wrote them; so do answers to
    other guides, and of her groups the title."""
    hers = GuideMessage.objects.for_purpose(Purpose.ERASE).filter(
        by_guide=True, by_account=whom.account_id
    )
    hers.update(by_name="", by_account=0)
    for model in (GuideHandOver, CallTry):
        rows = model.objects.for_purpose(Purpose.ERASE)
        rows.filter(by_account=whom.account_id).update(by_name="", by_account=0)
    asked = GuideHandOver.objects.for_purpose(Purpose.ERASE).filter(to_account=whom.account_id)
    asked.update(to_account=0)
    groups = ProgrammeGroup.objects.filter(guide_account=whom.account_id)
    groups.update(guide_account=0, about="", place="")
    answered = SupervisionQuestion.objects.filter(answered_account=whom.account_id)
    answered.update(answered_account=None)


def _pages_for_doctors(actor: System) -> QuerySet[Any]:
    """For her family without those that hold numbers she keeps to herself."""
    pages = DoctorPage.objects.visible_to(actor).order_by("pk")
    if not for_her_family(actor):
        return pages
    return pages.exclude(pk__in=[page.pk for page in pages if keeps_a_number(row=page)])


def _of_subject(model: Any) -> Callable[[Whom], QuerySet[Any]]:
    return lambda whom: model.objects.for_purpose(Purpose.ERASE).filter(subject_id=whom.subject_id)


HEAPS = (
    Heap(_of_subject(GroupPlace), _("Groups with which you began a programme")),
    Heap(_of_subject(CallTry), _("What came of calls")),
    Heap(_of_subject(GuideCall), _("Calls your guide was to make")),
    Heap(_of_subject(MayCall), _("That your guide may call you")),
    Heap(_of_subject(GuideHandOver), _("When you were asked about another guide")),
    Heap(_of_subject(GuideMessage), _("Messages between you and your guide")),
    Heap(_of_subject(GuideAssignment), _("Guides who went along with you")),
    Heap(_of_subject(StepExample), _("What you gave others to read")),
    Heap(_of_subject(IfThenPlan), _("Your plans")),
    Heap(_of_subject(StepState), _("What you wrote in programmes")),
    Heap(_of_subject(Measuring), _("When programmes asked how you are")),
    Heap(_of_subject(DoctorPage), _("Pages you made for a doctor")),
    Heap(_of_subject(Later), _("Programmes you want to be reminded of")),
    Heap(_of_subject(Enrolment), _("Programmes you began")),
    Heap(
        lambda whom: Guide.objects.filter(account_id=whom.account_id),
        _("How you work as a guide"),
    ),
    Heap(
        lambda whom: GuideWording.objects.filter(account_id=whom.account_id),
        _("Words you have at hand as a guide"),
    ),
    Heap(
        lambda whom: CourseDone.objects.filter(account_id=whom.account_id),
        _("What you read before you handed out cards"),
    ),
    Heap(
        lambda whom: ProgrammeCard.objects.filter(account_id=whom.account_id),
        _("Cards you made for patients"),
    ),
)
