"""Who has no screen asks on the telephone for her page for the doctor; it comes behind a letter."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from audit.models import Event, Read
from members.actions.calls import ask_for_call
from members.actions.post import choose_way
from members.models import CallRequest, LetterBatch
from notifications import kinds
from notifications.actions.dispatching import dispatch
from notifications.models import Outbox
from notifications.typesetting import NotTypeset
from po_platform.access.actor import NOBODY, Hat, Tick, acting_as
from po_platform.kit.spoken import plain_day
from proms import page_by_post
from proms.actions.page_by_post import ASKED, PAGE
from proms.models import Instrument
from tests.members.helper_steps import help_of
from tests.members.letter_steps import (
    LETTER,
    file_of,
    got_letters,
    lives_at,
    print_all,
    somebody_on_paper,
    tell,
    with_a_head,
)
from tests.personas import Persona, World, make_persona
from tests.proms.path import on_her_list, put_weekly_in_use, send, some_answers, text_of
from tests.proms.test_on_call import WISH, begun, taken
from tests.proms.test_summary_pdf import happened
from tests.proms.test_visits import CANARY, visit_of

pytestmark = pytest.mark.django_db
KEPT = "canary-kept-to-herself"


@pytest.fixture(autouse=True)
def _letters(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    monkeypatch.setitem(kinds._kinds, LETTER.name, LETTER)
    settings.STORED_FILES_DIR = tmp_path / "store"


@pytest.fixture
def weekly(world: World) -> Instrument:
    with_a_head(world)
    lives_at(world.ruth, "4 Quay Street\nHarbour Town", "Ruth Ellison")
    weekly = put_weekly_in_use(world)
    send(world.ruth, on_her_list(world.ruth, weekly), some_answers(7, CANARY))
    return weekly


@pytest.fixture
def page(world: World, sign_in: Any, weekly: Instrument) -> str:
    """Where the desk, which has taken Ruth's call, asks for her page."""
    return f"{taken(sign_in(world.desk), world.ruth.actor())}/page"


def asked(world: World, sign_in: Any, page: str, on: str = "") -> LetterBatch:
    """She said yes; the next letters are printed."""
    assert sign_in(world.desk).post(page, {"on": on}).status_code == 302
    dispatch()
    batch = print_all(world)
    assert batch is not None
    return batch


def alts_of(path: Path) -> str:
    """What the pictures in a PDF say to whoever hears it."""
    found, seen = [], set()

    def look(node: Any) -> None:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for one in node:
                look(one)
        elif isinstance(node, dict) and id(node) not in seen:
            seen.add(id(node))
            if "/Alt" in node:
                found.append(str(node["/Alt"]))
            look(node.get("/K", []))

    look(PdfReader(path).root_object["/StructTreeRoot"])
    return "\n".join(found)


def words_of(path: Path) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(path).pages]


def looks(persona: Persona) -> list[tuple[str, str]]:
    with acting_as(persona.actor()) as actor:
        rows = Read.objects.visible_to(actor).filter(subject_id=persona.subject)
        return sorted(rows.values_list("what", "reader_name"))


def test_asked_for_on_the_telephone_it_lies_behind_a_letter_on_a_sheet_of_its_own(
    world: World, sign_in: Any, page: str
) -> None:
    visit_of(world.ruth, days=7)
    day = timezone.localdate() + timedelta(days=7)
    path = file_of(asked(world, sign_in, page, day.isoformat()), world)
    letter, *behind = words_of(path)
    for said in ("4 Quay Street", "Your page for the doctor", f"for the visit on {plain_day(day)}"):
        assert said in letter, letter
    assert "Whoever printed it and put it into the envelope could see it" in letter
    assert len(behind) == 2 and behind[0] == ""  # printed on both sides, the sheet is none of hers
    sheet = alts_of(path)
    for words in ("Ruth Ellison", "7 of 10", CANARY, "My garden", "May I drive?"):
        assert words in sheet, sheet


def test_it_is_printed_also_for_whom_we_else_write_e_mails_to_or_call(
    world: World, sign_in: Any, page: str, mailoutbox: list[Any]
) -> None:
    choose_way(actor=world.ruth.actor(), way="phone")
    assert asked(world, sign_in, page).letters == 1
    assert mailoutbox == []
    Outbox.objects.all().delete()
    choose_way(actor=world.ruth.actor(), way="")
    assert asked(world, sign_in, page).letters == 1
    assert mailoutbox == []


