"""Words in a subject that tell somebody looking over a shoulder what its reader has; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

# Beginnings of words, in the languages the portal ships with; diagnoses come from the portal.
GENERAL = (
    "arthrit", "cancer", "chemo", "depressi", "diagnos", "disabil", "disease", "epilep", "illness",
    "medicat", "medicine", "patient", "rheuma", "symptom", "syndrom", "therap", "tumor", "tumour",
    "behinder", "chronisch", "erkrank", "gelenk", "krank", "krebs", "medikament", "schmerz",
)  # fmt: skip
# Those that begin other words too.
WHOLE = frozenset(
    [
        "chronic",
        "pain",
        "pains",
        "sick",
        "sickness",
        "suffer",
        "suffering",
        "drug",
        "drugs",
        "leiden",
    ]
)
_WORD = re.compile(r"[^\W\d_][\w-]*")
SHORTEST = 4  # of a name's words: "of" and "and" tell nothing


def telling_words(text: str, names: Iterable[str]) -> list[str]:
    """Words of `text` that name an illness or a group about one, as they stand there, each once.

    `names`: of diagnoses and of groups about an illness, in all languages.
    """
    whole = text.casefold()
    parts = {
        word.casefold()
        for name in names
        for word in _WORD.findall(name)
        if len(word) >= SHORTEST and word.casefold() not in _EVERYDAY
    }
    found = [
        word
        for word in _WORD.findall(text)
        if word.casefold() in parts | WHOLE or word.casefold().startswith(GENERAL)
    ]
    if not found:
        found = [name for name in names if len(name) >= SHORTEST and name.casefold() in whole]
    return list(dict.fromkeys(found))


# Words of such names that everybody writes.
_EVERYDAY = frozenset(
    [
        "with",
        "without",
        "from",
        "those",
        "that",
        "this",
        "have",
        "people",
        "living",
        "newly",
        "named",
        "after",
        "before",
        "your",
        "young",
        "adults",
        "about",
        "other",
        "others",
        "eine",
        "einer",
        "eines",
        "ohne",
        "noch",
        "nicht",
        "nach",
        "oder",
        "über",
        "neue",
        "neuen",
        "junge",
        "menschen",
        "leben",
        "andere",
        "anderen",
        "namen",
        "dieser",
        "diese",
    ]
)
