"""What is said to be against the law: the next steps, and a decision that names the law."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from moderation.halfyear import half_of
from moderation.models import Case, Decision
from moderation.models.halfyears import slug_of
from po_platform.access.actor import acting_as
from tests.forums.talking import a_board, begin
from tests.moderation.cases import decided, rows, the_case, told
from tests.personas import World

pytestmark = pytest.mark.django_db
LAW, ASKED = "The law on insults", "Which law does it go against?"


@pytest.fixture
def case(world: World) -> Case:
    """Gerd thinks a post of Ruth's is against the law."""
    told(world.gerd, begin(world.ruth, a_board()), "illegal")
    return the_case(world, lane="legal")


def test_the_next_steps_stand_with_it_until_it_is_decided(
    world: World, case: Case, sign_in: Any
) -> None:
    team, page = sign_in(world.moderator), f"/moderation/cases/{case.ref}"
    shown = team.get(page).content.decode()
    assert "Said to be against the law: the next steps" in shown and ASKED in shown
    assert "keep them for an authority" in shown
    read = team.get(page).context["form"].initial
    team.post(page, {**read, "after": "published"})
    assert "the next steps" not in team.get(page).content.decode()
    told(world.gerd, begin(world.ruth, a_board()), "rude")
    other = team.get(f"/moderation/cases/{the_case(world, lane='normal').ref}").content.decode()
    assert "the next steps" not in other and ASKED not in other


def test_a_decision_against_it_names_the_law_and_its_author_reads_it(
    world: World, case: Case, sign_in: Any
) -> None:
    for after in ("folded", "removed", "returned"):
        with pytest.raises(PermissionDenied, match="Write which law it goes against"):
            decided(world.moderator, case, after, ground="  ")
    team, page = sign_in(world.moderator), f"/moderation/cases/{case.ref}"
    read = team.get(page).context["form"].initial
    given = {**read, "after": "removed", "rule": "6", "why": "You called her names."}
    refused = team.post(page, given)
    assert refused.status_code == 403 and "Write which law" in refused.content.decode()
    assert team.post(page, {**given, "ground": LAW}).status_code == 302
    with acting_as(world.moderator.actor()):
        row = rows(world, Decision).get()
    assert row.ground == LAW
    hers = sign_in(world.ruth).get(f"/me/decisions/{row.ref}").content.decode()
    assert "By which law" in hers and LAW in hers
    half = slug_of(half_of(timezone.localdate()))
    record = team.get(f"/moderation/half-years/{half}/record").content.decode()
    assert record.splitlines()[0].endswith(",law") and record.splitlines()[1].endswith(",1")
    assert LAW not in record


def test_to_leave_it_needs_no_law_and_a_rule_alone_asks_for_none(
    world: World, case: Case, sign_in: Any
) -> None:
    decided(world.moderator, case, "published", why="", rule=None)
    told(world.gerd, begin(world.ruth, a_board()), "rude")
    decision = decided(world.moderator, the_case(world, lane="normal"), "folded")
    hers = sign_in(world.ruth).get(f"/me/decisions/{decision.ref}").content.decode()
    assert "By which law" not in hers
