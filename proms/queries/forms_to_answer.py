"""Which forms somebody would be shown now: those on her list, and those she may start herself."""

from __future__ import annotations

from django.db.models import Q

from po_platform.access.actor import SignedIn
from proms.queries.assignments import open_assignments
from proms.queries.instruments import open_instruments
from questionnaires.models import Version


def forms_to_answer(*, actor: SignedIn) -> list[Version]:
    """Each in the version she would answer, by name."""
    waiting = list(open_assignments(actor=actor).values_list("version_id", flat=True))
    may_start = [one.questionnaire_id for one in open_instruments()]
    in_use = Q(state=Version.State.PUBLISHED, questionnaire_id__in=may_start)
    return list(
        Version.objects.filter(in_use | Q(pk__in=waiting))
        .select_related("questionnaire__instrument")
        .order_by("questionnaire__title", "number")
    )
