"""export_redcap_dictionary DATASET: its dictionary, as REDCap's own upload takes it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from po_platform.access.actor import Purpose, System, acting_as
from questionnaires.redcap.exporting import dictionary_csv
from registry.management.commands.import_redcap_dictionary import found_dataset
from registry.queries.datasets import version_in_use


class Command(BaseCommand):
    """The CSV alone on standard output."""

    requires_system_checks = []
    help = "Write the dictionary of a dataset as REDCap writes it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("dataset", help="the short name of the dataset")

    def handle(self, *, dataset: str, **options: Any) -> None:
        with acting_as(System(Purpose.OPERATE)):
            version = version_in_use(found_dataset(dataset))
        if version is None:
            raise CommandError(f"The dataset {dataset} has no version in use.")
        self.stdout.write(dictionary_csv(version.metadata.get("redcap", ())), ending="")
