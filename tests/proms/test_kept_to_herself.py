"""What a member keeps to herself is there for her alone; to everybody else it never was."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client

from audit.models import Event
from po_platform.access.actor import Actor, Bearer, Purpose, System, Tick, acting_as
from proms.models import Assignment, Instrument, Response, Score
from proms.queries.visits import holder_of
from proms.visit_codes import as_typed, code_hash
from tests.members.helper_steps import acting, help_of
from tests.members.sharing_steps import share
from tests.personas import Persona, World
from tests.proms.api import ask, program
from tests.proms.path import asked_by, on_her_list, put_weekly_in_use, send, some_answers, text_of
from tests.proms.test_policies_of_proms import NOTHING, Seen, both
from tests.proms.test_visits import code_for, visit_of

pytestmark = pytest.mark.django_db(transaction=True)
CANARY = "canary-for-herself"
OPEN = "canary-for-everybody"
NEED_NOT = "It need not be everything they answered."
HERS = (Assignment, Response, Score)


@pytest.fixture
def weekly(world: World) -> Instrument:
    return put_weekly_in_use(world)


@pytest.fixture
def kept(world: World, weekly: Instrument) -> Response:
    """Ruth's newest answers, which her clinician asked for; an older set stands beside them."""
    share(world.ruth, world.nasser)
    send(world.ruth, on_her_list(world.ruth, weekly), some_answers(2, OPEN))
    asked = asked_by(world.nasser, world.ruth, weekly)
    return send(world.ruth, asked, some_answers(9, CANARY))


def keeps(client: Client, response: Response, kept: str = "yes") -> Any:
    return client.post(f"/my-answers/{response.ref}/keep", {"kept": kept}, follow=True)


def read_by_the_clinic(client: Client, world: World) -> dict[str, str]:
    """Address → what a clinician reads there, files too."""
    person, api = f"/clinic/people/{world.ruth.subject}", f"/api/v1/patients/{world.ruth.subject}"
    found = {}
    for page in (
        person, f"{person}/text", f"{person}/numbers", f"{person}/bundle.json",
        f"{person}/table.csv", f"{person}/wide.csv", f"{api}/summary", f"{api}/scores",
        f"{api}/table", f"{api}/fhir/QuestionnaireResponse", f"{api}/fhir/Observation",
    ):  # fmt: skip
        answer = client.get(page)
        assert answer.status_code == 200, page
        raw = answer.getvalue() if answer.streaming else answer.content
        found[page] = raw.decode()
    return found


def test_a_clinician_finds_nothing_of_it_and_no_gap_and_after_one_press_all_of_it_again(
    world: World, sign_in: Any, weekly: Instrument, kept: Response
) -> None:
    ruth, nasser = sign_in(world.ruth), sign_in(world.nasser)
    person = f"/clinic/people/{world.ruth.subject}"
    one = f"{person}/{kept.ref}"
    assert NEED_NOT in text_of(nasser.get(person))  # whatever is kept: it is said to everybody
    assert any(CANARY in words for words in read_by_the_clinic(nasser, world).values())
    assert nasser.get(one).status_code == 200
    assert "Only you see this one now." in text_of(keeps(ruth, kept))
    for page, words in read_by_the_clinic(nasser, world).items():
        assert CANARY not in words and str(kept.ref) not in words, page
        assert str(kept.assignment.ref) not in words, page  # type: ignore[union-attr]  # it was asked
        assert "not_returned" not in words and "Not returned" not in words, page
    assert any(OPEN in words for words in read_by_the_clinic(nasser, world).values())
    assert NEED_NOT in text_of(nasser.get(person))
    assert nasser.get(one).status_code == 404
    assert nasser.get(f"{one}/fhir.json").status_code == 404
    assert "Those you share your answers with can see this one again." in text_of(
        keeps(ruth, kept, "no")
    )
    assert nasser.get(one).status_code == 200
    assert any(CANARY in words for words in read_by_the_clinic(nasser, world).values())


def test_for_herself_it_stays_with_a_quiet_mark(world: World, sign_in: Any, kept: Response) -> None:
    ruth = sign_in(world.ruth)
    page = f"/my-answers/{kept.ref}"
    assert "Keep this one to myself" in text_of(ruth.get(page))
    for listed in ("/my-answers", "/my-answers/sent"):
        assert "Only you see it" not in text_of(ruth.get(listed))
    keeps(ruth, kept)
    for listed in ("/my-answers", "/my-answers/sent"):
        assert text_of(ruth.get(listed)).count("Only you see it") == 1
    shown = text_of(ruth.get(page))
    assert CANARY in shown and "Let others see it again" in shown
    assert CANARY in ruth.get("/my-answers/bundle.json").content.decode()
    assert kept.assignment is not None
    confirmation = f"/answer/{kept.assignment.ref}/sent"
    assert "can see these answers now" not in text_of(ruth.get(confirmation))
    keeps(ruth, kept, "no")
    assert "can see these answers now" in text_of(ruth.get(confirmation))
    assert "Only you see it" not in text_of(ruth.get("/my-answers/sent"))


def test_the_page_for_a_doctor_is_without_it_by_code_on_her_screen_and_on_paper(
    world: World, sign_in: Any, kept: Response
) -> None:
    ruth, visit = sign_in(world.ruth), visit_of(world.ruth)
    code = code_for(world.ruth, visit)
    doctor = Client()
    doctor.post("/doctor", {"code": code})
    ways = ((doctor, "/doctor/summary"), (ruth, f"/visits/{visit.ref}/show"))
    for client, page in ways:
        assert CANARY in text_of(client.get(page))
    assert NEED_NOT in text_of(doctor.get("/doctor/summary"))
    keeps(ruth, kept)
    for client, page in ways:
        words = text_of(client.get(page))
        assert CANARY not in words and OPEN in words, page
    told = ask(program(world.ruth), "get", f"visits/{visit.ref}/summary").content.decode()
    assert CANARY not in told and OPEN in told


