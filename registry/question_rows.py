"""One question as those who curate write it, and the row of a dictionary it becomes."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from questionnaires.markup import plain_text
from questionnaires.redcap.field import NAME, YES, read_choices
from questionnaires.redcap.items import TERMS
from registry.question_tags import AWAY, FIRM, PARTIAL, has_tag, names_tagged, with_tag

Row = dict[str, str]
Pairs = tuple[tuple[str, str], ...]
OTHER = "other"  # a kind only files make; it stays as it is
# Kind → field type and validation of a new row.
KINDS = {
    "short": ("text", ""),
    "long": ("notes", ""),
    "whole": ("text", "integer"),
    "number": ("text", "number"),
    "day": ("text", "date_ymd"),
    "partial": ("text", "date_ymd"),
    "yesno": ("yesno", ""),
    "one": ("radio", ""),
    "several": ("checkbox", ""),
    "code": ("text", ""),
    "calc": ("calc", ""),
    "words": ("descriptive", ""),
}
CHOOSE, NUMBERS, DAYS = ("one", "several"), ("whole", "number"), ("day", "partial")
BOUND = (*NUMBERS, *DAYS)
OF_NUMBERS = {"integer": "whole", "int": "whole", "number": "number", "float": "number"}
OF_TYPES = {
    "yesno": "yesno",
    "radio": "one",
    "dropdown": "one",
    "checkbox": "several",
    "calc": "calc",
    "descriptive": "words",
}
FOLDED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "o", "ł": "l"})
# A question a rule or formula looks at; what stands in quotes is only a text.
LOOKS_AT = re.compile(r"""'[^']*'|"[^"]*"|\[\s*(?P<name>[A-Za-z][A-Za-z0-9_]*)\s*(?P<end>[\](:])""")
LONGEST = 40  # of a name we propose
OF_FILES = frozenset(
    {
        "redcap_event_name",
        "redcap_repeat_instrument",
        "redcap_repeat_instance",
        "redcap_data_access_group",
        "redcap_survey_identifier",
    }
)


@dataclass(frozen=True)
class Question:
    """What is asked. `choices`: (code, words). `lists`: of terms, by slug. Texts are plain words."""

    name: str
    label: str = ""
    kind: str = "short"
    choices: Pairs = ()
    least: str = ""
    most: str = ""
    firm: bool = False  # nothing beyond least and most is taken
    formula: str = ""
    lists: tuple[str, ...] = ()
    hint: str = ""
    heading: str = ""
    needed: bool = False
    identifier: bool = False
    branching: str = ""
    away: bool = False  # not asked any more; its answers stay


def name_of(row: Row) -> str:
    """The name of the question, as the importer reads it."""
    return row.get("field_name", "").strip().lower()


def form_of(row: Row) -> str:
    """The name of its form, as the importer makes it."""
    written = row.get("form_name", "").strip().lower()
    return re.sub(r"[^a-z0-9]+", "_", written).strip("_")[:100] or "form"


def kind_of(row: Row) -> str:
    """The kind in KINDS, or OTHER."""
    type_, notes = row.get("field_type", "").strip().lower(), row.get("annotation", "")
    validation = row.get("validation", "").strip().lower()
    if type_ == "notes":
        return OTHER if TERMS.search(notes) else "long"
    if type_ != "text":
        return OF_TYPES.get(type_, OTHER)
    if has_tag(notes, PARTIAL):
        return "partial"
    if TERMS.search(notes):
        return "code"
    if validation.startswith("date_") or validation == "date":
        return "day"
    return OF_NUMBERS.get(validation, OTHER if validation else "short")


def question_of(row: Row) -> Question:
    """The row in words."""
    cell, kind = _Cells(row), kind_of(row)
    found, choices = TERMS.search(cell("annotation")), cell("choices")
    return Question(
        name=name_of(row),
        label=plain_text(cell("field_label")),
        kind=kind,
        choices=read_choices(choices).pairs if kind in CHOOSE else (),
        least=cell("validation_min") if kind in BOUND else "",
        most=cell("validation_max") if kind in BOUND else "",
        firm=has_tag(cell("annotation"), FIRM),
        formula=choices if kind == "calc" else "",
        lists=tuple(part.strip() for part in found[1].split(",") if part.strip()) if found else (),
        hint=plain_text(cell("field_note")),
        heading=plain_text(cell("section_header")),
        needed=cell("required").lower() in YES,
        identifier=cell("identifier").lower() in YES,
        branching=cell("branching"),
        away=has_tag(cell("annotation"), AWAY),
    )


