"""A clinic's own guidance, as it keeps it."""

from __future__ import annotations

from proms.models import ClinicGuidance


def guidance_of(*, clinic_id: int) -> list[ClinicGuidance]:
    """What a clinic keeps now, in the order it was written down; no person stands in it."""
    return list(
        ClinicGuidance.objects.filter(clinic_id=clinic_id, ended_at__isnull=True).order_by("pk")
    )
