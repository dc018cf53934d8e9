"""A field of a dictionary as an item of ours, with its words; the notebook hears what changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from questionnaires.calculations import LANGUAGE
from questionnaires.definition import TEXTS, Calculation, Control, Item, Option
from questionnaires.fhir.report import Notebook
from questionnaires.markup import clean, plain_text
from questionnaires.redcap.columns import HEADINGS
from questionnaires.redcap.field import Field, read_choices
from questionnaires.redcap.kinds import VALIDATIONS, has_comma, is_bound
from questionnaires.texts import ItemText, OptionText

YES_NO = {
    "yesno": (("1", _("Yes")), ("0", _("No"))),
    "truefalse": (("1", _("True")), ("0", _("False"))),
}
PIPED = re.compile(r"\[[a-z][a-z0-9_]*(\([^)]*\))?\]|\{[a-z][a-z0-9_]*\}")
RUN_TAGS = frozenset(
    {
        "@HIDDEN",
        "@READONLY",
        "@FORCE-MINMAX",
        "@PARTIAL-DATE",
        "@MISSING-REASONS",
        "@TERMS",
        "@SIGN-STATE",
        "@SIGN-ONSET",
        "@SIGN-AGE",
        "@SAYS-DEAD",
        "@FROM-CONSENT",
        "@FROM-SCORE",
        "@REPEATING",
    }
)
TERMS = re.compile(r"@TERMS=['\"]([A-Za-z0-9_,\s\[\]]{1,200})['\"]")
MISSING_REASONS = re.compile(r"@MISSING-REASONS=['\"]([A-Za-z0-9._,\s-]*)['\"]")
CODE = re.compile(r"[A-Za-z0-9._-]+")


@dataclass(frozen=True)
class Made:
    """An item and the words of it and of the aids beside it, by linkId."""

    item: Item
    words: dict[str, ItemText]


def item_of(field: Field, book: Notebook) -> Made | None:
    """None when the field cannot be asked in any way; the notebook says why."""
    made = FieldReader(field, book).made()
    if made is not None:
        tell_what_waits(field, book)
    return made


class FieldReader:
    """Turns one field into an item."""

    def __init__(self, field: Field, book: Notebook) -> None:
        self.field = field
        self.book = book
        self.words: dict[str, ItemText] = {}
        self.options: dict[str, OptionText] = {}

    def made(self) -> Made | None:
        """The item with its words; None when the field is left out or refused."""
        field = self.field
        if field.type == "sql":
            self._note("dropped", "field_type", _("A field that asks a database was left out."))
            return None
        if field.type == "descriptive":
            item: Item | None = Item(field.name, "display")
        else:
            item = self._question()
        if item is None:
            return None
        self.words[field.name] = self._text()
        return Made(item, self.words)

    def _question(self) -> Item | None:
        field = self.field
        given: dict[str, Any] = {
            "required": field.is_required,
            "identifier": field.is_identifier,
            "hidden": "@HIDDEN" in field.tags,
            "read_only": "@READONLY" in field.tags,
        }
        match field.type:
            case "text":
                given |= self._validated()
            case "notes":
                given |= {"type": "text"}
            case "radio" | "dropdown" | "checkbox":
                given |= self._choice()
            case "yesno" | "truefalse":
                pairs = YES_NO[field.type]
                self.options = {code: OptionText(str(label)) for code, label in pairs}
                given |= {"type": "choice", "options": tuple(Option(code) for code, _l in pairs)}
            case "slider":
                given |= self._slider()
            case "calc":
                formula = Calculation(field.cell("choices"), LANGUAGE)
                given |= {"type": "decimal", "calculated": formula, "required": False}
            case "file":
                self._note("changed", "field_type", _("Files are not taken here; only their name."))
                given |= {"type": "string", "hidden": True, "required": False}
        if given.get("type") == "choice" and not given["options"]:
            self._refuse("choices", _("This question has no answers to choose from."))
            return None
        if given["hidden"] or given["read_only"]:
            given["required"] = False
        reasons = MISSING_REASONS.search(field.cell("annotation"))
        if reasons is not None:
            given["missing_reasons"] = tuple(part.strip() for part in reasons[1].split(",") if part)
        terms = TERMS.search(field.cell("annotation"))
        if terms is not None and given["type"] in TEXTS:
            given["terms"] = tuple(part.strip() for part in terms[1].split(",") if part.strip())
        return Item(field.name, **given)

    def _validated(self) -> dict[str, Any]:
        validation = self.field.cell("validation").lower()
        found = VALIDATIONS.get(validation)
        if found is None:
            words = _("The validation “%(name)s” is not known here; any text is taken.")
            self._note("kept", "validation", words, name=validation[:40])
            found = VALIDATIONS[""]
        given = dict(found)
        if "@PARTIAL-DATE" in self.field.tags:
            given = {"type": "date", "partial_dates": True}
        if self.field.cell("choices"):
            words = _("What stands in the column for choices is not used for a text.")
            self._note("kept", "choices", words)
        return {**given, **self._bounds(given["type"], validation)}

    def _bounds(self, kind: str, validation: str) -> dict[str, Any]:
        """Bounds are soft in REDCap: a value beyond them is told, and taken."""
        found: dict[str, Any] = {}
        forced = "@FORCE-MINMAX" in self.field.tags
        names = ("min_value", "max_value") if forced else ("warn_below", "warn_above")
        for column, name in zip(("validation_min", "validation_max"), names, strict=True):
            text = self.field.cell(column)
            text = text.replace(",", ".") if has_comma(validation) else text
            if text and is_bound(kind, text):
                found[name] = text
            elif text:
                self._note("kept", column, _("This bound is kept and not checked."))
        return found

    def _choice(self) -> dict[str, Any]:
        read = read_choices(self.field.cell("choices"))
        for code in read.bare:
            words = _("The choice “%(code)s” has no label; its code stands for it.")
            self._note("changed", "choices", words, code=code[:60])
        for code in read.twice:
            words = _("The code %(code)s stands twice; the second one was left out.")
            self._note("dropped", "choices", words, code=code[:60])
        for code, _label in read.pairs:
            if not CODE.fullmatch(code):
                words = _(
                    "The code “%(code)s” has other signs than letters, digits, “.”, “-”, “_”."
                )
                self._note("kept", "choices", words, code=code[:60])
        self.options = {code: OptionText(label) for code, label in read.pairs}
        controls: dict[str, Control] = {"radio": "radio-button", "dropdown": "drop-down"}
        return {
            "type": "choice",
            "options": tuple(Option(code) for code, _label in read.pairs),
            "repeats": self.field.type == "checkbox",
            "control": controls.get(self.field.type, "check-box"),
        }

    def _slider(self) -> dict[str, Any]:
        labels = [plain_text(part) for part in self.field.cell("choices").split("|")]
        aids: list[Item] = []
        ends: tuple[tuple[Control, str], ...] = (
            ("lower", labels[0]),
            ("upper", labels[-1] if len(labels) > 1 else ""),
        )
        for control, label in ends:
            if label:
                aid = Item(f"{self.field.name}:{control}", "display", control=control)
                aids.append(aid)
                self.words[aid.link_id] = ItemText(label)
        low, high = (
            self.field.cell("validation_min") or "0",
            self.field.cell("validation_max") or "100",
        )
        if not (is_bound("integer", low) and is_bound("integer", high)):
            low, high = "0", "100"
        return {
            "type": "integer",
            "control": "slider",
            "min_value": low,
            "max_value": high,
            "aids": tuple(aids),
        }

    def _text(self) -> ItemText:
        label, note = self.field.cell("field_label"), plain_text(self.field.cell("field_note"))
        text = plain_text(label)
        markup = clean(label)
        if "<" in label and markup != label:
            self._note(
                "changed", "field_label", _("Markup in the label was reduced to plain words.")
            )
        if PIPED.search(label):
            words = _("The label wants to show another answer; it shows the name of that field.")
            self._note("kept", "field_label", words)
        return ItemText(text=text, html=markup, entry_format=note, options=self.options)

    def _note(self, level: Any, column: str, words: Any, **params: object) -> None:
        self.book.note(level, place(self.field, column), words, **params)

    def _refuse(self, column: str, words: Any, **params: object) -> None:
        self.book.refuse(place(self.field, column), words, **params)


def tell_what_waits(field: Field, book: Notebook) -> None:
    """Settings of REDCap that mean nothing here; they go out again with the dictionary."""
    others = sorted(field.tags - RUN_TAGS)
    if others:
        words = _("%(names)s: kept, and not carried out here.")
        book.note("kept", place(field, "annotation"), words, names=", ".join(others))
    if field.cell("matrix_ranking"):
        words = _("That answers of this table are a ranking is kept, and not checked.")
        book.note("kept", place(field, "matrix_ranking"), words)


def place(field: Field, column: str) -> str:
    """`row 7: weight, Field Type`."""
    return f"row {field.row}: {field.name}, {HEADINGS[column]}"


def section(field: Field) -> Iterator[Made]:
    """The heading above a field, when there is one."""
    text = plain_text(field.cell("section_header"))
    if text:
        link_id = f"section:{field.name}"
        markup = clean(field.cell("section_header"))
        yield Made(Item(link_id, "display"), {link_id: ItemText(text, html=markup)})
