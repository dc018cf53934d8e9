"""The link of a reminder opens one form without signing in; sent answers are corrected for 14 days."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from po_platform.access.actor import acting_as
from proms.models import Assignment, Instrument, Response, Score
from tests.members.sharing_steps import share
from tests.notifications.mailbox import deliver
from tests.personas import Persona, World
from tests.proms.path import asked_by, on_her_list, put_weekly_in_use, send, some_answers, text_of

pytestmark = pytest.mark.django_db
CANARY = "canary-of-ruths-own-words"


@pytest.fixture
def weekly(world: World) -> Instrument:
    return put_weekly_in_use(world)


@pytest.fixture
def asked(world: World, weekly: Instrument) -> Assignment:
    share(world.ruth, world.nasser)
    return asked_by(world.nasser, world.ruth, weekly)


def link() -> str:
    (body,) = [str(mail.body) for mail in deliver() if "/waiting/" in str(mail.body)]
    found = re.search(r"(/waiting/\S+)", body)
    assert found
    return found.group(1)


def rows(persona: Persona, model: Any) -> list[Any]:
    actor = persona.actor()
    with acting_as(actor):
        return list(model.objects.visible_to(actor).order_by("pk"))


def test_looking_at_the_link_uses_nothing_up_and_says_nothing(
    world: World, asked: Assignment, weekly: Instrument
) -> None:
    address = link()
    for _scanner in range(5):
        page = Client().get(address)
        Client().head(address)
    assert weekly.title not in text_of(page)
    assert "without signing in" in text_of(page)
    client = Client()
    form = client.get(client.post(address).headers["Location"])
    assert weekly.title in text_of(form)


def test_one_tap_leads_to_the_answers_and_to_nothing_she_sent_before(
    world: World, asked: Assignment, weekly: Instrument
) -> None:
    address = link()
    earlier = send(world.ruth, on_her_list(world.ruth, weekly), some_answers(7, CANARY))
    client = Client()
    form = client.post(address).headers["Location"]
    client.post(f"{form}/1", {"q1": "4"})
    client.post(f"{form}/all", {"q1": "4", "q8": "Better"})
    checked = text_of(client.get(f"{form}/check?all"))
    assert "Better" in checked
    sent = client.post(f"{form}/check?all", {})
    assert "Your answers are sent" in text_of(sent)
    last = rows(world.ruth, Response)[-1]
    assert (last.answers["q1"], last.given_by, last.assignment_id) == (4, "self", asked.pk)
    for page in (address, form, f"{form}/1", "/my-answers", f"/my-answers/{earlier.ref}"):
        answer = client.get(page)
        assert answer.status_code in (302, 410), page
        assert CANARY not in answer.content.decode()
    assert client.post(address).status_code == 410


def test_another_browser_cannot_go_on_with_a_form_and_its_person_goes_to_her_own(
    world: World, sign_in: Any, asked: Assignment
) -> None:
    address = link()
    form = Client().post(address).headers["Location"]
    assert Client().get(form).status_code == 404
    hers = sign_in(world.ruth).post(address)
    assert hers.headers["Location"] == f"/answer/{asked.ref}"
    gerds = sign_in(world.gerd)
    assert gerds.post(address).headers["Location"] == form  # he has her mail: this form only
    assert Client().get("/waiting/no-such-secret").status_code == 410


def test_a_link_and_a_code_to_read_out_live_side_by_side(
    world: World, sign_in: Any, asked: Assignment
) -> None:
    address = link()
    sign_in(world.ruth).post(f"/answer/{asked.ref}/telephone")
    assert Client().get(address).status_code == 200
    send(world.ruth, asked)
    assert Client().get(address).status_code == 410


# ---------- Corrections ----------


def test_a_correction_stands_in_place_and_both_versions_are_kept(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    share(world.ruth, world.nasser)
    first = send(world.ruth, on_her_list(world.ruth, weekly), some_answers(7, "Wrong words"))
    assert first.assignment is not None
    client = sign_in(world.ruth)
    page = f"/answer/{first.assignment.ref}/correct"
    assert "Wrong words" in client.get(page).content.decode()
    client.post(page, {"q1": "3", "q2": "5", "q3": "6", "q8": "Right words"})
    assert "Right words" in text_of(client.get(f"{page}/check"))
    for _press in range(2):
        client.post(f"{page}/check", {"of": str(first.ref)})
    former, now = rows(world.ruth, Response)
    assert (now.amended_from_id, now.answers["q1"], former.answers["q1"]) == (former.pk, 3, 7)
    assert now.authored_at == former.authored_at
    assert {score.response_id for score in rows(world.ruth, Score)} == {former.pk, now.pk}
    letter = text_of(sign_in(world.nasser).get(f"/clinic/people/{world.ruth.subject}"))
    assert "Pain 3 of 10" in letter and "Wrong words" not in letter
    for reader, address in (
        (world.ruth, f"/my-answers/{now.ref}"),
        (world.nasser, f"/clinic/people/{world.ruth.subject}/{now.ref}"),
    ):
        shown = text_of(sign_in(reader).get(address))
        assert "Right words" in shown and "Wrong words" in shown
        assert "Before the correction on" in shown


def test_nobody_else_corrects_and_nothing_taken_back_is_corrected(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    share(world.ruth, world.nasser)
    sent = send(world.ruth, on_her_list(world.ruth, weekly))
    assert sent.assignment is not None
    page = f"/answer/{sent.assignment.ref}/correct"
    for persona in (world.gerd, world.nasser):
        assert sign_in(persona).get(page).status_code == 404
    client = sign_in(world.ruth)
    client.post(f"/answer/{sent.assignment.ref}/take-back")
    assert client.get(page).status_code == 404
    assert client.post(f"{page}/check").status_code == 404
