"""People of the list without a mailbox are invited by post: a letter with a code and a code card."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from audit.actions import record
from members.card_codes import card_groups
from members.facts import record_person_read
from members.letter_words import address_lines
from members.models import CodeCard, ListedPerson, Person
from members.office_rules import may_run_the_office
from members.queries.cards import living_card
from members.queries.identity import identity_of
from members.queries.member_list import lately_by_letter, to_be_invited_by_letter
from members.share_codes import in_groups
from notifications.paper import PaperLetter, PaperPart
from notifications.typesetting import typeset
from po_platform.access.actor import SignedIn, acting_as
from po_platform.access.refusals import demand

from .cards import make_card
from .composing import framed
from .letters import stop_post
from .list_invitations import new_invitation
from .window_letters import letterhead, site

MOST_LETTERS = 50  # of one file, made while somebody waits
LASTS = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Wave:
    """One PDF with `letters` letters; b"" when there were none. `skipped`: people without an address."""

    pdf: bytes
    letters: int
    skipped: int


def invite_by_letter(*, actor: SignedIn, most: int, again: bool = False) -> Wave:
    """Letters to the next `most` people without a mailbox, each with a card; kept nowhere.

    `again`: to those of the last day once more, with new codes, because the file was lost. Two
    presses at once invite nobody twice. Raises PermissionDenied and NotTypeset.
    """
    with transaction.atomic():
        demand(may_run_the_office(actor))
        language = get_language() or settings.LANGUAGE_CODE
        frame = letterhead(actor, language)
        rows = lately_by_letter(actor=actor) if again else to_be_invited_by_letter(actor=actor)
        wave = list(
            rows.select_related("person__account").select_for_update(
                of=("self",), skip_locked=True
            )[: min(most, MOST_LETTERS)]
        )
        letters = {row.pk: made for row in wave if (made := _letter(actor, row.person))}
        pdf = typeset(list(letters.values()), frame, language=language) if letters else b""
        if not again:
            ListedPerson.objects.filter(pk__in=list(letters)).update(
                invited_at=Now(), times_invited=F("times_invited") + 1
            )
        if letters:
            record(actor=actor, verb="members.list.letters_made", count=len(letters))
    return Wave(pdf, len(letters), len(wave) - len(letters))


def _letter(actor: SignedIn, person: Person) -> PaperLetter | None:
    """None where no address is known: no letter goes there until somebody has looked."""
    looking = replace(actor, looks_at=person.pk)
    with acting_as(looking):
        record_person_read(person.pk, _("To send you a letter"))
        known = identity_of(actor=looking, person_id=person.pk)
    if not address_lines(known, person.display_name):
        stop_post(actor=actor, person=person, why=Person.NoPost.NO_ADDRESS)
        return None
    code = new_invitation(actor, person, "", LASTS)
    card = living_card(person.account_id)
    codes = make_card(
        actor=actor,
        person_id=person.pk,
        sure=CodeCard.Sure.POST,
        reason=_("Invited by letter"),
        instead_of=card.pk if card else 0,
    )
    with override(person.account.language if person.account else settings.LANGUAGE_CODE):
        parts = (_invitation(code), _card(person, codes))
        return replace(framed(person, known, _("Your invitation"), parts), ending=())


def _invitation(code: str) -> PaperPart:
    return PaperPart(
        (
            _("You are invited to join us at %(site)s. You need no e-mail address.")
            % {"site": site()},
            _(
                "Open our website, choose “Join”, then “I have an invitation”, and type in this code."
            ),
        ),
        in_groups(code),
        _("It works once, within 30 days. You would rather have no computer at all? Call us."),
    )


def _card(person: Person, codes: list[str]) -> PaperPart:
    return PaperPart(
        (
            _(
                "Afterwards you sign in with this card: “Sign in”, then “I have a code card”. Your"
                " member number is %(number)s. Take the first code you have not crossed out, and"
                " cross it out. Never tell a code to anybody who calls you."
            )
            % {"number": person.number},
        ),
        codes=tuple(card_groups(code) for code in codes),
    )
