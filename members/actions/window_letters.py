"""Code cards and invitations for a window envelope: made for this one answer, kept nowhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from audit.actions import record
from members.card_codes import card_groups
from members.facts import record_person_read
from members.identity import Known
from members.letter_rules import may_print
from members.letter_words import address_lines, beside, greeting
from members.models import Person
from members.queries.identity import identity_of
from members.queries.letters import letter_frame, letter_head
from members.queries.organisation import current_organisation
from notifications.paper import LetterFrame, PaperLetter, PaperPart
from notifications.typesetting import typeset
from po_platform.access.actor import Actor, SignedIn, acting_as
from po_platform.access.refusals import demand

from .composing import NoAddress, framed


def card_letter(*, actor: SignedIn, person: Person, codes: Sequence[str]) -> bytes:
    """A PDF with the card and its address; the look at the address is on record.

    `person` with her account. Raises NoAddress and PermissionDenied.
    """
    with transaction.atomic():
        frame = letterhead(actor, _language(person))
        looking = replace(actor, looks_at=person.pk)
        with acting_as(looking):
            record_person_read(person.pk, _("To send you a letter"))
            known = identity_of(actor=looking, person_id=person.pk)
        if not address_lines(known, person.display_name):
            raise NoAddress
        with override(_language(person)):
            letter = framed(person, known, _("Your code card"), (_card(person, codes),))
            # Nothing about other ways: the codes and the signature fit on one sheet.
            pdf = typeset([replace(letter, ending=())], frame, language=_language(person))
        record(actor=actor, verb="members.card.put_on_paper", thing=person)
    return pdf


def _language(person: Person) -> str:
    return person.account.language if person.account else settings.LANGUAGE_CODE


def _card(person: Person, codes: Sequence[str]) -> PaperPart:
    return PaperPart(
        (
            _("Your member number is %(number)s.") % {"number": person.number},
            _(
                "With this card you sign in at %(site)s: choose “Sign in”, then “I have a code"
                " card”. Type your member number and the first code below that you have not crossed"
                " out. Then cross it out: each one works once."
            )
            % {"site": site()},
            _(
                "We may also ask for a code when you change something that matters. Never tell a"
                " code to anybody who calls you."
            ),
        ),
        codes=tuple(card_groups(code) for code in codes),
    )


def invitation_letter(
    *, actor: SignedIn, name: str, address: str, language: str, code: str
) -> bytes:
    """A PDF with an invitation to somebody nothing is known of here. Raises PermissionDenied."""
    with transaction.atomic(), override(language):
        frame, organisation = letterhead(actor, language), current_organisation(language)
        known = Known(real_name=name, address=address)
        words = (
            _("You are invited to join us at %(site)s.") % {"site": site()},
            _("Open our website, choose “Join”, and type in this code."),
        )
        until = _("It works once, within 14 days.")
        letter = PaperLetter(
            address_lines(known, name),
            language,
            _("Your invitation"),
            greeting(known, name),
            beside(organisation, timezone.localdate()),
            (PaperPart(words, code, until),),
            (),
        )
        pdf = typeset([letter], frame, language=language)
        record(actor=actor, verb="members.join_invitation.put_on_paper")
    return pdf


def site() -> str:
    """The portal's address as people type it."""
    return settings.BASE_URL.split("://")[-1].rstrip("/")


def letterhead(actor: Actor, language: str) -> LetterFrame:
    """What stands on all of them. Raises PermissionDenied while nobody said where letters come from."""
    head = letter_head()
    demand(may_print(actor, head=head is not None))
    assert head is not None  # noqa: S101  (the rule has just said so)
    return letter_frame(head, current_organisation(language))
