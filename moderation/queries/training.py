"""What moderators read before they decide, who has, and who has not yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from members.models import Person, RoleHolding
from members.queries.organisation import in_language
from moderation.models import Training, TrainingRead
from moderation.own_pages import OwnPage, own_page
from moderation.queries.exposure import care
from moderation.queries.lead import leads
from moderation.refreshing import counts_since, counts_until
from moderation.rules import HANDLERS, case_worker, may_look_after_team
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand


def newest_training() -> Training | None:
    """What is asked now; None where the organisation asks nothing."""
    return Training.objects.order_by("number").last()


def asks_me(*, actor: Actor) -> Training | None:
    """What this moderator has not confirmed, or too long ago; two queries."""
    mine = TrainingRead.objects.filter(training=OuterRef("pk"), person=case_worker(actor).person_id)
    mine = mine.filter(at__gte=counts_since(care().refresh_months, timezone.now()))
    newest = Training.objects.annotate(done=Exists(mine)).order_by("number").last()
    return None if newest is None or newest.done else newest


def not_ready(*, actor: Actor) -> str:
    """Why this moderator decides nothing yet, '' when she may."""
    if asks_me(actor=actor) is None:
        return ""
    return _("Before you decide, read what we ask of moderators, and confirm it.")


@dataclass(frozen=True, slots=True)
class TrainingShown:
    """One version in the reader's language, with the page that belongs to it."""

    row: Training
    text: str
    page: OwnPage | None


def shown(row: Training) -> TrainingShown:
    """For a page."""
    page = own_page(row.path) if row.path else None
    return TrainingShown(row, in_language(row.text, get_language() or "en"), page)


@dataclass(frozen=True, slots=True)
class TrainingState:
    """For whoever looks after the team. `read`: (name, since when, until when it counts or None);
    `waits`: names.
    """

    newest: TrainingShown
    read: list[tuple[str, datetime, datetime | None]]
    waits: list[str]


def training_state(*, actor: Actor) -> TrainingState | None:
    """None where nothing is asked. Raises PermissionDenied."""
    demand(may_look_after_team(actor, leads=leads(actor)))
    newest = newest_training()
    if newest is None:
        return None
    held = RoleHolding.objects.filter(role__in=HANDLERS, ends_at__isnull=True)
    people = Person.objects.filter(account__in=held.values("account")).order_by("display_name")
    done = dict(TrainingRead.objects.filter(training=newest).values_list("person", "at"))
    rows = list(people.values_list("pk", "display_name"))
    months = care().refresh_months
    since = counts_since(months, timezone.now())
    done = {pk: at for pk, at in done.items() if at >= since}
    return TrainingState(
        shown(newest),
        [(name, done[pk], counts_until(months, done[pk])) for pk, name in rows if pk in done],
        [name for pk, name in rows if pk not in done],
    )
