"""export_data DATASET FILE [--format words|spss|…]: a dataset's data as a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from files.places import writing
from po_platform.access.actor import Purpose, System, acting_as
from registry.actions.data_out import record_data_out
from registry.file_formats import FORMATS, TooManyRows
from registry.forms.data_out import LEFT_OUT
from registry.hiding import DATES_IN_WORDS, hiding_of
from registry.management.commands.import_redcap_dictionary import found_dataset
from registry.models import Right
from registry.queries.data_file import data_file
from registry.queries.datasets import version_in_use

INSTALL = "uv sync --extra parquet"


class Command(BaseCommand):
    """Writes a new file; one that is there already is left alone."""

    requires_system_checks = []
    help = "Write the data of a dataset to a file, in one of many formats."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("dataset", help="the short name of the dataset")
        parser.add_argument("file", help="where to write; it must not be there yet")
        parser.add_argument("--format", choices=list(FORMATS), default="words")
        levels = [level for level in Right.Export.values if level != Right.Export.NONE]
        parser.add_argument("--level", choices=levels, default=Right.Export.FULL.value)
        parser.add_argument(
            "--without", nargs="+", choices=list(LEFT_OUT), default=[],
            help="leave out answers that tell who somebody is, free text, numbers of records",
        )  # fmt: skip
        parser.add_argument("--dates", choices=list(DATES_IN_WORDS), default="exact")

    def handle(self, *, dataset: str, file: str, level: str, **options: Any) -> None:
        actor, kind = System(Purpose.OPERATE), options["format"]
        if not FORMATS[kind].here():
            raise CommandError(f"{FORMATS[kind].title} is not installed here: {INSTALL}.")
        hiding = hiding_of(options["without"], options["dates"])
        target = Path(file)
        if target.exists() or not target.parent.is_dir():
            raise CommandError(f"{file} is there already, or its folder is not.")
        try:
            # Readable by its owner alone, and there only once all of it is, on record.
            with writing(target) as out, acting_as(actor):
                found = found_dataset(dataset)
                version = version_in_use(found)
                if version is None:
                    raise CommandError(f"The dataset {dataset} has no version in use.")
                rows = data_file(
                    actor=actor, dataset=found, version=version, level=level, hiding=hiding
                )
                record_data_out(
                    actor=actor, file=rows, kind=kind, level=level, left_out=hiding.plain()
                )
                FORMATS[kind].write(rows, out)
        except TooManyRows as error:
            raise CommandError("A sheet of Excel does not hold so many rows.") from error
        except OSError as error:
            raise CommandError(f"{file} cannot be written: {error.strerror}.") from error
        self.stdout.write(file)
