"""Files and jobs are seen by their person, and by the software while it works for her."""

from django.db.models import Q

from po_platform.access.actor import Actor, Purpose, SignedIn, System
from po_platform.access.policy import Policy, register

from .models import Job, StoredFile


def _own(actor: Actor) -> Q | None:
    if isinstance(actor, SignedIn) and actor.subject_id and actor.helping is None:
        return Q(subject_id=actor.subject_id)
    return None


def _worked_for(actor: Actor) -> Q | None:
    if isinstance(actor, System) and actor.purpose == Purpose.EXPORT and actor.subject_id:
        return Q(subject_id=actor.subject_id)
    return None


for model in (StoredFile, Job):
    register(Policy(model, {"own": _own, "work": _worked_for}))
