"""The hand-over pack as a PDF: made for this one answer, kept nowhere."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from audit.actions import record
from members.hand_over import HOST, STEPS, where_things_are
from members.models import LetterHead
from members.queries.hand_over import Pack, pack
from members.queries.letters import letter_frame, letter_head
from members.queries.organisation import current_organisation
from members.set_up import Point
from notifications.paper import PaperLetter, PaperPart, PaperTable
from notifications.typesetting import typeset
from po_platform.access.actor import Actor
from po_platform.kit import spoken


def hand_over_pdf(*, actor: Actor) -> bytes:
    """Tagged, in the reader's language. Raises PermissionDenied and NotTypeset."""
    language = get_language() or settings.LANGUAGE_CODE
    with transaction.atomic():
        held = pack(actor=actor)
        house = current_organisation(language)
        frame = letter_frame(letter_head() or LetterHead(), house)
        letter = PaperLetter(
            (_("To whoever takes over the office"),),
            language,
            _("The office of %(name)s, handed over") % {"name": house.name},
            _("Good day,"),
            (spoken.plain_day(timezone.localdate()),),
            tuple(_parts(held)),
            (),
        )
        pdf = typeset([letter], frame, language=language)
        record(actor=actor, verb="members.hand_over.taken")
    return pdf


def _parts(held: Pack) -> list[PaperPart]:
    missing = [point for point in held.points if not point.done]
    return [
        PaperPart(
            (
                _(
                    "these pages say who holds which duty, where things are, and what whoever runs"
                    " the server keeps. There is no password in them, and no member’s name."
                ),
                _("What to do, in this order:"),
                *(f"{number}. {step}" for number, step in enumerate(STEPS, 1)),
                *_said(_("Who runs the server:"), held.note.host),
                *_said(_("What is not in the portal:"), held.note.elsewhere),
            ),
            tables=tuple(
                table
                for table in (_duties(held), _roles(held), _missing(missing), _where(), _host())
                if table.rows
            ),
        )
    ]


def _said(label: str, text: str) -> tuple[str, ...]:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return (label, *lines) if lines else ()


def _duties(held: Pack) -> PaperTable:
    nobody = _("Nobody")
    rows = [
        [
            str(one.duty.title),
            ", ".join(one.people) or nobody,
            ", ".join(one.stand_in) or nobody,
            "" if one.is_filled else str(one.duty.otherwise),
        ]
        for one in held.duties
    ]
    head = [_("Duty"), _("Who fills it"), _("Who stands in"), _("What happens instead")]
    return PaperTable(_("Who does what, and who stands in"), head, rows)


def _roles(held: Pack) -> PaperTable:
    rows = [
        [
            str(one.role),
            one.who,
            spoken.plain_day(timezone.localdate(one.since)),
            spoken.plain_day(timezone.localdate(one.until)) if one.until else "",
        ]
        for one in held.roles
    ]
    return PaperTable(_("Roles"), [_("Role"), _("Who"), _("Since"), _("Until")], rows)


def _missing(points: list[Point]) -> PaperTable:
    rows = [[str(one.title), str(one.state)] for one in points]
    return PaperTable(_("What is still open"), [_("What"), _("How it stands")], rows)


def _where() -> PaperTable:
    rows = [[str(what), url] for what, url in where_things_are(settings.BASE_URL)]
    return PaperTable(_("Where things are"), [_("What"), _("Where")], rows)


def _host() -> PaperTable:
    rows = [[str(what), str(why)] for what, why in HOST]
    return PaperTable(_("What whoever runs the server keeps"), [_("What"), _("Why")], rows)
