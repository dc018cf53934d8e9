"""The copy somebody wished for: of who has died, confirmed by two people, for whom she named."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from django.utils import timezone
from django.utils.translation import override

from audit.actions import record
from members.ending_rules import may_copy_for_family
from members.export_files import Frame, pack, write_frame, write_part
from members.export_parts import all_exports
from members.facts import subject_of
from members.models import Person
from members.queries.download import preferred
from members.queries.ending import newest_open
from members.queries.last_wish import last_wish_of
from members.queries.organisation import current_organisation
from po_platform.access.actor import Actor, Purpose, System, acting_as
from po_platform.access.refusals import demand

from .download import PARTS_OF_AN_APP
from .ending import for_ending


def copy_for_family(*, actor: Actor, person: Person, target: Path) -> str:
    """Writes everything about her as a ZIP; gives back who shall get it, in her own words.

    Raises PermissionDenied, and FileExistsError rather than writing over something.
    """
    with acting_as(for_ending(person.pk)) as system:
        ending = newest_open(actor=system, person_id=person.pk)
    with acting_as(System(Purpose.EXPORT, None, person.pk)):
        subject = subject_of(person.pk)
    about = System(Purpose.EXPORT, subject, person.pk)
    language, zone = preferred(person)
    with acting_as(about), override(language), timezone.override(zone):
        wished = last_wish_of(actor=about, person_id=person.pk)
        demand(may_copy_for_family(actor, ending, named=bool(wished and wished.copy_to)))
        with TemporaryDirectory() as name, target.open("xb"):
            folder = Path(name)
            for number, (_app, export) in enumerate(all_exports()):
                for order, part in enumerate(export(about)):
                    write_part(folder, number * PARTS_OF_AN_APP + order, part)
            house = current_organisation(language)
            write_frame(
                folder,
                Frame(person.display_name, house.name, house.phone, timezone.now(), language),
            )
            pack(folder, target)
        record(actor=actor, verb="members.family_copy.made", thing=person)
    return wished.copy_to if wished else ""
