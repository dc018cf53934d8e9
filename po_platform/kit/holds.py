"""What a table holds, in the words of the data register; every model declares one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

DataClass = Literal["health", "identity", "account", "operational", "content", "setting"]


@dataclass(frozen=True, slots=True)
class Holds:
    """One row of the data register.

    `about`: path to subject, person or account, '' when about nobody. `keep`: retention in words;
    `after` and `days`: the same for the daily clearing: column of a moment, and days from then on.
    `export`: part of My data. `erase`: what erase does. `read_audit`: reads by others are recorded.
    `sealed`: each column sealed under the application's key → the place its text belongs to, with
    columns of the row in braces, as kit/sealed.py reads it.
    Classes health and identity stand under row-level security; a test compares both lists.
    """

    data_class: DataClass
    about: str
    keep: str
    export: bool
    erase: Literal["delete", "shred", "tombstone", "unlink", "keep"]
    read_audit: bool = False
    after: str = ""
    days: int = 0
    sealed: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def vaulted(self) -> bool:
        return self.data_class in {"health", "identity"}
