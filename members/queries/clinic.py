"""The people who share with a clinician: by name, since when, until when, through whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from members.clinician_list import list_columns, summary_url
from members.models import Grant
from members.names import is_meant
from members.policies import living_grants_to
from members.purposes import CARE
from po_platform.access.actor import SignedIn

from .care import clinic_names
from .identity import PersonShown, people_shown

PAGE = 50


@dataclass(frozen=True, slots=True)
class Sharer:
    """One person on a clinician's list. `until` None: until she ends it. `through`: clinics."""

    person: PersonShown
    since: datetime
    until: datetime | None
    through: tuple[str, ...]
    grant_id: int
    moments: tuple[datetime | None, ...]
    url: str


@dataclass(frozen=True, slots=True)
class SharersPage:
    """A page of the list; how many people were found, share at all, and fill how many pages."""

    sharers: list[Sharer]
    people: int
    everybody: int
    page: int
    pages: int


def people_who_share(
    *, actor: SignedIn, named: str = "", by_arrival: bool = False, page: int = 1
) -> SharersPage:
    """Everybody who shares with the actor now: by name, or newest arrival first.

    `named`: only those in whose name words begin so.

    The order never depends on what was answered. Names are sealed, so they are sorted here; the
    queries are the same for one person and for hundreds.
    """
    by_subject: dict[UUID, list[Grant]] = defaultdict(list)
    grants = living_grants_to(actor).filter(purpose=CARE.slug).visible_to(actor)
    for grant in grants.order_by("starts_at", "pk"):
        by_subject[grant.subject_id].append(grant)
    subjects = list(by_subject)
    people = people_shown(actor=actor, subject_ids=subjects)
    clinics = clinic_names([grant for grants in by_subject.values() for grant in grants])
    moments = [column.moments(actor, subjects) for column in list_columns()]
    sharers = [
        Sharer(
            person,
            by_subject[subject][0].starts_at,
            _last_end(by_subject[subject]),
            tuple(
                clinics[grant.grantee_id]
                for grant in by_subject[subject]
                if grant.grantee_kind == Grant.Grantee.CLINIC and grant.grantee_id in clinics
            ),
            by_subject[subject][0].pk,
            tuple(column.get(subject) for column in moments),
            summary_url(subject),
        )
        for subject, person in people.items()
        if is_meant(named, person.name)
    ]
    sharers.sort(key=lambda one: (one.person.name.casefold(), one.person.person_id))
    if by_arrival:
        sharers.sort(key=_arrival, reverse=True)
    pages = max(1, -(-len(sharers) // PAGE))
    page = min(max(page, 1), pages)
    shown = sharers[(page - 1) * PAGE : page * PAGE]
    return SharersPage(shown, len(sharers), len(people), page, pages)


def _arrival(sharer: Sharer) -> float:
    first = sharer.moments[0] if sharer.moments else sharer.since
    return first.timestamp() if first else 0.0


def _last_end(grants: Sequence[Grant]) -> datetime | None:
    ends = [grant.ends_at for grant in grants]
    return None if None in ends else max(end for end in ends if end is not None)
