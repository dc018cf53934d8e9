"""A release as one recipient gets it: the same data, with a mark of hers, so that a copy has an owner."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from tempfile import TemporaryFile
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile

from files import places
from files.models import StoredFile
from registry.models import Recipient

MARK = "recipient.json"


@dataclass(frozen=True)
class Copy:
    """The bytes of one fetching, at their beginning; they go when `stream` is closed."""

    stream: IO[bytes]
    name: str
    size: int
    sha256: str


def copy_for(recipient: Recipient, file: StoredFile) -> Copy:
    """Our copy with one file more: whose it is, by a code, and the checksum of ours."""
    stream: IO[bytes] = TemporaryFile()  # noqa: SIM115  # the response closes it
    places.copy_of(places.path_of(file.place), stream)  # type: ignore[arg-type]  # a file on disk
    mark = {
        "release": str(recipient.release.ref),
        "copy": recipient.code,
        "release_sha256": file.sha256,
    }
    with ZipFile(stream, "a", ZIP_DEFLATED) as packed:
        packed.writestr(MARK, json.dumps(mark, indent=2))
    size, digest = stream.tell(), sha256()
    stream.seek(0)
    while piece := stream.read(1 << 20):
        digest.update(piece)
    stream.seek(0)
    return Copy(stream, file.name, size, digest.hexdigest())
