"""Words guides have at hand: their own, and those of all guides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.http import Http404

from education.guide_wording import filled
from education.models import Enrolment, GuideWording
from education.programme_rules import may_change_wording, may_guide
from education.programme_shape import read_modules
from education.queries.guiding import leads
from po_platform.access.actor import Actor, SignedIn
from po_platform.access.refusals import demand

MOST = 100


@dataclass(frozen=True, slots=True)
class Ready:
    """Words filled for one person, to begin a message with."""

    pk: int
    title: str
    text: str


def wordings(*, actor: Actor) -> list[GuideWording]:
    """Hers and those of all, by title."""
    return list(_readable(actor).order_by("title", "pk")[:MOST])


def wording(*, actor: Actor, pk: int) -> GuideWording:
    """One she may change. Raises Http404."""
    row = _readable(actor).filter(pk=pk).first()
    if row is None or not may_change_wording(actor, row, leads=leads(actor)):
        raise Http404
    return row


def ready_for(*, actor: Actor, enrolment: Enrolment, name: str) -> Sequence[Ready]:
    """Those in the programme's language, filled for the one who walks it."""
    language = enrolment.programme.language[:2]
    step = step_title(enrolment)
    rows = ((one, str(one.texts.get(language, ""))) for one in wordings(actor=actor))
    return [
        Ready(one.pk, one.title, filled(text, name=name, step=step)) for one, text in rows if text
    ]


def step_title(enrolment: Enrolment) -> str:
    """Of the step where she is, else the first one; the programme's title where there is none."""
    steps = [one for module in read_modules(enrolment.version.modules) for one in module.steps]
    here = next((one for one in steps if one.id == enrolment.at_step), None)
    found = here or (steps[0] if steps else None)
    return found.title if found else enrolment.version.title


def _readable(actor: Actor) -> QuerySet[GuideWording]:
    demand(may_guide(actor))
    assert isinstance(actor, SignedIn)  # noqa: S101  (the rule)
    return GuideWording.objects.filter(Q(account=None) | Q(account_id=actor.account_id))
