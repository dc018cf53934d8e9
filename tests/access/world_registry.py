"""Ruth in a registry of somebody else's: what stands there must reach no curator without a right."""

from __future__ import annotations

from po_platform.access.actor import Hat, acting_as
from registry.models import Batch, Entry, Subject
from tests.personas import World, make_persona
from tests.registry.world import HEADER, make_walks

ENTERED, KNOWN_AS = "canary-entered-words", "canary-sealed-name"


def furnish_registry(world: World) -> None:
    """One record that is Ruth's, in a registry only its own curator works in."""
    keeper = make_persona("Karla Keeper", role=Hat.CURATOR)
    walks = make_walks(world, keeper)
    line = f"canary-7,{KNOWN_AS},1954,0,,2,10,1,0,0,5,.5,0,2"
    assert walks.bring(HEADER, line, file_name=f"{ENTERED}.csv").usable
    with acting_as(keeper.actor()) as actor:
        Subject.objects.visible_to(actor).update(subject_id=world.ruth.subject)
        Entry.objects.visible_to(actor).update(
            subject_id=world.ruth.subject, missing={"sex": ENTERED}
        )


def registry_arguments(world: World) -> dict[str, dict[str, str]]:
    """The addresses of the registry's things."""
    with acting_as(world.ruth.actor()) as actor:
        entry = Entry.objects.visible_to(actor).order_by("pk").first()
        record = Subject.objects.visible_to(actor).get()
    assert entry is not None
    found = {
        "slug": "walk",
        "registry": "walks",
        "record": str(record.ref),
        "form": "visit",
        "ref": str(entry.ref),
        "batch": str(Batch.objects.get().ref),
    }
    names = (
        "new_dataset", "eu_elements", "dataset", "new_version", "dictionary", "draft", "bring_data",
        "take_in_data", "undo_data", "records", "record", "new_entry", "entry",
    )  # fmt: skip
    return {f"registry:{name}": found for name in names}
