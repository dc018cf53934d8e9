"""A person's letter is put together: her address is opened for her alone, each app says its part."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from members.facts import subject_of
from members.identity import Known
from members.letter_words import SIZES, address_lines, beside, ending, greeting
from members.models import Person
from members.queries.identity import identity_of
from members.queries.organisation import current_organisation
from notifications.actions.printing import Post
from notifications.paper import PaperLetter, PaperPart
from po_platform.access.actor import Purpose, System, acting_as


class NoAddress(Exception):
    """Nobody told us where she lives, or what she told does not open any more."""


@dataclass(frozen=True, slots=True)
class Composed:
    """A person's letter, None when nothing is left to say; which notices it says, which it cannot."""

    letter: PaperLetter | None
    said: tuple[int, ...]
    unsaid: tuple[int, ...]


def compose(post: Post, person: Person) -> Composed:
    """Her letter now; two notices about one thing are one part of it. Raises NoAddress.

    `person` with her account. Codes made for it count from the end of the transaction.
    """
    with acting_as(System(Purpose.EXPORT, person_id=person.pk)):
        her = System(Purpose.EXPORT, subject_of(person.pk), person.pk)
    with acting_as(her), override(post.recipient.language):
        known = identity_of(actor=her, person_id=person.pk)
        if not address_lines(known, person.display_name):
            raise NoAddress
        parts: dict[tuple[str, str], PaperPart | None] = {}
        for one in post.said:
            about = (one.kind.says, one.pending.about)
            if about not in parts and one.kind.paper is not None:
                parts[about] = one.kind.paper(her, one.pending)
        said, unsaid = list[int](), list[int]()
        for one in post.said:
            there = parts.get((one.kind.says, one.pending.about)) is not None
            (said if there else unsaid).append(one.pending.row_id)
        some = _each_sentence_once(part for part in parts.values() if part is not None)
        subject = (len(some) == 1 and some[0].subject) or _("Something is waiting for you")
        letter = framed(person, known, subject, some) if some else None
        return Composed(letter, tuple(said), tuple(unsaid))


def _each_sentence_once(parts: Iterable[PaperPart]) -> tuple[PaperPart, ...]:
    """Two questionnaires in one letter do not both say how to answer."""
    known: set[str] = set()
    found = []
    for part in parts:
        new = tuple(words for words in part.paragraphs if words not in known)
        known |= set(new)
        found.append(replace(part, paragraphs=new))
    return tuple(found)


def framed(person: Person, known: Known, subject: str, parts: tuple[PaperPart, ...]) -> PaperLetter:
    """The letter around what is said, in her language, as the caller has set it."""
    language = get_language() or settings.LANGUAGE_CODE
    organisation = current_organisation(language)
    return PaperLetter(
        address_lines(known, person.display_name),
        language,
        subject,
        greeting(known, person.display_name),
        beside(organisation, timezone.localdate()),
        parts,
        ending(organisation),
        SIZES[person.account.text_size if person.account else ""],
    )
