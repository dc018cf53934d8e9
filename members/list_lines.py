"""One line of an association's list: read into who somebody is, or into what is wrong with it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext as _

from po_platform.kit.crypto import blind_index
from po_platform.kit.table_file import Line, Table

from .identity import Known

LONGEST = {"key": 60, "real_name": 120, "address": 300, "phone": 40, "email": 254}
_DAYS = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y")
_OLDEST = date(1900, 1, 1)
_LANGUAGES = {"english": "en", "englisch": "en", "german": "de", "deutsch": "de"}


@dataclass(frozen=True, slots=True)
class Listed:
    """A line as we would keep it; `problems` are sentences, and with any the line is left out."""

    number: int
    key: str
    known: Known
    email: str
    language: str
    problems: tuple[str, ...] = field(default=())

    @property
    def mark(self) -> str:
        """Changes when anything in the line does; tells nothing about what it says."""
        known = self.known
        said = [known.real_name, known.address, known.phone, str(known.birth_date or "")]
        return blind_index("listed", json.dumps([*said, self.email, self.language]))

    @property
    def key_mark(self) -> str:
        """Under which the line is known again, also when its person is gone."""
        return key_mark_of(self.key)


def key_mark_of(key: str) -> str:
    """The mark of a number, however much space stands around it."""
    return blind_index("list key", key.strip())


def read_lines(table: Table, matching: Mapping[str, int], language: str) -> list[Listed]:
    """Every line of the table; a key that stands twice is wrong in each of its lines."""
    listed = [_listed(line, matching, language) for line in table.lines]
    times = Counter(row.key for row in listed if row.key)
    return [
        _with_problem(row, _("%(key)s stands in more than one line") % {"key": row.key})
        if times[row.key] > 1
        else row
        for row in listed
    ]


def shared_addresses(listed: Iterable[Listed]) -> int:
    """How many e-mail addresses stand in more than one line: couples, which is fine."""
    times = Counter(row.email.lower() for row in listed if row.email)
    return sum(count > 1 for count in times.values())


def _with_problem(row: Listed, problem: str) -> Listed:
    return Listed(row.number, row.key, row.known, row.email, row.language, (*row.problems, problem))


def _listed(line: Line, matching: Mapping[str, int], language: str) -> Listed:
    said = {column: line.cells[position] for column, position in matching.items()}
    problems = [
        _("“%(cell)s” looks like a formula") % {"cell": cell[:30]}
        for cell in said.values()
        if cell.startswith(("=", "@"))
    ]
    name = said.get("real_name") or " ".join(
        part for part in (said.get("first_name"), said.get("last_name")) if part
    )
    name = " ".join(name.split())
    birth, birth_problem = _day(said.get("birth_date", ""))
    values = {
        "key": said.get("key", ""),
        "real_name": name,
        "address": _address(said),
        "phone": said.get("phone", ""),
        "email": said.get("email", ""),
    }
    if not values["key"]:
        problems.append(_("The number is missing"))
    if not name:
        problems.append(_("The name is missing"))
    if values["email"] and not _is_address(values["email"]):
        problems.append(_("“%(cell)s” is not an e-mail address") % {"cell": values["email"][:60]})
    problems += birth_problem
    problems += [
        _("“%(cell)s…” is longer than %(most)s signs")
        % {"cell": value[:30], "most": LONGEST[column]}
        for column, value in values.items()
        if len(value) > LONGEST[column]
    ]
    known = Known(name, values["address"], values["phone"], birth)
    spoken = _language(said.get("language", ""), language)
    return Listed(line.number, values["key"], known, values["email"], spoken, tuple(problems))


def _address(said: Mapping[str, str]) -> str:
    """As it stands on an envelope, a line each."""
    town = " ".join(part for part in (said.get("postcode"), said.get("town")) if part)
    whole = said.get("address", "").splitlines() or []
    lines = [*whole, said.get("street", ""), town, said.get("country", "")]
    return "\n".join(line.strip() for line in lines if line.strip())


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def _day(text: str) -> tuple[date | None, list[str]]:
    if not text:
        return None, []
    for form in _DAYS:
        try:
            day = datetime.strptime(text, form).replace(tzinfo=UTC).date()
        except ValueError:
            continue
        if _OLDEST <= day <= timezone.localdate():
            return day, []
    return None, [_("“%(cell)s” is no day we can read. Write 21.11.1950") % {"cell": text[:30]}]


def _language(text: str, otherwise: str) -> str:
    plain = text.casefold().strip()
    code = _LANGUAGES.get(plain, plain[:2])
    return code if code in dict(settings.LANGUAGES) else otherwise
