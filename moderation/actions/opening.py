"""A case is opened, or the open one is found: one statement of the vault, however many ask at once."""

from __future__ import annotations

import json
from collections.abc import Collection
from uuid import UUID

from django.db import connection, transaction
from django.http import Http404

from audit.actions import record
from moderation.content import DANGER, Thing, content_kind
from moderation.drill_case import DRILL
from moderation.lanes import rank_of
from moderation.models import Case, Lane, Theme
from moderation.queries.cases import known_thing
from moderation.rules import may_handle_cases
from moderation.theme_words import themes_told
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand
from po_platform.kit.danger_words import DANGER_LIST


def open_case(
    *,
    kind: str,
    thing: UUID,
    person_id: int | None,
    version: int,
    lane: str = Lane.NORMAL,
    because: Collection[str] = (),
    reported: bool = False,
) -> int:
    """The case's id. `because`: codes of the feature. Runs in the transaction of its cause."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select open_case(%s, %s, %s, %s, %s, %s, %s::jsonb)",
            [
                kind,
                thing,
                person_id,
                version,
                str(lane),
                rank_of(str(lane), reported=reported),
                json.dumps(list(because)),
            ],
        )
        case = int(cursor.fetchone()[0])
        if DANGER in because:
            cursor.execute("select case_heard(%s, %s)", [case, DANGER_LIST])
        if themes := _told_themes(kind, thing):
            cursor.execute("select case_is_about(%s, %s)", [case, themes])
    return case


def _told_themes(kind: str, thing: UUID) -> list[int]:
    """Ids of the themes whose words stand in it, so that nobody has to read it to be spared it."""
    words = Theme.objects.filter(put_away_at__isnull=True).exclude(words=[])
    themes = list(words.values_list("pk", "words"))
    known = content_kind(kind) if themes else None
    if known is None or known.words is None:
        return []
    return themes_told(known.words(thing), themes)


def look_at(*, actor: Actor, kind: str, ref: UUID) -> Case:
    """A moderator opens a case by herself, where she moderates. Raises Http404, PermissionDenied."""
    with transaction.atomic():
        demand(may_handle_cases(actor))
        if kind == DRILL:
            raise Http404
        thing: Thing = known_thing(kind, ref)
        pk = open_case(
            kind=kind, thing=ref, person_id=thing.person_id, version=thing.version, reported=True
        )
        case = Case.objects.visible_to(actor).filter(pk=pk).first()
        if case is None:  # in a place that is not hers; what was opened goes with the transaction
            raise Http404
        record(actor=actor, verb="moderation.case.looked_at", thing=case)
    return case
