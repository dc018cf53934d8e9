"""What is known of people and what they signed, for the questions that are answered by it."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from uuid import UUID

from django.db import connection

from po_platform.access.actor import Actor
from questionnaires.models import Version
from registry.from_consent import Known, sources
from registry.models import ConsentSheet

from .datasets import form_in_use


def answered_by_consent(version: Version) -> dict[str, str]:
    """Question → what answers it, in one version of a dataset."""
    rows = version.metadata.get("redcap", ())
    return sources(rows, form_in_use(version).definition)


def known_of(*, actor: Actor, registry_id: int, subjects: Collection[UUID]) -> dict[UUID, Known]:
    """Asked of the vault at this moment: of one's own registry, of oneself, or of a release at work."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select subject_id, vital, takes_part, state, rests, sheet_id, allowed"
            " from registry_told(%s, %s::uuid[])",
            [registry_id, list(subjects)],
        )
        rows = cursor.fetchall()
    asked = _asked(row[5] for row in rows)
    return {
        subject: Known(
            vital,
            takes_part,
            state,
            rests,
            asked.get(sheet, {}),
            {code: tuple(scope) for code, scope in json.loads(allowed).items()},
        )
        for subject, vital, takes_part, state, rests, sheet, allowed in rows
    }


def _asked(sheets: Iterable[int | None]) -> dict[int | None, dict[str, str]]:
    found = ConsentSheet.objects.in_bulk({one for one in sheets if one is not None})
    return {
        pk: {one["code"]: one["kind"] for one in sheet.content.get("questions", ())}
        for pk, sheet in found.items()
    }
