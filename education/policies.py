"""Who may see what people keep, ask and do here: she herself; a guide as far as she allowed it."""

from __future__ import annotations

from django.db.models import Q, Subquery
from django.utils import timezone

from members.policies import by_purpose, own
from members.queries.roles import living_holdings
from po_platform.access.actor import Actor, Hat, Purpose, SignedIn
from po_platform.access.policy import Policy, Reader, register

from .models import (
    BuddyOffer,
    BuddyPair,
    CallTry,
    Correction,
    DoctorPage,
    Enrolment,
    GroupPlace,
    Guide,
    GuideAssignment,
    GuideCall,
    GuideHandOver,
    GuideMessage,
    GuideWish,
    IfThenPlan,
    Later,
    MayCall,
    Measuring,
    PanelReading,
    ReadingWish,
    SavedPage,
    SessionQuestion,
    StepExample,
    StepState,
    TopicSupport,
)


def to_answer(actor: Actor) -> Q | None:
    """All of them, for editors."""
    everything = Q(pk__isnull=False)  # an empty Q would vanish beside another ground
    return everything if isinstance(actor, SignedIn) and actor.holds(Hat.EDITOR) else None


def _guides(account_id: int) -> Q:
    """Assignments of this guide, and of guides she stands in for today."""
    today = timezone.localdate()
    away = Guide.objects.filter(
        cover__account_id=account_id, away_from__lte=today, away_until__gte=today,
        account_id__in=living_holdings(Hat.GUIDE).values("account_id"),
    )  # fmt: skip
    mine = Q(guide_account=account_id)
    return (mine | Q(guide_account__in=Subquery(away.values("account_id")))) & Q(ended_at=None)


def guided(field: str, *, words: bool = False) -> Reader:
    """Rows of enrolments the actor goes along with; `words`: only where she may read them."""

    def rows(actor: Actor) -> Q | None:
        if not isinstance(actor, SignedIn) or not actor.holds(Hat.GUIDE) or actor.helping:
            return None
        theirs = GuideAssignment.objects.filter(_guides(actor.account_id))
        if words:
            theirs = theirs.filter(sees_words=True)
        return Q(**{f"{field}__in": Subquery(theirs.values("enrolment_id"))})

    return rows


def _my_assignments(actor: Actor) -> Q | None:
    if not isinstance(actor, SignedIn) or not actor.holds(Hat.GUIDE) or actor.helping:
        return None
    return _guides(actor.account_id)


EXPORT = by_purpose(Purpose.EXPORT)
# What she says on the telephone is carried out: where she is on her way, never what she wrote.
TOLD = by_purpose(Purpose.PAPER)
# Her way, and what stands on it, also to who decides by law for a child without an account.
OWN = own(by_law=True)
register(Policy(SavedPage, {"own": own(), "export": EXPORT}))
register(Policy(GuideWish, {"own": own(), "export": EXPORT, "told": TOLD}))
for _model in (TopicSupport, ReadingWish, PanelReading, StepExample, BuddyOffer):
    register(Policy(_model, {"own": own(), "export": EXPORT}))
for _read_by_editors in (Correction, SessionQuestion):
    register(Policy(_read_by_editors, {"own": own(), "editor": to_answer, "export": EXPORT}))
_WAY = {"own": OWN, "guide": guided("pk"), "export": EXPORT, "told": TOLD}
register(Policy(Enrolment, _WAY))
_IN_WORDS = {"own": OWN, "guide": guided("enrolment_id", words=True), "export": EXPORT}
register(Policy(StepState, _IN_WORDS))
register(Policy(IfThenPlan, _IN_WORDS))
register(Policy(Measuring, {"own": own(), "export": EXPORT, "told": TOLD}))
register(Policy(DoctorPage, {"own": own(), "export": EXPORT}))
register(Policy(Later, {"own": own(), "export": EXPORT, "told": TOLD}))
_ASSIGNED = {"own": own(), "guide": _my_assignments, "export": EXPORT, "told": TOLD}
register(Policy(GuideAssignment, _ASSIGNED))
register(Policy(GuideMessage, {"own": own(), "guide": guided("enrolment_id"), "export": EXPORT}))
_BESIDE = {"own": own(), "guide": guided("enrolment_id"), "export": EXPORT}
register(Policy(GuideHandOver, _BESIDE))
register(Policy(MayCall, {**_BESIDE, "told": TOLD}))
register(Policy(GuideCall, {**_BESIDE, "told": TOLD}))
register(Policy(CallTry, {"own": own(), "guide": guided("call__enrolment_id"), "export": EXPORT}))
register(Policy(GroupPlace, {"own": own(), "export": EXPORT}))


def _of_either(reader: Reader) -> Reader:
    """Rows of whoever asked and of her buddy: both of them see what they are to each other."""

    def rows(actor: Actor) -> Q | None:
        asked = reader(actor)
        if asked is None:
            return None
        return asked | Q(buddy_subject=getattr(actor, "subject_id", None))

    return rows


register(Policy(BuddyPair, {"either": _of_either(own()), "export": _of_either(EXPORT)}))
