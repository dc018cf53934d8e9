"""Her file says what she answered in registries in words, and where each answer comes from."""

from __future__ import annotations

from typing import Any

import pytest

from po_platform.access.actor import Purpose, System, acting_as
from registry.export_parts import registry_parts
from tests.personas import World
from tests.registry.joining import join, open_to_members

pytestmark = pytest.mark.django_db
FORM = "/registries/walks/data/walk/person?instance=0"


def test_her_file_has_her_answers_in_words_line_by_line(world: World, sign_in: Any) -> None:
    join(open_to_members(world), world.ruth)
    sent = {"occurred_on": "2024", "seen_version": "0", "name": "Ruth E", "sex": "0"}
    assert sign_in(world.ruth).post(FORM, sent).status_code == 302
    system = System(Purpose.EXPORT, world.ruth.subject, world.ruth.person.pk)
    with acting_as(system):
        parts = {part.name: list(part.rows) for part in registry_parts(system)}
    told = {row["question"]: row for row in parts["registry_answers"]}
    assert (told["Name"]["answer"], told["Sex"]["answer"]) == ("Ruth E", "Female")
    assert (told["Sex"]["code"], told["Sex"]["source"]) == ("0", "self")
    assert told["Sex"]["occurred_on"] == "2024" and told["Sex"]["confirmed_at"] is None
    assert "Pregnant" not in told  # asked, and not answered


def test_her_file_says_in_words_why_there_is_no_answer(world: World, sign_in: Any) -> None:
    walks = open_to_members(world)
    codes = {"codes": "UNK, nobody knows"}
    client = sign_in(walks.curator)
    assert client.post("/registry/datasets/walk/missing-codes", codes).status_code == 302
    number = join(walks, world.ruth).record.number
    assert walks.bring("record_id,sex", f"{number},UNK").usable
    system = System(Purpose.EXPORT, world.ruth.subject, world.ruth.person.pk)
    with acting_as(system):
        parts = {part.name: list(part.rows) for part in registry_parts(system)}
    [told] = [row for row in parts["registry_answers"] if row["question"] == "Sex"]
    assert told["answer"] == "nobody knows"
