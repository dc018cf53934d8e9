"""Where one can turn to: kept by volunteers, checked twice a year, shown to nobody when long unchecked."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from moderation.actions.help_lines import ask_owners
from moderation.help_age import Age, age_of, is_to_be_asked
from moderation.models import HelpLine
from moderation.set_up import safety_points
from notifications.models import Outbox
from po_platform.access.actor import acting_as
from tests.moderation.cases import another_moderator
from tests.personas import World

pytestmark = pytest.mark.django_db

NIGHT = {
    "kind": "talk", "audience": "all", "name": "Night Canary Line", "phone": "0123 456 00", "hours": "day and night",
    "language": "en", "about": "Somebody listens.",
}  # fmt: skip


def a_line(days: int = 0, **given: Any) -> HelpLine:
    """Last checked so many days ago."""
    checked = timezone.localdate() - timedelta(days=days)
    return HelpLine.objects.create(**{**NIGHT, "checked_on": checked, **given})


def asked() -> int:
    return Outbox.objects.filter(kind="moderation.check").count()


def test_written_down_found_by_everybody_changed_and_taken_away(world: World, sign_in: Any) -> None:
    client = sign_in(world.moderator)
    assert "Nothing stands here yet." in Client().get("/help-lines").content.decode()
    page = client.post("/moderation/help-lines/new", NIGHT, follow=True).content.decode()
    assert "Night Canary Line" in page and "You look after it." in page
    assert b'href="tel:012345600"' in Client().get("/help-lines").content
    row = HelpLine.objects.get()
    address = f"/moderation/help-lines/{row.pk}"
    assert b"Night Canary Line" in client.get(address).content
    client.post(address, {**NIGHT, "name": "Day Line", "version": row.version})
    late = client.post(address, {**NIGHT, "version": row.version})
    assert late.status_code == 403 and b"Somebody changed it" in late.content
    assert b"Day Line" in Client().get("/help-lines").content
    client.post(f"{address}/mind", {"act": "away"})
    assert not HelpLine.objects.exists()
    assert client.post(f"{address}/mind", {"act": "right"}).status_code == 404
    assert client.get(f"/moderation/help-lines/{10**30}").status_code == 404


def test_it_needs_a_number_or_an_address_that_is_one(world: World, sign_in: Any) -> None:
    client, address = sign_in(world.moderator), "/moderation/help-lines/new"
    for wrong in ({"phone": ""}, {"phone": "call us"}, {"link": "javascript:alert(1)"}):
        assert client.post(address, {**NIGHT, **wrong}).status_code == 422
    assert not HelpLine.objects.exists()
    client.post(address, {**NIGHT, "phone": "", "link": "help.example"})
    assert HelpLine.objects.get().link == "https://help.example"


def test_members_and_guests_keep_no_list(world: World, sign_in: Any) -> None:
    row = a_line()
    for who in (world.ruth, world.editor):
        client = sign_in(who)
        assert client.get("/moderation/help-lines").status_code == 403
        assert client.post("/moderation/help-lines/new", NIGHT).status_code == 403
        assert (
            client.post(f"/moderation/help-lines/{row.pk}/mind", {"act": "away"}).status_code == 403
        )
    assert sign_in(world.administrator).get("/moderation/help-lines").status_code == 200
    assert HelpLine.objects.filter(pk=row.pk).exists()


def test_after_half_a_year_it_is_marked_for_its_keepers_and_after_a_year_shown_to_nobody(
    world: World, sign_in: Any
) -> None:
    due = a_line(200, name="Due Line", owner=world.moderator.person.pk)
    old = a_line(365, name="Old Line")
    shown = Client().get("/help-lines").content.decode()
    assert "Due Line" in shown and "Old Line" not in shown and "checking" not in shown
    client = sign_in(world.moderator)
    page = client.get("/moderation/help-lines").content.decode()
    assert "Shown to nobody: last checked" in page and "Wants checking: last checked" in page
    assert "Where one can turn to: check it" in client.get("/start").content.decode()
    client.post(f"/moderation/help-lines/{old.pk}/mind", {"act": "right"})
    client.post(f"/moderation/help-lines/{due.pk}/mind", {"act": "right"})
    assert b"Old Line" in Client().get("/help-lines").content
    assert "Where one can turn to: check it" not in client.get("/start").content.decode()


def test_its_owner_is_asked_once_and_all_keepers_where_there_is_none(
    world: World, sign_in: Any
) -> None:
    a_line(100, owner=world.moderator.person.pk)
    assert ask_owners() == 0 and asked() == 0
    other = another_moderator()
    late = a_line(181, owner=other.person.pk)
    assert ask_owners() == 1 and asked() == 1
    assert ask_owners() == 0 and asked() == 1
    assert Outbox.objects.get(kind="moderation.check").person_id == other.person.pk
    a_line(400)
    ask_owners()
    assert asked() == 3  # the two others; who got a mail today gets no second one
    sign_in(world.moderator).post(f"/moderation/help-lines/{late.pk}/mind", {"act": "mine"})
    late.refresh_from_db()
    assert (late.owner, late.asked_on) == (world.moderator.person.pk, None)


def test_the_box_beside_words_of_danger_takes_checked_ones_in_ones_own_language(
    world: World,
) -> None:
    a_line(0)
    a_line(400, name="Old Line")
    a_line(0, name="Nachtnummer", language="de")
    a_line(0, name="Advice Office", kind="advice")
    page = Client().get("/search", {"q": "suicide"}).content.decode()
    assert "Night Canary Line" in page and "Where else you can turn to" in page
    for name in ("Old Line", "Nachtnummer", "Advice Office"):
        assert name not in page
    assert b"Nachtnummer" in Client().get("/help-lines").content
    assert b"Where else" not in Client().get("/search", {"q": "buttons"}).content


def test_where_none_is_in_ones_own_language_the_box_leads_to_the_others_and_more_are_wanted(
    world: World,
) -> None:
    def wants() -> bool:
        with acting_as(world.administrator.actor()) as actor:
            points = {str(point.title): point for point in safety_points(actor)}
        return not points["Numbers and addresses members can turn to"].done

    def leads_on() -> bool:
        return b'class="act" href="/help-lines"' in Client().get("/search?q=suicide").content

    assert wants() and leads_on()
    a_line(0, name="Nachtnummer", language="de")
    assert wants() and leads_on()
    a_line(0, name="Advice Office", kind="advice")
    assert wants()
    a_line(0)
    assert not wants() and leads_on()


def test_days_of_a_check() -> None:
    today = date(2026, 7, 1)
    for days, age in ((0, Age.CHECKED), (179, Age.CHECKED), (180, Age.DUE), (365, Age.HIDDEN)):
        assert age_of(today - timedelta(days=days), today) is age
    due = today - timedelta(days=180)
    assert is_to_be_asked(due, None, today) and not is_to_be_asked(today, None, today)
    assert not is_to_be_asked(due, today - timedelta(days=13), today)
    assert is_to_be_asked(due, today - timedelta(days=14), today)
