"""Making a file of data, some hundred people at a time; a killed worker loses one piece."""

from __future__ import annotations

import json
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from shutil import copyfileobj
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from files import places
from files.actions.storing import FileRefused, store_file
from files.models import Job, StoredFile
from files.work import Progress
from po_platform.access.actor import SignedIn, System, acting_as
from registry.actions.data_out import record_data_out
from registry.actions.take_outs import file_for, note_people
from registry.file_formats import FORMATS, TooManyRows
from registry.models import TakeOut
from registry.queries.data_file import DataFile

FILE = "registry.data_out"
PEOPLE = "people.json"
AT_ONCE = 2_000  # people a piece
KEPT = timedelta(days=2)


def make_file(actor: System, job: Job) -> Progress:
    """One unit: who is in it, on record; the lines of some people; or the whole."""
    take = TakeOut.objects.select_related("dataset__registry").get(ref=job.subject_id)
    folder = places.work_folder(job.ref)
    if not take.sealed_key:  # stopped meanwhile
        return Progress(0, 0, finished=True)
    try:
        with acting_as(SignedIn(take.asked_by, 0, None)):
            asker, file = file_for(take)
            if not job.resume.get("begun"):
                return _begin(asker, take, file, folder)
            if job.resume["shape"] != _shape(file):
                raise FileRefused(_("The dataset was changed meanwhile. Ask for the file again."))
            people = [(key, name) for key, name in json.loads((folder / PEOPLE).read_text())]
            done = int(job.resume["done"])
            if done < len(people):
                _write(file, take, people[done : done + AT_ONCE], folder / f"{done:09}.part")
                done = min(done + AT_ONCE, len(people))
                return Progress(done, len(people) + 1, {**job.resume, "done": done})
            made = _whole(file, take, folder)
    except (PermissionDenied, Http404) as error:
        raise FileRefused(str(error) or _("You may not take this out any more.")) from error
    stored = _store(actor, take, made)
    TakeOut.objects.filter(pk=take.pk).update(sealed_key="")
    return Progress(len(people) + 1, len(people) + 1, job.resume, result=stored, finished=True)


def _begin(asker: SignedIn, take: TakeOut, file: DataFile, folder: Path) -> Progress:
    people = file.records()
    wish = {name: value for name, value in take.wish.items() if name != "left_out"}
    record_data_out(
        actor=asker, file=file, levels=take.levels, left_out=file.hiding.plain(), **wish
    )
    with places.writing(folder / PEOPLE) as target:
        target.write(json.dumps(people).encode())
    note_people(take, [key for key, _name in people])
    return Progress(0, len(people) + 1, {"begun": True, "done": 0, "shape": _shape(file)})


def _shape(file: DataFile) -> str:
    """What its pieces have in common: cells of one stand under the headings of another."""
    told = json.dumps([file.version.pk, file.header()])
    return sha256(told.encode()).hexdigest()


def _write(file: DataFile, take: TakeOut, people: list[tuple[int, str]], path: Path) -> None:
    with places.writing(path) as target:
        file.write_lines(people, target, FORMATS[take.wish["kind"]].way)


def _whole(file: DataFile, take: TakeOut, folder: Path) -> Path:
    """The file as it is called, packed; from its pieces."""
    shape, parts = FORMATS[take.wish["kind"]], sorted(folder.glob("*.part"))
    made = folder / "file.zip"
    entry = ZipInfo(f"{take.dataset.slug}-{shape.name}", timezone.localtime().timetuple()[:6])
    entry.compress_type, entry.external_attr = ZIP_DEFLATED, 0o600 << 16
    with (
        places.writing(made) as new,  # a worker taken for dead may be at it too
        ZipFile(new, "w", compresslevel=1) as target,
        target.open(entry, "w", force_zip64=True) as inside,
    ):
        if shape.head is None:
            _from_parts(file, take, parts, folder / "whole", inside)
        else:
            inside.write(shape.head(file))
            for part in parts:
                with part.open("rb") as source:
                    copyfileobj(source, inside)
    return made


def _from_parts(
    file: DataFile, take: TakeOut, parts: list[Path], path: Path, out: IO[bytes]
) -> None:
    file.parts = parts or [_nothing(path.with_name("nothing"))]
    with places.writing(path) as target:  # some formats go back in it
        try:
            FORMATS[take.wish["kind"]].write(file, target)
        except TooManyRows as error:
            words = _("A sheet of Excel does not hold so many rows. Choose another format.")
            raise FileRefused(words) from error
    with path.open("rb") as source:
        copyfileobj(source, out)


def _nothing(path: Path) -> Path:
    path.touch(mode=0o600)
    return path


def _store(actor: System, take: TakeOut, made: Path) -> StoredFile:
    return store_file(
        actor=actor, subject_id=take.ref, kind=FILE, source=made,
        name=f"{take.dataset.slug}-{FORMATS[take.wish['kind']].name}.zip",
        expires_at=timezone.now() + KEPT,
    )  # fmt: skip
