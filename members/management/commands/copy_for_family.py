"""copy_for_family: the copy of her data somebody wished for, for the person she named."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError

from members.actions.family_copy import copy_for_family
from members.models import Person
from po_platform.access.actor import Purpose, System


class Command(BaseCommand):
    """copy_for_family REF FILE; REF stands in the address of her page, FILE must not exist yet."""

    help = "Writes everything about somebody who has died as a ZIP, if she named who gets a copy."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("ref", type=UUID, help="as in the address of the person's page")
        parser.add_argument("file", type=Path, help="where the ZIP is written")

    def handle(self, *args: Any, **options: Any) -> None:
        person = Person.objects.filter(ref=options["ref"]).first()
        if person is None:
            raise CommandError("There is nobody with this reference (any more).")
        try:
            named = copy_for_family(
                actor=System(Purpose.OPERATE), person=person, target=options["file"]
            )
        except (PermissionDenied, OSError) as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"Written to {options['file']}. It is for: {named}")
