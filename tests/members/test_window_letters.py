"""Code cards and invitations as letters: nothing of them is kept, and only the office makes them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from audit.models import Read
from members.carried import carry
from members.models import Person
from po_platform.access.actor import acting_as
from tests.members.letter_steps import pdf_words, somebody_on_paper, with_a_head
from tests.members.office_world import last_event
from tests.members.signing_steps import browser
from tests.personas import Persona, World

pytestmark = pytest.mark.django_db
CARD = {"sure": "post", "reason": "She ordered one", "instead_of": "0"}
HOME = {"name": "Nobody Yet", "address": "2 Hill Road\nTown", "language": "en"}


@pytest.fixture
def elfriede(world: World) -> Persona:
    with_a_head(world)
    return somebody_on_paper("Elfriede M.")


def hidden(response: Any) -> str:
    found = re.search(r'name="carried" value="([^"]+)"', response.content.decode())
    assert found
    return found.group(1)


def words_in(response: Any, tmp_path: Path) -> str:
    assert response["Content-Type"] == "application/pdf"
    assert "no-store" in response["Cache-Control"]
    (tmp_path / "letter.pdf").write_bytes(response.content)
    return pdf_words(tmp_path / "letter.pdf")


def test_a_card_becomes_a_letter_and_opens_the_door(
    world: World, sign_in: Any, elfriede: Persona, tmp_path: Path
) -> None:
    office, here = sign_in(world.administrator, fresh=True), elfriede.person.ref
    page = office.post(f"/office/people/{here}/card", CARD)
    letter = office.post(f"/office/people/{here}/card/letter", {"carried": hidden(page)})
    words = words_in(letter, tmp_path)
    codes = [row["code"] for row in page.context["codes"]]
    assert all(code in words for code in codes)
    for said in ("Real Elfriede M.", "4 Quay Street", elfriede.person.number):
        assert said in words
    client = browser()
    client.post("/sign-in/card", {"number": elfriede.person.number, "code": codes[0]})
    assert client.get("/start").status_code == 200
    with acting_as(elfriede.actor()) as actor:
        assert Read.objects.visible_to(actor).get().object_ref == "To send you a letter"


def test_without_an_address_the_codes_are_shown_again(world: World, sign_in: Any) -> None:
    with_a_head(world)
    who = somebody_on_paper("Frieda N.", address="").person
    office = sign_in(world.administrator, fresh=True)
    page = office.post(f"/office/people/{who.ref}/card", CARD)
    again = office.post(f"/office/people/{who.ref}/card/letter", {"carried": hidden(page)})
    assert "We have no postal address" in again.content.decode()
    assert again.context["codes"] == page.context["codes"]


def test_what_was_not_carried_here_makes_no_letter(
    world: World, sign_in: Any, elfriede: Persona, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = sign_in(world.administrator, fresh=True)
    at = f"/office/people/{elfriede.person.ref}/card/letter"
    mine = world.administrator.actor()
    other = Person.objects.get(pk=world.ruth.person.pk)
    old = carry(mine, f"card {elfriede.person.pk}", ["1"])
    for wrong in (
        "", "nonsense", carry(mine, f"card {other.pk}", ["1"]),
        carry(world.ruth.actor(), f"card {elfriede.person.pk}", ["1"]),
    ):  # fmt: skip
        assert office.post(at, {"carried": wrong}).status_code == 302
    monkeypatch.setattr("members.carried.LASTS", -1)
    assert office.post(at, {"carried": old}).status_code == 302
    assert last_event("members.card.put_on_paper") is None


def test_an_invitation_becomes_a_letter_to_an_address_nobody_keeps(
    world: World, sign_in: Any, elfriede: Persona, tmp_path: Path
) -> None:
    office = sign_in(world.administrator)
    page = office.post("/office/invite", {"email": "", "role": "member"})
    letter = office.post("/office/invite/letter", {"carried": hidden(page), **HOME})
    words = words_in(letter, tmp_path)
    for said in ("Nobody Yet", "2 Hill Road", page.context["code"], "within 14 days"):
        assert said in words
    wrong = office.post("/office/invite/letter", {"carried": hidden(page), "name": ""})
    assert wrong.status_code == 422
    assert page.context["code"] in wrong.content.decode()


def test_others_make_none(world: World, sign_in: Any, elfriede: Persona) -> None:
    at = f"/office/people/{elfriede.person.ref}/card/letter"
    for other in (world.ruth, world.desk, world.curator):
        client = sign_in(other, fresh=True)
        assert client.post(at, {"carried": "x"}).status_code == 403
        assert client.post("/office/invite/letter", HOME).status_code == 403
