"""What a member keeps to herself is there for her alone; to everybody else it never was."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.utils import ProgrammingError
from django.test import Client
from pypdf import PdfReader

from audit.models import Event
from members.models import Grant
from po_platform.access.actor import Actor, Bearer, Purpose, System, Tick, acting_as
from proms.correct_flow import correction_key
from proms.export_parts import prom_parts
from proms.models import Assignment, Instrument, Response, Score
from proms.queries.visits import holder_of
from proms.visit_codes import as_typed, code_hash
from questionnaires.actions import save_draft
from questionnaires.models import Draft
from tests.members.ending_steps import confirms, dies, wishes
from tests.members.helper_steps import acting, help_of
from tests.members.office_world import second_administrator
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
HERS = (Assignment, Response, Score, Draft)


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
        assert said_often(text_of(client.get(page))) == 2, page  # on it, and in the text to copy
    keeps(ruth, kept)
    for client, page in ways:
        words = text_of(client.get(page))
        assert CANARY not in words and OPEN in words, page
        assert said_often(words) == 2, page
    told = ask(program(world.ruth), "get", f"visits/{visit.ref}/summary").json()["text"]
    assert CANARY not in told and OPEN in told and told.endswith(NEED_NOT)


def said_often(words: str) -> int:
    return " ".join(words.split()).count(NEED_NOT)


def test_whatever_is_kept_a_file_and_a_record_say_that_it_need_not_be_everything(
    world: World, sign_in: Any, kept: Response
) -> None:
    ruth, nasser, visit = sign_in(world.ruth), sign_in(world.nasser), visit_of(world.ruth)
    doctor = Client()
    doctor.post("/doctor", {"code": code_for(world.ruth, visit)})
    person = f"/clinic/people/{world.ruth.subject}"
    filed = ((nasser, f"{person}/summary.pdf"), (doctor, "/doctor/summary.pdf"),
             (ruth, f"/visits/{visit.ref}/summary.pdf"))  # fmt: skip
    for press in ("no", "yes"):
        keeps(ruth, kept, press)
        for page in (f"{person}/text", f"{person}/numbers"):
            assert said_often(text_of(nasser.get(page))) == 1, page
        told = nasser.get(f"/api/v1/patients/{world.ruth.subject}/summary").json()
        assert told["text"].endswith(NEED_NOT)
        for client, page in filed:
            (sheet,) = PdfReader(io.BytesIO(client.get(page).content)).pages
            assert said_often(sheet.extract_text()) == 1, page


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
    helper = helping(world, all_of_it(world))
    correction_begun(world.ruth, kept)
    # A draft of an open one beside the correction: this one who helps to answer goes on with.
    drafts: dict[Actor, int] = {world.nasser.actor(): 0, helper: 1, by_visit(world): 0}
    for actor, begun in {world.ruth.actor(): 2, **drafts}.items():
        assert sent_to(actor) == {Assignment: 2, Response: 2, Score: 10, Draft: begun}, actor
    keeps(sign_in(world.ruth), kept)
    assert sent_to(world.ruth.actor()) == {Assignment: 2, Response: 2, Score: 10, Draft: 2}
    for actor, begun in drafts.items():
        assert sent_to(actor) == {Assignment: 1, Response: 1, Score: 5, Draft: begun}, actor
    assert sent_to(world.gerd.actor()) == {model: NOTHING[model] for model in HERS}
    export = System(Purpose.EXPORT, world.ruth.subject)
    with acting_as(export):  # her own copy holds it, and says so
        found = Response.objects.visible_to(export)
        assert sorted(found.values_list("withheld", flat=True)) == [False, True]


def all_of_it(world: World) -> Grant:
    """Ruth is helped with all that has to do with her answers."""
    return help_of(world.ruth, world.helper, Tick.ANSWER, Tick.SUMMARY)


def helping(world: World, grant: Grant) -> Actor:
    """Who helps Ruth, acting for her."""
    helper = acting(world.helper, grant)
    assert helper is not None
    return helper


def correction_begun(persona: Persona, sent: Response) -> None:
    """A correction is begun, which copies what was sent; and something else is."""
    actor = persona.actor()
    with acting_as(actor):
        version = Response.objects.visible_to(actor).get(pk=sent.pk).version
        for about, said in ((correction_key(sent), CANARY), ("another", OPEN)):
            answers = some_answers(9, said)
            save_draft(actor=actor, about=about, version=version, answers=answers, missing={})


def test_nobody_else_keeps_it_back_or_lets_it_be_seen(
    world: World, sign_in: Any, kept: Response
) -> None:
    helper, grant = sign_in(world.helper), all_of_it(world)
    helper.post(f"/helping/{grant.pk}/act")
    assert "Keep this one to myself" not in text_of(helper.get(f"/my-answers/{kept.ref}"))
    others = (helper, sign_in(world.gerd), sign_in(world.nasser), sign_in(world.desk))
    for client in others:
        assert keeps(client, kept).status_code in (403, 404)
    assert sign_in(world.ruth).get(f"/my-answers/{kept.ref}/keep").status_code == 405
    assert not is_kept(world.ruth, kept)
    keeps(sign_in(world.ruth), kept)
    for client in others:
        assert keeps(client, kept, "no").status_code in (403, 404)
    older, helps = {"proms_response": 0, "proms_assignment": 1}, helping(world, grant)
    for actor in (world.nasser.actor(), helps):
        for table, open_to_helpers in older.items():
            with acting_as(actor), connection.cursor() as cursor:
                cursor.execute(f"update {table} set withheld = false")
                assert cursor.rowcount == (open_to_helpers if actor is helps else 0)  # not hers
    assert is_kept(world.ruth, kept) and asking_is_kept(world.ruth, kept)
    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        acting_as(helps),
        connection.cursor() as cursor,
    ):
        cursor.execute("update proms_assignment set withheld = true")


def asking_is_kept(persona: Persona, response: Response) -> bool:
    actor = persona.actor()
    with acting_as(actor):
        held = Response.objects.visible_to(actor).select_related("assignment").get(pk=response.pk)
    assert held.assignment is not None
    return bool(held.assignment.withheld)


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
    listed = ask(client, "get", "responses").json()["results"]
    assert {one["ref"]: one["kept"] for one in listed if one["kept"]} == {str(kept.ref): True}
    assert len(listed) == 2
    assert ask(client, "get", f"responses/{kept.ref}").json()["kept"] is True
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


def test_kept_and_then_taken_back_it_stays_unknown_to_who_asked_for_it(
    world: World, sign_in: Any, kept: Response
) -> None:
    ruth, nasser = sign_in(world.ruth), sign_in(world.nasser)
    assert kept.assignment is not None
    keeps(ruth, kept)
    assert ruth.post(f"/answer/{kept.assignment.ref}/take-back").status_code == 302
    assert asking_is_kept(world.ruth, kept)
    for page, words in read_by_the_clinic(nasser, world).items():
        assert CANARY not in words and str(kept.assignment.ref) not in words, page
        assert "not_returned" not in words and "Not returned" not in words, page


def test_the_copy_for_her_family_is_without_it_and_her_own_file_is_not(
    world: World, sign_in: Any, kept: Response, tmp_path: Path
) -> None:
    assert kept.assignment is not None
    keeps(sign_in(world.ruth), kept)
    correction_begun(world.ruth, kept)
    wishes(world.ruth, copy_to="My sister Lou")
    hers = System(Purpose.EXPORT, world.ruth.subject, world.ruth.person.pk)
    with acting_as(hers):
        own = {part.name: str(list(part.rows)) for part in prom_parts(hers)}
    marks = (CANARY, str(kept.ref), str(kept.assignment.ref))
    for mark in marks:
        assert any(mark in rows for rows in own.values()), mark
    dies(world, world.ruth)
    confirms(second_administrator(world), world.ruth)
    call_command("copy_for_family", str(world.ruth.person.ref), str(tmp_path / "copy.zip"))
    with ZipFile(tmp_path / "copy.zip") as archive:
        files = {name: archive.read(name).decode(errors="replace") for name in archive.namelist()}
    assert files["json/answers_sent.json"].count(OPEN) == 1
    for table in ("questions_asked", "answers_sent", "answers_in_words", "scores", "drafts"):
        assert files[f"json/{table}.json"].count('"rows": []') == 0, table
    for name, words in files.items():
        assert not [mark for mark in marks if mark in words], name
