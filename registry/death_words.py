"""Which answers say that somebody has died: the code of the EU elements, or codes a dictionary names.

`@SAYS-DEAD='2'` in the annotation of a choice: its code 2 (or several, with commas) says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from questionnaires.definition import Definition

DEAD = "SIO_010059"  # semanticscience: dead, as the EJP-RD model of the common data elements has it
NAMED = re.compile(r"@SAYS-DEAD=['\"]([A-Za-z0-9._,\s-]{1,100})['\"]")


def named_codes(rows: Iterable[Mapping[str, str]]) -> dict[str, frozenset[str]]:
    """Question → its codes that say so, where the dictionary names them. `rows`: of a dictionary."""
    found = {}
    for row in rows:
        told = NAMED.search(row.get("annotation", ""))
        if told is not None:
            codes = frozenset(part.strip() for part in told[1].split(",") if part.strip())
            found[row["field_name"].lower()] = codes
    return found


def says_dead(
    definition: Definition, rows: Iterable[Mapping[str, str]], answers: Mapping[str, Any]
) -> bool:
    """Whether one of these answers says that the person has died."""
    named = named_codes(rows)
    for name, value in answers.items():
        item = definition.by_link_id.get(name)
        if item is None or item.type != "choice":
            continue
        codes = {str(one) for one in (value if isinstance(value, list) else [value])}
        if codes & named.get(name, frozenset()):
            return True
        if DEAD in {code.replace(":", "_") for code in codes}:
            return True
    return False
