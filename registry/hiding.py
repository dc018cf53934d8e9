"""What a file leaves out so that nobody is recognised by it: the same in every format, before any writer."""

from __future__ import annotations

import hmac
from collections.abc import Collection
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Literal, cast
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from questionnaires.definition import DATES, TEXTS, Item
from registry.cells import State
from registry.layout import GROUP, SURVEY, Column
from registry.models import Right
from registry.pseudonyms import new_key, pseudonym
from registry.release_rows import EXACT, MONTH, SHIFTED, YEAR, moved

Dates = Literal["exact", "shifted", "month", "year", "none"]
NO_DATES = "none"
DATES_IN_WORDS = {
    EXACT: _("Dates as they are"),
    SHIFTED: _("Dates moved, by the same days for each person"),
    MONTH: _("Only the month and year"),
    YEAR: _("Only the year"),
    NO_DATES: _("No dates"),
}


@dataclass(frozen=True)
class Hiding:
    """What somebody chose to leave out of one file; it only takes away from what she may have.

    `numbers`: each record gets a new name made for this file. The key lives as long as the file is
    written, so nobody can make the names again, or move the days back.
    """

    identifiers: bool = False
    texts: bool = False
    numbers: bool = False
    dates: Dates = "exact"
    key: bytes = field(default_factory=new_key, repr=False, compare=False)

    def plain(self) -> dict[str, object]:
        """For the record of what went out."""
        kept = ("identifiers", "texts", "numbers")
        return {name: getattr(self, name) for name in kept} | {"dates": self.dates}

    def lets_out(
        self, column: Column, item: Item | None, sealed: Collection[str], level: str
    ) -> bool:
        """Whether a column goes at all. `item`: the question it is about; `sealed`: those whose
        answers name somebody.
        """
        if level == Right.Export.NONE:
            return False
        strict = level == Right.Export.DEIDENTIFIED
        if column.kind == "stamp":
            return not strict and self.dates == EXACT
        if item is None:
            return column.kind != "when" or (not strict and self.dates != NO_DATES)
        if item.link_id in sealed and (self.identifiers or level != Right.Export.FULL):
            return False
        if item.type in DATES:
            return not strict and self.dates != NO_DATES
        return item.type not in TEXTS or is_coded(item) or not self.only_codes(level)

    def only_codes(self, level: str) -> bool:
        """Whether what was typed stays here; codes of lists that are read in may go."""
        return self.texts or level == Right.Export.DEIDENTIFIED

    def of_row(self, name: str, levels: Collection[str], *, sited: bool = False) -> bool:
        """Whether a column that belongs to the row goes: who answered a survey is a name, and few
        people at a site are known by it. `sited`: groups of a file are sites.
        """
        if sited and name == GROUP:
            return not self.numbers and Right.Export.DEIDENTIFIED not in levels
        whole = set(levels) <= {Right.Export.FULL, Right.Export.NONE}
        return name != SURVEY or (whole and not self.identifiers and not self.numbers)

    def name(self, number: str, key: int) -> str:
        """What the record is called in this file."""
        return pseudonym(self.key, UUID(int=key)) if self.numbers else number

    def rank(self, key: int) -> bytes:
        """An order that tells nothing of numbers, where those are left out."""
        return hmac.new(self.key, b"order|%d" % key, sha256).digest()

    def moved(self, state: State, dated: Collection[str], days: int) -> State:
        """The same with its dates as chosen. `dated`: the questions that ask for one."""
        if self.dates == EXACT:
            return state
        found = state.copy()
        for name in dated:
            found.cells.pop(name, None)
            if name in found.answers:
                found.answers[name] = moved(str(found.answers[name]), self.dates, days)
        return found


AS_IT_IS = Hiding()


def hiding_of(left: Collection[str], dates: str, *, key: bytes = b"") -> Hiding:
    """What is chosen by these names. `key`: of a file that is written in pieces. Raises ValueError."""
    if dates not in DATES_IN_WORDS:
        raise ValueError(dates)
    chosen = cast("Dates", dates)
    made = key or new_key()
    return Hiding("identifiers" in left, "texts" in left, "numbers" in left, chosen, made)


def is_coded(item: Item) -> bool:
    """A text that is to be a code of a list of terms."""
    return bool(item.terms) and item.type in TEXTS
