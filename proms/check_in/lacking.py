"""What a check-in still lacks before it can be asked, in words for whoever writes it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from django.utils.translation import gettext as _

from proms.check_in.content import Content, Question, Scale, Words

LANGUAGES = ("en", "de")
LEAST_ANSWERS = 2


def languages_in(content: Content) -> list[str]:
    """The languages in which nothing is left unsaid."""
    said = list(_every(content))
    return [one for one in LANGUAGES if said and all(words.get(one) for words in said)]


def lacking(content: Content) -> list[str]:
    """Everything that has to be put right first; empty: it can be published."""
    found = [*_of_the_whole(content)]
    for number, question in enumerate(content.asked, start=1):
        found += [_("Question %(number)s: %(what)s") % {"number": number, "what": what}
                  for what in _of_question(content, question)]  # fmt: skip
    for scale in content.computed:
        name = next(iter(scale.words.values()), scale.name)
        found += [_("“%(scale)s”: %(what)s") % {"scale": name, "what": what}
                  for what in _of_scale(content, scale)]  # fmt: skip
    return found


def _of_the_whole(content: Content) -> Iterator[str]:
    if not content.title:
        yield _("It has no title yet.")
    if not content.asked:
        yield _("It has no question yet.")
    if content.title and content.asked and not languages_in(content):
        yield _("Something is not said yet in either language. One of them has to be whole.")


def _of_question(content: Content, question: Question) -> Iterator[str]:
    if question.kind == "choice" and len(question.answers) < LEAST_ANSWERS:
        yield _("give at least two answers to choose from.")
    if question.only_if:
        before = [one.name for one in content.asked]
        before = before[: before.index(question.name)]
        if question.only_if not in before:
            yield _("it waits for a question that does not come before it.")
        elif (asked := content.question(question.only_if)) and (
            not asked.counts or max(asked.counts) < question.at_least
        ):
            yield _("no answer to the question it waits for counts that much.")


def _of_scale(content: Content, scale: Scale) -> Iterator[str]:
    asked = {one.name for one in content.asked}
    if not scale.of:
        yield _("choose the questions it is made of.")
        return
    if not asked.issuperset(scale.of):
        yield _("one of its questions was taken out.")
        return
    for name in scale.of:
        question = content.question(name)
        if question and not question.counts:
            yield _("no answer to one of its questions counts anything.")
            return
    low, high = content.reach(scale)
    if low == high:
        yield _("all answers count the same, so it says nothing.")
    yield from _of_bands(scale, low, high)


def _of_bands(scale: Scale, low: Decimal, high: Decimal) -> Iterator[str]:
    begins = [Decimal(band.begins) for band in scale.bands]
    if not begins:
        return
    if begins[0] != low:
        yield _("its first band has to begin at %(low)s.") % {"low": low}
    if any(one >= after for one, after in pairwise(begins)):
        yield _("each band has to begin above the one before.")
    if begins[-1] > high:
        yield _("its highest value is %(high)s; a band above it means nothing.") % {"high": high}
    if any(one % scale.step for one in begins):
        yield _("its values go in steps of %(step)s.") % {"step": scale.step}


def _every(content: Content) -> Iterator[Words]:
    """All words people will read; what may stay empty counts once one language has it."""
    yield content.title
    yield from filter(None, [content.about])
    for question in content.asked:
        yield question.words
        yield from filter(None, [question.help])
        if question.kind == "rating":
            yield from filter(None, [question.low_words, question.high_words])
        if question.kind == "choice":
            yield from (answer.words for answer in question.answers)
    for scale in content.computed:
        yield scale.words
        yield from filter(None, [scale.about])
        yield from (band.words for band in scale.bands)
