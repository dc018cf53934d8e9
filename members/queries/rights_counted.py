"""In how many texts of how many others a name stands, as the vault counts it for one request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.utils.translation import ngettext

from members.models import RightsRequest
from members.purposes import Words
from members.rights_counted import all_counted
from members.rights_texts import open_of_request
from po_platform.kit import spoken
from po_platform.kit.crypto import Tampered

LOOKED_FOR = "looked_for"  # the place the words are sealed for


@dataclass(frozen=True, slots=True)
class Mention:
    """A kind of place: `texts` in it, of `people` people; of none: whoever wrote has no account."""

    label: Words
    texts: int
    people: int

    def __str__(self) -> str:
        if not self.people:
            return ngettext(
                "%(n)s text of somebody without an account",
                "%(n)s texts of people without an account",
                self.texts,
            ) % {"n": spoken.numeral(self.texts)}
        people = ngettext("%(n)s member", "%(n)s members", self.people) % {
            "n": spoken.numeral(self.people)
        }
        texts = ngettext("%(n)s text of %(people)s", "%(n)s texts of %(people)s", self.texts)
        return texts % {"n": spoken.numeral(self.texts), "people": people}


def counted_for(*, ref: UUID, words: Sequence[str]) -> dict[str, list[int]]:
    """Place → [texts, people], those with any. The vault asks who acts, and for which request."""
    found: dict[str, list[int]] = {}
    with connection.cursor() as cursor:
        for counted in all_counted():
            cursor.execute(
                f"select place, texts, people from {counted.function}(%s, %s)",  # noqa: S608  (a name from the code)
                [ref, list(words)],
            )
            found |= {place: [texts, people] for place, texts, people in cursor.fetchall() if texts}
    return found


def mentions_of(row: RightsRequest) -> list[Mention]:
    """What was counted for this request, in the order of the apps."""
    held: Mapping[str, list[int]] = row.counted
    return [
        Mention(label, *held[place])
        for counted in all_counted()
        for place, label in counted.labels.items()
        if place in held
    ]


def counted_words(row: RightsRequest) -> list[str]:
    """What was looked for so far."""
    try:
        return open_of_request(row.ref, LOOKED_FOR, row.looked_for).splitlines()
    except Tampered:
        return []
