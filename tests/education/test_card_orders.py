"""A practice orders cards without an account; only the office reads the order, posts and closes it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.utils import timezone

from audit.retention import clear_outlived
from education.actions.cards import make_card
from education.actions.stopping import stop_programme
from education.card_codes import code_of
from education.models import CardOrder, Programme, ProgrammeCard
from education.queries import card_orders
from education.queries.card_orders import orders
from members.share_codes import in_groups
from po_platform.access.actor import acting_as
from po_platform.kit.crypto import seal_for_application
from tests.education.programme_path import short
from tests.personas import World
from tests.proms.path import text_of

pytestmark = pytest.mark.django_db
OFFICE = "/office/card-orders"


def order(of: Programme, **changed: Any) -> Any:
    values = {
        "programme": str(of.ref), "patients": "30", "practice": "Dr Harrow, Harrowmere",
        "address": "3 Mill Lane\nHarrowmere", "reach": "01632 960 555",
    }  # fmt: skip
    return Client(headers={"accept-language": "en"}).post("/cards/order", {**values, **changed})


def only_order() -> CardOrder:
    return CardOrder.objects.get()


def test_the_office_makes_the_sheet_posts_it_and_takes_that_back(
    world: World, sign_in: Any
) -> None:
    assert "Your order is here" in text_of(order(short(world)))
    office = sign_in(world.administrator)
    assert "1 practice ordered cards" in text_of(office.get("/office"))
    assert "Dr Harrow, Harrowmere" in text_of(office.get(OFFICE))
    one = f"{OFFICE}/{only_order().ref}"
    assert "3 Mill Lane" in text_of(office.get(one))
    sheet = office.post(one, {"do": "make"}, follow=True)
    assert "Dr Harrow, Harrowmere" in text_of(sheet)
    office.post(one, {"do": "make"})
    card = ProgrammeCard.objects.get()  # twice is once
    assert card.account_id is None  # it does not go with whoever printed it
    assert card.may_be_used == 30
    office.post(one, {"do": "sent"})
    row = only_order()
    assert (row.state, row.closed_by) == ("sent", world.administrator.account.pk)
    assert "ordered cards" not in text_of(office.get("/office"))
    office.post(one, {"do": "waiting"})
    assert only_order().closed_at is None
    for done, opens in (("not_sent", False), ("waiting", True)):
        office.post(one, {"do": done})
        assert (ProgrammeCard.objects.get().withdrawn_at is None) is opens
    assert office.post(one, {"do": "x"}).status_code == 404


def test_an_order_that_does_not_open_hides_no_other(
    world: World, sign_in: Any, caplog: pytest.LogCaptureFixture
) -> None:
    programme = short(world)
    order(programme)
    row = only_order()
    order(programme, practice="Dr Sand, Shore")
    broken = seal_for_application("x", "education_cardorder|practice|other")
    CardOrder.objects.filter(pk=row.pk).update(practice=broken, address=broken, reach=broken)
    office = sign_in(world.administrator)
    page = text_of(office.get(OFFICE))
    assert "Dr Sand, Shore" in page and "Cannot be read any more" in page
    page = text_of(office.get(f"{OFFICE}/{row.ref}"))
    assert "Cannot be read any more" in page and "Make the sheet" not in page
    assert str(row.ref) in caplog.text
    # The page was opened before its key went: no card in nobody's name.
    assert office.post(f"{OFFICE}/{row.ref}", {"do": "make"}).status_code == 403
    row.refresh_from_db()
    assert row.card_ref is None and not ProgrammeCard.objects.exists()
    assert office.post(f"{OFFICE}/{row.ref}", {"do": "not_sent"}).status_code == 302


def test_an_order_that_waits_stays_on_the_list_whatever_came_after(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    programme = short(world)
    order(programme)
    first = only_order()
    monkeypatch.setattr(card_orders, "MOST", 2)
    for number in range(3):
        order(programme, practice=f"Practice {number}")
    newest = CardOrder.objects.exclude(pk=first.pk)
    newest.update(state="not_sent", closed_at=timezone.now())
    with acting_as(world.administrator.actor()) as actor:
        found = [one.row.pk for one in orders(actor=actor)]
    assert found[0] == first.pk
    assert len(found) == 3


def test_of_what_was_stopped_no_sheet_is_made_printed_or_handed_out(
    world: World, sign_in: Any
) -> None:
    programme = short(world)
    order(programme)
    order(programme, practice="A second one")
    office, (first, second) = sign_in(world.administrator), CardOrder.objects.order_by("pk")
    office.post(f"{OFFICE}/{first.ref}", {"do": "make"})
    printed = f"{OFFICE}/{first.ref}/sheet"
    code = in_groups(code_of(str(ProgrammeCard.objects.get().ref)))
    assert code in text_of(office.get(printed))
    with acting_as(world.nasser.actor()) as actor:
        card = make_card(
            actor=actor, programme=programme, printed_name="Dr N", may_be_used=2, days=9
        )
    own, handed = in_groups(code_of(str(card.ref))), f"/cards/{card.ref}"
    nasser = sign_in(world.nasser)
    assert own in text_of(nasser.get(handed))
    with acting_as(world.editor.actor()) as actor:
        stop_programme(actor=actor, ref=programme.ref, words="Leave out the breathing.")
    waiting = f"{OFFICE}/{second.ref}"
    assert "Make the sheet" not in text_of(office.get(waiting))
    assert office.post(waiting, {"do": "make"}).status_code == 403
    assert ProgrammeCard.objects.filter(account=None).count() == 1
    for browser, where, words in ((office, printed, code), (nasser, handed, own)):
        page = text_of(browser.get(where))
        assert "Leave out the breathing." in page
        assert words not in page
    for browser, where in ((office, OFFICE), (nasser, "/cards")):
        assert "This programme was stopped" in text_of(browser.get(where))


@pytest.mark.django_db(transaction=True)
def test_the_name_of_a_practice_goes_with_its_order_and_the_sheet_still_opens(
    world: World, sign_in: Any
) -> None:
    order(short(world))
    office, one = sign_in(world.administrator), f"{OFFICE}/{only_order().ref}"
    office.post(one, {"do": "make"})
    office.post(one, {"do": "sent"})
    CardOrder.objects.update(closed_at=timezone.now() - timedelta(days=89))
    clear_outlived()
    assert ProgrammeCard.objects.get().printed_name == "Dr Harrow, Harrowmere"
    CardOrder.objects.update(closed_at=timezone.now() - timedelta(days=91))
    clear_outlived()
    assert not CardOrder.objects.exists()
    card = ProgrammeCard.objects.get()
    assert card.printed_name == ""
    opened = Client().post("/programmes/card", {"code": code_of(str(card.ref))})
    assert opened["location"] == "/programmes/short"


def test_nobody_but_the_office_sees_it_and_the_database_holds_no_plain_name(
    world: World, sign_in: Any
) -> None:
    order(short(world))
    ref = only_order().ref
    for persona in (world.ruth, world.nasser, world.editor):
        assert sign_in(persona).get(f"{OFFICE}/{ref}").status_code in (403, 404)
        with acting_as(persona.actor()) as actor, pytest.raises(PermissionDenied):
            orders(actor=actor)
    with connection.cursor() as cursor:
        cursor.execute("select practice || address || reach from education_cardorder")
        (kept,) = cursor.fetchone()
    # Words with a blank: letters and digits alone may stand in what is sealed by chance.
    assert not [word for word in ("Dr Harrow", "Mill Lane", "01632 960") if word in kept]


@pytest.mark.parametrize(
    "wrong",
    [
        {"practice": ""},
        {"address": ""},
        {"patients": "0"},
        {"patients": "5000"},
        {"programme": "x"},
    ],
)
def test_what_is_missing_is_asked_for_and_nothing_is_kept(
    world: World, wrong: dict[str, str]
) -> None:
    assert order(short(world), **wrong).status_code == 422
    assert not CardOrder.objects.exists()


def test_a_flood_is_stopped_and_kept_out(world: World) -> None:
    cache.clear()
    programme = short(world)
    assert [order(programme).status_code for _time in range(4)] == [200, 200, 200, 429]
    assert CardOrder.objects.count() == 3


def test_without_a_programme_the_page_says_so(world: World) -> None:
    page = text_of(Client(headers={"accept-language": "en"}).get("/cards/order"))
    assert "No programme yet" in page
