"""A case is opened, or the open one is found: one statement of the vault, however many ask at once."""

from __future__ import annotations

import json
from collections.abc import Collection
from uuid import UUID

from django.db import connection, transaction
from django.http import Http404

from audit.actions import record
from moderation.content import Thing
from moderation.drill_case import DRILL
from moderation.lanes import rank_of
from moderation.models import Case, Lane
from moderation.queries.cases import known_thing
from moderation.rules import may_moderate
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand


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
        return int(cursor.fetchone()[0])


def look_at(*, actor: Actor, kind: str, ref: UUID) -> Case:
    """A moderator opens a case by herself. Raises Http404, PermissionDenied."""
    with transaction.atomic():
        demand(may_moderate(actor))
        if kind == DRILL:
            raise Http404
        thing: Thing = known_thing(kind, ref)
        pk = open_case(
            kind=kind, thing=ref, person_id=thing.person_id, version=thing.version, reported=True
        )
        case = Case.objects.visible_to(actor).get(pk=pk)
        record(actor=actor, verb="moderation.case.looked_at", thing=case)
    return case
