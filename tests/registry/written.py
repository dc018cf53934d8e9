"""Files of data as whoever takes them out gets them."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from zipfile import ZipFile

from django.test import Client

from files.actions.running import run_job
from registry.file_formats import FORMATS
from registry.models import TakeOut
from registry.queries.data_file import DataFile
from registry.queries.take_outs import job_of


def written(file: DataFile, kind: str) -> BytesIO:
    """The whole file, at its beginning."""
    out = BytesIO()
    FORMATS[kind].write(file, out)
    out.seek(0)
    return out


def asked_for(client: Client, out: str, wish: dict[str, Any]) -> TakeOut:
    """A file that was asked for on the page and is not made yet."""
    reply = client.post(f"{out}/file", wish)
    assert reply.status_code == 302, reply.content.decode()
    return TakeOut.objects.latest("pk")


def fetched(client: Client, out: str, wish: dict[str, Any]) -> bytes:
    """A file that was asked for on the page, made by a worker and fetched."""
    take = asked_for(client, out, wish)
    job = job_of(take)
    assert job is not None
    run_job(job.pk)
    reply = client.get(f"/registry/files/{take.ref}/file")
    assert reply.status_code == 200
    (name,) = (packed := ZipFile(BytesIO(b"".join(reply)))).namelist()
    return packed.read(name)
