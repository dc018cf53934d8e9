"""One link leads through all that opened with it, form after form, and shows nothing that was sent."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from members.models import Ticket
from po_platform.access.actor import acting_as
from proms.actions.open_windows import open_windows
from proms.models import Assignment, Response
from tests.notifications.mailbox import deliver
from tests.personas import Persona, World
from tests.proms.path import put_in, put_weekly_in_use, send, text_of, use
from tests.proms.test_schedules import for_everybody, for_herself, listed, planned
from tests.questionnaires.forms import choice, questionnaire

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_any_hour")]
CANARY = "canary-of-the-first-form"


@pytest.fixture
def bundle(world: World) -> list[Assignment]:
    """Two forms of one window on Ruth's and on Gerd's list."""
    weekly = put_weekly_in_use(world)
    other = use(world, put_in(world, questionnaire(choice("a", "x", "y"), title="Another")))
    for_everybody(world, planned(weekly, other, reminders=2))
    deliver()
    open_windows()
    return listed(world.ruth)


def link_of(persona: Persona) -> str:
    (body,) = [str(mail.body) for mail in deliver() if mail.to == [persona.account.email]]
    found = re.search(r"(/waiting/\S+)", body)
    assert found
    return found.group(1)


def send_first(client: Client, address: str, **answers: str) -> tuple[str, str]:
    """The form behind the link is filled in and sent: its address, and what the page says then."""
    form = client.post(address).headers["Location"]
    client.post(f"{form}/all", answers)
    return form, text_of(client.post(f"{form}/check?all"))


def answers_of(persona: Persona) -> list[int | None]:
    with acting_as(persona.actor()) as actor:
        rows = Response.objects.visible_to(actor).order_by("pk")
        return [one.assignment_id for one in rows]


def test_after_the_first_form_the_page_says_that_one_more_waits_and_opens_it(
    world: World, bundle: list[Assignment]
) -> None:
    first, second = bundle
    client, address = Client(), link_of(world.ruth)
    form, said = send_first(client, address, q1="4", q8=CANARY)
    assert "One more is waiting." in said and "takes about" in said
    opened = client.post(f"{form}/next")
    page = client.get(opened["Location"])
    assert "Another" in text_of(page) and CANARY not in page.content.decode()
    client.post(f"{opened['Location']}/all", {"a": "x"})
    last = text_of(client.post(f"{opened['Location']}/check?all"))
    assert "Your answers are sent" in last and "is waiting" not in last
    assert answers_of(world.ruth) == [first.pk, second.pk]
    assert client.post(f"{form}/next").status_code == 410
    assert client.post(address).status_code == 410


def test_a_later_reminder_leads_to_the_one_that_waits_still(
    world: World, bundle: list[Assignment]
) -> None:
    address = link_of(world.ruth)
    send_first(Client(), address, q1="4", q8=CANARY)
    another = Client()  # on another day, on another device
    for _scanner in range(3):
        looked = another.get(address)
        assert (looked.status_code, "Another" in text_of(looked)) == (200, False)
    page = another.get(another.post(address)["Location"])
    assert "Another" in text_of(page) and CANARY not in page.content.decode()


def test_who_answered_the_first_one_signed_in_finds_the_second_behind_the_link(
    world: World, sign_in: object, bundle: list[Assignment]
) -> None:
    first, second = bundle
    address = link_of(world.ruth)
    send(world.ruth, first)
    client = Client()
    assert "Another" in text_of(client.get(client.post(address)["Location"]))
    hers = sign_in(world.ruth)  # type: ignore[operator]  # the fixture
    assert hers.post(address)["Location"] == f"/answer/{second.ref}"
    assert "More is waiting for you. Another" in text_of(hers.get(f"/answer/{first.ref}/sent"))
    send(world.ruth, second, {"a": "x"})
    assert Client().get(address).status_code == 410
    assert "More is waiting" not in text_of(hers.get(f"/answer/{first.ref}/sent"))


def test_back_in_the_browser_a_form_that_was_sent_is_not_shown_and_leads_on(
    world: World, bundle: list[Assignment]
) -> None:
    client = Client()
    form, _said = send_first(client, link_of(world.ruth), q1="4", q8=CANARY)
    back = client.get(f"{form}/1")
    assert back.status_code == 410
    assert "One more is waiting." in text_of(back) and CANARY not in back.content.decode()


def test_the_next_one_opens_only_in_the_browser_that_followed_the_link_and_by_a_press(
    world: World, bundle: list[Assignment]
) -> None:
    client = Client()
    form, _said = send_first(client, link_of(world.ruth), q1="4")
    assert Client().post(f"{form}/next").status_code == 404
    assert client.get(f"{form}/next").status_code == 405
    assert answers_of(world.ruth) == [bundle[0].pk]


def test_a_link_leads_to_nobody_elses_form_and_to_none_of_another_day(
    world: World, bundle: list[Assignment]
) -> None:
    address = link_of(world.ruth)
    later = use(world, put_in(world, questionnaire(choice("b", "x", "y"), title="Of another day")))
    for_herself(world.ruth, planned(later))
    open_windows()
    for one in bundle:
        send(world.ruth, one, {"a": "x"} if one.instrument.title == "Another" else None)
    assert len(listed(world.ruth)) == 1 and len(listed(world.gerd)) == 2
    assert Client().post(address).status_code == 410


@pytest.mark.parametrize("over", ["closed", "taken off", "expired"])
def test_what_is_over_does_not_wait_behind_a_link(
    world: World, bundle: list[Assignment], over: str
) -> None:
    address = link_of(world.ruth)
    send(world.ruth, bundle[0])
    before = timezone.now() - timedelta(minutes=1)
    with acting_as(world.ruth.actor()) as ruth:
        mine = Assignment.objects.visible_to(ruth).filter(pk=bundle[1].pk)
        if over == "closed":
            mine.update(closes_at=before)
        elif over == "taken off":
            mine.update(state="withdrawn")
        else:
            Ticket.objects.visible_to(ruth).update(expires_at=before)
    assert Client().post(address).status_code == 410
