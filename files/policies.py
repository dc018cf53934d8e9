"""Files and jobs are seen by their person, by the software while it works; the house’s by the office."""

from django.db.models import Q

from po_platform.access.actor import Actor, Hat, Purpose, SignedIn, System
from po_platform.access.policy import Policy, register

from .house import HOUSE
from .models import Job, StoredFile


def _own(actor: Actor) -> Q | None:
    if isinstance(actor, SignedIn) and actor.subject_id and actor.helping is None:
        return Q(subject_id=actor.subject_id)
    return None


def _worked_for(actor: Actor) -> Q | None:
    if isinstance(actor, System) and actor.purpose == Purpose.EXPORT and actor.subject_id:
        return Q(subject_id=actor.subject_id)
    return None


def _of_the_house(actor: Actor) -> Q | None:
    if isinstance(actor, SignedIn) and actor.holds(Hat.ADMINISTRATOR):
        return Q(subject_id=HOUSE)
    return None


for model in (StoredFile, Job):
    register(Policy(model, {"own": _own, "work": _worked_for, "house": _of_the_house}))
