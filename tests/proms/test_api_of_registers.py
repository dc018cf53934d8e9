"""Papers of licences, value sets, computing again and who may read: by programs as on the pages."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from django.test import Client

from audit.models import Event
from members.actions.organisation import accept_purpose
from po_platform.access.actor import acting_as
from proms.actions.scoring_again import score_again
from proms.intended_purpose import PURPOSE, is_accepted, mark
from proms.models import Instrument, LicenceEvidence, Rescoring, Response
from proms.shipped import shipped_specs
from tests.personas import Persona, World
from tests.proms.api import ask, program
from tests.proms.path import WEEKLY, on_her_list, put_in, put_weekly_in_use, send, use
from tests.proms.test_api_of_curators import LICENCE
from tests.proms.test_score_command import further
from tests.proms.wordless import form_for

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 a letter"
SOURCE = "Somebody and others, 2026. doi:10.0000/made-up-for-a-test"


@pytest.fixture
def curator(world: World, sign_in: Any) -> Client:
    client: Client = sign_in(world.curator)
    return client


def paper(content: bytes = PDF, name: str = "Our letter.pdf") -> dict[str, str]:
    return {"name": name, "content": base64.b64encode(content).decode()}


def test_a_paper_stands_behind_an_answer_until_another_one_is_given(
    world: World, curator: Client
) -> None:
    put_weekly_in_use(world)
    here = f"register/{WEEKLY}/licence"
    assert ask(curator, "put", here, {**LICENCE, "paper": paper()}).status_code == 200
    ask(curator, "put", here, LICENCE)  # without one
    german = {**LICENCE, "paper": paper(b"\x89PNG\r\n\x1a\n of a letter", "de.png")}
    assert ask(curator, "put", f"{here}/de", german).status_code == 204
    every, _de, english = ask(curator, "get", here).json()["results"]
    told = {one["language"]: one for one in ask(curator, "get", here).json()["results"]}
    assert set(told) == {"", "de", "en"} and (every["language"], english["own"]) == ("", False)
    assert told["de"]["own"] and told["de"]["paper"] != every["paper"]
    got = curator.get(f"/api/v1/register/{WEEKLY}/papers/{every['paper']}")
    assert (got.content, got["Content-Type"]) == (PDF, "application/pdf")
    assert "attachment" in got["Content-Disposition"]
    png = curator.get(f"/api/v1/register/{WEEKLY}/papers/{told['de']['paper']}")
    assert png["Content-Type"] == "image/png"


def test_what_is_no_paper_is_told_and_nothing_is_answered(world: World, curator: Client) -> None:
    put_weekly_in_use(world)
    here, before = f"register/{WEEKLY}/licence", Event.objects.count()
    for wrong in (
        paper(b"<html>"),
        {"name": "a.pdf", "content": "not base64!"},
        {"name": "a.pdf"},
        "a letter",
    ):
        told = ask(curator, "put", here, {**LICENCE, "paper": wrong})
        assert (told.status_code, "paper" in told.json()) == (400, True), wrong
    assert not LicenceEvidence.objects.exists() and Event.objects.count() == before
    kept = LicenceEvidence.objects.create(name="x.pdf", content_type="application/pdf", content=PDF)
    strange = f"/api/v1/register/{WEEKLY}/papers/{kept.ref}"
    assert curator.get(strange).status_code == 404, "it stands behind no answer of this one"


def test_value_sets_are_read_in_and_earlier_answers_computed_again(
    world: World, curator: Client
) -> None:
    spec = shipped_specs()["eq-5d-5l"]
    form = use(world, put_in(world, form_for(spec), spec.id))
    here = f"register/{form.slug}"
    before = ask(curator, "get", f"{here}/value-sets").json()["results"]
    given = {"table": further(), "source": SOURCE}
    made = ask(curator, "post", f"{here}/value-sets", given)
    assert (made.status_code, made.json()) == (201, {"names": ["Elsewhere"]})
    after = {
        one["name"]: one for one in ask(curator, "get", f"{here}/value-sets").json()["results"]
    }
    assert len(after) == len(before) + 1
    assert [one for one in after.values() if one["source"] == SOURCE and not one["drawn"]]
    for body, field in (
        (given, "table"),  # its name is taken
        ({**given, "table": "nothing,like\nit,1\n"}, "table"),
        ({**given, "source": ""}, "source"),
    ):
        told = ask(curator, "post", f"{here}/value-sets", body)
        assert (told.status_code, field in told.json()) == (400, True), body
    assert ask(curator, "post", f"{here}/again").json() == {"started": True}
    assert ask(curator, "post", f"{here}/again").json() == {"started": False}
    (run,) = ask(curator, "get", f"{here}/again").json()["results"]
    assert run["done"] is None
    score_again()
    (run,) = ask(curator, "get", f"{here}/again").json()["results"]
    assert run["done"] and run["failed"] == 0 and Rescoring.objects.count() == 1
    other = put_weekly_in_use(world)
    assert ask(curator, "get", f"register/{other.slug}/value-sets").status_code == 404


def test_nobody_else_reads_papers_or_changes_how_it_counts(
    world: World, sign_in: Any, curator: Client
) -> None:
    put_weekly_in_use(world)
    ask(curator, "put", f"register/{WEEKLY}/licence", {**LICENCE, "paper": paper()})
    ref = LicenceEvidence.objects.get().ref
    before = Event.objects.exclude(verb__startswith="members.").count()
    calls = (
        ("get", f"register/{WEEKLY}/licence", None),
        ("get", f"register/{WEEKLY}/papers/{ref}", None),
        ("get", f"register/{WEEKLY}/value-sets", None),
        ("post", f"register/{WEEKLY}/value-sets", {"table": further(), "source": SOURCE}),
        ("get", f"register/{WEEKLY}/again", None),
        ("post", f"register/{WEEKLY}/again", None),
    )
    for persona in (world.ruth, world.nasser, world.administrator):
        for method, path, body in calls:
            assert ask(sign_in(persona), method, path, body).status_code == 403, (method, path)
    for method, path, body in calls:
        assert ask(Client(), method, path, body).status_code == 401, (method, path)
        assert ask(program(world.curator), method, path, body).status_code == 403, (method, path)
    assert Event.objects.exclude(verb__startswith="members.").count() == before
    assert not Rescoring.objects.exists()


def test_the_office_reads_what_it_is_for_and_only_a_person_stands_by_it(
    world: World, sign_in: Any
) -> None:
    client = sign_in(world.administrator)
    actor = world.administrator.actor()
    with acting_as(actor):
        accept_purpose(actor=actor, mark="")
    told = ask(client, "get", "intended-purpose").json()
    assert (told["purpose"], told["mark"], told["accepted"]) == (str(PURPOSE), mark(), False)
    for method in ("post", "put", "patch", "delete"):
        assert ask(client, method, "intended-purpose", {"mark": mark()}).status_code == 405
    assert not is_accepted()
    with acting_as(actor):
        accept_purpose(actor=actor, mark=mark())
    assert ask(client, "get", "intended-purpose").json()["accepted_on"]
    for persona in (world.ruth, world.nasser, world.curator):
        assert ask(sign_in(persona), "get", "intended-purpose").status_code == 403


def kept_private(persona: Persona, response: Response) -> bool:
    actor = persona.actor()
    with acting_as(actor):
        return Response.objects.visible_to(actor).get(pk=response.pk).private


def test_she_says_who_of_several_may_read_an_answer(world: World, weekly: Instrument) -> None:
    sent = send(world.ruth, on_her_list(world.ruth, weekly))
    client, here = program(world.ruth), f"responses/{sent.ref}/readers"
    assert ask(client, "get", here).json() == {"proxies": True, "choosing": False}
    told = ask(client, "put", here, {"proxies": False})
    assert (told.status_code, told.json()["proxies"]) == (200, False)
    assert kept_private(world.ruth, sent)
    ask(client, "put", here, {"proxies": True})
    assert not kept_private(world.ruth, sent)
    verbs = list(Event.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs[-2:] == ["proms.response.kept_private", "proms.response.opened"]
    for strange in ({}, {"proxies": "perhaps"}, {"everybody": True}):
        assert ask(client, "put", here, strange).status_code == 400
    for other in (world.gerd, world.nasser):
        assert ask(program(other), "put", here, {"proxies": False}).status_code == 404
    assert ask(program(world.ruth, "read"), "put", here, {"proxies": False}).status_code in (
        401,
        403,
    )
    assert not kept_private(world.ruth, sent)


@pytest.fixture
def weekly(world: World) -> Instrument:
    return put_weekly_in_use(world)
