"""A release in the formats somebody chose for it besides CSV, made from its lines of codes."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import IO

from files import places
from questionnaires.models import Version
from questionnaires.queries import Form as Words
from registry.file_formats import FORMATS, TYPED, Format, Source, Typed, write_excel, write_json
from registry.layout import BESIDE, Column
from registry.models import Dataset, Release
from registry.queries.datasets import happens_again
from registry.release_file import RAW, line_of
from registry.release_rows import PSEUDONYM, Sheet
from registry.request_shown import Shown
from registry.safe_cells import bare
from registry.sign_roles import signs_by
from registry.tables import Table, fields_of


def as_frozen(release: Release) -> Shown:
    """The dataset as it was when the release was copied, whatever became of it since."""
    row, number = release.request, release.manifest["version"]["number"]
    ages = release.manifest.get("ages")
    aged = (str(ages["form"]), int(ages["year"])) if ages else None
    return Shown(row, row.dataset.questionnaire.versions.get(number=number), aged)


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


def write_redcap(file: Source, out: IO[bytes]) -> None:
    """As REDCap takes it: the first column is called as the dataset calls its record.

    Left out is where answers come from, and what nobody is asked: a column that is no field of the
    project stops its import.
    """
    header = file.header()
    apart = len(header) - len(file.columns)
    fields = [
        at
        for at, one in enumerate(file.columns, apart)
        if one.kind != "origin" and one.code != BESIDE
    ]
    for row in chain([header], file.all_rows()):
        out.write(line_of([*row[:apart], *(row[at] for at in fields)]))


BY_ROWS: Mapping[str, Callable[[Source, IO[bytes]], None]] = {
    "excel": write_excel,
    "json": write_json,
    "redcap": write_redcap,
}
OFFERED: Mapping[str, Format | Typed] = {
    kind: one for kind, one in FORMATS.items() if kind in TYPED or kind in BY_ROWS
}


@dataclass(frozen=True)
class Frozen:
    """The lines of codes of a release as any writer takes them. `record`: what names the person."""

    words: Words
    dataset: Dataset
    version: Version
    columns: tuple[Column, ...]
    path: Path
    record: str

    def header(self) -> list[str]:
        """The names of all columns."""
        with self.path.open(newline="", encoding="utf-8") as stream:
            return [self.record, *next(csv.reader(stream))[1:]]

    def all_rows(self) -> Iterator[list[str]]:
        """Every line, without the signs that stand before what a table program would run."""
        with self.path.open(newline="", encoding="utf-8") as stream:
            lines = csv.reader(stream)
            next(lines)
            for line in lines:
                yield [bare(cell) for cell in line]


def write_typed(release: Release, shown: Shown, folder: Path) -> list[str]:
    """Writes them beside the lines of codes in `folder`; their names.

    Raises TooManyRows when Excel was chosen and does not hold so many.
    """
    columns, dataset = sheet_of(release, shown).columns, release.request.dataset
    frozen = Frozen(shown.words, dataset, shown.version, columns, folder / RAW, PSEUDONYM)
    chosen = [
        (kind, one) for kind, one in OFFERED.items() if kind in release.formats and one.here()
    ]
    for kind, one in chosen:
        with places.writing(folder / one.name) as target:
            if kind in TYPED:
                TYPED[kind].write(_table(release, shown, frozen), target)
            else:
                named = shown.layout.record if kind == "redcap" else PSEUDONYM
                BY_ROWS[kind](replace(frozen, record=named), target)
    return [one.name for _kind, one in chosen]


def _table(release: Release, shown: Shown, frozen: Frozen) -> Table:
    names = frozen.header()[: -len(frozen.columns)]
    dataset = frozen.dataset
    fields = fields_of(names, frozen.columns, shown.words.texts, dataset.missing_codes)
    title = release.manifest["request"]["title"]
    return Table(
        dataset.slug, title, shown.version.number, shown.words.language, fields, frozen.all_rows,
        signs=signs_by(shown.version.metadata.get("redcap", ())),
    )  # fmt: skip
