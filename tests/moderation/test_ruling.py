"""Rules are written on a page, in versions that decisions keep."""

from __future__ import annotations

from typing import Any

import pytest

from moderation.models import Decision, Rule
from po_platform.access.actor import acting_as
from tests.forums.talking import a_board, begin
from tests.moderation.cases import decided, rows, the_case, told
from tests.personas import World

pytestmark = pytest.mark.django_db
PAGE = "/moderation/rules"
WORDS = {
    "title_en": "Be kind", "title_de": "Seien Sie freundlich",
    "text_en": "Do not hurt.", "text_de": "Verletzen Sie niemanden.",
}  # fmt: skip


def in_force(number: int) -> Rule:
    return Rule.objects.get(number=number, until_at=None)


def test_a_change_is_a_new_version_and_decisions_keep_theirs(world: World, sign_in: Any) -> None:
    told(world.gerd, begin(world.ruth, a_board()))
    decided(world.moderator, the_case(world), "folded")
    version = in_force(1).version
    office = sign_in(world.administrator)
    assert sign_in(world.ruth).post(f"{PAGE}/1", WORDS).status_code == 403
    for _twice in range(2):  # the same words again are no version
        office.post(f"{PAGE}/1", {**WORDS, "version": in_force(1).version})
    assert in_force(1).version == version + 1
    assert b"Do not hurt." in sign_in(world.ruth).get("/how-we-talk").content
    with acting_as(world.moderator.actor()):
        assert rows(world, Decision).get().rule.version == version
    late = office.post(f"{PAGE}/1", {**WORDS, "text_en": "Mine", "version": version})
    assert late.status_code == 403 and "Somebody changed this rule" in late.content.decode()
    assert "Mine" in late.content.decode() and in_force(1).version == version + 1
    half = office.post(f"{PAGE}/1", {**WORDS, "text_de": "", "version": version + 1})
    assert half.status_code == 422 and "Write it in German too" in half.content.decode()


def test_a_rule_is_added_and_ended_but_not_the_last_one(world: World, sign_in: Any) -> None:
    team = sign_in(world.moderator)
    last = Rule.objects.order_by("-number").values_list("number", flat=True)[0]
    team.post(f"{PAGE}/new", {**WORDS, "version": 1})
    assert in_force(last + 1).version == 1
    team.post(f"{PAGE}/{last + 1}/end")
    assert not Rule.objects.filter(number=last + 1, until_at=None).exists()
    team.post(f"{PAGE}/new", {**WORDS, "version": 1})
    assert in_force(last + 2).version == 1  # a number is never given twice
    for rule in Rule.objects.filter(until_at=None).order_by("number"):
        team.post(f"{PAGE}/{rule.number}/end")
    assert in_force(last + 2).until_at is None
    assert "This is the last rule" in team.get(PAGE).content.decode()
    assert team.get(f"{PAGE}/{10**9}").status_code == 404
    assert team.post(f"{PAGE}/{10**9}/end").status_code == 404
