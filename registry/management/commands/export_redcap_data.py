"""export_redcap_data DATASET: its entries as REDCap writes data, one row an occasion."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.core.management.base import (
    BaseCommand,
    CommandError,
    CommandParser,
    OutputWrapper,
)

from po_platform.access.actor import Purpose, System, acting_as
from registry.actions.data_out import record_data_out
from registry.file_formats import write_redcap
from registry.management.commands.import_redcap_dictionary import found_dataset
from registry.models import Right
from registry.queries.data_file import data_file
from registry.queries.datasets import version_in_use


class _Lines(BytesIO):
    """Standard output as what whole lines are written to."""

    def __init__(self, stream: OutputWrapper) -> None:
        super().__init__()
        self.stream = stream

    def write(self, line: Any) -> int:
        self.stream.write(bytes(line).decode(), ending="")
        return len(line)


class Command(BaseCommand):
    """The CSV alone on standard output."""

    requires_system_checks = []
    help = "Write the data of a dataset as REDCap writes it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("dataset", help="the short name of the dataset")
        levels = [level for level in Right.Export.values if level != Right.Export.NONE]
        parser.add_argument("--level", choices=levels, default=Right.Export.FULL.value)

    def handle(self, *, dataset: str, level: str, **options: Any) -> None:
        actor = System(Purpose.OPERATE)
        with acting_as(actor):
            found = found_dataset(dataset)
            version = version_in_use(found)
            if version is None:
                raise CommandError(f"The dataset {dataset} has no version in use.")
            rows = data_file(actor=actor, dataset=found, version=version, level=level)
            record_data_out(actor=actor, file=rows, kind="redcap", level=level)
        with acting_as(actor):  # what went out stays on record, also when it breaks off
            write_redcap(rows, _Lines(self.stdout))
