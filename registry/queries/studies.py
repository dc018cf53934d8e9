"""Studies of requests, and who was asked to which."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import Http404
from django.utils import timezone

from members.queries.own import own_rows
from po_platform.access.actor import Actor, SignedIn
from po_platform.access.protected import ProtectedQuerySet
from po_platform.kit.crypto import opened_or_none
from registry.consent import CONTACT, of_another_meaning, purpose_of
from registry.models import DataRequest, Registry, Study, StudyInvitation
from registry.queries.participation import published_sheets
from registry.request_rules import STUDY_STATES


@dataclass(frozen=True, slots=True)
class Willing:
    """Somebody who said yes, as she wants those of the study to know her."""

    invitation: StudyInvitation
    name: str
    reach: str
    since: datetime


def study_of(row: DataRequest) -> Study | None:
    """The study of a request, once it was begun."""
    return Study.objects.filter(request=row).first()


def is_open(study: Study) -> bool:
    """Whether people may be asked to it, and answer."""
    return (
        study.stopped_at is None
        and study.ends_on >= timezone.localdate()
        and study.request.state in STUDY_STATES
    )


def contact_purposes(registry: Registry) -> list[str]:
    """Purposes of the questions whose yes permits to write about studies.

    A question whose meaning ever changed permits nothing.
    """
    published = published_sheets(registry)
    if not published:
        return []
    unclear = of_another_meaning(published[-1], published)
    return [
        purpose_of(registry.pk, one.code)
        for one in published[-1].questions
        if one.kind == CONTACT and one not in unclear
    ]


def my_invitations(*, actor: Actor) -> ProtectedQuerySet[StudyInvitation]:
    """Every study the actor was asked to, newest first."""
    mine = own_rows(StudyInvitation, actor).select_related("study__request")
    return mine.order_by("-pk")


def my_open_invitations(*, actor: Actor) -> list[StudyInvitation]:
    """Those that wait for an answer."""
    asked = my_invitations(actor=actor).filter(state=StudyInvitation.State.ASKED)
    return [one for one in asked if is_open(one.study)]


def my_invitation(*, actor: SignedIn, ref: UUID, lock: bool = False) -> StudyInvitation:
    """One of hers. Raises Http404."""
    rows = own_rows(StudyInvitation, actor).filter(ref=ref)
    if lock:
        rows = rows.select_for_update(of=("self",))
    found: StudyInvitation | None = rows.select_related("study__request__dataset").first()
    if found is None:
        raise Http404
    return found


def willing(*, actor: SignedIn, study: Study) -> Sequence[Willing]:
    """Who said yes, for the researcher whose study it is; nobody else gets a row."""
    rows = StudyInvitation.objects.visible_to(actor).filter(
        study=study, state=StudyInvitation.State.YES
    )
    return [_opened(one) for one in rows.order_by("answered_at")]


def reach_of(one: StudyInvitation) -> dict[str, str]:
    """ "name" and "reach" as she wrote them; empty without a yes, or where they do not open."""
    words = opened_or_none(one.reach, place_of(one)) if one.reach else None
    told: dict[str, str] = json.loads(words) if words else {}
    return told


def place_of(one: StudyInvitation) -> str:
    """Where the sealed words belong; elsewhere they do not open."""
    return f"registry_studyinvitation|reach|{one.ref}"


def _opened(one: StudyInvitation) -> Willing:
    told = reach_of(one)
    name, reach = told.get("name", ""), told.get("reach", "")
    return Willing(one, name, reach, one.answered_at or one.invited_at)
