"""import_redcap_dictionary FILE [--json] [--dry-run]: a REDCap data dictionary, with a report."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from members.management.acting import add_as, who_acts
from po_platform.access.actor import Actor, Hat, acting_as
from questionnaires.fhir.report import Refusal, Report
from questionnaires.messages import Message
from questionnaires.redcap.importing import MAX_BYTES, Dictionary, import_dictionary
from registry.actions.datasets import (
    Intake,
    make_registry,
    say_missing_codes,
    take_in_dictionary,
)
from registry.actions.wording import take_in_words
from registry.missing_codes import NotMissingCodes, read_missing_codes
from registry.models import Dataset, Registry
from registry.queries.datasets import draft_of, form_in_use, my_registries, version_in_use


class Command(BaseCommand):
    """Exits with 0 only when the dictionary can be used."""

    requires_system_checks = []
    help = "Import a REDCap data dictionary and say what was changed, kept, dropped or refused."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="the file, or - for standard input")
        parser.add_argument("--registry", default="", help="of which registry (default: the first)")
        parser.add_argument("--dataset", default="", help="a draft of this dataset, not a new one")
        parser.add_argument("--title", default="", help="what a new dataset is called")
        parser.add_argument("--language", default="en", help="the language of the labels")
        parser.add_argument(
            "--words",
            action="store_true",
            help="only the words, in another --language of --dataset",
        )
        parser.add_argument(
            "--missing", default="", help="codes for no answer: “-98, not known | -99, refused”"
        )
        parser.add_argument("--json", action="store_true", help="the report as one JSON object")
        parser.add_argument("--dry-run", action="store_true", help="only say what would happen")
        add_as(parser)

    def handle(self, *, file: str, **options: Any) -> None:
        intake = self._taken_in(file, options)
        report = intake.dictionary.report
        if options["json"]:
            self.stdout.write(json.dumps(intake.to_json()))
        else:
            self.stdout.write(in_words(intake))
        if report.errors:
            sys.exit(1)

    def _taken_in(self, file: str, options: dict[str, Any]) -> Intake:
        actor = who_acts(options["account"], Hat.CURATOR)
        try:
            raw = bytes_of(file, MAX_BYTES)
        except OSError as error:
            told = {"file": file, "why": error.strerror}
            words = Message("%(file)s cannot be read: %(why)s.", told)
            return Intake(Dictionary(Report(errors=(Refusal("", words),))))
        if options["dry_run"]:
            return Intake(import_dictionary(raw, language=options["language"]))
        with acting_as(actor):
            dataset = found_dataset(options["dataset"]) if options["dataset"] else None
            if options["words"]:
                return _worded(actor, dataset, raw, options["language"])
            intake = take_in_dictionary(
                actor=actor,
                raw=raw,
                registry=dataset.registry if dataset else _registry(actor, options["registry"]),
                title=options["title"] or title_of(file),
                dataset=dataset,
                language=options["language"],
            )
            if options["missing"] and intake.dataset:
                _say_missing(actor, intake.dataset, options["missing"])
            return intake


def _worded(actor: Actor, dataset: Dataset | None, raw: bytes, language: str) -> Intake:
    if dataset is None:
        raise CommandError("Say with --dataset whose words these are.")
    read = take_in_words(actor=actor, dataset=dataset, raw=raw, language=language)
    version = draft_of(dataset) or version_in_use(dataset)
    return Intake(read, dataset, version) if read.definition else Intake(read)


def _say_missing(actor: Actor, dataset: Dataset, text: str) -> None:
    """Raises CommandError, and then nothing of the dictionary is stored either."""
    version = version_in_use(dataset)
    if version is None:
        raise CommandError("The dataset has no version in use.")
    try:
        codes = read_missing_codes(text, form_in_use(version).definition)
    except NotMissingCodes as error:
        raise CommandError(f"{error.message}.") from error
    say_missing_codes(actor=actor, dataset=dataset, codes=codes)


def _registry(actor: Actor, slug: str) -> Registry:
    """The named one, else the first; on a new portal one is made."""
    mine = my_registries(actor=actor)
    if slug:
        found = mine.filter(slug=slug).first()
        if found is None:
            raise CommandError(f"There is no registry {slug}.")
        return found
    return mine.order_by("pk").first() or make_registry(actor=actor, title="Registry")


def found_dataset(slug: str) -> Dataset:
    """The dataset of this name."""
    found = Dataset.objects.select_related("registry", "questionnaire").filter(slug=slug).first()
    if found is None:
        raise CommandError(f"There is no dataset {slug}.")
    return found


def title_of(file: str) -> str:
    """What a dataset from this file is called: its name, or its folder's where that says more."""
    path = Path(file)
    plain = path.stem.lower() in ("dictionary", "data_dictionary", "datadictionary", "-")
    return path.resolve().parent.name if plain and path.parent.name != "" else path.stem


def bytes_of(file: str, most: int) -> bytes:
    """At most one byte more than `most`, so that a longer file is noticed and not held."""
    if file == "-":
        return sys.stdin.buffer.read(most + 1)
    with Path(file).open("rb") as handle:
        return handle.read(most + 1)


def in_words(intake: Intake) -> str:
    """The report as lines for a terminal; what a terminal cannot print is written as its code."""
    told, report = intake.to_json(), intake.dictionary.report
    lines = [f"{told['status']}: {told['forms']} forms, {told['fields']} fields"]
    for note, times in report.grouped():
        more = f", {times} times" if times > 1 else ""
        lines.append(f"  {note.level}: {note.message} ({note.path or 'the file'}{more})")
    lines += [f"  refused: {error.message} ({error.path or 'the file'})" for error in report.errors]
    if "dataset" in told:
        lines.append(f"dataset {told['dataset']}, version {told['version']} ({told['state']})")
    return "\n".join(lines).encode("utf-8", "backslashreplace").decode()
