"""What questionnaires add to start pages, My data and the clinician's list."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from members.holdings import Holding
from members.start_page import Row, Waiting
from po_platform.access.actor import Actor, SignedIn
from po_platform.kit.spoken import day
from proms.queries.assignments import my_responses, open_assignments
from proms.readers import who_will_see


def waiting(actor: Actor) -> list[Waiting]:
    """Open questionnaires of the actor, what is due first on top."""
    if not isinstance(actor, SignedIn) or actor.subject_id is None:
        return []
    found = list(open_assignments(actor=actor)[:10])
    if not found:
        return []
    readers = who_will_see(actor)
    sees = (
        _("You and %(names)s will see the answers.") % {"names": ", ".join(readers)}
        if readers
        else _("Only you will see the answers.")
    )
    return [
        Waiting(
            kind="proms.assignment",
            title=row.instrument.title,
            url=reverse("proms:answer", args=[row.ref]),
            label=_("Start the questions"),
            until=timezone.localtime(row.closes_at).date() if row.closes_at else None,
            minutes=row.instrument.minutes,
            sentences=(
                ngettext(
                    "%(n)d short question. You can stop at any time and go on later.",
                    "%(n)d short questions. You can stop at any time and go on later.",
                    row.version.item_count,
                )
                % {"n": row.version.item_count},
            ),
            who_sees=sees,
        )
        for row in found
    ]


def course_row(actor: Actor) -> Row | None:
    """ "My answers": a link to the course."""
    if not isinstance(actor, SignedIn) or actor.subject_id is None:
        return None
    newest = my_responses(actor=actor).values_list("authored_at", flat=True).first()
    sentence = (
        _("Last sent on %(day)s.") % {"day": day(newest)}
        if newest
        else _("Nothing sent yet.")
    )
    return Row(
        _("My answers"), sentence, reverse("proms:course"), _("See how things have changed"), 30
    )


def holding(actor: SignedIn) -> Iterable[Holding]:
    """What we keep: sent answers."""
    count = my_responses(actor=actor).count()
    sentence = ngettext(
        "%(n)d set of answers.", "%(n)d sets of answers.", count
    ) % {"n": count}
    yield Holding(_("Your answers"), sentence, reverse("proms:responses"), _("See and print"))
