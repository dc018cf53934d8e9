"""What other questions say of a coded sign: whether it is there, and when it began.

Written in the annotation of the question that holds the code, by the names of questions of its form:
`@SIGN-STATE='…'`, a choice with the codes present, absent (looked for and not there) and unknown;
`@SIGN-ONSET='…'`, a choice with HPO's codes of onset; `@SIGN-AGE='…'`, the age it began at, in years.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

PRESENT, ABSENT = "present", "absent"
TOLD = re.compile(r"@SIGN-(STATE|ONSET|AGE)=['\"]([a-z][a-z0-9_]{0,99})['\"]")
# HPO's terms below "Onset" (HP:0003674), as HPO calls them.
ONSETS = {
    "HP_0030674": "Antenatal onset",
    "HP_0003577": "Congenital onset",
    "HP_0003623": "Neonatal onset",
    "HP_0410280": "Pediatric onset",
    "HP_0003581": "Adult onset",
}
OLDEST = 130


@dataclass(frozen=True)
class SignBy:
    """The questions that say more of one sign; '' where none does."""

    state: str = ""
    onset: str = ""
    age: str = ""

    def there(self, answers: Mapping[str, str]) -> bool | None:
        """Whether it is there; None where nobody can tell. `answers`: the cells of its row."""
        if not self.state:
            return True
        return {PRESENT: True, ABSENT: False}.get(answers.get(self.state, ""))

    def began(self, answers: Mapping[str, str]) -> str:
        """The code of its onset, '' where none is said."""
        code = answers.get(self.onset, "").replace(":", "_") if self.onset else ""
        return code if code in ONSETS else ""

    def years(self, answers: Mapping[str, str]) -> int | None:
        """The age it began at."""
        cell = answers.get(self.age, "") if self.age else ""
        told = int(cell) if cell.isascii() and cell.isdecimal() and len(cell) < 4 else OLDEST + 1
        return told if told <= OLDEST else None


def signs_by(rows: Iterable[Mapping[str, str]]) -> dict[str, SignBy]:
    """Question → what says more of its sign. `rows`: of a dictionary."""
    found = {}
    for row in rows:
        told = {what.lower(): name for what, name in TOLD.findall(row.get("annotation", ""))}
        if told:
            found[row["field_name"].lower()] = SignBy(**told)
    return found
