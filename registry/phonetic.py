"""Names that sound alike get the same code: Cologne phonetics for German, Soundex for English.

Cologne phonetics: H. J. Postel, "Die Kölner Phonetik", IBM-Nachrichten 19 (1969), 925–931.
Soundex: the rules of the United States National Archives, archives.gov/research/census/soundex.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby

FOLDED = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d"})
SOUNDEX = {
    **dict.fromkeys("BFPV", "1"),
    **dict.fromkeys("CGJKQSXZ", "2"),
    **dict.fromkeys("DT", "3"),
    "L": "4",
    **dict.fromkeys("MN", "5"),
    "R": "6",
}
COLOGNE = {
    **dict.fromkeys("AEIJOUY", "0"),
    "B": "1",
    **dict.fromkeys("FVW", "3"),
    **dict.fromkeys("GKQ", "4"),
    "L": "5",
    **dict.fromkeys("MN", "6"),
    "R": "7",
    **dict.fromkeys("SZ", "8"),
}


def letters_of(word: str) -> str:
    """Capital letters A to Z: Müller as MULLER, Straße as STRASSE."""
    bare = unicodedata.normalize("NFKD", word.lower().translate(FOLDED))
    return re.sub(r"[^A-Z]", "", bare.upper())


def cologne(word: str) -> str:
    """`Müller` as 657. Digits only; without any letter an empty text."""
    letters = letters_of(word)
    codes = [_cologne(letters, at) for at in range(len(letters))]
    joined = "".join(codes)
    once = "".join(digit for digit, _same in groupby(joined))
    return once[:1] + once[1:].replace("0", "")


def _cologne(letters: str, at: int) -> str:
    one = letters[at]
    before = letters[at - 1] if at else ""
    after = letters[at + 1] if at + 1 < len(letters) else ""
    if one == "H":
        return ""
    if one == "P":
        return "3" if after == "H" else "1"
    if one in "DT":
        return "8" if after and after in "CSZ" else "2"
    if one == "X":
        return "8" if before and before in "CKQ" else "48"
    if one == "C":
        hard = "AHKLOQRUX" if not at else "AHKOQUX"
        return "4" if after and after in hard and not (before and before in "SZ") else "8"
    return COLOGNE[one]


def soundex(word: str) -> str:
    """`Robert` as R163: a letter and three digits; without any letter an empty text."""
    letters = letters_of(word)
    if not letters:
        return ""
    found, last = "", SOUNDEX.get(letters[0], "")
    for one in letters[1:]:
        digit = SOUNDEX.get(one, "")
        if digit and digit != last:
            found += digit
        if one not in "HW":  # these two do not part letters of one sound
            last = digit
    return f"{letters[0]}{found}000"[:4]