def by_visit(world: World) -> Bearer:
    """Who holds the code of Ruth's visit of today, and opened it."""
    code = code_for(world.ruth, visit_of(world.ruth))
    Client().post("/doctor", {"code": code})
    typed = as_typed(code)
    assert typed is not None
    bearer = holder_of(code_hash(typed))
    assert bearer is not None
    return bearer


def sent_to(actor: Actor) -> Seen:
    """What both walls, each alone, give this actor of lists, answers and scores."""
    found = both(actor)
    return {model: found[model] for model in HERS}


def test_each_wall_alone_closes_it_to_everybody_but_her(
    world: World, sign_in: Any, kept: Response
) -> None:
    helper = acting(world.helper, help_of(world.ruth, world.helper, Tick.ANSWER, Tick.SUMMARY))
    assert helper is not None
    others: tuple[Actor, ...] = (world.nasser.actor(), helper, by_visit(world))
    for actor in (world.ruth.actor(), *others):
        assert sent_to(actor) == {Assignment: 2, Response: 2, Score: 10}, actor
    keeps(sign_in(world.ruth), kept)
    assert sent_to(world.ruth.actor()) == {Assignment: 2, Response: 2, Score: 10}
    for actor in others:
        assert sent_to(actor) == {Assignment: 1, Response: 1, Score: 5}, actor
    assert sent_to(world.gerd.actor()) == {model: NOTHING[model] for model in HERS}
    export = System(Purpose.EXPORT, world.ruth.subject)
    with acting_as(export):  # her own copy holds it, and says so
        found = Response.objects.visible_to(export)
        assert sorted(found.values_list("withheld", flat=True)) == [False, True]


def test_nobody_else_keeps_it_back_or_lets_it_be_seen(
    world: World, sign_in: Any, kept: Response
) -> None:
    helper = sign_in(world.helper)
    helper.post(f"/helping/{help_of(world.ruth, world.helper, Tick.SUMMARY).pk}/act")
    assert "Keep this one to myself" not in text_of(helper.get(f"/my-answers/{kept.ref}"))
    others = (helper, sign_in(world.gerd), sign_in(world.nasser), sign_in(world.desk))
    for client in others:
        assert keeps(client, kept).status_code in (403, 404)
    assert sign_in(world.ruth).get(f"/my-answers/{kept.ref}/keep").status_code == 405
    assert not is_kept(world.ruth, kept)
    keeps(sign_in(world.ruth), kept)
    for client in others:
        assert keeps(client, kept, "no").status_code in (403, 404)
    with acting_as(world.nasser.actor()), connection.cursor() as cursor:
        for table in ("proms_response", "proms_assignment"):
            cursor.execute(f"update {table} set withheld = false")
            assert cursor.rowcount == 0
    assert is_kept(world.ruth, kept)


def is_kept(persona: Persona, response: Response) -> bool:
    actor = persona.actor()
    with acting_as(actor):
        return bool(Response.objects.visible_to(actor).get(pk=response.pk).withheld)


def test_a_correction_of_it_stays_with_her_and_so_does_what_it_corrects(
    world: World, sign_in: Any, kept: Response
) -> None:
    ruth, nasser = sign_in(world.ruth), sign_in(world.nasser)
    keeps(ruth, kept)
    client = program(world.ruth)
    body = {"client_ref": str(kept.assignment.ref), "answers": some_answers(8, CANARY)}  # type: ignore[union-attr]  # it was asked
    told = ask(client, "post", f"responses/{kept.ref}/correction", {**body, "language": "en"})
    assert told.status_code == 201
    assert all(CANARY not in words for words in read_by_the_clinic(nasser, world).values())
    newest = Response(ref=told.json()["ref"])
    keeps(ruth, newest, "no")
    assert not is_kept(world.ruth, kept)  # the former version goes with it
    assert any(CANARY in words for words in read_by_the_clinic(nasser, world).values())


def test_a_program_of_hers_does_the_same_and_each_press_is_written_down_once(
    world: World, kept: Response
) -> None:
    client, here = program(world.ruth), f"responses/{kept.ref}/kept"
    assert ask(client, "get", here).json() == {"kept": False}
    for _press in range(2):
        assert ask(client, "put", here, {"kept": True}).json() == {"kept": True}
    assert ask(client, "get", here).json() == {"kept": True}
    ask(client, "put", here, {"kept": False})
    verbs = [one for one in Event.objects.order_by("pk").values_list("verb", flat=True)
             if one.startswith("proms.response.kept")]  # fmt: skip
    assert verbs == ["proms.response.kept_to_herself", "proms.response.kept_no_more"]
    for strange in ({}, {"kept": "perhaps"}, {"hidden": True}):
        assert ask(client, "put", here, strange).status_code == 400
    for other in (world.gerd, world.nasser):
        assert ask(program(other), "put", here, {"kept": True}).status_code == 404
    assert not is_kept(world.ruth, kept)


def test_what_was_taken_back_has_nothing_to_keep(
    world: World, sign_in: Any, kept: Response
) -> None:
    ruth = sign_in(world.ruth)
    assert kept.assignment is not None
    ruth.post(f"/answer/{kept.assignment.ref}/take-back")
    assert keeps(ruth, kept).status_code == 404
    assert not is_kept(world.ruth, kept)
