"""Marks under which records of one person meet: keyed, so that no name is ever read from them.

A mark is made of name and birth date together, or of the whole name; never of a birth date alone.
Marks of two registries never meet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from po_platform.kit.crypto import blind_index
from registry.phonetic import cologne, letters_of, soundex

Mark = tuple[str, str]  # kind, keyed mark
NAME, SOUND, NEAR, DAY, SWAPPED = "name", "sound", "near", "day", "swapped"
NO_PART = {"DR", "PROF", "VON", "VAN", "DER", "DE", "DEN", "ZU", "GEB"}
WHOLE_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII)


def marks_of(
    names: Iterable[str], born: str, *, registry_id: int, language: str
) -> tuple[Mark, ...]:
    """Every mark of somebody. `names`: as typed, one text or several; `born`: ISO, may be a year.

    name: the whole name; sound: how the whole name sounds; near: that with the year, or with day
    and month, of birth; day: how one part of the name sounds, with the birth date; swapped: the
    same with day and month swapped.
    """
    code = cologne if language.startswith("de") else soundex
    words = [word for text in names for word in re.split(r"[^\w]+", text) if word]
    parts = sorted({letters for word in words if len(letters := letters_of(word)) > 1} - NO_PART)
    if not parts:
        return ()
    sounds = sorted({code(part) for part in parts})
    whole = " ".join(sounds)
    found: list[Mark] = [
        (NAME, _mark(registry_id, NAME, " ".join(parts))),
        (SOUND, _mark(registry_id, SOUND, whole)),
    ]
    if len(born) >= 4:
        found.append((NEAR, _mark(registry_id, NEAR, f"{whole}|{born[:4]}")))
    day = WHOLE_DAY.fullmatch(born)
    if day is not None:
        year, month, date = day.groups()
        found.append((NEAR, _mark(registry_id, NEAR, f"{whole}|{month}-{date}")))
        for sound in sounds:
            found.append((DAY, _mark(registry_id, DAY, f"{sound}|{born}")))
            if month != date and int(date) <= 12:
                turned = f"{sound}|{year}-{date}-{month}"
                found.append((SWAPPED, _mark(registry_id, DAY, turned)))
    return tuple(found)


def _mark(registry_id: int, kind: str, text: str) -> str:
    return blind_index(f"alike|{registry_id}|{kind}", text)
