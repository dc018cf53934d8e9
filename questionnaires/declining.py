""" "I would rather not say" beside every question of a form that did not bring it along.

It is a structure of its own, with its own hash: answers to the form as it was stay with that. Some
licences want a form word for word, so whoever takes it in says whether it may stand there.
"""

from __future__ import annotations

from dataclasses import replace

from questionnaires.definition import Definition, Item

DECLINED = "prefer-not-to-say"  # as in check-ins written here; its words: texts.REASONS


def with_declining(definition: Definition) -> Definition:
    """The same form; each question somebody is asked can be declined. Nothing else changes."""
    return replace(definition, items=tuple(_offered(item) for item in definition.items))


def _offered(item: Item) -> Item:
    if item.is_rows:  # a row that is not filled in says enough
        return item
    inside = tuple(_offered(child) for child in item.items)
    if not item.is_question or item.is_fixed or DECLINED in item.missing_reasons:
        return replace(item, items=inside)
    return replace(item, items=inside, missing_reasons=(*item.missing_reasons, DECLINED))
