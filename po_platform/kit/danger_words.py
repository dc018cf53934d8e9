"""Words after which a person looks at once, or help is shown, in the languages the portal ships with.

One list for both: help stands above a search rather once too often, so there it holds a few more.
A list is no judge: it misses much and is wrong at times. It only calls people, hides nothing, and
stands beside the button with which anybody calls them; see docs/clinical-safety.md. The words are
ours: have them read by a professional before you rely on them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from po_platform.kit.said import as_heard

# One more with every change of the list: the log of a case says which one called (tests hold it).
DANGER_LIST = 1
_AS_ONE = {"ae": "ä", "oe": "ö", "ue": "ü"}
_UMLAUTS = re.compile("|".join(_AS_ONE))
# Stems that alone are enough.
_ALONE = (
    r"suicid\w*", r"suizid\w*", r"selbstm[oö]rd\w*", r"selbstt[oö]t\w*", r"freitod\w*",
    r"self[ -]?harm\w*", r"selbstverletz\w*", r"lebensm[uü]de\w*",
    r"(?:se )?suicider", r"automutilation\w*",
)  # fmt: skip
# Words that are when they stand together, in one language each.
_TOGETHER = (
    r"\b(?:kill|hang|hurt|harm|cut|drown|poison)\w*(?: \w+){0,2} my ?self\b",
    r"\b(?:want|wish|ready)(?: \w+){0,3} (?:to )?die\b",
    r"\bend (?:it all|my (?:own )?life|everything)\b",
    r"\b(?:take|taking) my (?:own )?life\b",
    r"\b(?:do not|don t|dont|no longer) want to (?:live|wake up|be here)\b",
    r"\b(?:no reason|not worth|tired of) (?:to live|living)\b",
    r"\bbetter off (?:dead|without me)\b",
    r"\bwanna (?:\w+ )?die\b",
    r"\b(?:wish|wished) (?:that )?i (?:was|were) dead\b(?! (?:sure|tired|certain))",
    r"\b(?:rather|want to|wanna) be dead\b(?! (?:sure|tired|certain))",
    r"\b(?:do not|don t|dont|no longer) want to (?:be alive|exist|go on living)\b",
    r"\bno point (?:in )?living\b",
    r"\bmich (?:\w+ ){0,3}(?:um(?:zu)?bringen|t[oö]ten|aufh[aä]ngen|erh[aä]ngen|ritzen)\b",
    r"\bmich (?:selbst |selber )?(?:zu )?verletzen\b",
    r"\b(?:bringe?|br[aä]chte) mich (?:\w+ ){0,2}um\b",
    r"\b(?:nicht|nimmer) (?:mehr|l[aä]nger) (?:leben|aufwachen|da sein)\b",
    r"\b(?:will|m[oö]chte) (?:\w+ ){0,3}sterben\b", r"\bsterben (?:will|m[oö]chte)\b",
    r"\b(?:mir|meinem leben|mein leben) (?:\w+ ){0,3}(?:das leben nehmen|ein ende|beenden)\b",
    r"\b(?:leben|allem) (?:\w+ )?ein ende\b", r"\bmir (?:et)?was an(?:zu)?tun\b",
    r"\b(?:wäre?|ware) (?:ich )?(?:(?:doch|nur|lieber|besser|schon|am liebsten|endlich) ){1,3}tot\b",
    r"\b(?:lieber|besser) tot sein\b",
    r"\b(?:besser|leichter) dran ohne mich\b", r"\bohne mich (?:\w+ ){0,2}(?:besser|leichter) dran\b",
    r"\b(?:alle|ihr|jeder|welt|familie|kinder|mann|frau) (?:\w+ ){0,3}(?:besser|leichter) ohne mich\b",
    r"\b(?:allem|leben) (?:\w+ ){0,2}schluss(?: \w+)? ?(?:zu ?)?mach\w*",
    r"\bschluss (?:zu ?)?mach\w* mit (?:allem|(?:dem|meinem) leben)\b",
    r"\b(?:keine|nicht die) kraft mehr (?:zu leben|zum leben|f[uü]r(?: \w+)? leben)\b",
    r"\bplus envie de vivre\b",
    r"\b(?:me tuer|envie de mourir|veux mourir|en finir avec (?:la|ma) vie)\b",
)  # fmt: skip
# In a search alone: in what people tell each other these are mostly about something else.
_TYPED = (
    r"\b(?:kill|hang|hurt|harm|cut|drown|poison)\w*(?: \w+){0,2} me\b",
    r"\b(?:how|going|way|ways)(?: \w+){0,3} (?:to )?die\b",
    r"\bmich (?:\w+ ){0,3}verletzen\b", r"\bwie (?:\w+ ){0,3}sterben\b",
)  # fmt: skip
_LIST = (*(rf"\b(?:{word})\b" for word in _ALONE), *_TOGETHER)
_SAID = re.compile("|".join(_LIST))
_SEARCHED = re.compile("|".join((*_LIST, *_TYPED)))
# The same words about something else.
_HARMLESS = re.compile(
    r"\bsui[cz]id\w* (?:gene|gen|inhibit\w*|substrate?\w*)\b|\b(?:gene|gen)therap\w*\b"
)

# All of it in one text, for whoever compares two lists.
LIST_AS_TEXT = "\n".join((*_LIST, *_TYPED, _HARMLESS.pattern))


def sounds_like_danger(text: str) -> bool:
    """Whether a person should look at this post or message at once; `text` without marks of HTML."""
    return any(map(_SAID.search, _ways_heard(text)))


def may_be_in_danger(words: str) -> bool:
    """Whether help is shown above the results of a search: rather once too often, for nothing else
    follows."""
    return any(map(_SEARCHED.search, _ways_heard(words)))


def _ways_heard(text: str) -> Iterator[str]:
    """As it is written; and with ä for ae, ö for oe, ü for ue, as many type who have no such keys."""
    said = _heard(text)
    yield said
    if (other := _UMLAUTS.sub(lambda found: _AS_ONE[found[0]], said)) != said:
        yield other


def _heard(text: str) -> str:
    """In small letters, with nothing between the words that nobody hears."""
    return _HARMLESS.sub(" ", " ".join(re.sub(r"[^\w\s-]|_", " ", as_heard(text)).split()))
