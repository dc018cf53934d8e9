"""Pages look as each reader likes, with and without an account."""

from __future__ import annotations

import re
from datetime import time, timedelta
from typing import Any

import pytest
from django.utils import timezone

from members.actions.preferences import save_preferences
from members.forms.me import PreferencesForm
from members.models import Account
from notifications.queries import wanted_mails
from po_platform.access.actor import acting_as
from tests.members.office_world import mails
from tests.notifications.mailbox import deliver
from tests.personas import World

pytestmark = pytest.mark.django_db

WANTED = {
    "text_size": "larger",
    "contrast": "high",
    "theme": "dark",
    "calm_motion": "on",
    "language": "en",
    "time_zone": "Australia/Lord_Howe",
    "mail_frequency": "weekly",
    "digest_hour": "18",
    "digest_weekday": "3",
    "quiet_from": "20:00",
    "quiet_until": "08:00",
}
LOOKS = ('data-text="larger"', 'data-contrast="high"', 'data-theme="dark"', "data-motion=")


def test_a_member_saves_what_she_likes_and_the_pages_follow(world: World, sign_in: Any) -> None:
    ruth = sign_in(world.ruth)
    page = ruth.post("/me/preferences", WANTED, follow=True).content.decode()
    assert "Saved." in page
    assert all(mark in page for mark in LOOKS)
    world.ruth.account.refresh_from_db()
    assert world.ruth.account.time_zone == "Australia/Lord_Howe"
    assert (world.ruth.account.quiet_from, world.ruth.account.quiet_until) == (time(20), time(8))
    assert world.ruth.account.mail_frequency == "weekly"
    assert (world.ruth.account.digest_hour, world.ruth.account.no_mail_until) == (18, None)
    assert world.ruth.account.digest_weekday == 3


def test_a_rest_from_mails_ends_on_a_day_to_come(world: World, sign_in: Any) -> None:
    ruth, day = sign_in(world.ruth), timezone.localdate() + timedelta(days=30)
    rest = {f"no_mail_until_{part}": str(getattr(day, part)) for part in ("day", "month", "year")}
    assert ruth.post("/me/preferences", WANTED | rest).status_code == 302
    world.ruth.account.refresh_from_db()
    assert world.ruth.account.no_mail_until == day
    late = rest | {"no_mail_until_year": str(day.year + 3)}
    assert "problem" in ruth.post("/me/preferences", WANTED | late).content.decode()
    Account.objects.update(no_mail_until=timezone.localdate())
    assert ruth.post("/me/preferences", WANTED).status_code == 302


def test_she_says_what_we_may_write_to_her_about(world: World, sign_in: Any) -> None:
    ruth = sign_in(world.ruth)
    ruth.post("/me/preferences", WANTED | {"mails": ["proms"]})
    assert wanted_mails(person_id=world.ruth.person.pk) == ["proms"]
    page = ruth.get("/me/preferences").content.decode()
    ticked = re.findall(r'name="mails" value="([^"]+)"[^>]*checked', page)
    assert ticked == ["proms"]


def test_the_answer_comes_in_the_language_just_chosen(world: World, sign_in: Any) -> None:
    page = sign_in(world.ruth).post("/me/preferences", WANTED | {"language": "de"}, follow=True)
    assert '<html lang="de"' in page.content.decode()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"quiet_from": ""}, "quiet_from"),
        ({"quiet_until": ""}, "quiet_until"),
        ({"quiet_until": "20:00"}, "quiet_until"),
        ({"quiet_from": "25:00"}, "quiet_from"),
        ({"time_zone": "Middle/Earth"}, "time_zone"),
        ({"text_size": "gigantic"}, "text_size"),
        ({"language": "tlh"}, "language"),
        ({"mail_frequency": ""}, "mail_frequency"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(
    world: World, sign_in: Any, wrong: dict[str, str], field: str
) -> None:
    assert PreferencesForm(WANTED).is_valid()
    page = sign_in(world.ruth).post("/me/preferences", WANTED | wrong)
    assert f'href="#id_{field}' in page.content.decode()
    world.ruth.account.refresh_from_db()
    assert world.ruth.account.text_size == ""


def test_without_an_account_the_browser_remembers(world: World, client: Any) -> None:
    page = client.post("/look", WANTED, follow=True).content.decode()
    assert "Saved." in page
    assert all(mark in page for mark in LOOKS)
    assert all(mark in client.get("/").content.decode() for mark in LOOKS)
    client.post("/look", {})
    assert not any(mark in client.get("/").content.decode() for mark in LOOKS)


def test_signed_in_the_same_page_saves_to_the_account(world: World, sign_in: Any) -> None:
    sign_in(world.ruth).post("/look", {"text_size": "large"})
    world.ruth.account.refresh_from_db()
    assert world.ruth.account.text_size == "large"
    assert 'data-text="large"' in sign_in(world.ruth).get("/look").content.decode()


def test_a_forged_cookie_cannot_break_out_of_the_page(world: World, client: Any) -> None:
    client.cookies["text_size"] = '"><script>alert(1)</script>'
    assert "<script>alert" not in client.get("/look").content.decode()


def test_only_preferences_can_be_saved_as_preferences(world: World) -> None:
    actor = world.ruth.actor()
    with acting_as(actor), pytest.raises(ValueError, match="email"):
        save_preferences(actor=actor, email="other@example.org")


def test_a_mailbox_that_refused_us_is_shown_and_tried_again_by_its_owner(
    world: World, sign_in: Any
) -> None:
    ruth, gerd = sign_in(world.ruth), sign_in(world.gerd)
    assert "come back" not in ruth.get("/start").content.decode()
    assert "Try again" not in ruth.get("/me/preferences").content.decode()
    ruth.post("/me/preferences/try-mailbox")
    assert not mails("mailbox_tried")
    both = Account.objects.filter(pk__in=[world.ruth.account.pk, world.gerd.account.pk])
    both.update(mail_paused_at=timezone.now())
    assert "Our e-mails to you come back" in ruth.get("/start").content.decode()
    page = ruth.get("/me/preferences").content.decode()
    assert "Try again" in page and world.ruth.account.email in page
    for _twice in range(2):
        ruth.post("/me/preferences/try-mailbox")
    assert [mail.account_id for mail in mails("mailbox_tried")] == [world.ruth.account.pk]
    world.ruth.account.refresh_from_db()
    assert world.ruth.account.mail_paused_at is None
    assert "come back" not in ruth.get("/start").content.decode()
    assert "Our e-mails to you come back" in gerd.get("/start").content.decode()
    (mail,) = deliver()
    assert mail.to == [world.ruth.account.email] and "all is well" in str(mail.body)
    both.update(mail_paused_at=timezone.now())  # refused again on the same day
    again = ruth.post("/me/preferences/try-mailbox", follow=True).content.decode()
    assert "We tried today. Call us." in again and len(mails("mailbox_tried")) == 1
    assert Account.objects.get(pk=world.ruth.account.pk).mail_paused_at is not None
    gerd.post("/me/preferences/try-mailbox")
    assert len(mails("mailbox_tried")) == 2


def test_no_visitor_has_a_mailbox_tried(client: Any) -> None:
    assert "/sign-in" in client.post("/me/preferences/try-mailbox").headers["Location"]
