"""Which fields of a dictionary could tell who somebody is although they are not marked so: a hint."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

WRITTEN = ("text", "notes")
CHECKS = re.compile(r"email|phone.*|postalcode_.*|zipcode|ssn|mrn_.*|vmrn")
SAYS_SO = re.compile(
    r"""\b(
      (first|last|full|middle|maiden|family|given|birth|patient|mother|father)[ ]?s?[ ]?name
      | surname | forename | name[ ]of[ ](the[ ])?(patient|child|mother|father|doctor)
      | (street|postal|home|mail)?[ ]?address | street | post[ ]?code | postal[ ]code | zip([ ]code)?
      | e[ ]?mail | phone([ ]number)? | telephone | mobile[ ](phone|number) | fax
      | date[ ]of[ ]birth | birth[ ]?date | birthday | dob
      | social[ ]security | ssn | passport | medical[ ]record[ ]number | mrn
      | (insurance|health|id|identity)[ ](card[ ])?number | iban
      | vorname | nachname | familienname | geburtsname | name[ ]der[ ](person|mutter)
      | name[ ]des[ ](kindes|vaters) | adresse | anschrift | stra(ss|ß)e | plz | postleitzahl | wohnort
      | telefon(nummer)? | handy(nummer)? | mobilnummer | geburtsdatum | geburtstag
      | versicherten?nummer | krankenversicherungsnummer | ausweisnummer
    )\b""",
    re.VERBOSE | re.IGNORECASE,
)
MARKED = frozenset({"y", "yes", "1", "true", "x"})


def likely_identifiers(rows: Iterable[Mapping[str, str]]) -> list[str]:
    """Names of fields. `rows`: of a dictionary, by the names of HEADINGS; the first is the record."""
    return [_name(row) for row in list(rows)[1:] if _is_likely(row)]


def marked(rows: Iterable[Mapping[str, str]], names: Iterable[str]) -> list[dict[str, str]]:
    """The same rows, with these fields marked."""
    wanted = set(names)
    return [{**row, **({"identifier": "y"} if _name(row) in wanted else {})} for row in rows]


def _name(row: Mapping[str, str]) -> str:
    return row["field_name"].strip().lower()


def _is_likely(row: Mapping[str, str]) -> bool:
    if row.get("identifier", "").strip().lower() in MARKED:
        return False
    if row.get("field_type", "").strip().lower() not in WRITTEN:
        return False
    if CHECKS.fullmatch(row.get("validation", "").strip().lower()):
        return True
    said = (_name(row), row.get("field_label", ""))
    name, label = (re.sub(r"[^a-zA-ZäöüßÄÖÜ]+", " ", one).strip() for one in said)
    return name == "name" or label.lower() == "name" or any(map(SAYS_SO.search, (name, label)))
