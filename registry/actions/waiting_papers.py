"""Forms of consent on paper that can hold no more are used no more, whoever ends what they were for."""

from __future__ import annotations

from uuid import UUID

from audit.actions import record
from po_platform.access.actor import Purpose, System, acting_as
from registry.models import ConsentSheet, PaperConsent, Registry

State = PaperConsent.State


def end_waiting_papers(
    *, person_id: int, subject_id: UUID, registry: Registry, older_than: ConsentSheet | None = None
) -> None:
    """Her forms of this registry that are printed or typed in; their scans go.

    `older_than`: only those of an earlier text; one that somebody works on at this moment is left
    to that person, as its own rule turns it down.
    """
    with acting_as(System(Purpose.PAPER, subject_id, person_id)) as system:
        mine = PaperConsent.objects.visible_to(system).filter(
            registry=registry, state__in=(State.PRINTED, State.KEYED)
        )
        if older_than is not None:
            mine = mine.filter(sheet__version__lt=older_than.version)
        held = mine.select_for_update(of=("self",), skip_locked=older_than is not None)
        found = list(held.order_by("pk").values_list("pk", flat=True))
        if found:
            PaperConsent.objects.visible_to(system).filter(pk__in=found).update(
                state=State.ENDED, scan=""
            )
            record(
                actor=system,
                verb="registry.paper.ended",
                thing=registry,
                subject=subject_id,
                count=len(found),
            )
