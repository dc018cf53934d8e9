"""What waits around letters, as lines of the office's worklist."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from po_platform.access.actor import Actor

from .models import Person
from .queries.letters import waiting_for_letters
from .start_page import Work


def letter_line(actor: Actor) -> list[Work]:
    """One line while anybody waits for a letter."""
    waiting = waiting_for_letters(actor=actor)
    if not waiting:
        return []
    title = ngettext(
        "%(count)s person waits for a letter", "%(count)s people wait for a letter", len(waiting)
    )
    return [
        Work(
            title=title % {"count": len(waiting)},
            url=reverse("members:letters"),
            since=waiting[0].since,
            next_step=_("Print the letters and post them"),
            next_sub=_("With a printer and window envelopes"),
        )
    ]


def returned_lines(people: Iterable[Person]) -> list[Work]:
    """People no letter goes to until their address is put right."""
    return [
        Work(
            title=person.display_name,
            sub=person.get_post_stopped_why_display(),
            url=reverse("members:person_post", args=[person.ref]),
            since=person.post_stopped_at,
            next_step=_("Call, and write down the right address"),
            next_sub=_("About 5 minutes"),
        )
        for person in people
    ]
