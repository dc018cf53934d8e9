"""A request whose data are released, and what came of it."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZipFile

from files.actions.running import run_job
from files.models import Job
from files.places import path_of
from po_platform.access.actor import acting_as
from registry.actions import releases as actions
from registry.models import DataRequest, Release, ReleaseSubject
from registry.release_end import as_release, file_of
from tests.personas import Persona
from tests.registry.asking import Asking


@dataclass
class Released:
    """One request with its release."""

    asking: Asking
    row: DataRequest

    @property
    def release(self) -> Release:
        return self.row.releases.exclude(state="failed").get()

    def do(self, who: Persona, action: Any, **values: Any) -> Any:
        with acting_as(who.actor()) as actor:
            return action(actor=actor, ref=self.row.ref, **values)

    def build(self, formats: Sequence[str] = (), *, origins: bool = False) -> Release:
        """Made, as the worker does it."""
        curator = self.asking.walks.curator
        wish = {"formats": formats, "origins": origins}
        found: Release = self.do(curator, actions.build_release, **wish)
        with acting_as(as_release(found)) as system:
            job = Job.objects.visible_to(system).get()
        run_job(job.pk)
        return Release.objects.get(pk=found.pk)

    def free(self, formats: Sequence[str] = ()) -> Release:
        self.build(formats)
        self.do(self.asking.second, actions.free_release)
        return self.release

    def bundle(self) -> ZipFile:
        file = file_of(self.release)
        assert file is not None
        return ZipFile(BytesIO(path_of(file.place).read_bytes()))

    def people(self) -> dict[Any, str]:
        with acting_as(as_release(self.release)) as system:
            rows = ReleaseSubject.objects.visible_to(system).filter(release=self.release)
            return dict(rows.values_list("subject_id", "pseudonym"))


def table(bundle: ZipFile, name: str) -> list[dict[str, str]]:
    """The lines of one of its files."""
    return list(csv.DictReader(StringIO(bundle.read(name).decode())))
