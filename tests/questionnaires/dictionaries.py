"""Small REDCap dictionaries of our own for tests."""

from __future__ import annotations

from questionnaires.redcap.columns import HEADINGS
from questionnaires.redcap.exporting import dictionary_csv
from questionnaires.redcap.importing import Dictionary, import_dictionary

HEADER = dictionary_csv([])


def field(name: str, type: str = "text", *, form: str = "visit", **cells: str) -> dict[str, str]:
    """One row; `cells` by the names of HEADINGS."""
    assert set(cells) <= set(HEADINGS)
    words = {"field_label": name.capitalize(), **cells}
    return {"field_name": name, "form_name": form, "field_type": type, **words}


def walk() -> list[dict[str, str]]:
    """A record with two forms: who somebody is, and how the walk went."""
    return [
        field("record_id", form="person"),
        field("name", form="person", identifier="y"),
        field("born", form="person", validation="date_dmy"),
        field("sex", "radio", form="person", choices="0, Female | 1, Male"),
        field("pregnant", "yesno", form="person", branching="[sex] = '0'"),
        field("minutes", section_header="The walk", validation="integer", validation_max="600"),
        field("with_whom", "checkbox", choices="1, alone | 2, a friend | -9, not said"),
        field("metres", validation="number_1dp"),
        field("pace", "calc", choices="round([metres] / [minutes], 1)"),
        field("stopped", "radio", choices="0, no | 1, yes", branching="[pace] < 30"),
    ]


def read(rows: list[dict[str, str]]) -> Dictionary:
    """What becomes of these rows."""
    return import_dictionary(dictionary_csv(rows).encode())
