"""The eighteen columns of a REDCap dictionary, found under the names people's files give them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from questionnaires.messages import Message

# Name inside → heading of the file REDCap writes, in its order.
HEADINGS = {
    "field_name": "Variable / Field Name",
    "form_name": "Form Name",
    "section_header": "Section Header",
    "field_type": "Field Type",
    "field_label": "Field Label",
    "choices": "Choices, Calculations, OR Slider Labels",
    "field_note": "Field Note",
    "validation": "Text Validation Type OR Show Slider Number",
    "validation_min": "Text Validation Min",
    "validation_max": "Text Validation Max",
    "identifier": "Identifier?",
    "branching": "Branching Logic (Show field only if...)",
    "required": "Required Field?",
    "alignment": "Custom Alignment",
    "question_number": "Question Number (surveys only)",
    "matrix_group": "Matrix Group Name",
    "matrix_ranking": "Matrix Ranking?",
    "annotation": "Field Annotation",
}
# Headings of REDCap's interface for programs and of older versions.
OTHER_HEADINGS = {
    "select_choices_or_calculations": "choices",
    "choices_or_calculations": "choices",
    "text_validation_type_or_show_slider_number": "validation",
    "text_validation_type": "validation",
    "text_validation_min": "validation_min",
    "text_validation_max": "validation_max",
    "branching_logic": "branching",
    "required_field": "required",
    "custom_alignment": "alignment",
    "matrix_group_name": "matrix_group",
    "field_units": "field_note",
    "identifiers": "identifier",
}
NEEDED = ("field_name", "form_name", "field_type", "field_label", "choices")
MOST = len(HEADINGS)


class NoDictionary(ValueError):
    """The headings are not those of a REDCap dictionary."""

    def __init__(self, message: Message) -> None:
        self.message = message
        super().__init__(str(message))


def _bare(heading: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", heading.strip().lower()).strip("_")


KNOWN: Mapping[str, str] = {
    **{_bare(heading): name for name, heading in HEADINGS.items()},
    **{name: name for name in HEADINGS},
    **OTHER_HEADINGS,
}


def find_columns(header: Sequence[str]) -> tuple[dict[str, int], list[Message]]:
    """Column name → its place, and what was odd about the headings. Raises NoDictionary.

    A damaged heading is taken for the column that belongs in its place when all others are right.
    """
    names = [KNOWN.get(_bare(heading)) for heading in header]
    found: dict[str, int] = {}
    for place, name in enumerate(names):
        if name is not None and name in found:
            told = {"name": header[place][:60]}
            raise NoDictionary(Message(_("The heading “%(name)s” stands twice."), told))
        if name is not None:
            found[name] = place
    remarks: list[Message] = []
    order = list(HEADINGS)
    strangers = [place for place, name in enumerate(names) if name is None]
    for place in strangers:
        heading = header[place].strip()[:60]
        belongs = order[place] if place < MOST else ""
        if belongs and belongs not in found and len(found) >= 10:
            found[belongs] = place
            told = {"name": heading, "meant": HEADINGS[belongs]}
            words = _("The heading “%(name)s” was read as “%(meant)s”.")
            remarks.append(Message(words, told))
        elif heading:
            words = _("The column “%(name)s” is no part of a dictionary and was left out.")
            remarks.append(Message(words, {"name": heading}))
    missing = [HEADINGS[name] for name in NEEDED if name not in found]
    if missing or len(found) < 10:
        if missing:
            words = _("This is no REDCap dictionary: it has no column “%(name)s”.")
            raise NoDictionary(Message(words, {"name": missing[0]}))
        raise NoDictionary(
            Message(_("This is no REDCap dictionary: most of its columns are missing."))
        )
    absent = [HEADINGS[name] for name in order if name not in found]
    if absent:
        words = _("The file has no column %(names)s; it was read as empty.")
        remarks.append(Message(words, {"names": ", ".join(f"“{name}”" for name in absent)}))
    return found, remarks
