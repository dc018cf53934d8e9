"""The figures a registry shows, in words; whom it shows them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.http import Http404
from django.utils.translation import gettext as _

from po_platform.access.actor import Actor, SignedIn
from questionnaires.definition import DATES, Item
from questionnaires.queries import Form as Words
from registry.cohort import codes_of, offered
from registry.consent import Question, of_another_meaning
from registry.figure_words import AGE, ALL, JOINED, band_in_words
from registry.layout import AGE_ITEM, Layout, has_boxes
from registry.models import Figure, FigureChoice, Registry
from registry.queries.datasets import form_in_use, my_registries, version_in_use
from registry.queries.participation import published_sheets

Who = FigureChoice.Who


@dataclass(frozen=True, slots=True)
class Bar:
    """One group: its words, about how many, and how long its bar is, in percent of the longest."""

    words: str
    number: int
    length: int


@dataclass(frozen=True, slots=True)
class Shown:
    """One figure as it is read. No bars: too few people, or it cannot be counted any more."""

    title: str
    bars: list[Bar]
    at: datetime


def shown_choice(*, actor: Actor, slug: str) -> FigureChoice:
    """Of this registry, if it shows its figures to this reader. Raises Http404."""
    rows = FigureChoice.objects.select_related("registry", "dataset")
    found = rows.filter(registry__slug=slug).first()
    if found is None or not _shows(actor, found):
        raise Http404
    return found


def _shows(actor: Actor, choice: FigureChoice) -> bool:
    if choice.who == Who.EVERYBODY:
        return True
    if choice.who == Who.MEMBERS and isinstance(actor, SignedIn):
        return True
    return my_registries(actor=actor).filter(pk=choice.registry_id).exists()


def shows_figures(*, actor: Actor, registry: Registry) -> bool:
    """Whether there is a page with figures for this reader."""
    found = FigureChoice.objects.filter(registry=registry).first()
    return found is not None and _shows(actor, found)


def shown_to_everybody() -> list[Registry]:
    """Registries with figures for everybody, by title."""
    found = Registry.objects.filter(figure_choice__who=Who.EVERYBODY)
    return list(found.order_by("title", "pk"))


def last_figures(registry: Registry) -> dict[str, Figure]:
    """Every figure as it was told last, by its key."""
    rows = Figure.objects.filter(registry=registry).order_by("key", "-pk").distinct("key")
    return {one.key: one for one in rows}


def clear_questions(registry: Registry) -> list[Question]:
    """What people are asked about their data now, and always meant the same."""
    published = published_sheets(registry)
    if not published:
        return []
    unclear = of_another_meaning(published[-1], published)
    return [one for one in published[-1].questions if one.kind == "data" and one not in unclear]


def splittable(layout: Layout) -> list[tuple[str, Item]]:
    """(form, question) with one answer out of some, that tells nobody's name."""
    return [
        (form, item)
        for form, items in offered(layout).items()
        for item in items
        if codes_of(item) and not has_boxes(item)
    ]


def dated(layout: Layout) -> list[tuple[str, Item]]:
    """(form, question) that could be a date of birth; the age itself, where it may be used."""
    return [
        (form, item)
        for form, items in offered(layout).items()
        for item in items
        if item.type in DATES or item is AGE_ITEM
    ]


def answer_keys(choice: FigureChoice) -> list[str]:
    """The figures of answers that were chosen."""
    return [*choice.questions, *([AGE] if choice.born else [])]


def figures_in_words(choice: FigureChoice) -> list[Shown]:
    """What was told last, in the order it was chosen."""
    last = last_figures(choice.registry)
    version = version_in_use(choice.dataset)
    words = form_in_use(version) if version else None
    keys = [ALL, JOINED, *answer_keys(choice)]
    return [_shown(key, last[key], words) for key in keys if key in last]


def _shown(key: str, figure: Figure, words: Words | None) -> Shown:
    named = list(_named(key, figure, words))
    if figure.rest:
        named.append((_("All others") if named else _("All of them"), figure.rest))
    longest = max((number for _words, number in named), default=1)
    bars = [Bar(text, number, round(100 * number / longest)) for text, number in named]
    return Shown(_title(key, words), bars, figure.at)


def _named(key: str, figure: Figure, words: Words | None) -> Iterator[tuple[str, int]]:
    for code, number in figure.told.items():
        if key == AGE:
            yield band_in_words(code), number
        elif key == JOINED or words is None:
            yield code, number
        else:
            yield option_in_words(words, key.partition("|")[2], code), number


def option_in_words(words: Words, name: str, code: str) -> str:
    """What an answer is called."""
    item = words.definition.by_link_id.get(name)
    if item is not None and item.type == "boolean":
        return _("Yes") if code == "1" else _("No")
    return words.texts.option(name, code).text or code if item and item.option(code) else code


def _title(key: str, words: Words | None) -> str:
    fixed = {
        ALL: _("People who take part"),
        JOINED: _("Since which year they take part"),
        AGE: _("How old they are"),
    }
    if key in fixed:
        return fixed[key]
    name = key.partition("|")[2]
    item = words.definition.by_link_id.get(name) if words else None
    return (words.texts.label(item) if words and item else "") or name
