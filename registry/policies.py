"""Who may see what of a registry: the person herself, whom she chose, and its own people by form."""

from django.db.models import Exists, OuterRef, Q, Subquery

from members.policies import by_purpose, granted, own
from po_platform.access.actor import Actor, Hat, Purpose, SignedIn, System
from po_platform.access.policy import Policy, register

from .models import Entry, Form, ReleaseRow, ReleaseSubject, Right, Subject

SCOPE = "registry"


def _by_right(actor: Actor) -> Q | None:
    """All of a registry in which the actor sees at least one form."""
    if isinstance(actor, System) and actor.purpose is Purpose.OPERATE:
        return Q(pk__isnull=False)
    if not isinstance(actor, SignedIn) or not actor.holds(Hat.CURATOR):
        return None
    mine = Right.objects.filter(account_id=actor.account_id, sees=True)
    return Q(registry_id__in=Subquery(mine.values("registry_id")))


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
    """Entries of the forms the actor sees."""
    found = _by_right(actor)
    if found is None or not isinstance(actor, SignedIn):
        return found
    return found & Q(form_id__in=visible_forms(actor))


register(
    Policy(
        Subject,
        {
            "own": own(),
            "granted": granted(SCOPE),
            "curator": _by_right,
            "export": by_purpose(Purpose.EXPORT),
        },
    )
)
register(
    Policy(
        Entry,
        {
            "own": own(),
            "granted": granted(SCOPE),
            "curator": _by_form,
            "export": by_purpose(Purpose.EXPORT),
        },
    )
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
