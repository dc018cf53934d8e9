"""Any bytes in; a dataset's definition with its words and an honest report out. Never an exception."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from questionnaires.checks import MAX_ITEMS, check_definition
from questionnaires.definition import Definition, Item
from questionnaires.fhir.report import Notebook, Report
from questionnaires.markup import plain_text
from questionnaires.redcap.columns import HEADINGS, NoDictionary, find_columns
from questionnaires.redcap.field import NAME, Field, tick_name
from questionnaires.redcap.items import Made, item_of, place, section
from questionnaires.redcap.kinds import FIELD_TYPES
from questionnaires.redcap.logic import with_logic
from questionnaires.redcap.table import NoTable, Table, read_table
from questionnaires.texts import LANGUAGE, ItemText, Texts, Translation

MAX_BYTES = 20_000_000
FORM = "form:"
Row = dict[str, str]


@dataclass(frozen=True)
class Dictionary:
    """What a file became. Without a definition it was refused, and the report says why.

    `rows`: each row by the names of HEADINGS, as it stood, so that it can go out again.
    """

    report: Report
    definition: Definition | None = None
    translation: Translation | None = None
    rows: tuple[Row, ...] = ()
    forms: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The report as one JSON object."""
        told = self.report.to_json()
        counts = {"forms": len(self.forms), "fields": len(self.rows)}
        notes, errors = told["notes"], told["errors"]
        return {"status": told["status"], **counts, "notes": notes, "errors": errors}


def import_dictionary(raw: bytes, *, language: str = "en") -> Dictionary:
    """Read a REDCap data dictionary. `language`: of its labels, which the file does not say."""
    book = Notebook()
    if not LANGUAGE.fullmatch(language):
        book.refuse("", _("This is no language code, like en or de."))
        return Dictionary(book.report())
    try:
        table = read_table(raw, most_bytes=MAX_BYTES)
        columns, remarks = find_columns(table.header)
        for message in [*table.remarks, *remarks]:
            book.note("changed", "row 1", "%(remark)s", remark=message)
        fields = _fields(table, columns, book)
    except NoTable as error:
        book.refuse_with(f"row {error.row}" if error.row else "", error.message)
        return Dictionary(book.report())
    except NoDictionary as error:
        book.refuse_with("row 1", error.message)
        return Dictionary(book.report())
    if len(fields) > MAX_ITEMS:
        book.refuse("", _("A dataset can have %(limit)s fields."), limit=MAX_ITEMS)
    if not fields and not book.errors:
        book.refuse("", _("The file has headings and no field."))
    book.items = len(fields)
    forms = _by_form(fields, book)
    found = _built(forms, language, book) if not book.errors else None
    names = tuple(forms)
    rows = tuple(dict(each.cells) for each in fields)
    if found is None or book.errors:
        return Dictionary(book.report(), rows=rows, forms=names)
    definition, translation = found
    kept = tuple(row for each, row in zip(fields, rows, strict=True) if each.type != "sql")
    return Dictionary(book.report(), definition, translation, kept, names)


def _fields(table: Table, columns: Mapping[str, int], book: Notebook) -> list[Field]:
    found: list[Field] = []
    listed = list(table.rows())
    says_na = _says_na(listed, columns)
    for number, cells in listed:
        if len(cells) != len(table.header):
            words = _("The row has %(count)s cells instead of %(wanted)s.")
            told = {"count": len(cells), "wanted": len(table.header)}
            book.note("changed", f"row {number}", words, **told)
        read = {
            name: cells[at]
            for name, at in columns.items()
            if at < len(cells) and cells[at] and not (says_na and cells[at] == "NA")
        }
        made = _field(number, read, book)
        if made is not None:
            found.append(made)
    if says_na:
        book.note("changed", "", _("“NA” was read as an empty cell."))
    for name, count in Counter(each.name for each in found).items():
        if count > 1:
            words = _("The field %(name)s stands %(count)s times. Each may stand once.")
            book.refuse(f"field {name}", words, name=name, count=count)
    return found


def _says_na(listed: list[tuple[int, list[str]]], columns: Mapping[str, int]) -> bool:
    """Some programs write NA where nothing is; then no cell of the file is empty."""
    cells = [cell for _number, row in listed for cell in row]
    return "NA" in cells and all(cells) and "choices" in columns


