"""Whether somebody may do this with a questionnaire now."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from po_platform.access.actor import Actor, Bearer, Hat, Purpose, SignedIn, System
from po_platform.access.refusals import Allowed, Denied, Verdict
from po_platform.kit.charts.figures import number_words

from .check_in import Content, lacking
from .models import Assignment, DiaryMeasure, LicenceTerms, Response, Schedule, Visit
from .windows import moved

TAKE_BACK_DAYS = 14
MOST_GUIDANCE = 6  # links of one clinic; ours: more is nothing one finds in a summary


def is_herself(actor: Actor, row: Assignment | Response) -> bool:
    return isinstance(actor, SignedIn | Bearer) and actor.subject_id == row.subject_id


def may_answer(actor: Actor, assignment: Assignment) -> Verdict:
    """The person herself, while it is open."""
    if not is_herself(actor, assignment):
        return Denied(_("Only the person it is meant for can answer this."))
    if assignment.state == Assignment.State.DONE:
        return Denied(_("You have sent these answers already."))
    if assignment.state == Assignment.State.KEYED:
        return Denied(_("These answers came in on paper and are being checked."))
    if assignment.state != Assignment.State.OPEN:
        return Denied(_("These questions are no longer on your list."))
    if assignment.closes_at and assignment.closes_at <= timezone.now():
        return Denied(_("The time for these questions is over. The next ones will come."))
    return Allowed()


def may_collect(*, undecided: bool) -> Verdict:
    """Nothing, while somebody who came of age has not decided how to go on."""
    if undecided:
        return Denied(
            _(
                "This person is of age now and decides first how to go on. Nothing is kept until then."
            )
        )
    return Allowed()


def may_choose_readers(actor: Actor, response: Response) -> Verdict:
    """Only the person herself, never who acts for her."""
    if not isinstance(actor, SignedIn) or actor.helping or not is_herself(actor, response):
        return Denied(_("Only the person herself decides who may read this."))
    return Allowed()


def may_keep_to_herself(actor: Actor, response: Response) -> Verdict:
    """The person herself, whoever filled it in; never who acts for her, and not what she took back."""
    herself = isinstance(actor, SignedIn) and not actor.helping and is_herself(actor, response)
    if not herself or response.withdrawn_at:
        return Denied(_("Only the person herself decides who may read this."))
    return Allowed()


def may_take_off(actor: Actor, assignment: Assignment) -> Verdict:
    """The person herself, what she took up herself and has not sent."""
    if not is_herself(actor, assignment) or assignment.asked_by != Assignment.AskedBy.SELF:
        return Denied(_("Somebody else put this on your list. You need not answer it."))
    return may_answer(actor, assignment)


def may_be_used(terms: LicenceTerms) -> Verdict:
    """The licence gate: an unanswered licence question keeps an instrument off every list."""
    if terms.licence == LicenceTerms.Licence.UNANSWERED:
        return Denied(_("Answer the licence question of this questionnaire first."))
    if terms.licence == LicenceTerms.Licence.REFUSED:
        return Denied(_("The holder does not allow this questionnaire here."))
    if terms.licence_ends_on and terms.licence_ends_on < timezone.localdate():
        return Denied(_("The licence for this questionnaire has run out."))
    return Allowed()


def may_be_shown(languages: Collection[str], barred: Collection[str]) -> Verdict:
    """At least one language of its wording may be used."""
    if set(languages) <= set(barred):
        return Denied(_("None of its languages may be used. Answer the question for one of them."))
    return Allowed()


def may_curate_instruments(actor: Actor) -> Verdict:
    """Curators look after questionnaires and put them on members' lists."""
    if isinstance(actor, SignedIn) and actor.holds(Hat.CURATOR):
        return Allowed()
    return Denied(_("Only a curator can do this."))


def may_send_fhir(actor: Actor, subject: str) -> Verdict:
    """Answers about oneself only; `subject` is the reference in the file."""
    if not isinstance(actor, SignedIn) or actor.helping or actor.subject_id is None:
        return Denied(_("You can send only answers about yourself."))
    if subject not in (f"urn:uuid:{actor.subject_id}", f"Patient/{actor.subject_id}"):
        return Denied(_("You can send only answers about yourself."))
    return Allowed()


def may_compute_again(actor: Actor) -> Verdict:
    """A curator, or whoever runs the machine, by a command."""
    if isinstance(actor, System) and actor.purpose is Purpose.OPERATE:
        return Allowed()
    return may_curate_instruments(actor)


