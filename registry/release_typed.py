"""A release in the typed formats somebody chose for it, made from its lines of codes."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from files import places
from registry.file_formats import TYPED
from registry.models import Dataset, Release
from registry.queries.datasets import happens_again
from registry.release_file import RAW
from registry.release_rows import Sheet
from registry.request_shown import Shown
from registry.safe_cells import bare
from registry.tables import Row, Table, fields_of


def as_frozen(release: Release) -> Shown:
    """The dataset as it was when the release was copied, whatever became of it since."""
    row, number = release.request, release.manifest["version"]["number"]
    return Shown(row, row.dataset.questionnaire.versions.get(number=number))


def lines_tell(dataset: Dataset, *, repeated: bool) -> dict[str, bool]:
    """What each line has to say of itself; `repeated`: something stands there a second time."""
    return {"visits": dataset.events.exists(), "repeats": repeated or happens_again(dataset)}


def sheet_of(release: Release, shown: Shown) -> Sheet:
    """The columns of this release: the questions the committee approved when it was copied.

    Beside each, where it comes from, if whoever built it chose so; the second look is shown that.
    """
    told = release.manifest.get("lines_tell") or lines_tell(release.request.dataset, repeated=False)
    return Sheet.of(
        shown.layout, release.manifest["questions"], events=told["visits"],
        repeats=told["repeats"], origins=release.origins,
    )  # fmt: skip


def write_typed(release: Release, shown: Shown, folder: Path) -> list[str]:
    """Writes them beside the lines of codes in `folder`; their names."""
    table = _table(release, shown, folder / RAW)
    chosen = [one for kind, one in TYPED.items() if kind in release.formats and one.here()]
    for one in chosen:
        with places.writing(folder / one.name) as target:
            one.write(table, target)
    return [one.name for one in chosen]


def _table(release: Release, shown: Shown, path: Path) -> Table:
    columns, dataset = sheet_of(release, shown).columns, release.request.dataset

    def rows() -> Iterator[Row]:
        with path.open(newline="", encoding="utf-8") as stream:
            lines = csv.reader(stream)
            next(lines)
            for line in lines:
                yield [bare(cell) for cell in line]

    with path.open(newline="", encoding="utf-8") as stream:
        names = next(csv.reader(stream))[: -len(columns)]
    fields = fields_of(names, columns, shown.words.texts, dataset.missing_codes)
    title = release.manifest["request"]["title"]
    return Table(dataset.slug, title, shown.version.number, shown.words.language, fields, rows)
