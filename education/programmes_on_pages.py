"""What programmes add to start pages and My data."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from education.queries.buddies import my_pairs
from education.queries.buddy_desk import new_offers
from education.queries.card_orders import orders_waiting
from education.queries.guide_calls import calls_due
from education.queries.guiding import open_words, quiet_with
from education.queries.hand_overs import questions_to
from education.queries.measuring import asked_again
from education.queries.supervision import next_meeting, questions_open
from members.glances import Found
from members.holdings import Holding
from members.queries.first_weeks import quiet_until
from members.start_page import Row, Waiting, Work
from po_platform.access.actor import Actor, SignedIn
from po_platform.kit import spoken

BEFORE_MEETING = timedelta(days=14)

# What was stopped under her feet, of a finished one for 90 days, else the programme she is in the middle of: [ref, steps, stop].
ON_THE_WAY = """select json_build_array(e.ref, e.steps_done, s.id)
  from education_enrolment e
  join education_programmeversion v on v.id = e.version_id
  left join education_programmestop s on s.id = v.stop_id
 where e.subject_id = %(subject)s and e.state <> 'left' and e.rested_at is null
   and ((s.id is not null
         and (e.state <> 'done' or s.at >= now() - interval '90 days'))
     or (e.state = 'active' and e.paused_until is null))
 order by s.at desc nulls last, e.quiet_since desc limit 1"""
BEGUN = "select count(*) from education_enrolment where subject_id = %(subject)s"
# On which ways a guide wrote what she has not read.
GUIDE_WROTE = """select json_agg(distinct e.ref)
  from (select enrolment_id from education_guidemessage
         where subject_id = %(subject)s and by_guide and read_at is null limit 5) m
  join education_enrolment e on e.id = m.enrolment_id"""

MEASURED_AGAIN = """select 1 from education_measuring
  where subject_id = %(subject)s and moment = 'later' and left_out_at is null
    and asked_ref is null"""
ASKED_ABOUT_ANOTHER_GUIDE = """select 1 from education_guidehandover
  where subject_id = %(subject)s and answered_at is null"""
ASKED_TO_BE_A_BUDDY = """select 1 from education_buddypair
  where buddy_subject = %(subject)s and agreed_at is null and ended_at is null"""


def programme_row(_actor: SignedIn, found: Found) -> Row | None:
    """What was stopped under her feet, else the programme she is in the middle of, quietly.

    Nothing for whoever began none or pauses. Of a finished one a stop stands here for a while.
    """
    if found["way"] is None:
        return None
    ref, done, stop = found["way"]
    url = reverse("education:way", args=[ref])
    if stop:
        words = _("Something you began was stopped. Read why before you go on with it.")
        return Row(_("Programme"), words, url, _("Read why"), 40)
    sentence = ngettext(
        "You have done %(n)d step of your programme.",
        "You have done %(n)d steps of your programme.",
        done,
    ) % {"n": done}
    return Row(_("Programme"), sentence, url, _("Go on"), 40)


def answered_by_guide(actor: SignedIn, found: Found) -> list[Waiting]:
    """A guide wrote, and she has not read it."""
    if actor.helping is not None:
        return []
    return [
        Waiting(
            "education.message",
            _("Your guide wrote to you"),
            reverse("education:my_guide", args=[ref]),
            _("Read it"),
            minutes=2,
        )
        for ref in sorted(found["ways"] or ())
    ]


def asked_about_another_guide(actor: Actor) -> list[Waiting]:
    """Her guide asks whether another may go along, and she has not answered."""
    if not isinstance(actor, SignedIn) or actor.helping is not None:
        return []
    return [
        Waiting(
            "education.hand_over",
            _("You are asked whether another guide may go along"),
            reverse("education:answer_hand_over", args=[ref]),
            _("Read and answer"),
            minutes=2,
        )
        for ref in questions_to(actor=actor)
    ]


def asked_to_be_a_buddy(actor: Actor) -> list[Waiting]:
    """Somebody asks her, and she has not said yes or no. Nobody is reminded of it."""
    if not isinstance(actor, SignedIn) or actor.helping is not None:
        return []
    return [
        Waiting(
            "education.buddy",
            _("You are asked to be a buddy"),
            reverse("education:answer_buddy", args=[one.ref]),
            _("Read and answer"),
            minutes=2,
        )
        for one in my_pairs(actor=actor)
        if one.waits_for_me
    ]


def measured_again(actor: Actor) -> list[Waiting]:
    """Three months after a programme: a few questions, unless she is left in peace just now."""
    if not isinstance(actor, SignedIn) or actor.helping is not None:
        return []
    due = asked_again(actor=actor)
    if not due or quiet_until(actor=actor) is not None:
        return []
    return [
        Waiting(
            "education.measuring",
            _("How are you, three months on?"),
            reverse("education:way", args=[row.enrolment.ref]),
            _("Look at it"),
            sentences=(_("A few questions after a programme. You may leave them out."),),
        )
        for row in due
    ]


def programmes_kept(_actor: SignedIn, found: Found) -> Iterable[Holding]:
    """How many she began."""
    begun = found["begun"]
    if begun:
        sentence = ngettext("%(n)d programme.", "%(n)d programmes.", begun) % {"n": begun}
        yield Holding(
            _("Programmes you began"), sentence, reverse("education:programmes"), _("See them")
        )


def cards_to_post(actor: Actor) -> list[Work]:
    """Cards practices ordered: one line for the office, without a name."""
    waiting = orders_waiting(actor=actor)
    if not waiting:
        return []
    title = ngettext(
        "%(n)d practice ordered cards for patients.",
        "%(n)d practices ordered cards for patients.",
        waiting[0],
    ) % {"n": waiting[0]}
    return [Work(title, reverse("education:card_orders"), _("Print and post them"), waiting[1])]


def guided_work(actor: Actor) -> list[Work]:
    """Who waits for a guide's answer or call, or was not here for long: a line each, no name."""
    lines = []
    waiting = open_words(actor=actor)
    if waiting:
        title = ngettext(
            "%(n)d message waits for your answer.",
            "%(n)d messages wait for your answer.",
            waiting[0],
        ) % {"n": waiting[0]}
        url = reverse("education:guided_people")
        lines.append(Work(title, url, _("Read and answer"), waiting[1]))
    due = calls_due(actor=actor)
    if due:
        title = ngettext(
            "%(n)d call is yours to make.", "%(n)d calls are yours to make.", due[0]
        ) % {"n": due[0]}
        lines.append(Work(title, reverse("education:guided_people"), _("See whom"), due[1]))
    quiet = quiet_with(actor=actor)
    if quiet:
        title = ngettext(
            "%(n)d person was quiet for three weeks. A kind word may help.",
            "%(n)d people were quiet for three weeks. A kind word may help.",
            quiet,
        ) % {"n": quiet}
        lines.append(Work(title, reverse("education:guided_people"), _("See whom")))
    return [*lines, *_among_guides(actor)]


def _among_guides(actor: Actor) -> list[Work]:
    """The next meeting in good time; for who looks after the others, what waits for an answer."""
    url, lines = reverse("education:supervision"), []
    waiting = questions_open(actor=actor)
    if waiting:
        title = ngettext(
            "%(n)d question of a guide waits for an answer.",
            "%(n)d questions of guides wait for an answer.",
            waiting,
        ) % {"n": waiting}
        lines.append(Work(title, url, _("Answer")))
    written = new_offers(actor=actor)
    if written:
        title = ngettext(
            "%(n)d member wrote about herself as a buddy.",
            "%(n)d members wrote about themselves as buddies.",
            written,
        ) % {"n": written}
        lines.append(Work(title, reverse("education:buddy_desk"), _("Read it")))
    meeting = next_meeting(actor=actor)
    if meeting and meeting.meets_at and meeting.meets_at < timezone.now() + BEFORE_MEETING:
        title = _("Guides meet on %(day)s.") % {"day": spoken.moment(meeting.meets_at)}
        lines.append(Work(title, url, _("Bring a question")))
    return lines
