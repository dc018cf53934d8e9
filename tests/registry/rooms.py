"""A registry with one long form that members fill in: in headed parts, one of which hangs on an answer."""

from __future__ import annotations

from po_platform.access.actor import acting_as
from questionnaires.redcap.exporting import dictionary_csv
from registry.actions.datasets import make_registry, take_in_dictionary
from registry.actions.sheets import begin_sheet, publish_sheet
from registry.models import Form
from tests.personas import Persona, World
from tests.questionnaires.dictionaries import field
from tests.registry.joining import join
from tests.registry.world import Walks


def rows() -> list[dict[str, str]]:
    """Two headed parts, then questions without any heading; the second heading hangs on an answer."""
    listed = [field("record_id", form="life")]
    for number in range(1, 7):
        more = {"section_header": "At home"} if number == 1 else {}
        listed.append(field(f"home{number}", form="life", **more))
    for number in range(1, 6):
        more = {"section_header": "At work"} if number == 1 else {}
        only = {"branching": "[home1] = 'works'"}
        listed.append(field(f"work{number}", form="life", **more, **only))
    listed += [
        field(f"rest{number}", form="life", section_header="Else" if number == 1 else "")
        for number in range(1, 10)
    ]
    return listed


def open_rooms(world: World, member: Persona) -> Walks:
    """The registry, which this member has joined."""
    with acting_as(world.curator.actor()) as actor:
        registry = make_registry(actor=actor, title="Rooms")
        raw = dictionary_csv(rows()).encode()
        intake = take_in_dictionary(actor=actor, raw=raw, registry=registry, title="Rooms")
        assert intake.dataset is not None, intake.to_json()
        publish_sheet(actor=actor, sheet=begin_sheet(actor=actor, registry=registry))
        Form.objects.filter(dataset=intake.dataset).update(members_fill=True)
    found = Walks(world.curator, registry, intake.dataset)
    join(found, member)
    return found
