"""What somebody who joins meets: her invitation, the rules, a name that is free."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet
from django.db.models.functions import Now

from members.models import JoinInvitation, JoinRequest
from members.office_rules import may_run_the_office
from members.queries.organisation import current_organisation
from members.share_codes import as_typed
from po_platform.access.actor import Actor
from po_platform.kit.crypto import secret_hash

TAKEN = """
select exists (select 1 from members_person where name_look(display_name) = name_look(%(name)s) and id <> %(but)s)
    or exists (select 1 from members_organisation where name_look(name) = name_look(%(name)s))
"""


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules as they stand now in one language; `mark` tells two versions apart."""

    text: str
    language: str

    @property
    def mark(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest() if self.text else ""


def rules_in(language: str) -> Rules:
    """What everybody accepts; text '' when the organisation wrote none."""
    return Rules(current_organisation(language).rules.strip(), language)


def name_is_taken(name: str, *, but: int = 0) -> bool:
    """Whether somebody here, or the organisation, has this name or one that looks the same. `but`:
    the person whose own name does not count.

    It tells who belongs to us: ask only for somebody who proved a mailbox, and count the tries.
    """
    with connection.cursor() as cursor:
        cursor.execute(TAKEN, {"name": name, "but": but})
        return bool(cursor.fetchone()[0])


def invitation_by_code(typed: str) -> JoinInvitation | None:
    """The living invitation with this code, however it was typed."""
    code = as_typed(typed)
    return (
        JoinInvitation.objects.filter(
            secret_hash=secret_hash(code), used_at__isnull=True, expires_at__gt=Now()
        ).first()
        if code
        else None
    )


def living_invitation(invitation_id: int | None) -> JoinInvitation | None:
    """The invitation this browser brought along, if it still counts."""
    if invitation_id is None:
        return None
    return JoinInvitation.objects.filter(
        pk=invitation_id, used_at__isnull=True, expires_at__gt=Now()
    ).first()


def came_by_post(invitation: JoinInvitation | None) -> bool:
    """Whether it is for somebody of the association's list who has no mailbox."""
    return invitation is not None and invitation.person_id is not None and not invitation.email


def waiting_requests(*, actor: Actor) -> QuerySet[JoinRequest]:
    """Requests nobody decided about, the oldest first; for the office."""
    if not may_run_the_office(actor):
        return JoinRequest.objects.none()
    return (
        JoinRequest.objects.filter(decided_at__isnull=True)
        .select_related("person")
        .order_by("at", "pk")
    )