def test_the_desk_reads_the_words_out_and_sees_nothing_of_the_page(
    world: World, sign_in: Any, page: str
) -> None:
    desk = sign_in(world.desk)
    assert "Send their page for the doctor by post" in text_of(desk.get(page[: -len("/page")]))
    shown = text_of(desk.get(page))
    assert "can see what stands on it" in shown and "to the address our office has" in shown
    assert CANARY not in shown and "Quay Street" not in shown
    after = text_of(desk.post(page, {"on": ""}, follow=True))
    assert "It is printed with the next letters" in after and CANARY not in after
    assert Event.objects.filter(verb=ASKED).count() == 1


def test_with_nothing_answered_the_desk_reads_the_same(
    world: World, sign_in: Any, page: str
) -> None:
    desk = sign_in(world.desk)
    other = f"{taken(desk, world.gerd.actor())}/page"
    pages = [text_of(desk.get(one)).replace("Gerd", "Ruth") for one in (page, other)]
    assert pages[0].split("Send their page")[2] == pages[1].split("Send their page")[2]


def test_who_prints_it_stands_in_who_looked_and_only_with_whom_it_is_about(
    world: World, sign_in: Any, page: str
) -> None:
    elfriede = somebody_on_paper("Elfriede M.")
    tell(elfriede)
    batch = asked(world, sign_in, page)
    assert batch.letters == 2
    office = sign_in(world.administrator, fresh=True)
    assert "proms.page_posted" not in dict(looks(world.ruth))  # made by the worker, seen by nobody
    assert "Look at the name only" in text_of(office.get(f"/office/letters/{batch.ref}"))
    assert office.get(f"/office/letters/{batch.ref}/file").status_code == 200
    assert ("proms.page_posted", "Administrator Person") in looks(world.ruth)
    assert "The page for your doctor with your answers" in text_of(
        sign_in(world.ruth).get("/me/looks")
    )
    assert "proms.page_posted" not in dict(looks(elfriede))


def test_a_file_with_answers_goes_once_it_is_in_the_post_and_after_three_days(
    world: World, sign_in: Any, page: str
) -> None:
    elfriede = somebody_on_paper("Elfriede M.")
    tell(elfriede)
    plain = print_all(world)
    batch = asked(world, sign_in, page)
    assert plain is not None and plain.pk != batch.pk
    office = sign_in(world.administrator, fresh=True)
    at, others = f"/office/letters/{batch.ref}", f"/office/letters/{plain.ref}"
    days = [
        (office.get(one).context["batch"].file.expires_at - timezone.now()).days + 1
        for one in (at, others)
    ]
    assert days == [3, 14]
    for one in (at, others):
        assert office.post(f"{one}/posted").status_code == 302
    assert office.get(f"{at}/file").status_code == 404
    assert office.get(f"{others}/file").status_code == 200
    assert "Print it again" in text_of(office.get(at))


def test_a_page_that_cannot_be_put_on_paper_keeps_nobody_elses_letter_back(
    world: World, sign_in: Any, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_args: Any, **_kwargs: Any) -> Any:
        raise NotTypeset("broken")

    elfriede = somebody_on_paper("Elfriede M.")
    tell(elfriede)
    with monkeypatch.context() as broken:
        broken.setattr(page_by_post, "summary_as_pictures", fails)
        asked(world, sign_in, page)
    assert got_letters() == ["Elfriede M."]
    print_all(world)  # hers waited
    assert got_letters() == ["Elfriede M.", world.ruth.name]


def test_printed_again_it_is_put_together_anew(world: World, sign_in: Any, page: str) -> None:
    batch = asked(world, sign_in, page)
    office = sign_in(world.administrator)
    office.post(f"/office/letters/{batch.ref}/posted")
    letter = batch.posted.get()
    assert (
        office.post(f"/office/letters/{letter.pk}/again", {"reason": "spoiled"}).status_code == 302
    )
    again = print_all(world)
    assert again is not None and again.pk != batch.pk
    assert CANARY in alts_of(file_of(again, world))


