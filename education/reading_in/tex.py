"""Words as LaTeX writes them, as people read them: accents, dashes, quotation marks, braces."""

from __future__ import annotations

import re
import unicodedata

_ACCENTS = {
    '"': "\u0308", "'": "\u0301", "`": "\u0300", "^": "\u0302", "~": "\u0303", "=": "\u0304",
    ".": "\u0307", "u": "\u0306", "v": "\u030c", "H": "\u030b", "c": "\u0327", "k": "\u0328",
    "r": "\u030a", "d": "\u0323", "b": "\u0331",
}  # fmt: skip
_LETTERS = {
    "ss": "ß", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "aa": "å", "AA": "Å", "o": "ø", "O": "Ø",
    "l": "ł", "L": "Ł", "i": "i", "j": "j", "dh": "ð", "DH": "Ð", "th": "þ", "TH": "Þ",
    "textendash": "–", "textemdash": "—", "ldots": "…", "dots": "…", "textquoteright": "’",
    "textregistered": "®", "texttrademark": "™", "textdegree": "°", "alpha": "α", "beta": "β",
    "gamma": "γ", "mu": "µ", "textmu": "µ",
}  # fmt: skip
_SIGN_ACCENT = re.compile(r"\\([\"'`^~=.])\s*(?:\{\s*(\\[ij]|\w)\s*\}|(\\[ij](?![A-Za-z])|\w))")
_WORD_ACCENT = re.compile(r"\\([uvHckrdb])(?:\s*\{\s*(\\[ij]|\w)\s*\}|\s+(\\[ij](?![A-Za-z])|\w))")
_LETTER = re.compile(
    rf"\\({'|'.join(sorted(_LETTERS, key=len, reverse=True))})(?![A-Za-z])(?:\s*\{{\}}|\s+)?"
)
_COMMAND = re.compile(r"\\[A-Za-z]+\*?\s*(?=\{)|\\[A-Za-z]+\*?\s?")


def as_words(text: str) -> str:
    """One line; what nobody knows loses its sign and keeps its words."""
    text = re.sub(r"\\url\s*\{([^{}]*)\}", r"\1", text)
    for pattern in (_SIGN_ACCENT, _WORD_ACCENT):
        text = pattern.sub(lambda m: (m[2] or m[3]).lstrip("\\") + _ACCENTS[m[1]], text)
    text = _LETTER.sub(lambda m: _LETTERS[m[1]], text)
    text = text.replace("---", "—").replace("--", "–").replace("``", "“").replace("''", "”")
    text = re.sub(r"(?<!\\)~", " ", text)
    text = re.sub(r"\\([&%$#_{}~^ ,;-])", lambda m: m[1] if m[1] in "&%$#_~^" else " ", text)
    text = _COMMAND.sub("", text)
    text = re.sub(r"(?<!\\)[{}]|\\(?=\W)", "", text)
    text = re.sub(r"\$([^$]*)\$", r"\1", text)
    return " ".join(unicodedata.normalize("NFC", text).split())
