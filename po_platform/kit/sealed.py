"""The register of sealed columns: where a text under the application's key lies, and its place.

Whoever seals for a place no model declares is refused: a column nobody knows of would keep the old
key for ever.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from string import Formatter
from typing import Any

from django.apps import apps
from django.db.models import Model

from .holds import Holds

# Tables of libraries, declared here because their models cannot carry the declaration.
FOREIGN: dict[str, Mapping[str, str]] = {
    "mfa.Authenticator": {
        "data[secret]": "mfa_authenticator|secret",
        "data[seed]": "mfa_authenticator|secret",
    },
}


@dataclass(frozen=True, slots=True)
class SealedColumn:
    """A column of sealed text; `key`: the part of a JSON column that is, '' where the whole is text.

    `place`: as the code seals for it, with columns of the row in braces: "table|column|{ref}".
    """

    model: type[Model]
    column: str
    key: str
    place: str

    @property
    def label(self) -> str:
        part = f"[{self.key}]" if self.key else ""
        return f"{self.model._meta.label}.{self.column}{part}"

    @property
    def head(self) -> str:
        """What every place of this column begins with."""
        return self.place.partition("{")[0]

    @property
    def reads(self) -> tuple[str, ...]:
        """The columns a row's place is made of, beside the sealed one; "request__ref" lies elsewhere."""
        names = (name for _text, name, _spec, _way in Formatter().parse(self.place) if name)
        return tuple(dict.fromkeys(name.partition("[")[0] for name in names))

    def place_of(self, row: Mapping[str, Any]) -> str:
        """The place of one row, from its columns."""
        return self.place.format(**row)


@cache
def sealed_columns() -> tuple[SealedColumn, ...]:
    """All of them, histories included, in order of their labels."""
    found = [
        SealedColumn(model, *_parts(name), place)
        for model in apps.get_models()
        if model._meta.managed and not model._meta.proxy
        for name, place in _declared(model).items()
    ]
    return tuple(sorted(found, key=lambda one: one.label))


def is_declared(place: str) -> bool:
    """Whether a text sealed for this place lies in a column of the register."""
    return place.startswith(_heads())


@cache
def _heads() -> tuple[str, ...]:
    return tuple(sorted({one.head for one in sealed_columns()}))


def _declared(model: type[Model]) -> Mapping[str, str]:
    holds = getattr(model, "holds", None)
    tracked = getattr(model, "pgh_tracked_model", None)
    if holds is None and tracked is not None:  # a history keeps what its model kept
        kept = {field.name for field in model._meta.get_fields()}
        return {
            name: place
            for name, place in _declared(tracked).items()
            if name.partition("[")[0] in kept
        }
    if isinstance(holds, Holds):
        return holds.sealed
    return FOREIGN.get(model._meta.label, {})


def _parts(name: str) -> tuple[str, str]:
    """ "detail[name]" → ("detail", "name")."""
    column, _bracket, key = name.rstrip("]").partition("[")
    return column, key
