"""export_registry_definition SLUG: what a registry asks, as one JSON file; nobody is in it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError, CommandParser

from members.management.acting import add_as, who_acts
from po_platform.access.actor import Hat, acting_as
from registry.actions.definition_file import take_out_definition
from registry.queries.datasets import my_registries


class Command(BaseCommand):
    """The JSON alone on standard output."""

    requires_system_checks = []
    help = "Write what a registry asks as a file: consent, datasets, visits, rules, languages."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("registry", help="the short name of the registry")
        add_as(parser)

    def handle(self, *, registry: str, **options: Any) -> None:
        actor = who_acts(options["account"], Hat.CURATOR)
        with acting_as(actor):
            found = my_registries(actor=actor).filter(slug=registry).first()
            if found is None:
                raise CommandError(f"There is no registry {registry}.")
            try:
                text = take_out_definition(actor=actor, registry=found)
            except PermissionDenied as error:
                raise CommandError(str(error)) from error
        self.stdout.write(text, ending="")
