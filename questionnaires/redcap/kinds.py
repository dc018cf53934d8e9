"""What kind of question a REDCap field is here, by its type and its validation."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from questionnaires.expressions import number
from questionnaires.moments import as_date, as_time

NUMBER_SIGNS = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
QUESTIONS = frozenset(
    "text notes dropdown radio checkbox calc file slider yesno truefalse".split()  # noqa: SIM905
)
FIELD_TYPES = QUESTIONS | {"descriptive", "sql"}

DATES = {f"date_{order}": {"type": "date"} for order in ("ymd", "mdy", "dmy")}
MOMENTS = {
    f"datetime_{seconds}{order}": {"type": "dateTime"}
    for order in ("ymd", "mdy", "dmy")
    for seconds in ("", "seconds_")
}
DECIMALS = {
    f"number_{count}dp{comma}": {"type": "decimal", "max_decimals": count}
    for count in (1, 2, 3, 4)
    for comma in ("", "_comma_decimal")
}
# Validation → how an item asks for it. Patterns are of the form an answer takes, not of its truth.
VALIDATIONS: Mapping[str, Mapping[str, Any]] = {
    "": {"type": "string"},
    **DATES,
    **MOMENTS,
    **DECIMALS,
    "number": {"type": "decimal"},
    "number_comma_decimal": {"type": "decimal"},
    "integer": {"type": "integer"},
    "int": {"type": "integer"},
    "float": {"type": "decimal"},
    "date": {"type": "date"},
    "time": {"type": "time"},
    "time_hh_mm_ss": {"type": "time"},
    "time_mm_ss": {"type": "string", "pattern": r"[0-5]?[0-9]:[0-5][0-9]"},
    "alpha_only": {"type": "string", "pattern": r"[A-Za-z]+"},
    "email": {"type": "string", "pattern": r"[^\s@]+@[^\s@]+\.[^\s@]+"},
    "mrn_10d": {"type": "string", "pattern": r"[0-9]{10}"},
    "mrn_generic": {"type": "string", "pattern": r"[A-Za-z0-9_-]+"},
    "vmrn": {"type": "string", "pattern": r"[0-9]{4,9}-?[0-9]?"},
    "phone": {"type": "string"},
    "phone_australia": {"type": "string"},
    "phone_uk": {"type": "string"},
    "postalcode_australia": {"type": "string", "pattern": r"[0-9]{4}"},
    "postalcode_canada": {"type": "string"},
    "postalcode_french": {"type": "string", "pattern": r"[0-9]{5}"},
    "postalcode_germany": {"type": "string", "pattern": r"[0-9]{5}"},
    "ssn": {"type": "string", "pattern": r"[0-9]{3}-[0-9]{2}-[0-9]{4}"},
    "zipcode": {"type": "string", "pattern": r"[0-9]{5}(-[0-9]{4})?"},
    "autocomplete": {"type": "string"},
}


def has_comma(validation: str) -> bool:
    """Whether numbers of this validation are written with a decimal comma."""
    return validation.endswith("comma_decimal")


def is_bound(kind: str, text: str) -> bool:
    """Whether a least or most of the file is a value of this kind."""
    if kind in ("integer", "decimal"):
        return number(text) is not None
    if kind == "time":
        return as_time(text) is not None
    if kind in ("date", "dateTime"):
        return text == "today" or as_date(text[:10]) is not None
    return False
