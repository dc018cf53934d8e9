"""What a writer may look at again: long sentences, link words, unexplained short forms, jargon.

Hints only. Nothing here keeps a page from being published: people decide, with test readers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .readability import END, WORD, lix, measures, reading_ease, wiener
from .sections import Body, heading_of, lines_of, plain, texts_of

Words = str | Promise
LONG_SENTENCE = 22  # words
MOST_EACH = 5
LINK = re.compile(r"\[([^\]]*)\]\([^)\s]*\)")
SHORT_FORM = re.compile(r"\b[A-ZÄÖÜ]{2,6}\b")
KNOWN_SHORT = {"EU", "UK", "USA", "PDF", "OK", "TV", "DE", "EN"}
EMPTY_LINKS = {
    "here", "click here", "more", "link", "this link", "read more", "hier", "mehr", "weiter",
    "klicken sie hier", "weiterlesen",
}  # fmt: skip
# Words doctors use among themselves, with what people say.
JARGON = {
    "en": {
        "acute": "sudden", "chronic": "long-lasting", "adverse": "unwanted", "dose": "amount",
        "onset": "beginning", "prognosis": "how it may go on", "symptom": "sign",
        "benign": "harmless", "malignant": "cancer", "contraindicated": "must not be taken",
        "administer": "give", "comorbidity": "other illness", "etiology": "cause",
        "efficacy": "how well it works", "exacerbation": "flare", "idiopathic": "cause not known",
    },
    "de": {
        "akut": "plötzlich", "chronisch": "lange dauernd", "adhärenz": "wie vereinbart nehmen",
        "indikation": "Grund", "kontraindiziert": "darf nicht genommen werden",
        "prognose": "wie es weitergehen kann", "symptom": "Zeichen", "benigne": "gutartig",
        "maligne": "bösartig", "applizieren": "geben", "komorbidität": "weitere Krankheit",
        "ätiologie": "Ursache", "exazerbation": "Schub", "remission": "ruhige Zeit",
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hint:
    """One thing to look at: what, and the words it is about."""

    text: Words
    about: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """One formula's result and what it is good for; `fine`: as easy as we aim for."""

    name: Words
    value: float
    aim: Words
    fine: bool


def figures(title: str, in_short: Sequence[str], body: Body, language: str) -> list[Figure]:
    """None for texts too short to measure."""
    # A heading ends like a sentence; so does a step.
    of = measures("\n".join(lines_of(title, in_short, body)), language)
    if of is None:
        return []
    easy, hard = round(reading_ease(of, language), 1), round(lix(of), 1)
    found = [
        Figure("LIX", hard, gettext_lazy("below 40"), hard < 40),
        Figure(gettext_lazy("Reading ease"), easy, gettext_lazy("60 or more"), easy >= 60),
    ]
    if language[:2] == "de":
        years = round(wiener(of), 1)
        found.append(Figure("Wiener Sachtextformel", years, gettext_lazy("8 or less"), years <= 8))
    return found


def hints(title: str, in_short: Sequence[str], body: Body, language: str) -> list[Hint]:
    """In the order a writer would work."""
    found = [*_headings(body), *_links(body), *_sentences(body)]
    lines = lines_of(title, in_short, body)
    return [*found, *_short_forms(" ".join(lines)), *_jargon(lines, language)]


def _headings(body: Body) -> list[Hint]:
    found = []
    headings = [str(heading_of(one)) for one in body]
    if body and not headings[0] and len(body) > 1:
        found.append(Hint(_("The first section has no heading.")))
    for heading in sorted({one for one in headings if one and headings.count(one) > 1}):
        found.append(Hint(_("Two sections have the same heading."), heading))
    for one in body:
        if sum(len(text.split()) for text in texts_of(one)) > 250:
            found.append(
                Hint(_("A section is long. Two headings would help."), str(heading_of(one)))
            )
    return found[:MOST_EACH]


def _links(body: Body) -> list[Hint]:
    words = [word for one in body for text in texts_of(one) for word in LINK.findall(text)]
    vague = [word for word in words if word.strip().casefold() in EMPTY_LINKS or not word.strip()]
    return [Hint(_("The words of a link say where it goes."), word) for word in vague[:MOST_EACH]]


def _sentences(body: Body) -> list[Hint]:
    texts = [plain(text) for one in body for text in texts_of(one)]
    sentences = [part.strip() for text in texts for part in END.split(text)]
    long = [one for one in sentences if len(WORD.findall(one)) > LONG_SENTENCE]
    return [
        Hint(_("A long sentence. Two short ones read more easily."), one)
        for one in long[:MOST_EACH]
    ]


def _short_forms(text: str) -> list[Hint]:
    """Capital letters that are nowhere in brackets and nowhere followed by them."""
    found = []
    for form in dict.fromkeys(SHORT_FORM.findall(text)):
        explained = f"({form})" in text or re.search(rf"\b{form}\s*\(", text)
        if form not in KNOWN_SHORT and not explained:
            found.append(Hint(_("A short form nobody explains."), form))
    return found[:MOST_EACH]


def _jargon(lines: Sequence[str], language: str) -> list[Hint]:
    words = {word.casefold() for line in lines for word in WORD.findall(line)}
    known = JARGON.get(language[:2], {})
    met = [(word, known[word]) for word in known if word in words]
    text = _("A word of doctors. People say: %(words)s")
    return [Hint(text % {"words": plain_word}, word) for word, plain_word in met[:MOST_EACH]]
