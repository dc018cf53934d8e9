"""On which ground somebody sees something: the grant behind a look."""

from __future__ import annotations

from uuid import UUID

from members.models import Grant
from members.policies import living_grants_to
from members.purposes import CARE
from po_platform.access.actor import SignedIn


def grant_behind(*, actor: SignedIn, subject: UUID, scope: str) -> Grant | None:
    """The oldest living grant that opens this scope of one subject to the actor."""
    if not actor.strong:
        return None
    return (
        living_grants_to(actor)
        .visible_to(actor)
        .filter(subject_id=subject, scope__contains=[scope])
        .order_by("pk")
        .first()
    )


def clinic_behind(*, actor: SignedIn, subject: UUID, scope: str) -> int | None:
    """The clinic of the actor's this subject shares the scope with, by the oldest living grant.

    None where she shares with the actor alone.
    """
    if not actor.strong:
        return None
    return (
        living_grants_to(actor)
        .visible_to(actor)
        .filter(
            subject_id=subject,
            scope__contains=[scope],
            purpose=CARE.slug,
            grantee_kind=Grant.Grantee.CLINIC,
        )
        .order_by("pk")
        .values_list("grantee_id", flat=True)
        .first()
    )
