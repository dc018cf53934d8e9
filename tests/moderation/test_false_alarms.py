"""No case of danger is closed before somebody said what she reads; a false alarm is one; who was worried hears."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from moderation.actions.crisis import call_next, triage_case
from moderation.actions.deciding import undo_decision
from moderation.models import Case, FollowUp, Report
from notifications.models import Outbox
from po_platform.access.actor import acting_as
from tests.forums.talking import a_board, begin
from tests.moderation.cases import another_moderator, decided, rows, the_case, told
from tests.notifications.mailbox import deliver
from tests.notifications.neutral import assert_neutral
from tests.personas import World

pytestmark = pytest.mark.django_db
SEEN = "We saw it, and somebody of our team looks after it."


@pytest.fixture
def case(world: World) -> Case:
    """Gerd is worried about Ruth."""
    told(world.gerd, begin(world.ruth, a_board()), "worried", "She sounds low")
    call_next()
    return the_case(world)


def reads(world: World, what: str) -> None:
    with acting_as(world.moderator.actor()) as actor:
        triage_case(actor=actor, ref=the_case(world).ref, triage=what)


def planned(world: World) -> int:
    with acting_as(world.moderator.actor()):
        return int(rows(world, FollowUp).filter(done_at__isnull=True).count())


def told_back(world: World) -> tuple[str, int]:
    """What stands with Gerd's report, and how many mails told him so."""
    with acting_as(world.moderator.actor()):
        answer = rows(world, Report).get().answer
    return answer, Outbox.objects.filter(kind="moderation.answered").count()


def test_nobody_decides_before_somebody_said_what_she_reads(
    world: World, case: Case, sign_in: Any
) -> None:
    team, page = sign_in(world.moderator), f"/moderation/cases/{case.ref}"
    shown = team.get(page)
    assert "Say first what you read in it." in shown.content.decode()
    assert "Decide and tell everybody" not in shown.content.decode()
    for after in ("published", "folded", "returned", "removed"):
        with pytest.raises(PermissionDenied, match="Say first what you read"):
            decided(world.moderator, case, after)
    read = {**shown.context["form"].initial, "after": "published"}
    refused = team.post(page, read)
    assert refused.status_code == 403 and "Say first" in refused.content.decode()
    assert (the_case(world).state, told_back(world)) == ("open", ("", 0))
    assert the_case(world).call_next_at is not None, "calls go on"
    team.post(f"{page}/next-step", {"triage": "despair"})
    assert "Decide and tell everybody" in team.get(page).content.decode()
    assert team.post(page, read).status_code == 302
    assert (the_case(world).state, planned(world)) == ("decided", 2)


def test_a_false_alarm_ends_the_calls_and_plans_nothing(
    world: World, case: Case, sign_in: Any
) -> None:
    team, page = sign_in(world.moderator), f"/moderation/cases/{case.ref}"
    team.post(f"{page}/next-step", {"triage": "nobody"})
    found = the_case(world)
    assert (found.triage, found.call_next_at, planned(world)) == ("nobody", None, 0)
    shown = team.get(page).content.decode()
    assert "If you are not quite sure, ask a colleague" in shown
    assert "We look in again after 24 hours" not in shown
    assert told_back(world) == ("", 0), "nobody looks after somebody who needs nothing"
    decided(world.moderator, found, "published", why="", rule=None)
    assert told_back(world) == ("looked", 1)


def test_who_reads_it_otherwise_later_ends_or_plans_the_looks_back(
    world: World, case: Case
) -> None:
    reads(world, "thoughts")
    assert planned(world) == 2
    reads(world, "nobody")
    assert planned(world) == 0
    reads(world, "grief")
    assert planned(world) == 2
    reads(world, "despair")
    assert planned(world) == 2


def test_who_was_worried_hears_at_once_that_somebody_looks_after_it(
    world: World, case: Case, sign_in: Any
) -> None:
    deliver()
    assert SEEN not in sign_in(world.gerd).get("/me/told-you").content.decode()
    reads(world, "thoughts")
    assert told_back(world) == ("seen", 1)
    (mail,) = deliver()
    assert_neutral(mail, also=["Buttons", "sounds low", world.ruth.name])
    assert SEEN in sign_in(world.gerd).get("/me/told-you").content.decode()
    decided(world.moderator, the_case(world), "folded")
    assert told_back(world) == ("seen", 1), "she hears it once, and never what was done"


def test_an_undone_decision_is_read_again_only_where_it_was_a_false_alarm(
    world: World, case: Case
) -> None:
    for what, again in (("grief", "grief"), ("nobody", "")):
        reads(world, what)
        decision = decided(world.moderator, the_case(world), "folded")
        with acting_as(world.moderator.actor()) as actor:
            undo_decision(actor=actor, ref=decision.ref)
        assert the_case(world).triage == again
        assert (the_case(world).call_next_at is None) is bool(again)


def test_a_new_worry_has_to_be_read_by_itself(world: World, case: Case) -> None:
    reads(world, "nobody")
    decided(world.moderator, the_case(world), "published", why="", rule=None)
    told(world.helper, begin(world.ruth, a_board()), "worried")
    with acting_as(world.moderator.actor()):
        second = rows(world, Case).latest("pk")
    with pytest.raises(PermissionDenied, match="Say first"):
        decided(world.moderator, second, "published")


def test_who_is_not_asked_says_nothing(world: World, case: Case, sign_in: Any) -> None:
    address = f"/moderation/cases/{case.ref}/next-step"
    for who in (world.ruth, world.gerd, world.administrator):
        assert sign_in(who).post(address, {"triage": "nobody"}).status_code == 403
    sign_in(another_moderator()).post(address, {"triage": "nothing"})
    assert the_case(world).triage == ""
