"""The questions on paper with a code, printed by the member, a helper or her clinic, never by others."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pypdf import PdfReader

from audit.models import Event, Read
from po_platform.access.actor import Tick, acting_as
from proms.models import Assignment, Instrument
from tests.members.helper_steps import help_of
from tests.members.sharing_steps import share
from tests.personas import World
from tests.proms.path import asked_by, on_her_list, put_weekly_in_use, send, some_answers, text_of
from tests.proms.test_desk import fill_in, key, responses_of, tickets_of
from tests.proms.test_licences import answer

pytestmark = pytest.mark.django_db


@pytest.fixture
def weekly(world: World) -> Instrument:
    return put_weekly_in_use(world)


def words_of(made: Any) -> str:
    assert made.headers["Content-Type"] == "application/pdf", made.content[:300]
    pages = PdfReader(io.BytesIO(made.content)).pages
    return "\f".join(page.extract_text() for page in pages)


def code_on(words: str) -> str:
    """The code, which stands on each sheet."""
    codes = set(re.findall(r"[0-9A-Z]{5} [0-9A-Z]{5}", words))
    assert len(codes) == 1
    pages = [page for page in words.split("\f") if page.strip()]
    assert all(codes & set(re.findall(r"[0-9A-Z]{5} [0-9A-Z]{5}", page)) for page in pages)
    return str(codes.pop())


def test_a_member_prints_the_questions_and_the_desk_enters_what_she_wrote(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    waiting = on_her_list(world.ruth, weekly)
    ruth, page = sign_in(world.ruth), f"/answer/{waiting.ref}/sheet"
    assert page in ruth.get(f"/answer/{waiting.ref}/telephone").content.decode()
    words = words_of(ruth.post(page))
    assert "Filled in on" in words and weekly.title in words
    assert "Ruth" not in words
    code = code_on(words)
    assert code_on(words_of(ruth.post(page))) == code  # twice it is the same
    (ticket,) = tickets_of(world.ruth)
    assert ticket.expires_at > timezone.now() + timedelta(days=40)
    desk = sign_in(world.desk)
    at = key(desk, code, "paper")["Location"]
    fill_in(desk, at, some_answers())
    desk.post(f"{at}/check?all")
    (sent,) = responses_of(world.ruth)
    assert (sent.way, sent.given_by) == ("paper", "desk")
    assert ruth.post(page).status_code == 403  # it was sent


def test_after_printing_a_code_to_read_out_still_ends_with_the_questions(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    waiting = on_her_list(world.ruth, weekly)
    closes = timezone.now() + timedelta(days=3)
    with acting_as(world.ruth.actor()) as actor:
        Assignment.objects.visible_to(actor).update(closes_at=closes)
    ruth, page = sign_in(world.ruth), f"/answer/{waiting.ref}"
    ruth.post(f"{page}/telephone")

    def told() -> str:
        found = re.search(
            r"these questions only, until (.+?)\.", text_of(ruth.get(f"{page}/telephone"))
        )
        assert found is not None
        return found[1]

    before = told()
    ruth.post(f"{page}/sheet")
    (ticket,) = tickets_of(world.ruth)
    assert ticket.expires_at == closes + timedelta(days=28)  # for the sheet, on its way by post
    assert told() == before
    ruth.post(f"{page}/sheet")
    (ticket,) = tickets_of(world.ruth)
    assert ticket.expires_at == closes + timedelta(days=28)


def test_what_the_licence_allows_no_more_is_answered_but_not_offered_on_paper(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    waiting = on_her_list(world.ruth, weekly)
    helper, ruth = sign_in(world.helper), sign_in(world.ruth)
    helper.post(f"/helping/{help_of(world.ruth, world.helper, Tick.ANSWER).pk}/act")
    pages = ((ruth, f"/answer/{waiting.ref}/telephone"), (helper, f"/answer/{waiting.ref}"))
    for client, page in pages:
        assert f"/answer/{waiting.ref}/sheet" in client.get(page).content.decode()
    answer(world, weekly, "", "granted", ends_on=timezone.localdate() - timedelta(days=1))
    for client, page in pages:
        found = client.get(page)
        assert found.status_code == 200
        assert "/sheet" not in found.content.decode()


def test_a_helper_prints_it_too_and_the_sheet_is_the_members(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    waiting = on_her_list(world.ruth, weekly)
    client = sign_in(world.helper)
    client.post(f"/helping/{help_of(world.ruth, world.helper, Tick.ANSWER).pk}/act")
    page = f"/answer/{waiting.ref}/sheet"
    assert page in client.get(f"/answer/{waiting.ref}").content.decode()
    code = code_on(words_of(client.post(page)))
    assert key(sign_in(world.desk), code, "paper").status_code == 302
    assert Event.objects.get(verb="proms.sheet.printed").account_id == world.helper.account.pk


def test_who_may_only_read_answers_prints_no_sheet(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    waiting = on_her_list(world.ruth, weekly)
    client = sign_in(world.helper)
    client.post(f"/helping/{help_of(world.ruth, world.helper, Tick.SUMMARY).pk}/act")
    assert client.post(f"/answer/{waiting.ref}/sheet").status_code in (403, 404)
    assert [one for one in tickets_of(world.ruth) if one.about == "answer"] == []


def test_a_clinic_prints_what_waits_for_somebody_who_shares_and_she_sees_that(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    share(world.ruth, world.nasser)
    waiting = asked_by(world.nasser, world.ruth, weekly)
    nasser = sign_in(world.nasser)
    page = f"/clinic/people/{world.ruth.subject}/sheets/{waiting.ref}"
    assert page in nasser.get(f"/clinic/people/{world.ruth.subject}/tablet").content.decode()
    words = words_of(nasser.post(page))
    assert "Ruth" not in words and code_on(words)
    with acting_as(world.ruth.actor()) as ruth:
        assert Read.objects.visible_to(ruth).filter(what="proms.sheet").count() == 1
    for other in (world.oduya, world.gerd, world.desk, world.curator):
        assert sign_in(other).post(page).status_code in (403, 404)
    send(world.ruth, waiting)
    assert nasser.post(page).status_code == 404  # it waits no more


def test_nobody_prints_what_waits_for_somebody_else_or_by_looking(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    waiting = on_her_list(world.ruth, weekly)
    page = f"/answer/{waiting.ref}/sheet"
    for other in (world.gerd, world.nasser, world.desk, world.administrator):
        assert sign_in(other).post(page).status_code in (403, 404)
    assert sign_in(world.ruth).get(page).status_code == 405
    assert tickets_of(world.ruth) == []


@pytest.mark.parametrize("why", ["closed", "licence"])
def test_what_is_closed_or_may_not_be_used_is_not_printed(
    world: World, sign_in: Any, weekly: Instrument, why: str
) -> None:
    waiting = on_her_list(world.ruth, weekly)
    if why == "closed":
        with acting_as(world.ruth.actor()) as ruth:
            Assignment.objects.visible_to(ruth).update(closes_at=timezone.now())
    else:
        answer(world, weekly, "", "granted", ends_on=timezone.localdate() - timedelta(days=1))
    refused = sign_in(world.ruth).post(f"/answer/{waiting.ref}/sheet")
    assert refused.status_code == 403
    assert tickets_of(world.ruth) == []
    assert "over" in text_of(refused) or "licence" in text_of(refused)
