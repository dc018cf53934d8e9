"""export_data DATASET FILE [--format words|codes|excel|json|redcap]: a dataset's data as a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from audit.actions import record
from po_platform.access.actor import Purpose, System, acting_as
from registry.file_formats import FORMATS, TooManyRows
from registry.management.commands.import_redcap_dictionary import found_dataset
from registry.models import Right
from registry.queries.data_file import data_file
from registry.queries.datasets import version_in_use


class Command(BaseCommand):
    """Writes a new file; one that is there already is left alone."""

    requires_system_checks = []
    help = "Write the data of a dataset to a file: words, codes, Excel, JSON, or for REDCap."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("dataset", help="the short name of the dataset")
        parser.add_argument("file", help="where to write; it must not be there yet")
        parser.add_argument("--format", choices=list(FORMATS), default="words")
        levels = [level for level in Right.Export.values if level != Right.Export.NONE]
        parser.add_argument("--level", choices=levels, default=Right.Export.FULL.value)

    def handle(self, *, dataset: str, file: str, level: str, **options: Any) -> None:
        actor, kind = System(Purpose.OPERATE), options["format"]
        with acting_as(actor):
            found = found_dataset(dataset)
            version = version_in_use(found)
            if version is None:
                raise CommandError(f"The dataset {dataset} has no version in use.")
            record(actor=actor, verb="registry.data.taken_out", thing=found, level=level, kind=kind)
            rows = data_file(actor=actor, dataset=found, version=version, level=level)
            try:
                with Path(file).open("xb") as out:
                    FORMATS[kind].write(rows, out)
            except TooManyRows as error:
                Path(file).unlink()
                raise CommandError("A sheet of Excel does not hold so many rows.") from error
            except OSError as error:
                raise CommandError(f"{file} cannot be written: {error.strerror}.") from error
        self.stdout.write(file)
