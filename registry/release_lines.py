"""The lines of a release, finished once: of each person one text, letter by letter as her file has it.

They are made of what was copied, a piece at a time, and kept beside it under the same policy. From
then on nothing of a line is worked out again: the CSV is these texts one after another. See
[ADR 17](docs/adr/0017-finished-lines-of-a-release.md).
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from io import TextIOWrapper
from tempfile import SpooledTemporaryFile
from typing import IO
from uuid import UUID

from django.db import connection

from po_platform.access.actor import System
from registry.hiding import is_coded
from registry.models import Release, ReleaseRow, ReleaseSubject
from registry.pseudonyms import days_shifted
from registry.queries.codes import only_known
from registry.release_file import line_of
from registry.release_freeze import key_of
from registry.release_rows import Sheet
from registry.row_sql import AS_WE_WRITE, Wanted, Way, rows_sql

IN_MEMORY = 1 << 24  # bytes of a unit's lines; more of them lie on disk


def finish_lines(
    actor: System, release: Release, sheet: Sheet, names: list[str]
) -> list[list[str]]:
    """Keeps the lines of codes of these people as they will go out; their cells.

    Nobody of them is erased meanwhile: the eraser waits until her lines are there to go, too.
    """
    whose = _subjects(actor, release, names, lock=True)
    coded = [column for column in sheet.columns if column.item and is_coded(column.item)]
    found: list[list[str]] = []
    texts: dict[str, list[str]] = defaultdict(list)
    with SpooledTemporaryFile(IN_MEMORY) as made:
        write_raw(actor, release, sheet, names, made)
        made.seek(0)
        lines = told_apart(TextIOWrapper(made, "utf-8", newline=""))
        if coded:
            apart = len(sheet.header()) - len(sheet.columns)
            known = only_known(sheet.columns, coded, [cells for cells, _text in lines], apart)
            lines = ((cells, line_of(cells).decode()) for cells in known)
        for cells, text in lines:
            found.append(cells)
            texts[cells[0]].append(text)
    ReleaseRow.objects.bulk_create(
        (
            ReleaseRow(release=release, subject_id=whose[name], lines="".join(told))
            for name, told in texts.items()
        ),
        batch_size=20,  # the statement carries the texts
    )
    return found


def copy_lines(actor: System, release: Release, names: Collection[str], out: IO[bytes]) -> None:
    """Writes what was finished of these people, in this order; nothing of who has nothing here."""
    whose = _subjects(actor, release, names)
    rows = ReleaseRow.objects.visible_to(actor).filter(release=release, form=None)
    kept = dict(rows.filter(subject_id__in=[*whose.values()]).values_list("subject_id", "lines"))
    for name in names:
        if name in whose:
            out.write(kept.get(whose[name], "").encode())


def told_apart(stream: Iterable[str]) -> Iterator[tuple[list[str], str]]:
    """Each line of CSV as its cells and as it is written, with every line break inside it."""
    taken: list[str] = []

    def pieces() -> Iterator[str]:
        for piece in stream:
            taken.append(piece)
            yield piece

    for cells in csv.reader(pieces()):
        yield cells, "".join(taken)
        taken.clear()


def write_raw(
    actor: System, release: Release, sheet: Sheet, names: list[str], out: IO[bytes]
) -> None:
    """The lines of codes of some people from what was copied, written by the database itself."""
    named = {column.form for column in sheet.columns}
    forms = release.request.dataset.forms.filter(name__in=named).order_by("position", "pk")
    wanted = Wanted(
        dict(forms.values_list("name", "pk")), sheet.columns, (), sheet.events, sheet.repeats,
        release.request.dates, Way(as_came=False, safe=True),
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(AS_WE_WRITE)
        sql = rows_sql(wanted, _frozen(actor, release, names), {})
        cursor.copy_expert(f"copy ({sql}) to stdout (format csv)", out)


def _frozen(actor: System, release: Release, names: list[str]) -> str:
    """What was copied of these people, one empty row for who has nothing there; see row_sql.

    Looked up person by person: Postgres knows nothing yet of rows that came in a moment ago, and
    would read all of them for every person.
    """
    subjects = _subjects(actor, release, names)
    key, who = key_of(release), [subjects[name] for name in names]
    days = [days_shifted(key, subject) for subject in who]
    rows = ReleaseRow.objects.visible_to(actor).filter(release=release, form__isnull=False)
    kept = ("subject_id", "form_id", "event_id", "instance", "repeats_event", "answers",
            "missing", "provenance")  # fmt: skip
    sql, params = rows.order_by().values_list(*kept).query.sql_with_params()
    with connection.cursor() as cursor:
        mine: str = cursor.mogrify(sql, params).decode()
        people: str = cursor.mogrify(
            "unnest(%s::uuid[], %s::text[], %s::int[])", [who, names, days]
        ).decode()
    return (
        f"select q.*, r.place, r.name, r.days, null::text as status from {people}"  # noqa: S608  (our own names)
        " with ordinality r (subject_id, name, days, place)"
        f" left join lateral (select * from ({mine}) m ({', '.join(kept)})"
        " where m.subject_id = r.subject_id offset 0) q on true"
    )


def _subjects(
    actor: System, release: Release, names: Collection[str], *, lock: bool = False
) -> dict[str, UUID]:
    """Whose names these are, of those who were not erased meanwhile."""
    found = ReleaseSubject.objects.visible_to(actor).filter(release=release, pseudonym__in=names)
    if lock:
        found = found.order_by("pk").select_for_update(of=("self",))
    return dict(found.values_list("pseudonym", "subject_id"))
