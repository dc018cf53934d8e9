"""The codes of a card: ten figures each, the last one a check figure; only keyed marks are kept."""

from __future__ import annotations

import secrets

from po_platform.kit.crypto import blind_index

from .check_figure import check_figure, figures_of, is_checked

HOW_MANY = 20
LENGTH = 10
# A code that was spoilt or skipped may be left out; further ahead it is more likely a guess.
AHEAD = 3


def new_codes() -> list[str]:
    """One card's, without gaps; each one different."""
    found: dict[str, None] = {}
    while len(found) < HOW_MANY:
        figures = f"{secrets.randbelow(10 ** (LENGTH - 1)):0{LENGTH - 1}d}"
        found[figures + check_figure(figures)] = None
    return list(found)


def card_groups(code: str) -> str:
    """ "4027193857" → "402 719 3857"."""
    return f"{code[:3]} {code[3:6]} {code[6:]}"


def is_whole(code: str) -> bool:
    """Whether all figures are there."""
    return len(code) == LENGTH


def is_well_copied(code: str) -> bool:
    """Whether the check figure fits: a slip of the pen is no try."""
    return is_whole(code) and is_checked(code)


def card_figures(typed: str) -> str:
    """The figures of whatever was typed."""
    return figures_of(typed)


def mark_of(account_id: int, number: int, code: str) -> str:
    """What is kept of the code that stands beside `number` (1 to HOW_MANY)."""
    return blind_index(f"members_codecard|{account_id}|{number}", code)
