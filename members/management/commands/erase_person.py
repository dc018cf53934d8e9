"""erase_person: the wish of somebody who calls or writes, carried out in seven days or now."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError

from members.actions.erase import request_erase, stop_erase
from members.actions.erase_closing import StillBusy
from members.actions.erase_person import Proof, erase_person
from members.models import Person
from po_platform.access.actor import Purpose, System, acting_as
from po_platform.access.eraser import EraserMissing


class Command(BaseCommand):
    """erase_person REF [--now --yes | --stop] [--json]; REF stands in the address of her page."""

    help = "Erases everything about a person: in 7 days, or --now. Prints the proof for a letter."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("ref", type=UUID, help="as in the address of the person's page")
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--now", action="store_true", help="do not wait 7 days")
        how.add_argument("--stop", action="store_true", help="she has changed her mind")
        parser.add_argument("--yes", action="store_true", help="with --now: it is meant")
        parser.add_argument("--json", action="store_true", help="one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        person = Person.objects.filter(ref=options["ref"]).first()
        if person is None:
            raise CommandError("There is nobody with this reference (any more).")
        try:
            done = self._do(person.pk, options)
        except (PermissionDenied, EraserMissing) as refused:
            raise CommandError(str(refused)) from refused
        except StillBusy:
            raise CommandError(
                "A page of hers is still being worked on. She is signed out; it goes on by itself."
            ) from None
        self.stdout.write(json.dumps(done) if options["json"] else done["words"])

    def _do(self, person_id: int, options: dict[str, Any]) -> dict[str, Any]:
        actor = System(Purpose.OPERATE)
        if options["now"]:
            if not options["yes"]:
                raise CommandError("Nothing comes back after this. If it is meant, add --yes.")
            proof = erase_person(actor=actor, person_id=person_id)
            return (
                {"status": "erased", **_told(proof)} if proof else {"status": "gone", "words": ""}
            )
        with acting_as(actor):
            if options["stop"]:
                stopped = stop_erase(actor=actor, person_id=person_id)
                words = "Nothing is erased." if stopped else "There was nothing to stop."
                return {"status": "stopped" if stopped else "nothing", "words": words}
            wish = request_erase(actor=actor, person_id=person_id)
        due = wish.due_at.isoformat(timespec="minutes")
        return {"status": "waits", "due_at": due, "words": f"Everything is erased at {due}."}


def _told(proof: Proof) -> dict[str, Any]:
    letter = (
        "The letter with this goes to her address."
        if proof.mailed
        else ("We know no address of hers: print this and hand it over.")
    )
    words = [f"Erased. The number of the proof: {proof.reference}", *proof.lines, letter]
    return {
        "reference": proof.reference,
        "counts": dict(proof.counts),
        "mailed": proof.mailed,
        "words": "\n".join(words),
    }
