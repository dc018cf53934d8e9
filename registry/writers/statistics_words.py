"""What SPSS and Stata let a variable be called, and how answers become its values. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from registry.tables import Field

OF_SPSS = "ALL AND BY EQ GE GT LE LT NE NOT OR TO WITH"
OF_STATA = "BYTE DOUBLE FLOAT IF IN INT LONG STRL USING _ALL _B _COEF _CONS _N _PI _PRED _RC _SKIP"
RESERVED = frozenset(f"{OF_SPSS} {OF_STATA}".split())
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()  # noqa: SIM905
WHOLE = re.compile(r"-?(0|[1-9]\d{0,8})", re.ASCII)
REASONS_FROM = -99_999_900  # reasons that are no numbers get these, downwards
LONGEST = 32_767  # bytes of one text
SEGMENT = 252  # of a text over 255 bytes SPSS counts so many to a variable


@dataclass(frozen=True)
class Variable:
    """One field as such programs have it. `short`: eight signs for old ones."""

    of: Field
    name: str
    short: str

    @cached_property
    def numeric(self) -> bool:
        """Codes are numbers where all of them are; everything else but text is one."""
        if self.of.kind == "code":
            return all(WHOLE.fullmatch(code) for code in self.of.codes) and bool(self.of.codes)
        return self.of.kind != "text"

    @cached_property
    def width(self) -> int:
        """Bytes of a text; 0 for a number."""
        return (
            0 if self.numeric else min(max(self.of.width, *map(_size, self._codes()), 1), LONGEST)
        )

    def _codes(self) -> Iterable[str]:
        return ("", *self.of.codes, *self.of.missing)

    @cached_property
    def segments(self) -> tuple[int, ...]:
        """Widths of the variables a text is kept in; one but for long ones."""
        if self.width <= 255:
            return (self.width,)
        count = -(-self.width // SEGMENT)
        return (*[255] * (count - 1), self.width - SEGMENT * (count - 1))

    @cached_property
    def reasons(self) -> Mapping[str, float]:
        """Reason → the number it is. Up to three that are numbers stay what they are."""
        own = {code: float(code) for code in self.of.missing if WHOLE.fullmatch(code)}
        if len(own) == len(self.of.missing) <= 3:
            return own
        return {code: float(REASONS_FROM - at) for at, code in enumerate(self.of.missing)}

    @cached_property
    def value_labels(self) -> list[tuple[float | str, str]]:
        """What each value is called."""
        if not self.numeric:
            return [*self.of.codes.items(), *self.of.missing.items()]
        return [
            *((float(code), words) for code, words in self.of.codes.items()),
            *((value, f"{code}: {self.of.missing[code]}") for code, value in self.reasons.items()),
        ]


def variables_of(fields: Sequence[Field], most: int) -> list[Variable]:
    """Every field under a name of at most so many signs, each once."""
    taken: set[str] = set()
    found = []
    for at, one in enumerate(fields):
        name = re.sub(r"[^A-Za-z0-9_]", "_", one.name)[:most]
        if not name[:1].isalpha() or name.upper() in RESERVED:
            name = f"v_{name}"[:most]
        base, count = name, 1
        while name.upper() in taken:
            count += 1
            name = f"{base[: most - 4]}_{count}"
        taken.add(name.upper())
        found.append(Variable(one, name, f"V{at:X}"))
    return found


def _size(text: str) -> int:
    return len(text.encode())