def may_publish_check_in(content: Content, *, changed: bool) -> Verdict:
    """Nothing is published that lacks something, and nothing twice."""
    found = lacking(content)
    if found:
        return Denied(found[0])
    if not changed:
        return Denied(_("This is what people answer already."))
    return Allowed()


def may_fit_again(*, fitted_before: bool, in_use: bool) -> Verdict:
    """How answers become numbers does not change under a version that is in use."""
    if fitted_before and in_use:
        return Denied(_("This scoring is in use and stays as it is. A new version can be fitted."))
    return Allowed()


def may_ask(actor: Actor, *, shares_with_actor: bool) -> Verdict:
    """A clinician asks only people who share their answers with her."""
    if isinstance(actor, SignedIn) and actor.holds(Hat.CLINICIAN) and shares_with_actor:
        return Allowed()
    return Denied(_("You can ask only people who share their answers with you."))


def may_arrange(actor: Actor, *, shares_with_actor: bool) -> Verdict:
    """A clinician, on her own pages about somebody who shares with her."""
    if isinstance(actor, SignedIn) and actor.holds(Hat.CLINICIAN) and shares_with_actor:
        return Allowed()
    return Denied(_("You can arrange only the summaries of people who share with you."))


def may_arrange_for_clinic(actor: Actor) -> Verdict:
    """A clinician; that she works there is asked of the clinic."""
    if isinstance(actor, SignedIn) and actor.holds(Hat.CLINICIAN):
        return Allowed()
    return Denied(_("Only who works at the clinic can choose this."))


def may_add_guidance(kept: int) -> Verdict:
    """A few links, not a library. `kept`: how many the clinic has now."""
    if kept >= MOST_GUIDANCE:
        return Denied(_("There is room for six. Take one away first."))
    return Allowed()


def may_note_number(actor: Actor, *, shares_with_clinic: bool) -> Verdict:
    """A clinician of the clinic, for somebody who shares with it."""
    if isinstance(actor, SignedIn) and actor.holds(Hat.CLINICIAN) and shares_with_clinic:
        return Allowed()
    return Denied(_("A number can be noted only for people who share with your clinic."))


def may_read_day_list(actor: Actor) -> Verdict:
    """A clinician; that she works there is asked of the clinic."""
    if isinstance(actor, SignedIn) and actor.holds(Hat.CLINICIAN):
        return Allowed()
    return Denied(_("Only who works at the clinic can do this."))


def may_take_back(actor: Actor, response: Response, now: datetime) -> Verdict:
    """The person herself, within 14 days; for a child, what its proxy entered, that proxy."""
    if not is_herself(actor, response) or not _may_put_right(actor, response):
        return Denied(_("Only the person who sent these answers can take them back."))
    if response.withdrawn_at:
        return Denied(_("You have taken these answers back already."))
    if (now - response.came_at).days >= TAKE_BACK_DAYS:
        return Denied(_("Answers can be taken back for 14 days. Call us, we will help."))
    return Allowed()


def may_correct(actor: Actor, response: Response, now: datetime) -> Verdict:
    """Whoever could take them back, as long as she could; each version once."""
    if isinstance(actor, SignedIn) and not _may_put_right(actor, response):
        return Denied(_("Only the person herself can correct these answers."))
    return may_take_back(actor, response, now)


def _may_put_right(actor: Actor, response: Response) -> bool:
    """Who acts for another: only by law, and only what she entered herself."""
    if not isinstance(actor, SignedIn) or actor.helping is None:
        return True
    return actor.decides_by_law and response.given_by_account == actor.account_id


def may_keep_visits(actor: Actor) -> Verdict:
    """The person herself; for a child without an account who acts for it by law, and says so."""
    if isinstance(actor, SignedIn) and actor.subject_id and speaks(actor):
        return Allowed()
    return Denied(_("Only the person herself can write this."))


def speaks(actor: SignedIn) -> bool:
    """For herself, or by law for a child without an account."""
    return actor.helping is None or actor.decides_by_law


def may_make_visit_code(actor: Actor, visit: Visit, today: date) -> Verdict:
    """The person herself, for a visit that is still to come."""
    if visit.on < today:
        return Denied(_("This visit is over. A code is for a visit to come."))
    return may_keep_visits(actor)


