"""A release as one recipient gets it: the same data, with a mark of hers, so that a copy has an owner."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from files import places
from files.models import StoredFile
from registry.models import Recipient

MARK = "recipient.json"


@dataclass(frozen=True)
class Copy:
    """One fetching, on the passing shelf: no row speaks of it, so it is swept. `of`: our checksum."""

    name: str
    content_type: str
    place: str
    size: int
    sha256: str
    of: str


def copy_for(recipient: Recipient, file: StoredFile) -> Copy:
    """Our copy with one file more: whose it is, by a code, and the checksum of ours.

    Made again for the same recipient it is the same, so a download that broke off can go on where
    the portal sends it. nginx names what it sends by when it was written, and begins again.
    """
    place = places.new_place(places.PASSING)
    path = places.path_of(place)
    with places.writing(path) as target:
        places.copy_of(places.path_of(file.place), target)
    mark = {
        "release": str(recipient.release.ref),
        "copy": recipient.code,
        "release_sha256": file.sha256,
    }
    with ZipFile(path, "a", ZIP_DEFLATED) as packed:
        entry = ZipInfo(MARK)  # the same day in each
        entry.compress_type = ZIP_DEFLATED
        packed.writestr(entry, json.dumps(mark, indent=2))
    digest = sha256()
    with path.open("rb") as stream:
        while piece := stream.read(1 << 20):
            digest.update(piece)
    size = path.stat().st_size
    return Copy(file.name, file.content_type, place, size, digest.hexdigest(), file.sha256)
