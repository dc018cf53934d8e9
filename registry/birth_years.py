"""Of a birth date its year and nothing more, for datasets that let ages be used (ADR 13)."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

YEAR = re.compile(r"(1[89]|2[01])\d\d(?!\d)", re.ASCII)


def year_of(answer: Any, *, today: date) -> int | None:
    """The year a stored answer begins with; None where it is no date, or one that is still to come."""
    found = YEAR.match(answer) if isinstance(answer, str) else None
    year = int(found[0]) if found else None
    return year if year is not None and year <= today.year else None
