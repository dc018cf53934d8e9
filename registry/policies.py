"""Who may see what of a registry: the person herself, whom she chose, and its own people by form."""

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from members.policies import by_purpose, granted, own
from po_platform.access.actor import Actor, Hat, Purpose, SignedIn, System, Tick
from po_platform.access.policy import Policy, register

from .models import (
    Accepted,
    Alike,
    AlikeMark,
    Entry,
    Form,
    Joined,
    PaperConsent,
    Participation,
    Query,
    ReleaseRow,
    ReleaseSubject,
    Right,
    StudyInvitation,
    Subject,
    UseAsked,
)
from .request_flow import State

SCOPE = "registry"
KEEPERS = (Hat.CURATOR, Hat.CLINICIAN)  # whom a registry can name
_EVERY_ONE = Q(pk__isnull=False)  # an empty Q would vanish beside another one


def _own(actor: Actor) -> Q | None:
    """Hers; and for who helps her with answers and reads them: what is filled in shows both."""
    if not isinstance(actor, SignedIn) or actor.subject_id is None:
        return None
    if actor.helps_with(Tick.ANSWER) and actor.helps_with(Tick.SUMMARY):
        return Q(subject_id=actor.subject_id)
    return None


def _by_right(actor: Actor) -> Q | None:
    """All of a registry in which the actor sees at least one form; sites are asked for beside it."""
    if isinstance(actor, System) and actor.purpose is Purpose.OPERATE:
        return _EVERY_ONE
    if not isinstance(actor, SignedIn) or not actor.holds(*KEEPERS):
        return None
    mine = Right.objects.filter(account_id=actor.account_id, sees=True)
    return Q(registry_id__in=Subquery(mine.values("registry_id")))


def _with_site(actor: SignedIn) -> QuerySet[Right]:
    """Her rights that are for one site alone."""
    return Right.objects.filter(account_id=actor.account_id, site__isnull=False)


def _at_site(actor: Actor, *, record: bool = False) -> Q:
    """Where her right is for one site, only its records. `record`: the rows are records themselves."""
    if not isinstance(actor, SignedIn):
        return _EVERY_ONE
    narrow = _with_site(actor)
    sites = Subquery(narrow.values("site_id"))
    if record:
        here = Q(site_id__in=sites)
    else:
        here = Q(record_id__in=Subquery(Subject.objects.filter(site_id__in=sites).values("pk")))
    return ~Q(registry_id__in=Subquery(narrow.values("registry_id"))) | here


def _records(actor: Actor) -> Q | None:
    """The records of a registry in which she sees at least one form, of her site where she has one."""
    found = _by_right(actor)
    return None if found is None else found & _at_site(actor, record=True)


def _of_records(actor: Actor) -> Q | None:
    """What hangs on these records as a whole."""
    found = _by_right(actor)
    return None if found is None else found & _at_site(actor)


def visible_forms(actor: SignedIn) -> Subquery:
    """Forms the account sees: by a right for the form, else by the one for the whole registry."""
    mine = Right.objects.filter(account_id=actor.account_id)
    named = mine.filter(form_id=OuterRef("pk"))
    general = mine.filter(
        registry_id=OuterRef("dataset__registry_id"), form_id__isnull=True, sees=True
    )
    forms = Form.objects.filter(
        Q(Exists(named.filter(sees=True))) | (~Exists(named) & Q(Exists(general)))
    )
    return Subquery(forms.values("pk"))


def _by_form(actor: Actor) -> Q | None:
    """Rows of the forms the actor sees, of her site, about nobody who left this registry."""
    found = _by_right(actor)
    if found is None:
        return None
    left = Participation.objects.filter(state=Participation.State.WITHDRAWN)
    found &= ~Q(record_id__in=Subquery(left.values("record_id")))
    if isinstance(actor, SignedIn):
        found &= Q(form_id__in=visible_forms(actor)) & _at_site(actor)
    return found


def _worked_out(actor: Actor) -> Q | None:
    """What one person gave, for what is calculated from it; nothing of where she left."""
    found = by_purpose(Purpose.SCORE)(actor)
    if found is None:
        return None
    left = Participation.objects.filter(state=Participation.State.WITHDRAWN)
    return found & ~Q(record_id__in=Subquery(left.values("record_id")))


