"""Makes somebody an administrator; on an empty installation it prints the code for the first run."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.urls import reverse

from members.actions.first_run import (
    AddressIsShared,
    AdministratorExists,
    make_administrator,
    make_setup_code,
)
from members.models import Organisation
from po_platform.access.actor import Purpose, System, acting_as


class Command(BaseCommand):
    """create_administrator --email name@example.org [--name …] [--another] [--json]."""

    help = (
        "Gives somebody the administrator's role. Without an organisation it prints a setup code "
        "for the first page; run it again with --another for a new code."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--email", required=True, help="the address to sign in with")
        parser.add_argument("--name", default="", help="the name others see (default: Office)")
        parser.add_argument("--another", action="store_true", help="even when there is one already")
        parser.add_argument(
            "--json", action="store_true", help="one JSON object on standard output"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = self._make(options)
        except CommandError as error:
            if options["json"]:
                self.stdout.write(json.dumps({"status": "refused", "reason": str(error)}))
            raise
        self.stdout.write(json.dumps(made) if options["json"] else in_words(made))

    def _make(self, options: dict[str, Any]) -> dict[str, Any]:
        email, name = options["email"].strip(), options["name"].strip() or "Office"
        check(email, name)
        actor = System(Purpose.OPERATE)
        try:
            with acting_as(actor):
                account = make_administrator(
                    actor=actor, email=email, name=name, another=options["another"]
                )
                empty = not Organisation.objects.exists()
                code = make_setup_code(actor=actor, account=account) if empty else ""
        except AdministratorExists:
            raise CommandError(
                "There is an administrator already. Add --another to make one more, or, while "
                "nothing is set up yet, to get a new setup code."
            ) from None
        except AddressIsShared:
            raise CommandError(
                "Several people use this address. Give the role in the office instead."
            ) from None
        return {
            "status": "created",
            "account": account.pk,
            "email": account.email,
            "address": settings.BASE_URL + (reverse("members:first_run") if empty else "/"),
            "setup_code": code,
        }


def check(email: str, name: str) -> None:
    """Raises CommandError when address or name cannot be stored."""
    try:
        validate_email(email)
    except ValidationError:
        raise CommandError(f"{email!r} is no e-mail address.") from None
    if len(email) > 254:
        raise CommandError("This e-mail address is too long to be kept.")
    if len(name) > 60 or not name.isprintable():
        raise CommandError("Write the name with at most 60 letters.")


def in_words(made: dict[str, Any]) -> str:
    """The same for people: what was done and what to do next."""
    lines = [f"{made['email']} is an administrator now.", f"Open {made['address']}"]
    if made["setup_code"]:
        lines.append(f"and enter this setup code there, within 7 days: {made['setup_code']}")
    else:
        lines.append("and sign in with this address.")
    return "\n".join(lines)
