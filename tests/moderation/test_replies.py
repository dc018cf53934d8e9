"""Texts of the team: kept in each language, put into the box, and still the moderator's own words."""

from __future__ import annotations

import re
from typing import Any

import pytest

from forums.models import Post
from moderation.models import Decision, SavedReply
from po_platform.access.actor import acting_as
from tests.forums.talking import a_board, begin
from tests.moderation.cases import rows, the_case, told
from tests.personas import World

pytestmark = pytest.mark.django_db
TEXTS = {
    "title_en": "A number", "title_de": "Eine Nummer",
    "text_en": "Leave the number out.", "text_de": "Lassen Sie die Nummer weg.",
}  # fmt: skip


def test_a_text_is_written_changed_put_away_and_brought_back(world: World, sign_in: Any) -> None:
    SavedReply.objects.all().delete()
    team, page = sign_in(world.moderator), "/moderation/texts"
    assert sign_in(world.ruth).get(page).status_code == 403
    assert "There is no text yet." in team.get(page).content.decode()
    missing = team.post(f"{page}/new", {**TEXTS, "text_de": " "})
    assert missing.status_code == 422 and "Leave the number out." in missing.content.decode()
    team.post(f"{page}/new", TEXTS)
    row = SavedReply.objects.get()
    team.post(f"{page}/{row.pk}", {**TEXTS, "text_en": "Leave it out."})
    assert "Leave it out." in team.get(page).content.decode()
    team.post(f"{page}/{row.pk}/away")
    assert "Put away." in team.get(page).content.decode()
    team.post(f"{page}/{row.pk}/away", {"away": "no"})
    assert SavedReply.objects.get().put_away_at is None
    assert team.get(f"{page}/{2**70}").status_code == 404


def test_a_text_is_put_into_the_box_in_the_authors_language(world: World, sign_in: Any) -> None:
    world.ruth.account.language = "de"
    world.ruth.account.save()
    saved = {
        name: {code: TEXTS[f"{name}_{code}"] for code in ("en", "de")} for name in ("title", "text")
    }
    row, put_away = SavedReply.objects.create(**saved), SavedReply.objects.create(**saved)
    told(world.gerd, begin(world.ruth, a_board()))
    case, team = the_case(world), sign_in(world.moderator)
    page = f"/moderation/cases/{case.ref}"
    assert "Put it into the box" in team.get(page).content.decode()
    team.post(f"/moderation/texts/{put_away.pk}/away")
    read = {"version": case.version, "thing_version": 1, "after": "returned", "rule": "1"}
    for number in ("", "x", str(put_away.pk), str(2**70)):
        none = team.post(page, {**read, "why": "Mine.", "act": "insert", "reply": number})
        assert "Choose a text of ours first" in none.content.decode()
        assert "Mine." in none.content.decode()
    shown = team.post(page, {**read, "why": "Mine.", "act": "insert", "reply": str(row.pk)})
    body = shown.content.decode()
    assert shown.status_code == 200 and "Mine.\n\nLassen Sie die Nummer weg.</textarea>" in body
    assert re.search(r'value="returned"[^>]* checked', body)
    assert Post.objects.get().state == "published"
    team.post(page, {**read, "why": "Lassen Sie nur die Nummer weg."})
    with acting_as(world.moderator.actor()):
        assert rows(world, Decision).get().why == "Lassen Sie nur die Nummer weg."
