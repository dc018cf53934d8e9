"""A table of averages in the words of the pages that show it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from po_platform.kit.charts.figures import number_words
from proms.models import NormTable
from proms.norms import Row, kept_rows, publication_words, who_words


@dataclass(frozen=True, slots=True)
class Told:
    """One table: of which number, whose averages, where published, its rows.

    `apart`: the number is computed otherwise since it was read in.
    """

    ref: UUID
    scale: str
    whose: str
    publication: str
    rows: tuple[tuple[str, str], ...]
    apart: bool


def told_table(table: NormTable, names: Mapping[str, str], rules: Mapping[str, str]) -> Told:
    """`names`: scale key → words, a scale that is gone keeps its key; `rules`: → how it is computed now."""
    whose = f"{table.place}, {table.year}"
    rows = tuple(told_row(row) for row in kept_rows(table))
    name = names.get(table.scale, table.scale)
    apart = rules.get(table.scale) != table.rule
    return Told(table.ref, name, whose, publication_words(table), rows, apart)


def told_row(row: Row) -> tuple[str, str]:
    """ "women 50–59", "5.2; standard deviation 3.1; 1020 people" """
    parts = [number_words(Decimal(row.mean))]
    if row.sd:
        spread = number_words(Decimal(row.sd))
        parts.append(_("standard deviation %(spread)s") % {"spread": spread})
    if row.n:
        parts.append(ngettext("%(n)s person", "%(n)s people", row.n) % {"n": row.n})
    return who_words(row), "; ".join(parts)
