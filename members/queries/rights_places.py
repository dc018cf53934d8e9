"""Where this app looks for somebody's name when a request is searched for."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection
from django.utils.translation import gettext as _

from members.call_secrets import can_be_dialled, mark_of
from members.models import GroupContact, JoinRequest, OfficeReason, ProofReader
from members.proof_secrets import reader_mark
from members.rights_search import MOST, Place, with_words
from members.rights_texts import around
from po_platform.access.actor import SignedIn
from po_platform.kit import spoken

from .people_office import find_people


def members_named(actor: SignedIn, words: Sequence[str]) -> list[Place]:
    """Members known by exactly this name, address of e-mail or telephone number."""
    people = {one.pk: one for word in words for one in find_people(actor=actor, mark=word)}
    return [
        Place(
            str(one.ref),
            _("A membership here"),
            _("Member number %(number)s, shown as “%(name)s”, since %(day)s")
            % {
                "number": one.number,
                "name": one.display_name,
                "day": spoken.plain_day(one.joined_on),
            },
            (one.display_name,),
        )
        for one in people.values()
    ]


def calls_named(actor: SignedIn, words: Sequence[str]) -> list[Place]:
    """Notes the desk made about calls, and calls with this number."""
    numbers = [mark_of(word) for word in words if can_be_dialled(word)]
    with connection.cursor() as cursor:
        cursor.execute(
            "select ref, asked_at, note from rights_calls(%s, %s, %s)",
            [list(words), numbers, MOST],
        )
        rows = cursor.fetchall()
    return [
        Place(
            str(ref),
            _("A wish to be called, of %(day)s") % {"day": spoken.plain_day(asked_at)},
            note or _("The call itself; nothing was noted"),
        )
        for ref, asked_at, note in rows
    ]


def office_words(actor: SignedIn, words: Sequence[str]) -> list[Place]:
    """What the office wrote down, what people said when they asked to join, contacts of groups, and
    whose address the check numbers of the log go to."""
    found = [
        Place(
            f"reason-{one.pk}",
            _("A reason the office wrote down on %(day)s") % {"day": spoken.plain_day(one.at)},
            around(one.reason, words),
            (one.person.display_name,),
        )
        for one in with_words(OfficeReason.objects.all(), "reason", words).select_related("person")[
            :MOST
        ]
    ]
    found += [
        Place(
            f"join-{one.pk}",
            _("A wish to join, of %(day)s") % {"day": spoken.plain_day(one.at)},
            around(one.words, words),
            (one.person.display_name,),
        )
        for one in with_words(JoinRequest.objects.all(), "words", words).select_related("person")[
            :MOST
        ]
    ]
    found += [
        Place(f"contact-{one.pk}", _("A contact person of a group"), one.public_name)
        for one in with_words(GroupContact.objects.all(), "public_name", words)[:MOST]
    ]
    return found + [
        Place(f"proof-{one.pk}", _("An address the check numbers of the log go to"), address)
        for address, one in _proof_readers(words)
    ]


def _proof_readers(words: Sequence[str]) -> list[tuple[str, ProofReader]]:
    """Known by exactly this address."""
    given = {reader_mark(word): word for word in words if "@" in word}
    return [(given[one.mark], one) for one in ProofReader.objects.filter(mark__in=given)]
