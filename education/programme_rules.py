"""Whether somebody may begin, write, publish or hand out a programme now: pure answers."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from po_platform.access.actor import Actor, Hat, Purpose, SignedIn, System
from po_platform.access.refusals import Allowed, Denied, Verdict

from .models import (
    Enrolment,
    Guide,
    GuideHandOver,
    GuideWording,
    Programme,
    ProgrammeCard,
    ProgrammeGroup,
    ProgrammeVersion,
)
from .rules import may_write

LONGEST_PAUSE = timedelta(days=366)
MOST_USES = 200


def may_walk(actor: Actor) -> Verdict:
    """Everybody goes her own way, and nobody another's."""
    if isinstance(actor, SignedIn) and actor.subject_id is not None and actor.helping is None:
        return Allowed()
    return Denied(_("Sign in with your own account to begin a programme."))


def may_walk_for(actor: Actor) -> Verdict:
    """The same; and who decides by law for a child without an account goes its way with it."""
    if isinstance(actor, SignedIn) and actor.decides_by_law:
        return Allowed()
    return may_walk(actor)


def may_arrange(actor: Actor) -> Verdict:
    """The same; and what somebody says on the telephone is carried out: begun, paused, ended."""
    return Allowed() if _is_told(actor) else may_walk_for(actor)


def may_have_guide(actor: Actor) -> Verdict:
    """Herself, also on the telephone; nobody for a child."""
    return Allowed() if _is_told(actor) else may_walk(actor)


def _is_told(actor: Actor) -> bool:
    if not isinstance(actor, System) or actor.subject_id is None:
        return False
    return actor.purpose is Purpose.PAPER


def may_write_down_ways(actor: Actor) -> Verdict:
    """The helper desk, with a second factor shown; whose call it has is asked besides."""
    if isinstance(actor, SignedIn) and actor.holds(Hat.DESK):
        return Allowed()
    return Denied(_("This belongs to the helper desk."))


def may_be_told_by(*, child: bool) -> Verdict:
    """`child`: somebody speaks for her by law."""
    if child:
        return Denied(
            _("Somebody acts for this child by law. They begin it with the child, signed in.")
        )
    return Allowed()


def may_begin(programme: Programme) -> Verdict:
    """What came out and was not stopped since."""
    if programme.live is None:
        return Denied(_("This programme cannot be begun now."))
    if programme.live.stop_id is not None:
        return Denied(_("This programme was stopped. Nobody begins it now."))
    return Allowed()


def may_stop_programme(actor: Actor) -> Verdict:
    """Whoever writes, checks or runs the house: one person is enough."""
    if isinstance(actor, SignedIn) and any(
        actor.holds(hat) for hat in (Hat.EDITOR, Hat.REVIEWER, Hat.ADMINISTRATOR)
    ):
        return Allowed()
    return Denied(_("Editors, medical reviewers and the office stop a programme."))


def may_lift_stop(actor: Actor) -> Verdict:
    """That it may be used as it is again, a medical reviewer says."""
    if isinstance(actor, SignedIn) and actor.holds(Hat.REVIEWER):
        return Allowed()
    return Denied(_("A medical reviewer says that a programme may be used again."))


def may_go_on(actor: Actor, enrolment: Enrolment) -> Verdict:
    """What was left or rests is taken up again first."""
    verdict = may_walk_for(actor)
    if not verdict:
        return verdict
    if enrolment.state not in (Enrolment.State.ACTIVE, Enrolment.State.DONE):
        return Denied(_("This programme rests. Take it up again first."))
    return Allowed()


def may_change_programme(actor: Actor, version: ProgrammeVersion) -> Verdict:
    """A draft, by an editor."""
    verdict = may_write(actor)
    if not verdict:
        return verdict
    if version.state != ProgrammeVersion.State.DRAFT:
        return Denied(_("This version was published. It does not change any more."))
    return Allowed()


def may_publish_programme(actor: Actor, version: ProgrammeVersion, *, one_doctor: bool) -> Verdict:
    """A medical reviewer who did not write on it; with one doctor only, the one there is."""
    if isinstance(actor, System) and actor.purpose is Purpose.SEED:
        return Allowed()
    if not isinstance(actor, SignedIn) or not actor.holds(Hat.REVIEWER):
        return Denied(_("A medical reviewer publishes programmes."))
    if version.state != ProgrammeVersion.State.DRAFT:
        return Denied(_("This version was published. It does not change any more."))
    if actor.account_id in version.writers and not one_doctor:
        return Denied(_("Whoever wrote on a text does not check it. Ask somebody else."))
    return Allowed()


def may_keep_card(actor: Actor, card: ProgrammeCard) -> Verdict:
    """Whoever made it sees it and takes it back: a clinician a card, a guide an invitation."""
    return may_guide(actor) if card.by_guide else may_make_cards(actor)


def may_invite(actor: Actor, programme: Programme, guide: Guide | None) -> Verdict:
    """A guide who said how she works, into a programme a guide may go along with."""
    verdict = may_guide(actor)
    if verdict and guide is None:
        return Denied(_("Say first how you work. Then you can invite somebody."))
    if verdict and not (programme.guided and programme.live_id):
        return Denied(_("No guide goes along with this programme."))
    return verdict and may_begin(programme)


