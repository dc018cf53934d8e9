"""Rows of a dictionary written the way REDCap writes them: eighteen columns, in its order."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping

from questionnaires.redcap.columns import HEADINGS


def dictionary_csv(rows: Iterable[Mapping[str, str]]) -> str:
    """The file REDCap's own upload takes. `rows`: by the names of HEADINGS."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADINGS.values())
    writer.writerows([row.get(name, "") for name in HEADINGS] for row in rows)
    return out.getvalue()