def test_what_she_keeps_for_herself_does_not_stand_on_it(
    world: World, sign_in: Any, weekly: Instrument, page: str
) -> None:
    kept = send(world.ruth, on_her_list(world.ruth, weekly), some_answers(9, KEPT))
    sign_in(world.ruth).post(f"/my-answers/{kept.ref}/keep", {"kept": "yes"})
    happened(world.ruth, "happened for mine alone", shared=False)
    happened(world.ruth, "happened for all eyes", shared=True)
    sheet = alts_of(file_of(asked(world, sign_in, page), world))
    assert "7 of 10" in sheet and CANARY in sheet
    assert KEPT not in sheet and "9 of 10" not in sheet and "mine alone" not in sheet


def test_asked_twice_is_one_letter(world: World, sign_in: Any, page: str) -> None:
    desk = sign_in(world.desk)
    for _press in range(2):
        assert desk.post(page, {"on": ""}).status_code == 302
    assert Outbox.objects.filter(kind=PAGE).count() == 1


def test_until_it_is_printed_she_takes_it_back_in_a_call_and_asks_again(
    world: World, sign_in: Any, page: str
) -> None:
    desk = sign_in(world.desk)
    desk.post(page, {"on": ""})
    assert "They have asked for it" in text_of(desk.get(page))
    dispatch()
    assert "Taken back" in text_of(desk.post(page, {"undo": "1"}, follow=True))
    assert print_all(world) is None
    assert "Only if they ask for it" in text_of(desk.get(page))
    assert asked(world, sign_in, page).letters == 1
    too_late = text_of(desk.post(page, {"undo": "1"}, follow=True))
    assert "Ask the office to keep the letter back" in too_late


@pytest.mark.parametrize("on", ["2020-01-01", "3026-01-01", "soon"])
def test_a_day_that_cannot_be_is_asked_again(
    world: World, sign_in: Any, page: str, on: str
) -> None:
    assert sign_in(world.desk).post(page, {"on": on}).status_code == 422
    assert not Outbox.objects.filter(kind=PAGE).exists()


# ---------- Refusals ----------


def nothing_asked(client: Client, page: str, status: int) -> None:
    for given in ({"on": ""}, {"undo": "1"}):
        assert client.post(page, given).status_code == status
    assert client.get(page).status_code == status
    assert not Outbox.objects.filter(kind=PAGE).exists()


def test_only_who_has_the_call_can_ask_for_it(world: World, sign_in: Any, page: str) -> None:
    nothing_asked(sign_in(make_persona("Second Desk", role=Hat.DESK)), page, 404)
    for persona in (world.ruth, world.gerd, world.nasser, world.curator, world.administrator):
        nothing_asked(sign_in(persona), page, 403)


@pytest.mark.parametrize("how", ["put back", "written down", "half an hour over"])
def test_after_the_call_it_cannot_be_asked_for(
    world: World, sign_in: Any, page: str, how: str
) -> None:
    desk, call = sign_in(world.desk), page[: -len("/page")]
    if how == "put back":
        desk.post(f"{call}/put-back")
    elif how == "written down":
        assert desk.post(call, {"outcome": "done"}).status_code == 302
    else:
        with acting_as(world.desk.actor()) as actor:
            over = timezone.now() - timedelta(seconds=1)
            CallRequest.objects.visible_to(actor).update(taken_until=over)
    nothing_asked(desk, page, 404)


def test_before_the_call_is_taken_it_cannot_be_asked_for(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    ruth = world.ruth.actor()
    with acting_as(ruth):
        ask_for_call(actor=ruth, wish=WISH)
        call = CallRequest.objects.visible_to(ruth).get()
    nothing_asked(sign_in(world.desk), f"/desk/calls/{call.ref}/page", 404)


def test_a_call_a_helper_or_a_visitor_asked_for_leads_to_nobodys_page(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    desk = sign_in(world.desk)
    helper = begun(world.helper, help_of(world.ruth, world.helper, Tick.ARRANGE).pk)
    nothing_asked(desk, f"{taken(desk, helper)}/page", 404)
    with acting_as(NOBODY):
        ask_for_call(actor=NOBODY, wish=WISH)
    with acting_as(world.desk.actor()) as actor:
        call = CallRequest.objects.visible_to(actor).get(person=None)
    desk.post(f"/desk/calls/{call.ref}/take")
    nothing_asked(desk, f"/desk/calls/{call.ref}/page", 404)