def may_order_cards(programme: Programme, *, course_read: bool) -> Verdict:
    """Anybody, for a programme that can be begun; after ten minutes of reading, where it says so."""
    verdict = may_begin(programme)
    return verdict and knows_enough(programme, course_read=course_read)


def knows_enough(programme: Programme, *, course_read: bool) -> Verdict:
    """Whether whoever hands out cards for it has read what it asks to be read."""
    if programme.course_needed and not course_read:
        return Denied(
            _("This programme asks you to read ten minutes first: “Before you hand out cards”.")
        )
    return Allowed()


def may_post_cards(actor: Actor) -> Verdict:
    """The office posts what practices order."""
    if isinstance(actor, SignedIn) and actor.holds(Hat.ADMINISTRATOR):
        return Allowed()
    return Denied(_("Only the office posts cards."))


def may_make_cards(actor: Actor) -> Verdict:
    """Cards are handed out by those who treat people."""
    if isinstance(actor, SignedIn) and actor.holds(Hat.CLINICIAN):
        return Allowed()
    return Denied(_("Only clinicians hand out cards."))


def may_guide(actor: Actor) -> Verdict:
    """A member with the guide's hat, second factor shown."""
    if isinstance(actor, SignedIn) and actor.holds(Hat.GUIDE):
        return Allowed()
    return Denied(_("Only guides can do this."))


def may_take_guide(guide: Guide, *, people: int, own_account: int) -> Verdict:
    """Whether she has room, and is somebody else. `people`: how many she goes along with."""
    if guide.account_id == own_account:
        return Denied(_("Nobody is her own guide."))
    if people >= guide.most_people:
        return Denied(_("This guide has no room left. Choose another one."))
    return Allowed()


def is_her_own(guide: Guide, account: int | None) -> bool:
    """Whether this account is the guide or stands in: at the desk nobody writes herself down."""
    stands_in = guide.cover.account_id if guide.cover else None
    return account is not None and account in (guide.account_id, stands_in)


def may_change_wording(actor: Actor, row: GuideWording, *, leads: bool) -> Verdict:
    """A guide her own; those of all guides, who looks after the guides."""
    verdict = may_guide(actor)
    if verdict and row.account_id is None and not leads:
        return Denied(_("Only the guide who looks after the others changes words for all."))
    if verdict and row.account_id not in (None, getattr(actor, "account_id", 0)):
        return Denied(_("Only the guide who wrote these words changes them."))
    return verdict


def may_hand_over(actor: Actor, *, guide_account: int, to: Guide, people: int) -> Verdict:
    """To a guide who has room and does not go along already. `people`: how many she has."""
    verdict = may_guide(actor)
    if not verdict:
        return verdict
    if to.account_id == guide_account:
        return Denied(_("This guide goes along already."))
    if people >= to.most_people:
        return Denied(_("This guide has no room left. Choose another one."))
    return Allowed()


def may_answer_hand_over(actor: Actor, row: GuideHandOver) -> Verdict:
    """She whom it is about, once."""
    verdict = may_walk(actor)
    if verdict and row.answered_at is not None:
        return Denied(_("This question is settled already."))
    return verdict


def may_write_call(actor: Actor, enrolment: Enrolment, *, agreed: bool, enough: bool) -> Verdict:
    """A guide, for who agreed to be called and is on her way. `enough`: see `said_enough`."""
    verdict = may_guide(actor)
    if verdict and not agreed:
        return Denied(_("This person did not agree to be called. Write a message instead."))
    if verdict and not enrolment.is_on_the_way:
        return Denied(_("This person pauses or is through. Nobody calls now."))
    if verdict and enough:
        return Denied(_("Nobody calls again for now. Write a message instead."))
    return verdict


def may_supervise(actor: Actor, *, leads: bool) -> Verdict:
    """The guide the office named."""
    verdict = may_guide(actor)
    if verdict and not leads:
        return Denied(_("Only the guide who looks after the others can do this."))
    return verdict


def may_keep_group(actor: Actor, row: ProgrammeGroup | None, *, own: Guide | None) -> Verdict:
    """A guide who said how she works; `row`: one that goes on."""
    verdict = may_guide(actor)
    if verdict and own is None:
        return Denied(_("Say first how you work. Then you can start a group."))
    if verdict and row is not None and row.over_at <= timezone.now():
        return Denied(_("This group is over."))
    return verdict


def may_join_group(actor: Actor, row: ProgrammeGroup, *, taken: int, guide_here: bool) -> Verdict:
    """Before it opens, while there is a place and its guide. `taken`: how many are in it."""
    verdict = may_walk(actor)
    if not verdict:
        return verdict
    if row.cancelled_at is not None:
        return Denied(_("This group does not take place."))
    if row.opens_at <= timezone.now():
        return Denied(_("This group has begun already."))
    verdict = may_begin(row.programme)
    if not verdict:
        return verdict
    if not guide_here:
        return Denied(_("The guide of this group is not here any more."))
    if taken >= row.size:
        return Denied(_("The last place was taken just now."))
    return Allowed()


def pause_fault(day: date, today: date) -> str:
    """What is wrong with the day a pause ends; '' for nothing."""
    if day <= today:
        return _("Choose a day that lies ahead.")
    if day > today + LONGEST_PAUSE:
        return _("Choose a day within a year. You can prolong the pause later.")
    return ""
