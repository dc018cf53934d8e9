"""What questionnaires add to start pages, My data and the clinician's list."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from members.glances import Found
from members.holdings import Holding
from members.start_page import Row, Waiting, Work
from po_platform.access.actor import Actor, SignedIn
from po_platform.kit.spoken import day, last_day, plain_day
from proms.models import Assignment, Instrument
from proms.queries.assignments import open_assignments
from proms.queries.double_entry import sheets_waiting
from proms.queries.endings import Ending, endings
from proms.queries.schedules import asked_why, my_enrolments
from proms.rules import speaks

AT_MOST = 10
WAITS = "select 1 from proms_assignment where subject_id = %(subject)s and state = 'open'"
ASKED_WHY = """select 1 from proms_enrolment
  where subject_id = %(subject)s and asked_why_at is not null"""
NEWEST = """select max(authored_at) from proms_response
  where subject_id = %(subject)s and withdrawn_at is null"""
SENT = """select count(*) from proms_response
  where subject_id = %(subject)s and withdrawn_at is null"""
RESTS = """select 1 from proms_enrolment
  where subject_id = %(subject)s and unshared_at is not null and state <> 'ended'"""
# The next visit: [ref, day, with whom].
NEXT_VISIT = """select json_build_array(ref, "on", with_whom) from proms_visit
  where subject_id = %(subject)s and cancelled_at is null and "on" >= %(today)s
  order by "on", at, id limit 1"""


def waiting(actor: SignedIn, known: Found) -> list[Waiting]:
    """Open questionnaires of the actor, what is due first on top.

    Whoever is left in peace after a diagnosis finds here only what she took up herself.
    """
    if actor.subject_id is None:
        return []
    found = list(open_assignments(actor=actor)[:AT_MOST])
    if known["quiet"] is not None:
        found = [one for one in found if one.asked_by == Assignment.AskedBy.SELF]
    # Who helps with answers learns nothing of who reads them.
    told = actor.helping is None or actor.decides_by_law
    sees = _who_sees(list(dict.fromkeys(known["readers"] or ()))) if told else ""
    return [_thing(assignment, sees) for assignment in found]


def why(actor: SignedIn) -> list[Waiting]:
    """Several windows brought no answer: the reason, if she likes."""
    if not speaks(actor):
        return []
    return [
        Waiting(
            kind="proms.why",
            title=_("May we ask why?"),
            url=reverse("proms:why_not", args=[one.ref]),
            label=_("Say why"),
            sentences=(_("Some questions came back without an answer. That is all right."),),
        )
        for one in asked_why(actor=actor)
    ]


def _who_sees(readers: list[str]) -> str:
    if not readers:
        return _("Only you will see the answers.")
    return _("You and %(names)s will see the answers.") % {"names": ", ".join(readers)}


def _thing(assignment: Assignment, sees: str) -> Waiting:
    questions = ngettext(
        "%(n)d short question. You can stop at any time and go on later.",
        "%(n)d short questions. You can stop at any time and go on later.",
        assignment.version.item_count,
    )
    late = (_("It is overdue, and still welcome."),) if assignment.is_overdue else ()
    return Waiting(
        kind="proms.assignment",
        title=assignment.instrument.name,
        url=reverse("proms:answer", args=[assignment.ref]),
        label=_("Start the questions"),
        until=last_day(assignment.closes_at) if assignment.closes_at else None,
        minutes=assignment.instrument.minutes,
        sentences=(*late, questions % {"n": assignment.version.item_count}),
        who_sees=sees,
    )


def course_row(actor: SignedIn, found: Found) -> Row | None:
    """ "My answers": a link to the course."""
    if actor.subject_id is None:
        return None
    newest = found["newest"]
    sentence = (
        _("Last sent on %(day)s.") % {"day": day(newest)} if newest else _("Nothing sent yet.")
    )
    link = _("See how things have changed") if newest else _("See what there is")
    return Row(_("My answers"), sentence, reverse("proms:course"), link, 30)


def visit_row(_actor: SignedIn, found: Found) -> Row | None:
    """The next visit to a doctor, to be prepared."""
    if found["next"] is None:
        return None
    ref, on, whom = found["next"]
    words = {"day": day(date.fromisoformat(on)), "whom": whom}
    sentence = (_("On %(day)s with %(whom)s.") if whom else _("On %(day)s.")) % words
    url = reverse("proms:visit", args=[ref])
    return Row(_("My next visit"), sentence, url, _("Prepare it"), 25)


def rests_row(actor: Actor) -> Row | None:
    """That a plan of her clinic rests, as long as it does."""
    if not isinstance(actor, SignedIn) or actor.helping or actor.subject_id is None:
        return None
    resting = [row for row in my_enrolments(actor=actor) if row.rests_until]
    if not resting:
        return None
    sentence = _("“%(names)s” rests: whoever planned it does not see your answers now.")
    names = {"names": ", ".join(resting[0].names)}
    url = reverse("proms:schedule", args=[resting[0].enrolment.ref])
    return Row(_("What comes when"), sentence % names, url, _("What you can do"), 27)


def holding(_actor: SignedIn, found: Found) -> Iterable[Holding]:
    """What we keep: sent answers."""
    count = found["sent"]
    sentence = ngettext("%(n)d set of answers.", "%(n)d sets of answers.", count) % {"n": count}
    yield Holding(_("Your answers"), sentence, reverse("proms:responses"), _("See and print"))


def sheets(_actor: Actor) -> list[Work]:
    """Sheets somebody else keyed first; where they lie, the desk knows."""
    found = sheets_waiting()
    if not found.count:
        return []
    title = ngettext(
        "%(n)d sheet waits to be keyed a second time",
        "%(n)d sheets wait to be keyed a second time",
        found.count,
    )
    return [
        Work(
            title=title % {"n": found.count},
            url=reverse("proms:desk_code"),
            next_step=_("Key the code on the sheet"),
            since=found.oldest,
        )
    ]


def curating(actor: Actor) -> list[Work]:
    """Licences that run out, then questionnaires that came in and that nobody decided about yet."""
    today = timezone.localdate()
    waiting = Instrument.objects.filter(licence=Instrument.Licence.UNANSWERED)
    return [
        *(_ending(one, over=one.is_over(today)) for one in endings(today=today)),
        *_undecided(waiting),
    ]


def _ending(one: Ending, *, over: bool) -> Work:
    words = (
        _("%(name)s: the licence ended on %(day)s")
        if over
        else _("%(name)s: the licence ends on %(day)s")
    )
    of, args = ("language_licence", [one.language]) if one.language else ("licence", [])
    plans = ngettext(
        "%(n)d plan for every member asks it.", "%(n)d plans for every member ask it.", one.plans
    ) % {"n": one.plans}
    return Work(
        title=words % {"name": one.name, "day": plain_day(one.ends_on)},
        url=reverse(f"proms:{of}", args=[one.instrument.slug, *args]),
        next_step=_("Write down a later end, or end the plans"),
        sub=plans if one.plans else "",
        next_sub=_(
            "After that day no plan and nobody asks it. What waits already can be answered. Once a"
            " later end is written down, plans go on by themselves."
        ),
    )


def _undecided(waiting: QuerySet[Instrument]) -> list[Work]:
    return [
        Work(
            title=instrument.name,
            url=reverse("proms:instrument", args=[instrument.slug]),
            next_step=_("Answer the licence question"),
            since=instrument.questionnaire.made_at,
        )
        for instrument in waiting.select_related("questionnaire")
    ]
