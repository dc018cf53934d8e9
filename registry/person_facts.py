"""What files for other programs say of a person beyond single answers: sex, life, illnesses, signs.

Only codes speak here: those of lists that were read in, and those of the EJP-RD model of the common
data elements (see registry/shipped). Nothing is guessed from words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from registry.hiding import is_coded
from registry.layout import AGE_ITEM
from registry.models import Terminology
from registry.queries.codes import codes_in, lists_beside
from registry.queries.terms import Known, known_codes, lists_here
from registry.sign_roles import ONSETS, SignBy
from registry.tables import Row, Table
from registry.terms.systems import SYSTEMS

AT_ONCE = 300
SEX = {
    "NCIT_C16576": "female",
    "NCIT_C20197": "male",
    "NCIT_C124294": "other",
    "NCIT_C17998": "unknown",
}
LIFE = {"SIO_010058": "alive", "SIO_010059": "dead"}
DISEASES, SIGNS = ("orphadata", "icd10gm"), ("hpo",)


@dataclass(frozen=True)
class Sign:
    """One sign. `excluded`: looked for and not there; `onset`: a code of HPO; `years`: the age it began at."""

    known: Known
    excluded: bool = False
    onset: str = ""
    years: int | None = None


@dataclass
class Facts:
    """One person. `sex`, `life`: of the words above, '' where nothing says so; `age` likewise."""

    name: str
    rows: list[Row]
    sex: str = ""
    life: str = ""
    onset: str = ""
    age: str = ""  # in whole years
    diseases: list[Known] = field(default_factory=list)
    signs: list[Sign] = field(default_factory=list)


def facts_of(table: Table) -> Iterator[Facts]:
    """Everybody, some hundred at a time; two queries for each lot."""
    people = table.people()
    while some := list(islice(people, AT_ONCE)):
        known = _known(table, [row for _name, rows in some for row in rows])
        for name, rows in some:
            yield _facts(table, name, rows, known)


def editions() -> dict[str, str]:
    """List → its edition, of the lists that are here."""
    return dict(Terminology.objects.filter(slug__in=SYSTEMS).values_list("slug", "version"))


def _known(table: Table, rows: Sequence[Row]) -> dict[tuple[str, str], Known]:
    places = [
        (at, one.item) for at, one in enumerate(table.fields) if one.item and is_coded(one.item)
    ]
    codes = {code for at, item in places for row in rows for code in codes_in(item, row[at])}
    return known_codes(lists=lists_here(SYSTEMS), codes=codes) if codes else {}


def _facts(table: Table, name: str, rows: list[Row], known: dict[tuple[str, str], Known]) -> Facts:
    found = Facts(name, rows)
    names = [one.name for one in table.fields]
    of_signs = {name for by in table.signs.values() for name in (by.state, by.onset, by.age)}
    for row in rows:
        answers = dict(zip(names, row, strict=True))
        for one, cell in zip(table.fields, row, strict=True):
            if not cell or one.item is None or one.name in of_signs:
                continue
            if one.item is AGE_ITEM:
                found.age = cell
            elif one.item.type == "choice" and not one.item.repeats:
                code = cell.replace(":", "_")
                found.sex = SEX.get(code, found.sex)
                found.life = LIFE.get(code, found.life)
                found.onset = code if code in ONSETS else found.onset
            elif is_coded(one.item):
                lists = lists_beside(one.item, answers)
                for code in codes_in(one.item, cell):
                    term = next(
                        (known[slug, code] for slug in lists if (slug, code) in known), None
                    )
                    if term is not None and term.list in DISEASES and term not in found.diseases:
                        found.diseases.append(term)
                    elif term is not None and term.list in SIGNS:
                        _keep_sign(found, term, table.signs.get(one.name, SignBy()), answers)
    return found


def _keep_sign(found: Facts, term: Known, by: SignBy, answers: Mapping[str, str]) -> None:
    """A sign of which nobody said whether it is there is left out; what was there once was there."""
    there = by.there(answers)
    if there is None:
        return
    onset, years = by.began(answers), by.years(answers)
    sign = Sign(term) if there else Sign(term, excluded=True)
    sign = replace(sign, onset=onset, years=years) if there else sign
    before = next((one for one in found.signs if one.known == term), None)
    if before is None:
        found.signs.append(sign)
    elif (before.excluded and there) or before == Sign(term):
        found.signs[found.signs.index(before)] = sign if there else before
