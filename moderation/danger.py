"""How long somebody's identity stays open in danger, and when another person and she hear of it; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import unescape
from re import sub

OPEN_FOR = timedelta(hours=24)  # for whoever opened it; the vault says the same
REVIEW_WITHIN = timedelta(hours=24)
REMIND_AGAIN = timedelta(hours=24)  # after each reminder of a late review
TELL_AFTER = timedelta(hours=72)  # without a review; with one, at once


@dataclass(frozen=True, slots=True)
class Fact:
    """One line for whoever comes to help; `value` '' where nobody told us."""

    label: str
    value: str


def plain_words(html: str) -> str:
    """Words somebody wrote, as plain text: a new line for each paragraph."""
    with_lines = sub(r"(?i)<br\s*/?>|</(?:p|li|h\d|blockquote|div)>", "\n", html)
    lines = (sub(r"\s+", " ", line).strip() for line in sub(r"<[^>]*>", "", with_lines).split("\n"))
    return unescape("\n".join(line for line in lines if line))


def moment_with_zone(at: datetime) -> str:
    """ "2026-03-02 21:14 (UTC+01:00, Europe/Berlin)", of a moment that carries its zone."""
    offset = f"{at:%z}"
    return f"{at:%Y-%m-%d %H:%M} (UTC{offset[:3]}:{offset[3:5]}, {at.tzinfo})"


def copied(known: Sequence[Fact], unknown: Sequence[str], unknown_label: str) -> str:
    """All of it as one text, to be read out or handed on."""
    lines = [f"{fact.label}: {fact.value}" for fact in known if fact.value]
    return "\n".join([*lines, f"{unknown_label}:", *(f"- {sentence}" for sentence in unknown)])
