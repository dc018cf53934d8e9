"""The words of a dictionary laid over a dataset with the same names and codes; the rest keeps its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from django.utils.translation import gettext_lazy as _

from questionnaires.definition import Definition, Item
from questionnaires.fhir.report import Notebook
from questionnaires.redcap.importing import FORM, Dictionary, Row
from questionnaires.texts import ItemText, Texts, untranslated

T = TypeVar("T")
# What an item says once; its options and units say something each.
WORDS = ("text", "html", "prefix", "short", "entry_format", "open_label")


def fitting(definition: Definition, base: Texts, read: Dictionary, book: Notebook) -> Texts:
    """What the file calls the dataset's fields, answers and forms, over the words they have.

    A form is called what stands in the column for its name, where that is not the name itself.
    The notebook hears of fields and answers only one of the two has, and refuses a file that has
    none of the dataset's fields. `read`: with a translation.
    """
    if read.translation is None:
        raise ValueError("a dictionary that was refused has no words")
    given = read.translation.texts
    known = definition.by_link_id
    strangers = [name for row in read.rows if (name := _name(row)) not in known]
    if len(strangers) == len(read.rows):
        book.refuse("", _("No field of this file is a field of the dataset."))
        return base
    for name in strangers:
        book.note("dropped", f"field {name[:100]}", _("The dataset has no field of this name."))
    found: dict[str, ItemText] = {}
    for link_id, words in given.items.items():
        item = known.get(link_id)
        if item is not None and item.type != "group":
            found[link_id] = _fitting(item, words, book)
    for link_id in untranslated(Texts(items=found), base):
        if not link_id.startswith(FORM):
            book.note("kept", f"field {link_id}", _("Not all words of it are in the file."))
    return Texts(items={**found, **_titles(definition, read)}).over(base)


def still_true(old: Texts, old_base: Texts, base: Texts) -> Texts:
    """Of the `old` words those that say what `base` still says in another language.

    Word by word: a note with another unit beside the same label leaves the label and no old unit.
    """
    return Texts(
        items={
            link_id: _still_true(old.item(link_id), old_base.item(link_id), words)
            for link_id, words in base.items.items()
        }
    )


def _still_true(said: ItemText, was: ItemText, words: ItemText) -> ItemText:
    same = {
        name: getattr(said, name) for name in WORDS if getattr(was, name) == getattr(words, name)
    }
    if "text" not in same:  # markup says the text once more
        same.pop("html", None)
    return ItemText(
        **same,
        options=_same_of(said.options, was.options, words.options),
        units=_same_of(said.units, was.units, words.units),
    )


def _same_of(said: Mapping[str, T], was: Mapping[str, T], words: Mapping[str, T]) -> dict[str, T]:
    return {
        code: label
        for code, label in said.items()
        if code in words and was.get(code) == words[code]
    }


def _fitting(item: Item, words: ItemText, book: Notebook) -> ItemText:
    codes = {option.code for option in item.options}
    for code in words.options.keys() - codes:
        told = _("The dataset has no answer with the code “%(code)s” there.")
        book.note("dropped", f"field {item.link_id}", told, code=code[:60])
    options = {code: label for code, label in words.options.items() if code in codes}
    return replace(words, options=options)


def _name(row: Row) -> str:
    return row["field_name"].strip().lower()


def _titles(definition: Definition, read: Dictionary) -> dict[str, ItemText]:
    written = {_name(row): row["form_name"].strip() for row in read.rows}
    found = {}
    for group in definition.items:
        inside = (item.link_id for item in Definition(group.items).walk())
        said = next((written[name] for name in inside if name in written), "")
        if said and said != group.link_id.removeprefix(FORM):
            found[group.link_id] = ItemText(said[:100])
    return found
