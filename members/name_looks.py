"""What a name others will see looks like: a whole name, the team's, a health professional's; pure.

A question, never a refusal: who is called so keeps it. Nothing of it leaves this machine.
"""

from __future__ import annotations

from enum import StrEnum

from .names import bare_words


class Look(StrEnum):
    """What it could be taken for."""

    WHOLE = "whole"
    TEAM = "team"
    CLINICIAN = "clinician"


_TEAM = frozenset(
    [
        "admin",
        "admins",
        "administration",
        "administrator",
        "administratorin",
        "moderation",
        "moderator",
        "moderatoren",
        "moderatorin",
        "moderators",
        "moderateur",
        "moderatrice",
        "office",
        "redaktion",
        "staff",
        "support",
        "team",
        "vorstand",
        "webmaster",
    ]
)
_CLINICIAN = frozenset(
    [
        "apotheker",
        "apothekerin",
        "arzt",
        "arztin",
        "chefarzt",
        "chefarztin",
        "chirurg",
        "chirurgin",
        "consultant",
        "docteur",
        "doctor",
        "doktor",
        "dr",
        "hebamme",
        "infirmier",
        "infirmiere",
        "krankenpfleger",
        "krankenschwester",
        "med",
        "medecin",
        "midwife",
        "nurse",
        "oberarzt",
        "oberarztin",
        "pharmacist",
        "physician",
        "prof",
        "professor",
        "professorin",
        "psychologe",
        "psychologin",
        "psychologist",
        "surgeon",
        "therapeut",
        "therapeutin",
        "therapist",
    ]
)
_BETWEEN = frozenset(
    [
        "af",
        "al",
        "da",
        "dal",
        "de",
        "del",
        "den",
        "der",
        "di",
        "du",
        "el",
        "la",
        "le",
        "van",
        "von",
        "zu",
        "zum",
        "zur",
    ]
)
_MOST_WORDS = 5


def look_of(name: str, *, real_name: str = "") -> Look | None:
    """What others could take this name for; None for nothing. `real_name`: where it is known."""
    words = set(bare_words(name))
    if words & _TEAM:
        return Look.TEAM
    if words & _CLINICIAN:
        return Look.CLINICIAN
    return Look.WHOLE if _is_whole(name, words, bare_words(real_name)) else None


def _is_whole(name: str, words: set[str], real: list[str]) -> bool:
    """First and last name of hers, or two and more words that look like them."""
    if len(real) > 1 and {real[0], real[-1]} <= words:
        return True
    parts = [part.strip(".,'’()") for part in name.split()]
    called = [part for part in parts if part.casefold() not in _BETWEEN]
    return len(called) >= 2 and len(parts) <= _MOST_WORDS and all(map(_is_written_out, called))


def _is_written_out(part: str) -> bool:
    """With a capital, two letters at least and no figure: not “E.”, not “coast”, not “2”."""
    letters = [sign for sign in part if sign.isalpha()]
    return len(letters) > 1 and part[0].isupper() and not any(sign.isdigit() for sign in part)
