"""The letter with the proof, for somebody who reads no e-mail; printed before the address goes too."""

from __future__ import annotations

from dataclasses import replace

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from audit.actions import record
from members.facts import record_person_read
from members.letter_words import address_lines, beside, greeting
from members.models import Person
from members.office_rules import may_open_identity
from members.queries.download import preferred
from members.queries.erase import backups_stay, open_wish, reference_for
from members.queries.identity import identity_of
from members.queries.letters import letter_frame, letter_head
from members.queries.organisation import current_organisation
from notifications.paper import PaperLetter, PaperPart
from notifications.typesetting import typeset
from po_platform.access.actor import SignedIn, acting_as
from po_platform.access.refusals import demand
from po_platform.kit import spoken


def erasing_letter(*, actor: SignedIn, person: Person) -> bytes:
    """One PDF in her language; that her address was opened is on record before.

    Raises PermissionDenied, NotTypeset.
    """
    demand(may_open_identity(actor, person))
    head = letter_head()
    if head is None:
        raise PermissionDenied(_("Say first where letters come from."))
    if person.state == Person.State.DECEASED:
        raise PermissionDenied(_("Nothing is written to somebody who has died."))
    looking = replace(actor, looks_at=person.pk)
    with acting_as(looking):
        record_person_read(person.pk, _("To write to you that everything is erased"))
        known = identity_of(actor=looking, person_id=person.pk)
    record(actor=actor, verb="members.erase.letter_made", thing=person)
    language, zone = preferred(person)
    organisation = current_organisation(language)
    with override(language), timezone.override(zone):
        letter = PaperLetter(
            address_lines(known, person.display_name),
            language,
            _("Everything about you is erased"),
            greeting(known, person.display_name),
            beside(organisation, timezone.localdate()),
            (PaperPart(_said(person)),),
            (),
        )
        frame = letter_frame(head, organisation)
        return typeset([letter], frame, language=settings.LANGUAGE_CODE)


def _said(person: Person) -> tuple[str, ...]:
    wish = open_wish(person_id=person.pk)
    first = (
        _("you asked us to erase everything we keep about you. We do it on %(day)s.")
        % {"day": spoken.plain_day(wish.due_at)}
        if wish is not None
        else _("you asked us to erase everything we keep about you. We do it these days.")
    )
    return (
        first,
        _("Keep this number as your proof: %(number)s") % {"number": reference_for(person)},
        backups_stay(),
        _("If you did not ask for this, call us at once."),
        _("This is our last letter to you. We forget your address then. We wish you all the best."),
    )
