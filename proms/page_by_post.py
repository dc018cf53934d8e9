"""Her page for the doctor behind a letter to herself, put together when it is printed."""

from __future__ import annotations

from datetime import date

from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from members.models import Person
from members.queries.identity import identity_of
from members.queries.organisation import current_organisation
from notifications.kinds import Group, Kind, Pending, register
from notifications.paper import PaperPart, Sheet
from po_platform.access.actor import System
from po_platform.kit.spoken import plain_day
from proms.actions.page_by_post import PAGE
from proms.actions.visit_codes import named
from proms.letter import letter_about
from proms.letter_text import as_plain_text
from proms.looks import POSTED
from proms.summary_pdf import summary_as_pictures


def page_on_paper(actor: System, pending: Pending) -> PaperPart | None:
    """Runs as the system for this person alone. Raises notifications.typesetting.NotTypeset."""
    if actor.subject_id is None or actor.person_id is None:
        return None
    language, today = get_language() or "en", timezone.localdate()
    letter = letter_about(actor=actor, subject=actor.subject_id, language=language, today=today)
    name = _name(actor, actor.person_id)
    pictures = summary_as_pictures(
        letter, name=name, organisation=current_organisation(language), language=language
    )
    words = [as_plain_text(letter, name=name, today=today)]
    words += [_("The same page goes on.")] * (len(pictures) - 1)
    sheets = tuple(Sheet(picture, said) for picture, said in zip(pictures, words, strict=True))
    said = tuple(_sentences(pending.context.get("day", "")))
    return PaperPart(said, subject=_("Your page for the doctor"), sheets=sheets)


def _name(actor: System, person_id: int) -> str:
    known = named(identity_of(actor=actor, person_id=person_id))
    return known or Person.objects.values_list("display_name", flat=True).get(pk=person_id)


def _sentences(day: str) -> list[str]:
    asked = _("You asked us on the telephone for your page for the doctor.")
    if day:
        visit = plain_day(date.fromisoformat(day))
        asked = _("You asked us on the telephone for your page for the doctor, for the visit on"
                  " %(day)s.") % {"day": visit}  # fmt: skip
    return [
        asked,
        _(
            "It lies behind this letter, on a sheet of its own. Take it along, or post it yourself. You"
            " decide whom you show it to."
        ),
        _(
            "It shows what you answered here until today, and gives no advice. What you keep for"
            " yourself does not stand on it."
        ),
        _(
            "Whoever printed it and put it into the envelope could see it. Who that was we tell you on"
            " the telephone; on the website it stands under “Who looked at my data”."
        ),
    ]


def connect() -> None:
    """Once at start."""
    register(
        Kind(
            PAGE,
            Group("proms", gettext_lazy("what is waiting for you")),
            gettext_lazy("Something you asked for on paper"),
            keys=frozenset({"day"}),
            digestible=False,
            unsubscribable=False,
            paper=page_on_paper,
            letters_only=True,
            shows=POSTED,
        )
    )
