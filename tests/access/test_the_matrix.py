"""Every route × method × persona answers as recorded, and nothing of Ruth's health reaches anybody
she did not choose; run with PO_RECORD=1 to record a change.

The diff of matrix.json is reviewed like code: a new 200 is somebody who can now see more.
"""

from __future__ import annotations

import json
import os
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse

from po_platform.access.routes import Route, all_routes
from tests.access.test_each_wall_alone import leaked, reaches_health
from tests.access.walk import METHODS, answers
from tests.access.world_of_ruth import arguments, furnish
from tests.personas import World

RECORD = Path(__file__).with_name("matrix.json")


def asks_for_proof(route: Route) -> bool:
    return route.access is not None and route.access.fresh


def walked(world: World) -> tuple[dict[str, dict[str, int]], list[str]]:
    """What each cell answers, and what of Ruth's health somebody else received."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    leaks: list[str] = []
    own = arguments(world)
    health = {
        f"{method} {route.path}"
        for route in all_routes()
        if reaches_health(route)
        for method in METHODS
    }
    for cell, persona, response in answers(world, own):
        found[cell][persona] = response.status_code
        leaks += leaked(cell, persona, response) if cell in health else []
    for cell, persona, response in answers(world, own, asks_for_proof, fresh=True):
        found[f"{cell} with fresh proof"][persona] = response.status_code
        leaks += leaked(cell, persona, response) if cell in health else []
    return {cell: found[cell] for cell in sorted(found)}, leaks


def folded(cells: dict[str, dict[str, int]]) -> dict[str, dict[str, str]]:
    """status → the personas who get it; short to read in a review."""
    table: dict[str, dict[str, str]] = {}
    for cell, statuses in cells.items():
        groups: dict[str, list[str]] = defaultdict(list)
        for persona, status in statuses.items():
            groups[str(status)].append(persona)
        table[cell] = {status: " ".join(names) for status, names in sorted(groups.items())}
    return table


def without_a_page(request: Any, template: str, context: Any, status: int) -> HttpResponse:
    return HttpResponse(status=status)


@pytest.mark.django_db
def test_every_route_answers_each_persona_as_recorded(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    furnish(world)
    # Only the status counts here: what error pages say is tested where they are.
    monkeypatch.setattr("po_platform.errors.render", without_a_page)
    cells, leaks = walked(world)
    assert leaks == []
    found = folded(cells)
    broken = {cell: row for cell, row in found.items() if any(s.startswith("5") for s in row)}
    assert broken == {}
    if os.environ.get("PO_RECORD"):
        RECORD.write_text(json.dumps(found, indent=1) + "\n")
    recorded = json.loads(RECORD.read_text())
    assert found == recorded, "An answer changed; if it should, record it: PO_RECORD=1"