def may_open_for_visit(*, starts_at: datetime, openings: int, now: datetime) -> Verdict:
    """On its day, three times."""
    if now < starts_at:
        return Denied(_("This code is good on the day of the visit, not before."))
    if openings >= 3:
        return Denied(
            _("This code was opened three times already. The patient can make a new one.")
        )
    return Allowed()


def may_keep_diary(actor: Actor) -> Verdict:
    """A member, her own, and nobody in her place."""
    if isinstance(actor, SignedIn) and actor.subject_id and actor.helping is None:
        return Allowed()
    return Denied(_("A diary is written by its person only."))


def may_write_down(measure: DiaryMeasure, value: Decimal) -> Verdict:
    """A number the measure can have."""
    if measure.low <= value <= measure.high:
        return Allowed()
    ends = {"low": number_words(measure.low), "high": number_words(measure.high)}
    return Denied(_("Write a number from %(low)s to %(high)s") % ends)


def may_plan_for_myself(actor: Actor) -> Verdict:
    """A member, for herself only, and nobody in her place."""
    if isinstance(actor, SignedIn) and actor.subject_id and actor.helping is None:
        return Allowed()
    return Denied(_("Only the person herself can do this."))


def may_settle_plans(actor: Actor) -> Verdict:
    """To say why, pause, go on, leave: the person herself; for a child who acts for it by law."""
    if isinstance(actor, SignedIn) and actor.subject_id and speaks(actor):
        return Allowed()
    return Denied(_("Only the person herself can do this."))


def may_say_why(actor: Actor, *, wants_a_call: bool) -> Verdict:
    """A child without an account is on no list of calls."""
    if wants_a_call and isinstance(actor, SignedIn) and actor.helping:
        return Denied(_("We cannot call about these questions. You can pause or stop them."))
    return may_settle_plans(actor)


def may_write_down_on_call(actor: Actor) -> Verdict:
    """The helper desk, for whoever is on the telephone; whose call it is is asked of the call."""
    if isinstance(actor, SignedIn) and actor.holds(Hat.DESK):
        return Allowed()
    return Denied(_("Only the helper desk can do this."))


def may_move_my_plan(actor: Actor, schedule: Schedule) -> Verdict:
    """What she planned herself counts from the day she says; what others planned from theirs."""
    if schedule.meant_for != Schedule.For.SELF:
        return Denied(_("Somebody else planned this. You can pause or leave it on any day."))
    return may_plan_for_myself(actor) and counts_from_a_day(schedule)


def counts_from_a_day(schedule: Schedule) -> Verdict:
    """What comes around visits has no day of its own."""
    if schedule.anchor == Schedule.Anchor.VISIT:
        return Denied(_("This comes around visits. Move the visit, and it moves with it."))
    return Allowed()


def begins_in_time(schedule: Schedule, day: date) -> Verdict:
    """Counted from this day something comes before the plan is over."""
    if _is_over(schedule):
        return Denied(_("This plan is over. Plan it anew."))
    if schedule.until is not None and moved(day, schedule.recurrence.first) > schedule.until:
        return Denied(_("This plan ends before that day. Plan it anew."))
    return Allowed()


def may_move_for_everybody(actor: Actor, schedule: Schedule) -> Verdict:
    """A curator, what begins for all on one day; who begins on her own day keeps it."""
    if schedule.anchor != Schedule.Anchor.DAY:
        return Denied(_("This has no first day that is the same for everybody."))
    return may_curate_instruments(actor)


def may_change_for_everybody(actor: Actor, schedule: Schedule) -> Verdict:
    """A curator, what goes on: what is over is planned anew."""
    if schedule.meant_for != Schedule.For.EVERYBODY or _is_over(schedule):
        return Denied(_("This plan is over. Plan it anew."))
    return may_curate_instruments(actor)


def may_take_part(actor: Actor, schedule: Schedule) -> Verdict:
    """A member for herself, in what is offered and goes on."""
    if not schedule.offered or _is_over(schedule):
        return Denied(_("This is not offered any more."))
    return may_plan_for_myself(actor)


def _is_over(schedule: Schedule) -> bool:
    past = schedule.until is not None and schedule.until < timezone.localdate()
    return schedule.ended_at is not None or past


def may_end_for_patient(actor: Actor, *, in_her_hands: bool, shares_with_actor: bool) -> Verdict:
    """A clinician, what she planned herself or what belongs to a clinic she works at."""
    if not in_her_hands:
        return Denied(_("Somebody else planned this. The patient can leave it at any time."))
    return may_ask(actor, shares_with_actor=shares_with_actor)
