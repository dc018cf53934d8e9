"""One long table says what was sent, what was asked in vain, how, by whom and by which rule."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from audit.models import Read
from po_platform.access.actor import acting_as
from proms import looks
from proms.long_table import cell_of
from proms.models import Instrument
from tests.members.sharing_steps import share
from tests.personas import Persona, World, make_persona
from tests.proms.api import ask, program, sending
from tests.proms.path import (
    asked_by,
    on_her_list,
    put_in,
    put_weekly_in_use,
    send,
    some_answers,
    text_of,
    use,
)
from tests.proms.test_clinician_pages import as_owner
from tests.questionnaires.forms import choice, questionnaire

pytestmark = pytest.mark.django_db(transaction=True)
MINE = "/my-answers/table.csv"
ALL = "/clinic/table.csv"


@pytest.fixture
def weekly(world: World) -> Instrument:
    """Ruth answered once, with words a table program would take for a formula."""
    weekly = put_weekly_in_use(world)
    send(world.ruth, on_her_list(world.ruth, weekly), some_answers(7, "=1+1"))
    return weekly


def lines(answer: Any) -> list[dict[str, str]]:
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))


def looked_at(persona: Persona) -> list[str]:
    actor = persona.actor()
    with acting_as(actor):
        found = Read.objects.visible_to(actor).filter(subject_id=persona.subject)
        return list(found.order_by("pk").values_list("what", flat=True))


def test_a_negative_number_stays_one_and_several_answers_stand_in_one_cell() -> None:
    told = [cell_of(one) for one in ("=eq", Decimal("-0.2850"), ["a", "b"], None, True)]
    assert told == ["'=eq", "-0.285", '["a", "b"]', "", "true"]


def test_scales_and_questions_each_have_a_line(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    rows = lines(sign_in(world.ruth).get(MINE))
    found = {(row["part"], row["id"]): row for row in rows}
    pain = found["scale", "weekly-check-in.pain"]
    assert (pain["value"], pain["state"], pain["n_answered"]) == ("7", "ok", "1")
    assert pain["spec_version"] and len(pain["spec_sha256"]) == 64
    assert (found["item", "q1"]["value"], found["item", "q1"]["state"]) == ("7", "answered")
    assert (found["item", "q4"]["value"], found["item", "q4"]["state"]) == ("", "open")
    assert found["item", "q8"]["value"] == "'=1+1"
    assert {row["person"] for row in rows} == {str(world.ruth.subject)}
    assert {(row["mode"], row["given_by"], row["version"]) for row in rows} == {
        ("screen", "self", "1")
    }
    assert len({(row["sent"], row["window"]) for row in rows}) == 1 and rows[0]["window"]


def test_what_was_asked_in_vain_has_a_line_and_a_correction_names_what_it_corrects(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    share(world.ruth, world.nasser)
    missed = asked_by(world.nasser, world.ruth, weekly)
    as_owner(
        "update proms_assignment set closes_at = now() - interval '1 day' where id = %s", missed.pk
    )
    (silent,) = (row for row in lines(sign_in(world.ruth).get(MINE)) if row["part"] == "window")
    assert (silent["window"], silent["state"]) == (str(missed.ref), "not_returned")
    assert silent["closes_at"] and not silent["sent"] and not silent["value"]
    before = next(row["sent"] for row in lines(sign_in(world.ruth).get(MINE)))
    corrected = ask(program(world.ruth), "post", f"responses/{before}/correction", sending())
    assert corrected.status_code == 201
    sent = [row for row in lines(sign_in(world.ruth).get(MINE)) if row["part"] != "window"]
    assert {(row["sent"], row["corrects"]) for row in sent} == {(corrected.json()["ref"], before)}


def test_a_clinician_fetches_it_for_whoever_shares_and_each_sees_that(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    send(world.gerd, on_her_list(world.gerd, weekly))
    share(world.ruth, world.nasser)
    client = sign_in(world.nasser)
    one = client.get(f"/clinic/people/{world.ruth.subject}/table.csv")
    hers = lines(one)
    assert hers == lines(sign_in(world.ruth).get(MINE))
    about_it = text_of(client.get("/clinic/table"))
    assert "Fetch the table of one person" in about_it
    assert "except where somebody wrote one into an answer" in about_it
    assert looked_at(world.ruth) == [looks.ALL_FILES]
    assert lines(client.post(ALL, {"page": "1"})) == hers  # not Gerd, who shares with nobody
    assert looked_at(world.ruth) == [looks.ALL_FILES, looks.ALL_FILES]
    assert looked_at(world.gerd) == []
    again = client.get(f"/clinic/people/{world.ruth.subject}/table.csv")
    assert b"Ruth" not in again.getvalue()
    assert "attachment" in again.headers["Content-Disposition"]


def test_who_may_not_gets_nothing_and_nobody_is_looked_at(
    world: World, sign_in: Any, weekly: Instrument, client: Client
) -> None:
    share(world.ruth, world.nasser)
    hers = f"/clinic/people/{world.ruth.subject}/table.csv"
    assert sign_in(world.oduya).get(hers).status_code == 404
    assert sign_in(world.oduya).post(ALL, {"page": "1"}).status_code == 404
    for persona in (world.ruth, world.gerd, world.curator, world.administrator):
        other = sign_in(persona)
        assert other.get(hers).status_code == 403
        assert other.post(ALL, {"page": "1"}).status_code == 403
        assert other.get("/clinic/table").status_code == 403
    nasser = sign_in(world.nasser)
    for page in ("", "0", "2", "-1", "x", "9" * 30):
        assert nasser.post(ALL, {"page": page}).status_code == 404
    assert nasser.get(ALL).status_code == 405
    assert client.get(MINE).status_code == 302
    assert lines(sign_in(world.gerd).get(MINE)) == []
    assert looked_at(world.ruth) == []


def test_more_answers_take_no_more_queries(world: World, sign_in: Any, weekly: Instrument) -> None:
    client = sign_in(world.ruth)
    client.get(MINE)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(MINE)
    for _time in range(4):
        send(world.ruth, on_her_list(world.ruth, weekly))
    with CaptureQueriesContext(connection) as many:
        assert len({row["sent"] for row in lines(client.get(MINE))}) == 5
    assert len(many) == len(few)


def test_more_people_and_questionnaires_take_no_more_queries(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    client = sign_in(world.nasser)
    share(world.ruth, world.nasser)
    asked_by(world.nasser, world.ruth, weekly)
    client.post(ALL, {"page": "1"})
    with CaptureQueriesContext(connection) as few:
        assert len({row["person"] for row in lines(client.post(ALL, {"page": "1"}))}) == 1
    other = use(world, put_in(world, questionnaire(choice("a", "x", "y"), title="Another")))
    for persona in (world.gerd, make_persona("Ines B.")):
        share(persona, world.nasser)
        send(persona, on_her_list(persona, weekly))
        send(persona, on_her_list(persona, other), {"a": "x"})
    with CaptureQueriesContext(connection) as many:
        assert len({row["person"] for row in lines(client.post(ALL, {"page": "1"}))}) == 3
    assert len(many) == len(few)
