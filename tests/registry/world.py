"""A registry of our own with its curator, and data files for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from po_platform.access.actor import acting_as
from questionnaires.redcap.exporting import dictionary_csv
from registry.actions.datasets import make_registry, take_in_dictionary
from registry.actions.imports import Wish, import_data
from registry.data_report import DataReport
from registry.models import Dataset, Entry, Registry, Right
from registry.queries.data_file import data_file
from registry.queries.datasets import version_in_use
from tests.personas import Persona, World
from tests.questionnaires.dictionaries import field, walk
from tests.registry.written import written

HEADER = "record_id,name,born,sex,pregnant,person_complete,minutes,with_whom___1,with_whom___2,with_whom____9,metres,pace,stopped,visit_complete"
ANNA = "1,Anna Berg,1950-03-01,0,0,2,10,1,0,0,50,5,0,2"
BODO = "2,Bodo Lang,1949,1,,2,20,0,1,0,.5,,,1"


def rows() -> list[dict[str, str]]:
    """The walk, with a birth date that may be a year."""
    listed = walk()
    listed[2] = field("born", form="person", annotation="@PARTIAL-DATE")
    return listed


@dataclass
class Walks:
    """A registry with one dataset and the curator who made it."""

    curator: Persona
    registry: Registry
    dataset: Dataset

    def bring(self, *lines: str, **wish: Any) -> DataReport:
        """Import these lines of CSV."""
        raw = "\n".join(lines).encode()
        actor = self.curator.actor()
        with acting_as(actor):
            return import_data(actor=actor, dataset=self.dataset, raw=raw, wish=Wish(**wish))

    def taken_out(self, level: str = "full") -> list[str]:
        """The lines of its data file."""
        actor = self.curator.actor()
        self.dataset.refresh_from_db()
        version = version_in_use(self.dataset)
        assert version is not None
        with acting_as(actor):
            file = data_file(actor=actor, dataset=self.dataset, version=version, level=level)
            return written(file, "redcap").read().decode().splitlines()

    def entries(self) -> list[Entry]:
        """Those that count, oldest first."""
        actor = self.curator.actor()
        with acting_as(actor):
            return list(Entry.objects.visible_to(actor).filter(voided_at=None).order_by("pk"))


def make_walks(world: World, curator: Persona | None = None) -> Walks:
    """The curator's registry of walks."""
    curator = curator or world.curator
    actor = curator.actor()
    with acting_as(actor):
        registry = make_registry(actor=actor, title="Walks")
        raw = dictionary_csv(rows()).encode()
        intake = take_in_dictionary(actor=actor, raw=raw, registry=registry, title="Walk")
    assert intake.dataset is not None, intake.to_json()
    return Walks(curator, registry, intake.dataset)


def give_right(walks: Walks, persona: Persona, form: str = "", **values: Any) -> Right:
    """A right in this registry, for one form or all."""
    found = walks.dataset.forms.get(name=form) if form else None
    return Right.objects.create(
        registry=walks.registry, account=persona.account, form=found, **values
    )
