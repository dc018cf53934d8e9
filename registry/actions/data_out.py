"""Before a file with data of a registry goes out, by a page or by a command, it is on record."""

from __future__ import annotations

from typing import Any

from audit.actions import Looked, record, record_reads
from po_platform.access.actor import Actor
from registry.models import Subject
from registry.queries.data_file import DataFile

FILE = "registry.data_file"  # what a reader looked at


def record_data_out(*, actor: Actor, file: DataFile, **how: Any) -> None:
    """Everybody in the file can see that it went out, the log of the registry how."""
    inside = Subject.objects.visible_to(actor).filter(
        pk__in=[key for key, _number in file.records()]
    )
    subjects = inside.values_list("subject_id", "ref")
    record_reads(actor=actor, what=FILE, looked=[Looked(who, ref=ref) for who, ref in subjects])
    record(actor=actor, verb="registry.data.taken_out", thing=file.dataset, **how)
