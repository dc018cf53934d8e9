"""What a moderator is not given: her own list, and where nobody on duty takes a kind of case."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from django.db import connection
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language

from members.queries.organisation import in_language
from moderation.kinds import LANES, REASONS, theme_kind, themes_in
from moderation.models import Avoided, Lane, Report, Theme
from moderation.queries.lead import leads
from moderation.rules import case_worker, may_look_after_team
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand

Words = str | Promise
AHEAD = timedelta(hours=24)


def my_avoided(*, actor: Actor) -> frozenset[str]:
    """Kinds this moderator is not given; one query."""
    me = case_worker(actor).person_id
    rows = Avoided.objects.visible_to(actor).filter(person=me)
    return frozenset(rows.values_list("kind", flat=True))


def left_out(actor: Actor, kinds: Collection[str]) -> Q:
    """A filter on cases of these kinds; for none, nothing."""
    found = Q(pk__in=())
    if lanes := set(kinds) & set(LANES):
        found |= Q(lane__in=lanes)
    if reasons := set(kinds) & set(REASONS):
        told = Report.objects.visible_to(actor).filter(case=OuterRef("pk"), reason__in=reasons)
        found |= Q(Exists(told))
    if themes := themes_in(kinds):
        found |= Q(themes__overlap=themes)
    return found


def themes() -> list[tuple[Theme, str]]:
    """(row, its name) in the reader's language, in the order they were made; those in use."""
    here = get_language() or "en"
    rows = Theme.objects.filter(put_away_at__isnull=True).order_by("pk")
    return [(row, in_language(row.title, here)) for row in rows]


def kinds_to_choose() -> list[tuple[str, Words]]:
    """(code, words) of everything somebody can choose not to be given."""
    return [
        *((code, Lane(code).label) for code in LANES),
        *((theme_kind(row.pk), name) for row, name in themes()),
        *((code, Report.Reason(code).label) for code in REASONS),
    ]


def gaps(*, actor: Actor) -> list[Words]:
    """Kinds that nobody takes who is on duty until this time tomorrow.

    For whoever looks after the team: with the rota it tells that each of them chose it.
    Raises PermissionDenied.
    """
    demand(may_look_after_team(actor, leads=leads(actor)))
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("select kind from kinds_nobody_takes(%s, %s)", [now, now + AHEAD])
        open_ones = {kind for (kind,) in cursor.fetchall()}
    if not open_ones:
        return []
    return [words for code, words in kinds_to_choose() if code in open_ones]
