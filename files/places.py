"""Where stored bytes lie: names made here, mode 0600, whole or not at all.

kept/     for good; part of every backup
passing/  with an end: made again if need be, in no backup
work/     what a job has made so far, one folder a job
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction

KEPT, PASSING, WORK = "kept", "passing", "work"
_CHUNK = 1 << 20
_UNFINISHED = ".new"


def root() -> Path:
    """The folder of all stored files."""
    return Path(settings.STORED_FILES_DIR)


def new_place(shelf: str) -> str:
    """A place nobody has, relative to root()."""
    name = uuid4().hex
    return f"{shelf}/{name[:2]}/{name}"


def path_of(place: str) -> Path:
    """The file at a place."""
    return root() / place


@contextmanager
def writing(path: Path) -> Iterator[BinaryIO]:
    """A file that appears at `path`, on disk, when the block ends well; else nothing does."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    new = path.with_name(f"{path.name}.{uuid4().hex}{_UNFINISHED}")
    try:
        with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        new.rename(path)
    finally:
        new.unlink(missing_ok=True)


def copy_of(source: Path, target: BinaryIO) -> tuple[int, str]:
    """Copies a file; (bytes, SHA-256)."""
    digest, size = sha256(), 0
    with source.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            target.write(chunk)
            digest.update(chunk)
            size += len(chunk)
    return size, digest.hexdigest()


def remove(place: str) -> None:
    """The bytes at a place are gone; once more changes nothing."""
    path_of(place).unlink(missing_ok=True)


def remove_after_commit(places: Iterable[str]) -> None:
    """Bytes whose rows go in this transaction; when it fails, nothing is gone."""
    for place in list(places):
        transaction.on_commit(partial(remove, place))


def keep_bytes(content: bytes) -> str:
    """A new place with these bytes, for good; what no row ever speaks of is swept."""
    place = new_place(KEPT)
    with writing(path_of(place)) as target:
        target.write(content)
    return place


def work_folder(job_ref: UUID) -> Path:
    """Where a job puts what it has made so far."""
    folder = root() / WORK / job_ref.hex
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def clear_work(job_ref: UUID) -> None:
    """Nothing of a job's work is left lying about."""
    shutil.rmtree(root() / WORK / job_ref.hex, ignore_errors=True)


def remove_strangers(known: Collection[str], open_jobs: Collection[UUID], *, older: float) -> int:
    """Files no row speaks of and folders of no open job, untouched for `older` seconds; how many."""
    before, gone = time.time() - older, 0
    for shelf in (KEPT, PASSING):
        for path in (root() / shelf).glob("*/*"):
            if f"{shelf}/{path.parent.name}/{path.name}" not in known and _older(path, before):
                path.unlink(missing_ok=True)
                gone += 1
    wanted = {ref.hex for ref in open_jobs}
    for folder in (root() / WORK).glob("*"):
        if folder.name not in wanted and _older(folder, before):
            shutil.rmtree(folder, ignore_errors=True)
            gone += 1
    return gone


def _older(path: Path, before: float) -> bool:
    try:
        return path.stat().st_mtime < before
    except FileNotFoundError:
        return False
