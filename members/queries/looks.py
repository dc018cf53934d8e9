"""Who looked at the actor's data, when, at what, and on what ground."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from audit.models import Read
from members.hats import HAT_LABELS
from members.looks import IDENTITY, words_for
from members.models import Grant
from members.purposes import Words
from po_platform.access.actor import Actor, Hat

from .care import clinic_names
from .own import own_rows

PAGE = 20
# The newest look: [when, the name of whoever looked or of her clinic, what kind of reader].
NEWEST = """select json_build_array(r.at, coalesce(nullif(c.name, ''), r.reader_name), r.actor_kind)
  from audit_read r
  left join members_grant g on g.id = r.grant_id and g.subject_id = r.subject_id
                           and g.grantee_kind = 'clinic'
  left join members_clinic c on c.id = g.grantee_id
 where r.subject_id = %(subject)s order by r.id desc limit 1"""


@dataclass(frozen=True, slots=True)
class Look:
    """One look. `allowed_at`: when the member allowed it; `reason`: what the office wrote."""

    pk: int
    at: datetime
    who: str
    task: Words
    clinic: str
    by_itself: bool
    what: Words
    allowed_at: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class LooksPage:
    """Newest first. `older` and `newer`: the key to go on with, None at the ends."""

    looks: list[Look]
    older: int | None = None
    newer: int | None = None


def looks(
    *, actor: Actor, before: int | None = None, after: int | None = None, size: int = PAGE
) -> LooksPage:
    """One page by key: the looks older than `before`, or those just newer than `after`."""
    own = own_rows(Read, actor)
    if after is not None:
        rows = list(own.filter(pk__gt=after).order_by("pk")[: size + 1])
        more, rows = len(rows) > size, rows[:size][::-1]
        if not more:  # the newest page is always a full one
            return looks(actor=actor, size=size)
        return LooksPage(_shown(actor, rows), rows[-1].pk, rows[0].pk)
    older = own.filter(pk__lt=before) if before is not None else own
    rows = list(older.order_by("-pk")[: size + 1])
    more, rows = len(rows) > size, rows[:size]
    newer = rows[0].pk if rows and before is not None else None
    return LooksPage(_shown(actor, rows), rows[-1].pk if more else None, newer)


def _shown(actor: Actor, rows: Collection[Read]) -> list[Look]:
    grants = own_rows(Grant, actor).select_related("decision")
    by_id = grants.in_bulk({row.grant_id for row in rows if row.grant_id})
    clinics = clinic_names(by_id.values())
    return [_look(row, by_id.get(row.grant_id or 0), clinics) for row in rows]


def _look(row: Read, grant: Grant | None, clinics: dict[int, str]) -> Look:
    of_clinic = grant is not None and grant.grantee_kind == Grant.Grantee.CLINIC
    return Look(
        row.pk,
        row.at,
        named(row.reader_name, row.actor_kind),
        HAT_LABELS[Hat(row.hat)] if row.hat in set(Hat) else "",
        clinics.get(grant.grantee_id or 0, "") if grant and of_clinic else "",
        row.actor_kind == "system",
        words_for(row.what),
        grant.decision.at if grant else None,
        _reason(row) if grant is None else "",
    )


def named(name: str, kind: str) -> str:
    """Who looked, also where nobody has a name."""
    return name or (_("Whoever had your code") if kind == "bearer" else "")


def _reason(row: Read) -> str:
    if row.actor_kind == "bearer":
        return _("You made a code for it")
    return row.object_ref if row.what == IDENTITY else ""
