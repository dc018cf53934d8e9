"""The number on her card: short, the same for ever, with a figure that shows when one is misread."""

from __future__ import annotations

from .check_figure import check_figure, figures_of, is_checked

_SHORTEST, _LONGEST = 5, 19


def member_number(person_id: int) -> str:
    """1027 → "1027-7", the part behind the dash being the check figure."""
    figures = f"{person_id:04d}"
    return f"{figures}-{check_figure(figures)}"


def person_of_number(typed: str) -> int | None:
    """The person id somebody typed as a member number, None when a figure is wrong or missing.

    Asks nobody: whether there is such a person is another question.
    """
    figures = figures_of(typed)
    if not _SHORTEST <= len(figures) <= _LONGEST or not is_checked(figures):
        return None
    return int(figures[:-1])
