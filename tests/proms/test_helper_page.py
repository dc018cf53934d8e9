"""A helper who reads what was sent shows or prints it on one page; nothing more opens to her by it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from audit.models import Read
from po_platform.access.actor import Tick, acting_as
from proms.models import Instrument
from tests.members.helper_steps import help_of
from tests.members.proxy_steps import proxy_for, second_office
from tests.personas import World
from tests.proms.path import on_her_list, put_weekly_in_use, send, some_answers, text_of
from tests.proms.test_summary_pdf import happened, pages_of
from tests.proms.test_visits import CANARY, code_for, visit_of

pytestmark = pytest.mark.django_db
PAGE, PDF = "/my-answers/for-a-doctor", "/my-answers/for-a-doctor.pdf"
KEPT = "canary-kept-to-herself"


@pytest.fixture
def weekly(world: World) -> Instrument:
    weekly = put_weekly_in_use(world)
    send(world.ruth, on_her_list(world.ruth, weekly), some_answers(7, CANARY))
    return weekly


def helping(world: World, sign_in: Any, *ticks: Tick) -> Client:
    """The helper's browser, in which she acts for Ruth."""
    client: Client = sign_in(world.helper)
    grant = help_of(world.ruth, world.helper, *ticks)
    client.post(f"/helping/{grant.pk}/act")
    return client


def test_what_she_reads_anyway_a_helper_prints_on_one_page(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    client = helping(world, sign_in, Tick.SUMMARY)
    assert PAGE in client.get("/my-answers").content.decode()
    shown, printed = text_of(client.get(PAGE)), " ".join(pages_of(client.get(PDF)))
    for words in ("Ruth E.", CANARY, "7 of 10"):
        assert words in shown and words in printed
    assert "A code for the doctor only Ruth E. makes." in shown


def test_own_words_diary_and_what_is_kept_private_are_not_on_it(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    kept = send(world.ruth, on_her_list(world.ruth, weekly), some_answers(9, KEPT))
    sign_in(world.ruth).post(f"/my-answers/{kept.ref}/keep", {"kept": "yes"})
    happened(world.ruth, "happened for all eyes", shared=True)
    visit = visit_of(world.ruth)
    code_for(world.ruth, visit)
    client = helping(world, sign_in, *Tick)
    for page in (text_of(client.get(PAGE)), " ".join(pages_of(client.get(PDF)))):
        assert CANARY in page
        for hers in (KEPT, "9 of 10", "My garden", "May I drive?", "Blood test", "for all eyes"):
            assert hers not in page, hers
    for closed in ("/visits", f"/visits/{visit.ref}", f"/visits/{visit.ref}/summary.pdf",
                   f"/visits/{visit.ref}/code"):  # fmt: skip
        assert client.get(closed).status_code == 403


def test_each_look_stands_in_who_looked(world: World, sign_in: Any, weekly: Instrument) -> None:
    client = helping(world, sign_in, Tick.SUMMARY)
    client.get(PDF)
    with acting_as(world.ruth.actor()) as actor:
        looks = Read.objects.visible_to(actor).filter(what="proms.helper_page")
        assert [look.reader_name for look in looks] == ["Helper Person"]
    page = text_of(sign_in(world.ruth).get("/me/looks"))
    assert "What you sent, on one page for a doctor, as your helper" in page


@pytest.mark.parametrize("tick", [Tick.REMIND, Tick.ANSWER, Tick.ARRANGE])
def test_without_the_tick_there_is_no_page(
    world: World, sign_in: Any, weekly: Instrument, tick: Tick
) -> None:
    client = helping(world, sign_in, tick)
    assert [client.get(at).status_code for at in (PAGE, PDF)] == [403, 403]


def test_ended_with_one_click_it_is_closed_with_the_next_press(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    client = helping(world, sign_in, Tick.SUMMARY)
    assert client.get(PAGE).status_code == 200
    with acting_as(world.ruth.actor()) as actor:
        (grant,) = {row.grant_id for row in Read.objects.visible_to(actor).exclude(grant_id=None)}
    sign_in(world.ruth).post(f"/helpers/{grant}/end")
    for at in (PAGE, PDF):
        answer = client.get(at)
        assert (answer.status_code, CANARY in answer.content.decode()) == (302, False)


def test_herself_somebody_else_and_who_acts_by_law_are_led_to_their_own_visits(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    clients = [sign_in(world.ruth), sign_in(world.gerd), sign_in(world.helper)]
    parent = sign_in(world.gerd)
    parent.post(f"/helping/{proxy_for(world, world.gerd, second_office())}/act")
    for client in (*clients, parent):
        for at in (PAGE, PDF):
            answer = client.get(at)
            assert (answer.status_code, answer["Location"]) == (302, "/visits")
    assert Client().get(PAGE).status_code == 302
