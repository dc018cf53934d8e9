"""Lets the last administrator in again, who lost the second factor or the mailbox."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from members.actions.recovery import (
    MailboxTaken,
    NoAdministrator,
    OthersCan,
    recover_administrator,
)
from po_platform.access.actor import Purpose, System, acting_as

from .create_administrator import check


class Command(BaseCommand):
    """recover_administrator --email name@example.org [--new-email …] [--json]."""

    help = (
        "For an administrator who lost the second factor, or the mailbox, while nobody else can help: "
        "removes the second factor, ends every session and tells everybody who runs the office."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--email", required=True, help="the address they sign in with")
        parser.add_argument("--new-email", default="", help="a new one, when that mailbox is gone")
        parser.add_argument(
            "--json", action="store_true", help="one JSON object on standard output"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = self._recover(options["email"].strip(), options["new_email"].strip())
        except CommandError as error:
            if options["json"]:
                self.stdout.write(json.dumps({"status": "refused", "reason": str(error)}))
            raise
        self.stdout.write(json.dumps(made) if options["json"] else in_words(made))

    def _recover(self, email: str, new_email: str) -> dict[str, Any]:
        if new_email:
            check(new_email, "")
        actor = System(Purpose.OPERATE)
        try:
            with acting_as(actor):
                account = recover_administrator(actor=actor, email=email, new_email=new_email)
        except NoAdministrator:
            raise CommandError(
                "No single administrator signs in with this address. If nobody can run the office "
                "any more, make somebody administrator: create_administrator --another."
            ) from None
        except OthersCan:
            raise CommandError(
                "Two others run the office. They remove a lost second factor on the person's page; "
                "it takes both of them and a day, in which its owner can say no."
            ) from None
        except MailboxTaken:
            raise CommandError(
                "Somebody else here uses the new address. Take one that is nobody else's."
            ) from None
        return {
            "status": "recovered",
            "account": account.pk,
            "email": account.email,
            "address": settings.BASE_URL + "/sign-in",
        }


def in_words(made: dict[str, Any]) -> str:
    """The same for people: what was done and what to do next."""
    return "\n".join(
        (
            f"The second factor of {made['email']} is gone, and every session has ended.",
            f"Open {made['address']}, sign in with this address, and set up a new second factor.",
            "Everybody who runs the office was told.",
        )
    )
