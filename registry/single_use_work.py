"""Asking members who want to be asked each time about one use, and the letter it is done with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit.actions import record
from notifications.actions import Note, queue_all
from notifications.kinds import Group, Kind, Pending, register
from notifications.paper import PaperPart
from po_platform.access.actor import Purpose, System, acting_as
from po_platform.kit.spoken import plain_day
from registry.models import UseAsking
from registry.queries.requests import rules_of
from registry.queries.single_uses import is_open
from registry.request_change import as_approved

ASKED = "registry.use"


def ask_about_uses() -> int:
    """For the tick: asks whoever wants to be asked and may be asked now; how many."""
    made = 0
    living = UseAsking.objects.filter(ends_on__gte=timezone.localdate())
    for asking in living.select_related("request__dataset"):
        if is_open(asking):
            made += _ask(asking)
    return made


def _ask(asking: UseAsking) -> int:
    with acting_as(System(Purpose.ASSIGN)) as system, transaction.atomic():
        seldom = rules_of(asking.request.dataset.registry_id).asked_a_year
        with connection.cursor() as cursor:
            cursor.execute("select * from ask_about_use(%s, %s)", [asking.pk, seldom])
            asked = cursor.fetchall()
        after = asking.ends_on + timedelta(days=1)
        queue_all(
            Note(
                recipient=person,
                kind=ASKED,
                about=f"{asking.pk}:{row}",
                context={"path": reverse("registry:my_use", args=[ref])},
                dedup=f"{ASKED}:{row}",
                expires_at=datetime.combine(after, time(), timezone.get_current_timezone()),
            )
            for row, ref, person in asked
        )
        if asked:
            record(actor=system, verb="registry.use.asked", thing=asking, count=len(asked))
    return len(asked)


def _ids(about: str) -> tuple[int, int]:
    asking, _colon, row = about.partition(":")
    return int(asking), int(row)


def still_asked(pending: Sequence[Pending]) -> set[int]:
    """Of these notices those about an open question to somebody who may be asked now."""
    about = {one.row_id: _ids(one.about)[1] for one in pending}
    with acting_as(System(Purpose.DELIVER)), connection.cursor() as cursor:
        cursor.execute("select uses_still_ask(%s)", [list(about.values())])
        waiting = {found for (found,) in cursor.fetchall()}
    return {row for row, asked in about.items() if asked in waiting}


def on_paper(actor: System, pending: Pending) -> PaperPart | None:
    """What it is about, and how to answer."""
    rows = UseAsking.objects.select_related("request")
    asking = rows.filter(pk=_ids(pending.about)[0]).first()
    if asking is None:
        return None
    row = as_approved(asking.request)
    who = _("%(asker)s, %(institution)s, would like to find out:") % {
        "asker": row.asker, "institution": row.institution,
    }  # fmt: skip
    how = _(
        "To say yes, sign in to the portal until %(day)s. Without a yes nothing of yours is passed"
        " on for it."
    ) % {"day": plain_day(asking.ends_on)}
    return PaperPart((why(), who, row.question, row.gain, how), subject=row.title)


def why() -> str:
    """Why she is asked."""
    return _(
        "You said that you want to be asked each time before your answers are used for research."
        " Our committee looked at this use and approved it."
    )


def connect() -> None:
    """Once at start."""
    register(
        Kind(
            ASKED,
            Group("registry", gettext_lazy("data you give, and questions about it")),
            gettext_lazy("A question for you"),
            keys=frozenset({"path"}),
            still_wanted=still_asked,
            paper=on_paper,
            by_phone=False,
        )
    )
