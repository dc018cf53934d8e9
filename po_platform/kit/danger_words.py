"""Words after which a person looks at once, or help is shown, in the languages the portal ships with.

A list is no judge: it misses much and is wrong at times. It only calls people, hides nothing, and
stands beside the button with which anybody calls them; see docs/clinical-safety.md. The words are
ours: have them read by a professional before you rely on them.
"""

from __future__ import annotations

import re
import unicodedata

_SAID = re.compile(
    r"""
    \b(kill|hurt)(ing)?\s+my\s?self\b | \bend\s+(my\s+life|it\s+all)\b | \bsuicid |
    \b(do\s+not|don.?t)\s+want\s+to\s+(live|be\s+here)\b | \bwant\s+to\s+die\b |
    \bbetter\s+off\s+dead\b | \bno\s+reason\s+to\s+live\b |
    \b(bringe?|brächte)\s+mich\s+um\b | \bmich\s+umbringen\b | \b(selbstmord|suizid|freitod) |
    \b(nicht|nimmer)\s+mehr\s+leben\b | \bnicht\s+mehr\s+da\s+sein\b | \bsterben\s+will\b |
    \bwill\s+sterben\b | \b(leben|allem)\s+ein\s+ende\b | \bmir\s+etwas\s+an(tun|zutun)\b |
    \bmich\s+(selbst\s+)?verletzen\b
    """,
    re.IGNORECASE | re.VERBOSE,
)


def sounds_like_danger(text: str) -> bool:
    """Whether a person should look at this post or message at once."""
    return _SAID.search(" ".join(text.split())) is not None


# Words that alone are enough, and words that are when they stand together, in one language each.
_ALONE = (
    r"suicid\w*", r"suizid\w*", r"selbstm[oö]rd\w*", r"selbstt[oö]t\w*", r"freitod",
    r"self[ -]?harm\w*", r"selbstverletz\w*", r"lebensm[uü]de\w*",
    r"(?:se )?suicider", r"automutilation\w*",
)  # fmt: skip
_TOGETHER = (
    r"\b(?:kill|hang|hurt|harm|cut|drown|poison)\w*(?: \w+){0,2} (?:myself|me)\b",
    r"\b(?:want|wish|ready|how|going|way|ways)(?: \w+){0,3} (?:to )?die\b",
    r"\bend (?:it all|my (?:own )?life|everything)\b",
    r"\b(?:take|taking) my (?:own )?life\b",
    r"\b(?:do not|don t|dont|no longer) want to (?:live|wake up|be here)\b",
    r"\b(?:no reason|not worth|tired of) (?:to live|living)\b",
    r"\bmich (?:\w+ ){0,3}(?:um(?:zu)?bringen|t[oö]ten|aufh[aä]ngen|erh[aä]ngen|ritzen|verletzen)\b",
    r"\bbringe? mich (?:\w+ ){0,2}um\b",
    r"\b(?:nicht mehr|nicht l[aä]nger) (?:leben|aufwachen|da sein)\b",
    r"\b(?:will|m[oö]chte|wie) (?:\w+ ){0,3}sterben\b",
    r"\b(?:mir|meinem leben|mein leben) (?:\w+ ){0,3}(?:das leben nehmen|ein ende|beenden)\b",
    r"\b(?:me tuer|envie de mourir|veux mourir|en finir avec (?:la|ma) vie)\b",
)
_SEARCHED = re.compile("|".join((*(rf"\b(?:{word})\b" for word in _ALONE), *_TOGETHER)))
# The same words about something else.
_HARMLESS = re.compile(
    r"\bsui[cz]id\w* (?:gene|gen|inhibit\w*|substrate?\w*)\b|\b(?:gene|gen)therap\w*\b"
)


def may_be_in_danger(words: str) -> bool:
    """Whether help is shown above the results of a search: rather once too often, for nothing else
    follows."""
    text = unicodedata.normalize("NFKC", words).casefold()
    text = " ".join(re.sub(r"[^\w\s-]", " ", text).split())
    return bool(_SEARCHED.search(_HARMLESS.sub(" ", text)))
