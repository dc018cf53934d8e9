"""Corrupt, huge, hostile and foreign input gets a clear 4xx; nothing is stored and nothing breaks."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from po_platform.access.actor import acting_as
from proms.models import Assignment, Response
from tests.personas import World
from tests.proms.api import post, program, sending
from tests.proms.path import on_her_list, put_weekly_in_use, some_answers

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(world: World) -> Assignment:
    """The weekly check-in on Ruth's list."""
    return on_her_list(world.ruth, put_weekly_in_use(world))


def nothing_stored(world: World) -> bool:
    actor = world.ruth.actor()
    with acting_as(actor):
        open_still = Assignment.objects.visible_to(actor).get().state == "open"
        return open_still and not Response.objects.visible_to(actor).exists()


def raw(answers: str) -> bytes:
    """A sending whose answers are this JSON text."""
    return f'{{"client_ref": "{uuid4()}", "answers": {answers}}}'.encode()


BODIES: dict[str, bytes] = {
    "nothing": b"",
    "no JSON": b"{",
    "not UTF-8": b'{"client_ref": "\xff"}',
    "a list": b"[]",
    "a word": b'"answers"',
    "null": b"null",
    "no fields": b"{}",
    "a number as answers": raw("5"),
    "a list as answers": raw("[]"),
    "a NUL": raw('{"q8": "a\\u0000b"}'),
    "a raw NUL": raw('{"q8": "a\x00b"}'),
    "half a character": raw('{"q8": "\\ud83d"}'),
    "half a character as a key": raw('{"\\udfff": 1}'),
    "NaN": raw('{"q1": NaN}'),
    "infinity": raw('{"q1": 1e999}'),
    "a number of 5,000 digits": raw('{"q1": ' + "9" * 5_000 + "}"),
    "the same key twice": raw('{"q1": 1, "q1": 2}'),
    "100,000 deep": raw("[" * 100_000 + "]" * 100_000),
    "100,000 deep, never closed": raw('{"q8":' * 100_000),
    "33 deep": raw('{"q8": ' + "[" * 33 + "]" * 33 + "}"),
    "a text where a number belongs": raw('{"q1": "4"}'),
    "a yes where a number belongs": raw('{"q1": true}'),
    "an object where a number belongs": raw('{"q1": {"value": 4}}'),
    "a position instead of a code": raw('{"q4": 0}'),
    "an unknown code": raw('{"q4": "brilliantly"}'),
    "an unknown question": raw('{"q99": 1}'),
    "a text that is far too long": raw('{"q8": "' + "x" * 100_000 + '"}'),
    "more than we read": raw('{"q8": "' + "x" * 7_000_000 + '"}'),
    "ten thousand unknown questions": raw(json.dumps({f"x{n}": n for n in range(10_000)})),
}
FIELDS: dict[str, dict[str, Any]] = {
    "no name": {"client_ref": None},
    "a name that is no UUID": {"client_ref": "42"},
    "a number as a name": {"client_ref": 42},
    "a list as reasons": {"missing": []},
    "a reason nobody offers": {"missing": {"q1": "too-lazy"}},
    "a reason that is no text": {"missing": {"q1": {"why": 1}}},
    "an unknown field": {"subject_id": str(uuid4())},
    "somebody else as sender": {"given_by": "proxy"},
    "a language nobody speaks": {"language": "xx"},
    "a language that is no text": {"language": ["en"]},
    "a time without a zone": {"started_at": "2026-03-04T07:12:00"},
    "a time that is no time": {"started_at": "yesterday"},
    "a zone that is none": {"started_at": "2026-03-04T07:12:00+99:99"},
    "the year 1": {"started_at": "0001-01-01T00:00:00+14:00"},
    "the year 9999": {"started_at": "9999-12-31T23:59:59-14:00"},
    "tomorrow": {"started_at": "2099-01-01T00:00:00Z"},
    "a number as a time": {"started_at": 12345},
}


def told(answer: Any) -> Any:
    assert 400 <= answer.status_code < 500, answer.content[:500]
    assert answer.headers["Content-Type"] == "application/json"
    return answer.json()


@pytest.mark.parametrize("kind", BODIES)
def test_a_broken_body_is_refused(world: World, waiting: Assignment, kind: str) -> None:
    answer = post(program(world.ruth), waiting.ref, BODIES[kind])
    assert told(answer)
    assert nothing_stored(world)


