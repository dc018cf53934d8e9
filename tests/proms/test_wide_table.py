"""One line for each sending, as table and statistics programs want it; nothing that the long table has is lost."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from po_platform.access.actor import acting_as
from proms import looks
from proms.models import Assignment, Instrument
from proms.queries import long_table
from tests.members.sharing_steps import share
from tests.personas import World
from tests.proms.api import ask, program, sending
from tests.proms.path import (
    asked_by,
    on_her_list,
    put_in,
    put_weekly_in_use,
    send,
    sent_often,
    some_answers,
    use,
)
from tests.proms.test_clinician_pages import as_owner
from tests.proms.test_long_table import lines, looked_at
from tests.questionnaires.forms import choice, question, questionnaire

pytestmark = pytest.mark.django_db(transaction=True)
LONG = "/my-answers/table.csv"
WIDE = "/my-answers/wide.csv"
ALL = "/clinic/table.csv"


@pytest.fixture
def weekly(world: World) -> Instrument:
    """Ruth answered once."""
    weekly = put_weekly_in_use(world)
    send(world.ruth, on_her_list(world.ruth, weekly), some_answers(7, "=1+1"))
    return weekly


def test_a_line_for_each_sending_and_a_column_for_each_question_and_scale(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    (row,) = lines(sign_in(world.ruth).get(WIDE))
    assert (row["person"], row["questionnaire"], row["state"]) == (
        str(world.ruth.subject),
        "weekly-check-in",
        "sent",
    )
    pain = "weekly-check-in.weekly-check-in.pain"
    assert (row[pain], row[f"{pain}.state"], row[f"{pain}.n_answered"]) == ("7", "ok", "1")
    rule = "weekly-check-in.weekly-check-in"
    assert row[f"{rule}.spec_version"] and len(row[f"{rule}.spec_sha256"]) == 64
    assert (row["weekly-check-in.q1"], row["weekly-check-in.q1.state"]) == ("7", "answered")
    assert (row["weekly-check-in.q4"], row["weekly-check-in.q4.state"]) == ("", "open")
    assert row["weekly-check-in.q8"] == "'=1+1"
    questions = [
        name for name in row if name.startswith("weekly-check-in.q") and ".state" not in name
    ]
    assert questions == sorted(questions), "in the order of the form"


def test_it_says_what_the_long_table_says(world: World, sign_in: Any, weekly: Instrument) -> None:
    share(world.ruth, world.nasser)
    missed = asked_by(world.nasser, world.ruth, weekly)
    as_owner(
        "update proms_assignment set closes_at = now() - interval '1 day' where id = %s", missed.pk
    )
    client = sign_in(world.ruth)
    before = lines(client.get(WIDE))[0]["sent"]
    corrected = ask(program(world.ruth), "post", f"responses/{before}/correction", sending())
    assert corrected.status_code == 201
    sent_often(world.ruth, weekly, 2)
    wide, long = lines(client.get(WIDE)), lines(client.get(LONG))
    assert len(wide) == 4
    for line in long:
        key = "sent" if line["sent"] else "window"
        (row,) = (one for one in wide if one[key] == line[key])
        assert all(row[name] == line[name] for name in ("person", "corrects", "mode", "due_at"))
        if line["part"] == "window":
            assert row["state"] == line["state"] == "not_returned"
            continue
        name = f"{line['questionnaire']}.{line['id']}"
        assert (row[name], row[f"{name}.state"]) == (line["value"], line["state"])


def test_several_answers_and_rows_have_columns_of_their_own(world: World, sign_in: Any) -> None:
    where = choice("where", "a", "b", "c", repeats=True)
    drugs = {
        "linkId": "drugs",
        "type": "group",
        "text": "Medicine",
        "repeats": True,
        "item": [question("name", "string")],
    }
    both = use(world, put_in(world, questionnaire(where, drugs, title="Both")))
    filled = {"where": ["a", "c"], "drugs": [{"name": "one"}, {"name": "two"}]}
    send(world.ruth, on_her_list(world.ruth, both), filled)
    send(world.ruth, on_her_list(world.ruth, both), {"drugs": [{"name": "three"}]})
    first, second = lines(sign_in(world.ruth).get(WIDE))
    here = f"{both.slug}.where"
    assert [first[f"{here}={code}"] for code in "abc"] == ["1", "0", "1"]
    assert [second[f"{here}={code}"] for code in "abc"] == ["", "", ""]
    assert (first[here], second[f"{here}.state"]) == ('["a", "c"]', "open")
    names = [f"{both.slug}.name[1]", f"{both.slug}.name[2]"]
    assert [first[name] for name in names] == ["one", "two"]
    assert [second[name] for name in names] == ["three", ""]


def test_a_clinician_fetches_it_for_whoever_shares_and_each_sees_that(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    send(world.gerd, on_her_list(world.gerd, weekly))
    share(world.ruth, world.nasser)
    client = sign_in(world.nasser)
    one = client.get(f"/clinic/people/{world.ruth.subject}/wide.csv")
    assert "-wide.csv" in one.headers["Content-Disposition"]
    hers = lines(one)
    assert hers == lines(sign_in(world.ruth).get(WIDE)) and len(hers) == 1
    assert looked_at(world.ruth) == [looks.ALL_FILES]
    assert lines(client.post(ALL, {"page": "1", "form": "wide"})) == hers
    assert looked_at(world.ruth) == [looks.ALL_FILES, looks.ALL_FILES]
    assert looked_at(world.gerd) == []


def test_who_may_not_gets_nothing_and_nobody_is_looked_at(
    world: World, sign_in: Any, weekly: Instrument, client: Client
) -> None:
    share(world.ruth, world.nasser)
    hers = f"/clinic/people/{world.ruth.subject}/wide.csv"
    assert sign_in(world.oduya).get(hers).status_code == 404
    for persona in (world.ruth, world.gerd, world.curator, world.administrator):
        assert sign_in(persona).get(hers).status_code == 403
    assert sign_in(world.nasser).post(ALL, {"page": "1", "form": "tall"}).status_code == 404
    assert client.get(WIDE).status_code == 302
    assert lines(sign_in(world.gerd).get(WIDE)) == []
    assert looked_at(world.ruth) == []


@pytest.mark.parametrize("address", [LONG, WIDE])
def test_in_parts_it_is_the_same_table(
    world: World,
    sign_in: Any,
    weekly: Instrument,
    address: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sent_often(world.ruth, weekly, 4)
    share(world.ruth, world.nasser)
    for closed_days_ago in (3, 2, 1):
        missed = asked_by(world.nasser, world.ruth, weekly)
        closed = timezone.now() - timedelta(days=closed_days_ago)
        as_owner("update proms_assignment set closes_at = %s where id = %s", closed, missed.pk)
    client = sign_in(world.ruth)
    whole = client.get(address).getvalue()
    monkeypatch.setattr(long_table, "CHUNK", 2)
    with CaptureQueriesContext(connection) as queries:
        parts = client.get(address).getvalue()
    assert parts == whole and len(list(csv.reader(io.StringIO(whole.decode())))) > 8
    asked = [one["sql"] for one in queries if 'from "proms_response"' in one["sql"].lower()]
    assert len(asked) > 2, "what lies in memory at once is bounded"
    actor = world.ruth.actor()
    with acting_as(actor):
        assert Assignment.objects.visible_to(actor).exclude(state="done").count() == 3
