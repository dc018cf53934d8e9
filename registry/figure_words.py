"""What the figures of a registry are called, and the groups of age they tell apart."""

from __future__ import annotations

from django.utils.translation import gettext as _

ALL, JOINED, AGE = "all", "joined", "age"
STARTS = (0, 18, 30, 40, 50, 60, 70, 80)
OLDEST = 130


def bands(year: int) -> dict[str, tuple[int, int]]:
    """Group → first and last year of birth of those who reach that age in this year."""
    ends = [start - 1 for start in STARTS[1:]] + [OLDEST]
    return {f"{start}": (year - end, year - start) for start, end in zip(STARTS, ends, strict=True)}


def spans() -> dict[str, tuple[int, int | None]]:
    """Group → its first and last age; the oldest has no last one."""
    ends: list[int | None] = [*(start - 1 for start in STARTS[1:]), None]
    return {f"{start}": (start, end) for start, end in zip(STARTS, ends, strict=True)}


def band_in_words(start: str) -> str:
    """ "30 to 39"."""
    at = STARTS.index(int(start))
    if at == 0:
        return _("Under %(age)d") % {"age": STARTS[1]}
    if at == len(STARTS) - 1:
        return _("%(age)d and older") % {"age": STARTS[at]}
    return _("%(first)d to %(last)d") % {"first": STARTS[at], "last": STARTS[at + 1] - 1}
