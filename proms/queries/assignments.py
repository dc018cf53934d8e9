"""What waits on a person's list, and what she sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Min, Q
from django.db.models.functions import Now

from po_platform.access.actor import Actor, Bearer, SignedIn
from po_platform.access.protected import ProtectedQuerySet
from proms.models import Assignment, Instrument, Response, Score

PAGE = 20
# Whole forms, in every column that holds one: prepared already (questionnaires.queries), and not
# read again from each row.
FORM = ("version__definition", "version__metadata", "version__report")
FORMS = (*FORM, "translation__texts")


def _own(actor: Actor) -> Q:
    """The actor's own rows; nobody without a subject has any."""
    subject = actor.subject_id if isinstance(actor, SignedIn | Bearer) else None
    return Q(subject_id=subject) if subject else Q(pk__in=[])


def _living() -> Q:
    """Open and not too late."""
    in_time = Q(closes_at__isnull=True) | Q(closes_at__gt=Now())
    return in_time & Q(state=Assignment.State.OPEN, opens_at__lte=Now())


def waits_for(*, actor: Actor, subject: UUID, instrument: Instrument) -> bool:
    """Whether a questionnaire waits on the list of somebody the actor may see, or is being keyed."""
    seen = Assignment.objects.visible_to(actor).filter(subject_id=subject, instrument=instrument)
    return seen.filter(_living() | Q(state=Assignment.State.KEYED)).exists()


def open_assignments(*, actor: Actor) -> ProtectedQuerySet[Assignment]:
    """The actor's own open list, what is due first on top."""
    seen = Assignment.objects.visible_to(actor).filter(_own(actor), _living())
    return _with_form(seen).order_by("due_at", "pk")


def _with_form(seen: ProtectedQuerySet[Assignment]) -> ProtectedQuerySet[Assignment]:
    """With what a list says of each: its name, and how many questions; never the whole form."""
    return seen.select_related("instrument", "version").defer(*FORM)


def open_of(*, actor: Actor, subject: UUID) -> list[Assignment]:
    """What waits on the list of somebody the actor may see."""
    seen = Assignment.objects.visible_to(actor).filter(_living(), subject_id=subject)
    return list(_with_form(seen).order_by("due_at", "pk"))


def overdue_since(*, actor: Actor, subjects: Sequence[UUID]) -> dict[UUID, datetime]:
    """Since when something others asked is overdue with each of these subjects; by time alone.

    What she took up herself keeps nobody waiting.
    """
    rows = (
        Assignment.objects.visible_to(actor)
        .filter(_living(), subject_id__in=subjects, overdue_at__lte=Now())
        .exclude(asked_by=Assignment.AskedBy.SELF)
        .values_list("subject_id")
        .annotate(since=Min("overdue_at"))
    )
    return dict(rows)


def my_assignment(*, actor: Actor, ref: UUID, lock: bool = False) -> Assignment | None:
    """One assignment of the actor's own list, in any state; with `lock` until the transaction ends."""
    found = (
        Assignment.objects.visible_to(actor)
        .filter(_own(actor), ref=ref)
        .select_related("instrument", "version")
        .defer(*FORM)
    )
    return (found.select_for_update(of=("self",)) if lock else found).first()


def my_responses(*, actor: Actor) -> ProtectedQuerySet[Response]:
    """What the actor sent, newest first, taken-back ones left out."""
    return (
        Response.objects.visible_to(actor)
        .filter(_own(actor), withdrawn_at__isnull=True)
        .select_related("instrument", "version", "translation", "assignment")
        .defer(*FORMS)
        .order_by("-authored_at", "-pk")
    )


def newest_sent(*, actor: Actor, size: int) -> list[Response]:
    """What the actor sent last: when, of which questionnaire and its reference, nothing more."""
    return list(
        my_responses(actor=actor)
        .select_related(None)
        .select_related("instrument")
        .only("ref", "authored_at", "withheld", "instrument__title", "instrument__titles")[:size]
    )


def response_to(*, actor: Actor, assignment: Assignment) -> Response | None:
    """What the actor sent for an assignment and did not take back."""
    return my_responses(actor=actor).filter(assignment=assignment).first()


def former_versions(*, actor: Actor, response: Response) -> list[Response]:
    """What a set of answers corrects, newest first; they stand on no list of their own."""
    seen = (
        Response.objects.visible_to(actor)
        .select_related("instrument", "version", "translation")
        .defer(*FORMS)
    )
    found: list[Response] = []
    before = response.amended_from_id
    while before is not None:
        former = seen.filter(pk=before).first()
        if former is None:
            break
        found.append(former)
        before = former.amended_from_id
    return found


@dataclass(frozen=True, slots=True)
class ResponsesPage:
    """Newest first; `older` is the reference to go on with."""

    rows: list[Response]
    older: UUID | None


def responses_page(
    *, actor: Actor, before: UUID | None = None, size: int = PAGE
) -> ResponsesPage | None:
    """What the actor sent before one of her own responses; None when that is not hers."""
    found = my_responses(actor=actor)
    if before is not None:
        last = found.filter(ref=before).first()
        if last is None:
            return None
        found = found.filter(
            Q(authored_at__lt=last.authored_at) | Q(authored_at=last.authored_at, pk__lt=last.pk)
        )
    rows = list(found[: size + 1])
    return ResponsesPage(rows[:size], rows[size - 1].ref if len(rows) > size else None)


def scores_of(*, actor: Actor, response: Response) -> ProtectedQuerySet[Score]:
    """The scores of one response the actor may see, with the version of their rule."""
    return (
        Score.objects.visible_to(actor)
        .filter(response=response)
        .select_related("spec")
        .defer("spec__spec", "spec__attachment")
        .order_by("pk")
    )