@pytest.mark.parametrize("kind", FIELDS)
def test_a_wrong_field_is_refused_by_name(world: World, waiting: Assignment, kind: str) -> None:
    answer = post(program(world.ruth), waiting.ref, sending(**FIELDS[kind]))
    (name,) = FIELDS[kind]
    assert name in told(answer) or answer.status_code == 422
    assert nothing_stored(world)


def test_another_kind_of_content_is_refused(world: World, waiting: Assignment) -> None:
    client = program(world.ruth)
    address = f"/api/v1/assignments/{waiting.ref}/responses"
    kinds = ("application/x-www-form-urlencoded", "text/plain", "application/xml")
    statuses = [client.post(address, "answers=1", content_type=kind).status_code for kind in kinds]
    assert statuses == [415, 415, 415]
    broken = client.post(address, "answers=1", content_type="multipart/form-data; boundary=x")
    assert broken.status_code == 400
    assert nothing_stored(world)


@pytest.mark.parametrize(
    "address",
    [
        "/api/v1/assignments/{ref}x",
        "/api/v1/assignments/1",
        "/api/v1/assignments/00000000-0000-4000-8000-000000000000",
        "/api/v1/responses/00000000-0000-4000-8000-000000000000",
        "/api/v1/responses?before=x",
        "/api/v1/responses?before=%00",
        "/api/v1/responses?before=" + "9" * 10_000,
        "/answer/00000000-0000-4000-8000-000000000000",
        "/answer/{ref}/0",
        "/answer/{ref}/" + "9" * 400,
        "/answer/{ref}/-1",
        "/my-answers/00000000-0000-4000-8000-000000000000",
        "/my-answers/start/no-such-questionnaire",
    ],
)
def test_forged_addresses_lead_nowhere(
    world: World, sign_in: Any, waiting: Assignment, address: str
) -> None:
    for client in (sign_in(world.ruth), program(world.ruth)):
        status = client.get(address.format(ref=waiting.ref)).status_code
        assert status in (302, 400, 401, 404)
        assert status != 302 or not address.startswith("/api/")


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_refused(
    world: World, sign_in: Any, waiting: Assignment, method: str
) -> None:
    for client, address in (
        (sign_in(world.ruth), f"/answer/{waiting.ref}/1"),
        (program(world.ruth), "/api/v1/instruments"),
    ):
        assert getattr(client, method)(address).status_code == 405


FORMS: dict[str, dict[str, Any]] = {
    "a NUL": {"q8": "a\x00b"},
    "a NUL in a name": {"q\x00": "1"},
    "a long text": {"q8": "x" * 1_000_000},
    "many fields": {f"x{n}": "1" for n in range(6_000)},
    "many answers to one question": {"q1": ["4"] * 3_000},
    "a file where a text belongs": {"q8": "../../etc/passwd"},
    "odd characters": {"q8": "\u202e\u0085\ufeff\U0010ffff\u0301" * 50},
    "an unknown reason": {"q1": "::none::because"},
    "a reason nobody offers": {"q1::missing": "because"},
    "rows of no group": {"q1::0::x": "1", "drugs::0::name": "x"},
    "a button of another form": {"_remove": "q1::0", "_more": "nothing"},
}


@pytest.mark.parametrize("kind", FORMS)
@pytest.mark.parametrize("page", ["1", "8", "all", "check", "take-off", "take-back", "sent"])
def test_no_form_breaks_a_page(
    world: World, sign_in: Any, waiting: Assignment, kind: str, page: str
) -> None:
    client: Client = sign_in(world.ruth)
    answer = client.post(f"/answer/{waiting.ref}/{page}", FORMS[kind])
    assert answer.status_code < 500
    assert client.get(f"/answer/{waiting.ref}/all").status_code < 500


def test_a_page_that_is_no_utf8_is_refused_or_read_as_text(
    world: World, sign_in: Any, waiting: Assignment
) -> None:
    body = b"q8=%ff%fe%ed%a0%80&q1=4"
    answer = sign_in(world.ruth).post(
        f"/answer/{waiting.ref}/all", body, content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code < 500
    assert sign_in(world.ruth).get(f"/answer/{waiting.ref}/check").status_code == 200


def test_a_good_sending_still_goes_through_after_all_that(
    world: World, waiting: Assignment
) -> None:
    client = program(world.ruth)
    for body in BODIES.values():
        post(client, waiting.ref, body)
    assert post(client, waiting.ref, sending(answers=some_answers())).status_code == 201
