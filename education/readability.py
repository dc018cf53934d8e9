"""How hard a text reads, by four old formulas: hints for writers, wrong in every fifth case, never a gate.

LIX: Björnsson 1968. Reading ease: Flesch 1948 (en), Amstad 1978 (de). Wiener Sachtextformeln 1–4:
Bamberger and Vanecek 1984.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
END = re.compile(r"[.!?…]+(?=[\s”“\"'»)]|$)|\n+")
LONG = 6  # letters; a word with more is long
FEWEST_WORDS = 4
EN_VOWELS = re.compile(r"[aeiouy]+")
DE_VOWELS = re.compile(r"aa|ee|oo|ie|ei|ai|au|eu|äu|ey|ay|[aeiouyäöü]")


@dataclass(frozen=True, slots=True)
class Measures:
    """Counts of one text."""

    words: int
    sentences: int
    long: int
    syllables: int
    one: int  # words of one syllable
    three: int  # words of three syllables or more

    @property
    def words_a_sentence(self) -> float:
        return self.words / self.sentences

    def percent(self, count: int) -> float:
        return 100 * count / self.words


def measures(text: str, language: str) -> Measures | None:
    """None where there is too little to measure."""
    parts = [found for part in END.split(text) if (found := WORD.findall(part))]
    words = [word for part in parts for word in part]
    if len(words) < FEWEST_WORDS:
        return None
    counts = [syllables(word, language) for word in words]
    return Measures(
        words=len(words),
        sentences=len(parts),
        long=sum(len(word) > LONG for word in words),
        syllables=sum(counts),
        one=sum(count == 1 for count in counts),
        three=sum(count >= 3 for count in counts),
    )


def syllables(word: str, language: str) -> int:
    """By groups of vowels, at least one: near enough for a hint."""
    word = word.lower()
    if language[:2] == "de":
        return max(1, len(DE_VOWELS.findall(word.replace("qu", "q"))))
    count = len(EN_VOWELS.findall(word))
    if re.search(r"[^aeiouyl]e$|[^aeiouytd]ed$", word):
        count -= 1
    return max(1, count)


def lix(of: Measures) -> float:
    """Words a sentence plus percent of long words; below 40 reads easily."""
    return of.words_a_sentence + of.percent(of.long)


def reading_ease(of: Measures, language: str) -> float:
    """0 to 100, higher is easier: Flesch for English, Amstad for German."""
    a_word = of.syllables / of.words
    if language[:2] == "de":
        return 180 - of.words_a_sentence - 58.5 * a_word
    return 206.835 - 1.015 * of.words_a_sentence - 84.6 * a_word


def wiener(of: Measures, number: int = 1) -> float:
    """About the year at school from which a German text is understood; 4 is easy, 15 hard."""
    ms, sl = of.percent(of.three), of.words_a_sentence
    iw, es = of.percent(of.long), of.percent(of.one)
    return {
        1: 0.1935 * ms + 0.1672 * sl + 0.1297 * iw - 0.0327 * es - 0.875,
        2: 0.2007 * ms + 0.1682 * sl + 0.1373 * iw - 2.779,
        3: 0.2963 * ms + 0.1905 * sl - 1.1144,
        4: 0.2744 * ms + 0.2656 * sl - 1.693,
    }[number]
