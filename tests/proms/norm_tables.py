"""Made-up tables of averages: no number in them was published anywhere."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from po_platform.access.actor import acting_as
from proms.actions.norms import Publication, read_in_norms
from proms.models import Instrument, NormTable
from tests.personas import World

PAIN, TIREDNESS = "weekly-check-in.pain", "weekly-check-in.tiredness"
ABOUT = Publication(
    "Nowhere", 2019, "Made Up and others", 2021, "Invented for a test", "doi:10.0000/made-up"
)
TABLE = """sex,age_from,age_to,mean,sd,n
all,,,4.5,2.5,1000
female,18,49,3.5,2,400
female,50,69,5.25,2,300
female,70,,6,,
male,18,,4,,
"""


def posted(text: str = TABLE, **changes: Any) -> dict[str, Any]:
    """What the curator's page sends."""
    given: dict[str, Any] = {
        "scale": PAIN, "place": ABOUT.place, "year": ABOUT.year, "author": ABOUT.author,
        "published": ABOUT.published, "title": ABOUT.title, "address": ABOUT.address,
        "read_there": "on", "file": SimpleUploadedFile("table.csv", text.encode()),
    }  # fmt: skip
    return {name: value for name, value in (given | changes).items() if value is not None}


def read_in(
    world: World, instrument: Instrument, scale: str = PAIN, table: str = TABLE,
    about: Publication = ABOUT,
) -> NormTable:  # fmt: skip
    """A table there is, read in by the curator."""
    actor = world.curator.actor()
    with acting_as(actor):
        return read_in_norms(
            actor=actor, instrument=instrument, scale=scale, table=table, about=about
        )
