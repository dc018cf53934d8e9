"""Programs fetch the tables and the doctor's page as the pages give them, and looks are recorded."""

from __future__ import annotations

import io
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from pypdf import PdfReader

from proms import looks
from proms.models import Instrument
from tests.members.sharing_steps import share
from tests.personas import World
from tests.proms.api import ask, program
from tests.proms.path import on_her_list, put_weekly_in_use, send, some_answers
from tests.proms.test_diary import PAIN
from tests.proms.test_long_table import looked_at
from tests.proms.test_visits import visit_of

pytestmark = pytest.mark.django_db
CSV = {"accept": "text/csv"}


@pytest.fixture
def weekly(world: World) -> Instrument:
    weekly = put_weekly_in_use(world)
    send(world.ruth, on_her_list(world.ruth, weekly), some_answers(7, "kneading dough"))
    return weekly


def fetch(client: Client, path: str, **asked: str) -> Any:
    """As a program that asks for a table."""
    return client.get(f"/api/v1/{path}?{urlencode(asked)}", headers=CSV)


def test_my_tables_are_those_of_the_pages(world: World, sign_in: Any, weekly: Instrument) -> None:
    hers, ruth = program(world.ruth), sign_in(world.ruth)
    (sent,) = ask(hers, "get", "responses").json()["results"]
    for told, page in (
        (fetch(hers, "table"), "/my-answers/table.csv"),
        (fetch(hers, "table", form="wide"), "/my-answers/wide.csv"),
        (fetch(hers, f"responses/{sent['ref']}/table"), f"/my-answers/{sent['ref']}/answers.csv"),
        (fetch(hers, "diary/table"), "/diary/diary.csv"),
    ):
        assert told.status_code == 200 and told["Content-Type"].startswith("text/csv")
        assert told.getvalue() == ruth.get(page).getvalue(), page
    assert fetch(hers, "table", form="sideways").status_code == 404
    other = program(world.gerd)
    assert b"kneading dough" not in fetch(other, "table").getvalue()
    assert fetch(other, f"responses/{sent['ref']}/table").status_code == 404


def test_a_clinician_fetches_the_table_of_who_shares_and_each_sees_that(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    send(world.gerd, on_her_list(world.gerd, weekly))
    share(world.ruth, world.nasser)
    client, here = sign_in(world.nasser), f"patients/{world.ruth.subject}/table"
    hers = fetch(program(world.ruth), "table").getvalue()
    assert fetch(client, here).getvalue() == hers
    assert looked_at(world.ruth) == [looks.ALL_FILES]
    assert fetch(client, "patients/table").getvalue() == hers  # not Gerd, who shares with nobody
    assert looked_at(world.ruth) == [looks.ALL_FILES] * 2
    assert looked_at(world.gerd) == []
    wide = fetch(client, "patients/table", form="wide", page="1")
    assert b"weekly-check-in.q1" in wide.getvalue()
    for page in ("2", "0", "x", "9" * 30):
        assert fetch(client, "patients/table", page=page).status_code == 404
    assert fetch(client, here, form="sideways").status_code == 404
    assert len(looked_at(world.ruth)) == 3  # what was refused is no look


def test_nobody_else_fetches_them(world: World, sign_in: Any, weekly: Instrument) -> None:
    share(world.ruth, world.nasser)
    hers = f"patients/{world.ruth.subject}"
    for path in (f"{hers}/table", f"{hers}/summary.pdf"):
        assert fetch(sign_in(world.oduya), path).status_code == 404
    for path in (f"{hers}/table", "patients/table", f"{hers}/summary.pdf"):
        for persona in (world.ruth, world.gerd, world.curator, world.administrator, world.desk):
            assert fetch(sign_in(persona), path).status_code == 403, path
        assert fetch(program(world.nasser), path).status_code == 403  # no second factor
        told = fetch(Client(), path)
        assert (told.status_code, "detail" in told.json()) == (401, True)
    assert looked_at(world.ruth) == []


def words_in(pdf: Any) -> str:
    assert (pdf.status_code, pdf["Content-Type"]) == (200, "application/pdf")
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf.content)).pages)


def test_the_doctors_page_comes_as_a_pdf_and_as_text(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    share(world.ruth, world.nasser)
    visit = visit_of(world.ruth)
    hers, own = program(world.ruth), f"visits/{visit.ref}/summary"
    text = ask(hers, "get", own).json()["text"]
    assert text == sign_in(world.ruth).get(f"/visits/{visit.ref}/show").context["text"]
    pdf = hers.get(f"/api/v1/{own}.pdf", headers={"accept": "application/pdf"})
    assert "Pain" in words_in(pdf) and looked_at(world.ruth) == []
    client = sign_in(world.nasser)
    told = client.get(f"/api/v1/patients/{world.ruth.subject}/summary.pdf")
    assert "Pain" in words_in(told)
    assert looked_at(world.ruth) == [looks.PDF]
    for other in (world.gerd, world.nasser):
        for path in (own, f"{own}.pdf"):
            assert ask(program(other), "get", path).status_code == 404


def test_a_diary_is_read_in_whole_or_not_at_all(world: World) -> None:
    client = program(world.ruth)
    ask(client, "post", "diary/measures", PAIN)
    table = (
        "day,time,measure,value,unit,words,event\n2026-03-04,,Pain,{},,,\n2026-03-05,,Pain,4,,,\n"
    )
    told = ask(client, "post", "diary/table", {"table": table.format(11)})
    assert told.status_code == 400 and "Line 2" in told.json()["table"][0]
    assert ask(client, "get", "diary/entries").json()["results"] == []
    good = {"table": table.format(3)}
    assert ask(client, "post", "diary/table", good).json() == {"new": 2}
    assert ask(client, "post", "diary/table", good).json() == {"new": 0}
    back = fetch(client, "diary/table").getvalue().decode()
    assert "2026-03-04" in back and "Pain" in back
    for strange in ({"table": "words"}, {"table": ""}, {}):
        assert "table" in ask(client, "post", "diary/table", strange).json()
    reading = program(world.ruth, "read")
    assert ask(reading, "post", "diary/table", good).status_code in (401, 403)


def test_fhir_comes_to_a_program_that_accepts_nothing_else(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    share(world.ruth, world.nasser)
    hers = program(world.ruth)
    (sent,) = ask(hers, "get", "responses").json()["results"]
    hers_too = f"patients/{world.ruth.subject}/fhir"
    for client, path in (
        (hers, f"responses/{sent['ref']}/fhir"),
        (hers, "fhir/Questionnaire"),
        (hers, "fhir/Observation"),
        (hers, "fhir/QuestionnaireResponse"),
        (sign_in(world.nasser), f"{hers_too}/Observation"),
        (sign_in(world.nasser), f"{hers_too}/QuestionnaireResponse"),
    ):
        told = client.get(f"/api/v1/{path}", headers={"accept": "application/fhir+json"})
        assert (told.status_code, told["Content-Type"]) == (200, "application/fhir+json"), path