def _field(number: int, cells: Row, book: Notebook) -> Field | None:
    name, form, kind = (
        cells.get(column, "").strip() for column in ("field_name", "form_name", "field_type")
    )
    at = f"row {number}: {name[:100]}"
    if not name:
        book.refuse(at, _("The row has no field name."))
        return None
    if not NAME.fullmatch(name):
        lower = name.lower()
        if not NAME.fullmatch(lower):
            words = _(
                "A field name has small letters, digits and “_”, begins with a letter and has up to 100 signs."
            )
            book.refuse(at, words)
            return None
        book.note("changed", at, _("The field name was written in small letters."))
        name = lower
    if not form:
        book.refuse(at, _("The row has no form name."))
        return None
    slug = re.sub(r"[^a-z0-9]+", "_", form.lower()).strip("_")[:100] or "form"
    if slug != form:
        words = _("The form is called %(name)s here.")
        book.note("changed", f"{at}, {HEADINGS['form_name']}", words, name=slug)
    if kind.lower() not in FIELD_TYPES:
        words = _("There is no field type “%(type)s”.")
        book.refuse(f"{at}, {HEADINGS['field_type']}", words, type=kind[:40])
        return None
    return Field(number, name, slug, kind.lower(), cells)


def _by_form(fields: Iterable[Field], book: Notebook) -> dict[str, list[Field]]:
    forms: dict[str, list[Field]] = {}
    for name, run in groupby(fields, key=lambda each: each.form):
        together = list(run)
        if name in forms:
            words = _(
                "The fields of the form %(name)s do not stand together; they were put together."
            )
            book.note("changed", f"row {together[0].row}", words, name=name)
        forms.setdefault(name, []).extend(together)
    return forms


def _built(
    forms: Mapping[str, list[Field]], language: str, book: Notebook
) -> tuple[Definition, Translation] | None:
    words: dict[str, ItemText] = {}
    groups: list[Item] = []
    fields = {each.name: each for listed in forms.values() for each in listed}
    record = next(iter(fields.values()))
    for name, listed in forms.items():
        items: list[Item] = []
        for each in listed:
            with override(language):  # “Yes” and “No” are ours to say
                found = item_of(each, book)
            if found is None:
                continue
            if each is record:
                found = _record_id(each, found, book)
            for part in [*section(each), found]:
                items.append(part.item)
                words |= part.words
        if items:
            link_id = f"{FORM}{name}"
            groups.append(Item(link_id, "group", tuple(items)))
            words[link_id] = ItemText(name.replace("_", " ").capitalize())
    definition = Definition(tuple(groups))
    _refuse_shared_columns(definition, fields, book)
    if book.errors:
        return None
    definition = with_logic(definition, fields, book)
    for flaw in check_definition(definition):
        source = fields.get(flaw.link_id)
        column = "choices" if "options" in flaw.path else "field_type"
        book.refuse_with(place(source, column) if source else flaw.path, flaw.message)
    texts = Texts(items=words)
    return None if book.errors else (definition, Translation(language, texts))


def _refuse_shared_columns(
    definition: Definition, fields: Mapping[str, Field], book: Notebook
) -> None:
    """A box has a column of its own in data files; two of one name could not be told apart."""
    taken = set(fields)
    for item in definition.walk():
        if item.type != "choice" or not item.repeats:
            continue
        for option in item.options:
            column = tick_name(item.link_id, option.code)
            if column in taken:
                words = _(
                    "In data files the box %(code)s has the column %(column)s, and so has something else. Rename one of the two."
                )
                at = place(fields[item.link_id], "choices")
                book.refuse(at, words, code=option.code, column=column)
            taken.add(column)


def _record_id(each: Field, found: Made, book: Notebook) -> Made:
    """The first field names the record; nobody is asked for it on a page."""
    if each.type != "text":
        words = _("The first field names the record; it was taken as a text.")
        book.note("changed", place(each, "field_type"), words)
    item = Item(each.name, "string", hidden=True, identifier=found.item.identifier)
    text = plain_text(each.cell("field_label"))
    return replace(found, item=item, words={each.name: ItemText(text)})
