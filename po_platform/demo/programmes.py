"""The programme of the invented organisation, and people in the middle of it."""

from __future__ import annotations

from education.actions.programme_writing import publish_programme, take_in_programme
from education.models import Programme
from education.shipped_programme import shipped_programmes, shipped_questionnaires
from po_platform.access.actor import Purpose, SignedIn, System, acting_as
from questionnaires.actions import publish_version
from questionnaires.intake import take_in


def seed_programme_texts(writer: SignedIn, doctor: SignedIn) -> dict[str, Programme]:
    """language → programme, written by one and published by the other; an example."""
    system = System(Purpose.SEED)
    with acting_as(system):
        for slug, raw in shipped_questionnaires():
            version = take_in(actor=system, raw=raw, slug=slug).version
            if version is not None:
                publish_version(actor=system, version=version)
    found = {}
    for value in shipped_programmes():
        with acting_as(writer):
            row = take_in_programme(actor=writer, value=value)
        with acting_as(doctor):
            publish_programme(actor=doctor, ref=row.ref, number=1, what_changed="")
        Programme.objects.filter(pk=row.pk).update(example=True)
        row.refresh_from_db()
        found[row.language] = row
    return found