def row_of(question: Question, form: str, before: Row | None = None) -> Row:
    """The row it becomes; what nobody can write on a page stays as it stood `before`."""
    old = dict(before or {})
    was, cell = kind_of(old) if before else "", _Cells(old)
    row = {**old, "field_name": question.name, "form_name": old.get("form_name") or form}
    row["field_label"] = _said(question.label, cell("field_label"))
    row["field_note"] = _said(question.hint, cell("field_note"))
    row["section_header"] = _said(question.heading, cell("section_header"))
    row["branching"] = question.branching
    row["required"] = _yes(question.needed, cell("required"))
    row["identifier"] = _yes(question.identifier, cell("identifier"))
    if question.kind != OTHER:
        if question.kind != was:
            row["field_type"], row["validation"] = KINDS[question.kind]
            for column in ("choices", "validation_min", "validation_max", "matrix_group"):
                row[column] = ""
        if question.kind in BOUND:
            row["validation_min"], row["validation_max"] = question.least, question.most
        if question.kind in CHOOSE and question.choices != read_choices(row["choices"]).pairs:
            row["choices"] = " | ".join(
                f"{code}, {html.escape(words, quote=False)}" for code, words in question.choices
            )
        if question.kind == "calc":
            row["choices"] = question.formula
        row["annotation"] = _tagged(question, cell("annotation"))
    return {column: text for column, text in row.items() if text}


def put_away(row: Row, *, away: bool) -> Row:
    """Not asked any more, or asked again."""
    return {**row, "annotation": with_tag(row.get("annotation", ""), AWAY, on=away)}


def same_answers(row: Row, other: Row) -> bool:
    """Whether both take the same answers: kind and, where there is something to choose, codes."""
    return _shape(row) == _shape(other)


def renamed(text: str, names: dict[str, str]) -> str:
    """A rule or formula with other names of questions in it."""

    def another(found: re.Match[str]) -> str:
        if not found["name"]:
            return found[0]
        return f"[{names.get(found['name'].lower(), found['name'])}{found['end']}"

    return LOOKS_AT.sub(another, text)


def names_in(row: Row) -> set[str]:
    """Names its rule and, if it is worked out, its formula look at, and those in its annotation."""
    texts = [row.get("branching", "")]
    if kind_of(row) == "calc":
        texts.append(row.get("choices", ""))
    found = (one["name"] for text in texts for one in LOOKS_AT.finditer(text))
    return {name.lower() for name in found if name} | names_tagged(row.get("annotation", ""))


def propose_name(words: str, taken: Collection[str], otherwise: str = "question") -> str:
    """A name for files made of the words: small letters, digits, `_`; none that is taken."""
    folded = unicodedata.normalize("NFKD", words.lower().translate(FOLDED))
    parts = re.findall(r"[a-z0-9]+", re.sub(r"[\u0300-\u036f]", "", folded))
    base = ""
    for part in parts:
        if base and len(base) + 1 + len(part) > LONGEST:
            break
        base = f"{base}_{part}" if base else part[:LONGEST]
    base = base or otherwise
    base = base if NAME.fullmatch(base) else f"q_{base}"
    refused = {*taken, *OF_FILES}
    numbered = (f"{base}_{n}" if n > 1 else base for n in range(1, len(refused) + 3))
    return next(name for name in numbered if name not in refused)


def read_lines(text: str, known: Collection[str] = ()) -> Pairs:
    """`1, Mild` a line. A line without a code gets the next free number.

    What stands before the comma is a code when it has a digit, is one letter, or was one before
    (`known`): so “Yes, often” stays words.
    """
    lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    parts = [_coded(line, known) for line in lines]
    used = {code for code, _words in parts if code} | set(known)
    free = (str(n) for n in range(1, len(parts) + len(used) + 2) if str(n) not in used)
    return tuple((code or next(free), words) for code, words in parts)


def _coded(line: str, known: Collection[str]) -> tuple[str, str]:
    code, comma, words = (part.strip() for part in line.partition(","))
    safe = re.fullmatch(r"[A-Za-z0-9._-]{1,50}", code)
    is_code = code in known or bool(
        safe and (len(code) == 1 or any(sign.isdigit() for sign in code))
    )
    return (code, words) if comma and words and is_code else ("", line)


class _Cells:
    def __init__(self, row: Row) -> None:
        self.row = row

    def __call__(self, column: str) -> str:
        return self.row.get(column, "").strip()


def _said(words: str, before: str) -> str:
    """Plain words as a cell; where they are the same, the cell as it stood, markup and all."""
    return before if words == plain_text(before) else html.escape(words, quote=False)


def _yes(wanted: bool, before: str) -> str:
    return (before if before.lower() in YES else "y") if wanted else ""


def _tagged(question: Question, notes: str) -> str:
    notes = with_tag(notes, PARTIAL, on=question.kind == "partial")
    notes = with_tag(notes, FIRM, on=question.firm and question.kind in BOUND)
    wanted = f"@TERMS='{','.join(question.lists)}'" if question.kind == "code" else ""
    found = TERMS.search(notes)
    if found is not None and not (wanted and question.lists == _lists(found[1])):
        notes = " ".join((notes[: found.start()] + notes[found.end() :]).split())
        found = None
    return f"{notes} {wanted}".strip() if wanted and found is None else notes


def _lists(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _shape(row: Row) -> Sequence[object]:
    kind = kind_of(row)
    codes = sorted(code for code, _words in read_choices(row.get("choices", "")).pairs)
    type_ = row.get("field_type", "").strip().lower()
    return (kind, type_ if kind == OTHER else "", codes if kind in CHOOSE else ())