register(
    Policy(
        Subject,
        {
            "own": _own,
            "granted": granted(SCOPE),
            "curator": _records,
            "export": by_purpose(Purpose.EXPORT, Purpose.PAPER),
        },
    )
)
register(
    Policy(
        Entry,
        {
            "own": _own,
            "granted": granted(SCOPE),
            "curator": _by_form,
            "export": by_purpose(Purpose.EXPORT),
            "worked_out": _worked_out,
        },
    )
)
register(
    Policy(
        Participation,
        {"own": _own, "curator": _of_records, "export": by_purpose(Purpose.EXPORT, Purpose.PAPER)},
    )
)
register(Policy(Accepted, {"own": _own, "curator": _by_form, "export": by_purpose(Purpose.EXPORT)}))
register(Policy(Query, {"own": _own, "curator": _by_form, "export": by_purpose(Purpose.EXPORT)}))


def _judges(actor: Actor) -> Q | None:
    """All of a registry in which a curator reads and fills in every form no other right names, of
    every site.
    """
    if not isinstance(actor, SignedIn) or not actor.holds(Hat.CURATOR):
        return None
    mine = Right.objects.filter(
        account_id=actor.account_id, form__isnull=True, sees=True, enters=True
    )
    narrow = Subquery(_with_site(actor).values("registry_id"))
    return Q(registry_id__in=Subquery(mine.values("registry_id"))) & ~Q(registry_id__in=narrow)


def _alike(actor: Actor) -> Q | None:
    """The pairs of these registries, but none with a record of somebody who left."""
    found = _judges(actor)
    left = Q(first__takes_part=Subject.Takes.OPTED_OUT) | Q(
        second__takes_part=Subject.Takes.OPTED_OUT
    )
    return None if found is None else found & ~left


def _at_the_desk(actor: Actor) -> Q | None:
    """What came on paper and is not done yet, for those who type it in; nobody's own."""
    if not isinstance(actor, SignedIn) or not actor.holds(Hat.DESK, Hat.ADMINISTRATOR):
        return None
    waiting = (PaperConsent.State.PRINTED, PaperConsent.State.KEYED)
    return Q(state__in=waiting) & ~Q(subject_id=actor.subject_id)


register(
    Policy(
        PaperConsent,
        {
            "own": own(),
            "desk": _at_the_desk,
            "export": by_purpose(Purpose.EXPORT, Purpose.PAPER),
        },
        hidden={
            "own": frozenset({"code_hash", "seed"}),
            "export": frozenset({"code_hash", "seed"}),
        },
    )
)
register(Policy(AlikeMark, {}))  # read by functions of the vault, by nobody else
register(Policy(Alike, {"curator": _alike}))
register(
    Policy(Joined, {"own": _own, "curator": _judges, "export": by_purpose(Purpose.EXPORT)}),
)


def _in_release(actor: Actor) -> Q | None:
    """Everything of the one release the software works on."""
    if isinstance(actor, System) and actor.purpose is Purpose.EXPORT and actor.subject_id:
        return Q(release__ref=actor.subject_id)
    return None


register(
    Policy(
        ReleaseSubject,
        {"own": own(), "export": by_purpose(Purpose.EXPORT), "release": _in_release},
    )
)
register(Policy(ReleaseRow, {"release": _in_release}))


def _asks(actor: Actor) -> Q | None:
    """A yes to the researcher's own study; the vault leaves out who does not take part any more."""
    if not isinstance(actor, SignedIn) or not actor.holds(Hat.RESEARCHER):
        return None
    without_a_yes = (State.DRAFT, State.REFUSED, State.WITHDRAWN)
    return Q(state=StudyInvitation.State.YES, study__request__asked_by=actor.account_id) & ~Q(
        study__request__state__in=without_a_yes
    )


register(
    Policy(
        StudyInvitation,
        {"own": own(), "researcher": _asks, "export": by_purpose(Purpose.EXPORT)},
    )
)
register(Policy(UseAsked, {"own": own(), "export": by_purpose(Purpose.EXPORT)}))
