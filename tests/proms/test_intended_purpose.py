"""Words for numbers wait until the office stands by what the software is for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

from audit.models import Event
from members.actions.organisation import accept_purpose
from members.models import Organisation
from po_platform.access.actor import acting_as
from proms.intended_purpose import PURPOSE, mark
from proms.models import Response
from proms.queries.instruments import newest_version
from proms.shipped import shipped_specs
from questionnaires.queries import form_of
from tests.members.sharing_steps import share
from tests.personas import World
from tests.proms.path import on_her_list, put_in, send, text_of, use
from tests.proms.wordless import complete, form_for, highest, lowest

ROOT = Path(__file__).resolve().parents[2]
PAGE = "/office/intended-purpose"
HOW, SCORES = "/my-answers/%s/how", "/api/v1/course"
BAND, CHANGE = "severe", "meaningful"

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(world: World) -> Response:
    """The fewest and then the most points of a form whose source names bands and a change."""
    spec = shipped_specs()["phq-9"]
    form = use(world, put_in(world, form_for(spec), spec.id))
    definition = form_of(newest_version(form), "en").definition
    share(world.ruth, world.nasser)
    for pick in (lowest, highest):
        last = send(world.ruth, on_her_list(world.ruth, form), complete(definition, spec, pick))
    return last


def take_back(world: World) -> None:
    with acting_as(world.administrator.actor()):
        accept_purpose(actor=world.administrator.actor(), mark="")


def what_is_read(world: World, sign_in: Any, sent: Response) -> dict[str, str]:
    """Every place that tells of the numbers, as text."""
    here = f"/clinic/people/{world.ruth.subject}"
    addresses = {
        "ruth": ["/my-answers", "/my-answers/numbers", HOW % sent.ref, SCORES],
        "nasser": [here, f"{here}/numbers", f"{here}/text", f"{here}/{sent.ref}/how"],
    }
    found = {}
    for name, pages in addresses.items():
        client: Client = sign_in(world.people[name])
        for address in pages:
            page = client.get(address)
            assert page.status_code == 200, address
            found[address] = text_of(page).casefold()
    return found


def test_without_the_yes_of_the_office_numbers_stand_without_words(
    world: World, sign_in: Any, sent: Response
) -> None:
    with_words = what_is_read(world, sign_in, sent)
    assert all("27" in text for text in with_words.values())
    assert {address for address, text in with_words.items() if BAND in text} >= {
        "/my-answers/numbers",
        HOW % sent.ref,
        f"/clinic/people/{world.ruth.subject}",
        SCORES,
    }
    take_back(world)
    without = what_is_read(world, sign_in, sent)
    assert all("27" in text for text in without.values()), "the numbers stay"
    assert [address for address, text in without.items() if BAND in text or CHANGE in text] == []


def test_the_office_reads_it_stands_by_it_and_takes_it_back(world: World, sign_in: Any) -> None:
    take_back(world)
    office = sign_in(world.administrator)
    page = office.get(PAGE)
    assert "It does not interpret entries" in text_of(page)
    assert "Not accepted." in text_of(office.get("/office/set-up"))
    office.post(PAGE, {"read": page.context["mark"]})
    row = Organisation.objects.get()
    assert row.purpose_accepted == mark()
    assert "has stood by these words since" in text_of(office.get(PAGE))
    office.post(PAGE, {"read": page.context["mark"], "back": "yes"})
    row.refresh_from_db()
    assert (row.purpose_accepted, row.purpose_accepted_on) == ("", None)
    verbs = set(Event.objects.values_list("verb", flat=True))
    assert {"members.organisation.purpose_accepted", "members.organisation.purpose_left"} <= verbs


def test_words_nobody_read_are_not_accepted(world: World, sign_in: Any) -> None:
    take_back(world)
    office = sign_in(world.administrator)
    answer = office.post(PAGE, {"read": "an earlier one"}, follow=True)
    assert "The words have changed since you opened them." in text_of(answer)
    assert Organisation.objects.get().purpose_accepted == ""


def test_other_words_have_to_be_read_anew(world: World, sign_in: Any, sent: Response) -> None:
    with acting_as(world.administrator.actor()):
        accept_purpose(actor=world.administrator.actor(), mark="earlier")
    assert "They have changed: read them again." in text_of(sign_in(world.administrator).get(PAGE))
    assert BAND not in text_of(sign_in(world.ruth).get("/my-answers/numbers")).casefold()


@pytest.mark.parametrize("who", ["ruth", "nasser", "curator"])
def test_nobody_else_decides_about_it(world: World, sign_in: Any, who: str) -> None:
    client = sign_in(world.people[who])
    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, {"read": mark(), "back": "yes"}).status_code == 403
    assert Organisation.objects.get().purpose_accepted == mark()


def test_the_page_and_the_safety_file_say_the_same() -> None:
    with override("en"):
        assert str(PURPOSE) in (ROOT / "docs/clinical-safety.md").read_text()
