"""The association's own list becomes people who can be invited, and nothing else."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from pypdf import PdfReader

from audit.models import Read
from members.actions import list_out, list_work
from members.actions.erase_person import erase_person
from members.actions.list_forgetting import forget_the_silent
from members.actions.list_invitations import invite_wave
from members.actions.list_out import gather_lists, gather_next
from members.actions.list_units import one_unit
from members.actions.list_work import carry_on_lists, take_in_next
from members.actions.office import open_identity
from members.models import (
    Account,
    CodeCard,
    JoinInvitation,
    JoinRequest,
    LetterHead,
    ListedPerson,
    MemberCondition,
    MemberList,
    MemberListText,
    Organisation,
    Person,
    RoleHolding,
)
from members.queries.organisation import forget_organisation
from po_platform.access.actor import Purpose, System, acting_as
from tests.members.everything_of import as_owner, protected
from tests.members.office_world import mails, second_administrator
from tests.members.signing_steps import browser, code_in, enter, link_in, mail_to
from tests.notifications.mailbox import deliver
from tests.personas import Persona, World

pytestmark = pytest.mark.django_db
LIST = """Mitgliedsnr.;Vorname;Nachname;Straße;PLZ;Ort;Telefon;E-Mail;Diagnose
17;Ottilie;Grünwald;Am Kai 4;12345;Hafen;030 1234567;otti@example.org;Lupus
18;Anton;Grünwald;Am Kai 4;12345;Hafen;;otti@example.org;
19;Benno;Ohnepost;Feldweg 1;54321;Dorf;;;
"""


def upload(office: Any, raw: bytes, name: str = "list.csv") -> Any:
    return office.post(
        "/office/list/new", {"file": SimpleUploadedFile(name, raw), "language": "de"}
    )


def read_in(office: Any, raw: bytes, name: str = "list.csv") -> MemberList:
    """Uploaded, matched as guessed, carried out."""
    response = upload(office, raw, name)
    assert response.status_code == 302, response.context["form"].errors
    row = MemberList.objects.latest("pk")
    office.post(f"/office/list/{row.ref}/columns", {k: str(v) for k, v in row.matching.items()})
    office.post(f"/office/list/{row.ref}", {"start": "1"})
    carry_on_lists()
    row.refresh_from_db()
    return row


@pytest.fixture
def office(world: World, sign_in: Any) -> Any:
    return sign_in(world.administrator, fresh=True)


def person_of(key: str) -> Person:
    found = Person.objects.select_related("account").get(listed__key=key)
    assert found.account is not None
    return found


def test_columns_are_guessed_and_nothing_happens_before_it_is_said(office: Any) -> None:
    before = Account.objects.count()
    response = upload(office, LIST.encode("cp1252"))
    page = office.get(response.url).content.decode()
    assert "Grünwald" in page
    row = MemberList.objects.get()
    assert set(row.matching) == {
        *("key", "first_name", "last_name", "street", "postcode", "town", "phone", "email")
    }
    look = office.get(f"/office/list/{row.ref}")
    assert look.context["counts"] == {"new": 3}
    assert look.context["plan"].couples == 1
    assert Account.objects.count() == before


def test_people_come_in_closed_sealed_and_without_anything_about_health(
    world: World, office: Any
) -> None:
    row = read_in(office, LIST.encode())
    assert row.state == "done" and row.outcome == {"new": 3}
    otti = person_of("17")
    assert otti.state == "invited" and otti.account is not None
    assert not otti.account.is_active and otti.account.language == "de"
    assert not RoleHolding.objects.filter(account=otti.account).exists()
    with acting_as(world.administrator.actor()) as actor:
        known = open_identity(actor=actor, person_id=otti.pk, reason="To see")
        assert MemberListText.objects.visible_to(actor).get(list_ref=row.ref).sealed == ""
        assert not MemberCondition.objects.visible_to(actor).exists()
    assert known.real_name == "Ottilie Grünwald"
    assert known.address == "Am Kai 4\n12345 Hafen"


def test_the_same_list_again_changes_nothing_and_a_newer_one_only_what_is_new(
    world: World, office: Any
) -> None:
    read_in(office, LIST.encode())
    assert read_in(office, LIST.encode()).outcome == {"same": 3}
    moved = LIST.replace("Feldweg 1", "Feldweg 2").replace("18;Anton", "20;Anton")
    assert read_in(office, moved.encode()).outcome == {"same": 1, "changed": 1, "new": 1}
    with acting_as(world.administrator.actor()) as actor:
        known = open_identity(actor=actor, person_id=person_of("19").pk, reason="To see")
    assert known.address == "Feldweg 2\n54321 Dorf"


def test_an_invited_person_joins_under_her_own_name_and_stays_one_person(
    world: World, office: Any
) -> None:
    read_in(office, LIST.encode())
    otti = person_of("17")
    with acting_as(world.administrator.actor()) as actor:
        assert invite_wave(actor=actor, most=1) == 1
    client = browser()
    client.get(link_in(mail_to("otti@example.org")), follow=True)
    page = client.get("/join")
    assert page.context["form"].initial["email"] == "otti@example.org"
    given = {"email": "otti@example.org", "display_name": "Otti G.", "language": "de"}
    client.post("/join", given | {"old_enough": "on", "at_least": "16"})
    enter(client, code_in(mail_to("otti@example.org")), "/join/code")
    otti.refresh_from_db()
    assert (otti.display_name, otti.state) == ("Otti G.", "active")
    assert Person.objects.filter(account__email="otti@example.org").count() == 2
    assert client.get("/start").status_code == 200


def test_what_a_member_entered_is_not_written_over(world: World, office: Any) -> None:
    read_in(office, LIST.encode())
    otti = person_of("17")
    Person.objects.filter(pk=otti.pk).update(state="active")
    row = read_in(office, LIST.replace("Am Kai 4", "Am Kai 5").encode())
    assert row.outcome == {"differs": 1, "changed": 1, "same": 1}
    with acting_as(world.administrator.actor()) as actor:
        known = open_identity(actor=actor, person_id=otti.pk, reason="To see")
    assert known.address.startswith("Am Kai 4")
    assert ListedPerson.objects.get(key="17").differs
    office.post(f"/office/people/{otti.ref}/list/settled")
    assert not ListedPerson.objects.get(key="17").differs


def test_a_member_who_came_without_the_list_is_known_by_her_address(
    world: World, office: Any
) -> None:
    before = Person.objects.count()
    row = read_in(office, b"id,name,email\n7,Ruth Somebody,RUTH@example.org\n")
    assert row.outcome == {"here": 1}
    assert Person.objects.count() == before
    assert ListedPerson.objects.get().person == world.ruth.person


def test_two_lines_with_a_members_address_are_for_a_person_to_decide(office: Any) -> None:
    raw = b"id,name,email\n7,Ruth A,ruth@example.org\n8,Karl A,ruth@example.org\n"
    assert read_in(office, raw).outcome == {"problem": 2}


def test_somebody_without_a_mailbox_is_taken_in_by_hand(office: Any) -> None:
    read_in(office, LIST.encode())
    benno = person_of("19")
    response = office.post(
        f"/office/people/{benno.ref}/take-in",
        {"display_name": "Benno O.", "sure": "called", "reason": "Rang us up"},
    )
    assert len(response.context["codes"]) == 20
    benno.refresh_from_db()
    assert benno.state == "active" and benno.account is not None and benno.account.is_active


def test_whom_the_list_knows_to_be_too_young_is_not_taken_in_by_hand(office: Any) -> None:
    today = timezone.localdate()
    lines = [f"{years},Young {years},1.1.{today.year - years}" for years in (12, 18)]
    read_in(office, "\n".join(("id,name,birth date", *lines)).encode())
    states = {}
    for key in ("12", "18"):
        young = person_of(key)
        given = {"display_name": f"Young {key}.", "sure": "called", "reason": "Rang us up"}
        page = office.post(f"/office/people/{young.ref}/take-in", given)
        young.refresh_from_db()
        states[key] = (young.state, "too young" in page.content.decode())
    assert states == {"12": ("invited", True), "18": ("active", False)}


def test_a_wave_invites_nobody_twice_and_never_who_has_no_mailbox(
    world: World, office: Any
) -> None:
    read_in(office, LIST.encode())
    with acting_as(world.administrator.actor()) as actor:
        assert [invite_wave(actor=actor, most=50) for _ in range(2)] == [2, 0]
    assert len(mails("invitation")) == 2
    ListedPerson.objects.update(invited_at=timezone.now() - timedelta(days=31))
    with acting_as(world.administrator.actor()) as actor:
        assert invite_wave(actor=actor, most=50) == 2
    ListedPerson.objects.update(invited_at=timezone.now() - timedelta(days=31), times_invited=3)
    with acting_as(world.administrator.actor()) as actor:
        assert invite_wave(actor=actor, most=50) == 0


@pytest.mark.django_db(transaction=True)
def test_who_never_answers_is_erased_and_does_not_come_back(world: World, office: Any) -> None:
    read_in(office, LIST.encode())
    long_ago = timezone.now() - timedelta(days=181)
    ListedPerson.objects.filter(key="19").update(made_at=long_ago)
    gone = person_of("19").pk
    assert forget_the_silent() == 1
    assert not Person.objects.filter(pk=gone).exists()
    assert ListedPerson.objects.count() == 2
    assert read_in(office, LIST.encode()).outcome == {"same": 2, "gone": 1}


def test_what_is_no_table_is_said_and_nothing_is_kept(office: Any) -> None:
    response = upload(office, b"\x89PNG\r\n\x1a\n\x00\x00")
    assert response.status_code == 422
    assert "not a table" in response.content.decode()
    assert not MemberList.objects.exists()


def test_an_excel_file_is_read_as_its_owner_reads_it(world: World, office: Any) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Nr", "Name", "Geburtsdatum", "Telefon"])
    sheet.append([17, "Otti Grünwald", timezone.datetime(1950, 4, 3), 301234567])  # type: ignore[attr-defined]  # datetime of the standard library
    raw = io.BytesIO()
    book.save(raw)
    read_in(office, raw.getvalue(), "list.xlsx")
    with acting_as(world.administrator.actor()) as actor:
        known = open_identity(actor=actor, person_id=person_of("17").pk, reason="To see")
    assert str(known.birth_date) == "1950-04-03" and known.phone == "301234567"


def test_wrong_lines_are_left_out_with_their_number_and_why(office: Any) -> None:
    raw = b"id,name,email\n1,Ann,\n1,Ben,\n,Cem,\n4,,\n5,Eva,no address\n6,=HYPERLINK(1),\n7,Fay,\n"
    upload(office, raw)
    row = MemberList.objects.get()
    plan = office.get(f"/office/list/{row.ref}").context["plan"]
    assert [line.number for line in plan.problems] == [2, 3, 4, 5, 6, 7]
    assert plan.counts["new"] == 1


def test_without_a_number_or_a_name_nothing_goes_on(office: Any) -> None:
    upload(office, b"a,b\n1,Ann\n")
    row = MemberList.objects.get()
    assert office.get(f"/office/list/{row.ref}").status_code == 302
    response = office.post(f"/office/list/{row.ref}/columns", {"real_name": "1"})
    assert response.status_code == 422
    assert "tells your people apart" in response.content.decode()


def test_what_was_interrupted_goes_on_where_it_stopped(
    office: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(list_work, "UNIT", 2)
    upload(office, LIST.encode())
    row = MemberList.objects.get()
    office.post(f"/office/list/{row.ref}", {"start": "1"})
    assert one_unit(row.pk, take_in_next) is True
    assert ListedPerson.objects.count() == 2
    assert [one_unit(row.pk, take_in_next) for _ in range(2)] == [False, False]
    assert ListedPerson.objects.count() == 3


def test_it_stops_when_whoever_began_it_runs_the_office_no_more(world: World, office: Any) -> None:
    upload(office, LIST.encode())
    row = MemberList.objects.get()
    office.post(f"/office/list/{row.ref}", {"start": "1"})
    RoleHolding.objects.filter(account=world.administrator.account).update(
        ends_at=timezone.now() - timedelta(days=1)
    )
    carry_on_lists()
    row.refresh_from_db()
    assert row.state == "stopped" and not ListedPerson.objects.exists()
    assert not any(texts(second_administrator(world)))


def test_one_that_goes_out_keeps_nothing_when_it_stops(
    world: World, office: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_in(office, LIST.encode())
    monkeypatch.setattr(list_out, "UNIT", 2)
    office.post("/office/list/out", {"reason": "Labels"})
    row = MemberList.objects.latest("pk")
    assert one_unit(row.pk, gather_next) is True
    assert any(texts(world.administrator))
    RoleHolding.objects.filter(account=world.administrator.account).update(
        ends_at=timezone.now() - timedelta(days=1)
    )
    gather_lists()
    row.refresh_from_db()
    assert row.state == "stopped"
    assert not any(texts(second_administrator(world)))


def texts(office: Persona) -> list[str]:
    """What is kept, sealed, of lists that came or go."""
    with acting_as(office.actor()) as actor:
        return list(MemberListText.objects.visible_to(actor).values_list("sealed", flat=True))


def test_put_away_nothing_is_kept(world: World, office: Any) -> None:
    upload(office, LIST.encode())
    row = MemberList.objects.get()
    office.post(f"/office/list/{row.ref}", {"put_away": "1"})
    with acting_as(world.administrator.actor()) as actor:
        assert MemberListText.objects.visible_to(actor).get().sealed == ""
    assert office.get(f"/office/list/{row.ref}").status_code == 200


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_list_goes_out_and_comes_in_again_and_everybody_sees_it(
    world: World, office: Any, kind: str
) -> None:
    read_in(office, LIST.replace("Ottilie;Grünwald", "=Ottilie;Grünwald").encode())
    read_in(office, LIST.encode())
    office.post("/office/list/out", {"reason": "Christmas letter"})
    row = MemberList.objects.latest("pk")
    gather_lists()
    response = office.post(f"/office/list/out/{row.ref}", {"format": kind})
    lines = _lines(response.content, kind)
    line = next(line for line in lines if line[0] == "17")
    assert line[3:7] == [
        "Ottilie Grünwald",
        "Am Kai 4\n12345 Hafen",
        "030 1234567",
        "otti@example.org",
    ]
    with acting_as(world.ruth.actor()) as ruth:
        seen = Read.objects.visible_to(ruth).filter(object_ref="Christmas letter")
        assert seen.exists()
    office.post(f"/office/list/out/{row.ref}", {"put_away": "1"})
    assert office.post(f"/office/list/out/{row.ref}", {"format": kind}).status_code == 200


def _lines(raw: bytes, kind: str) -> list[list[str]]:
    if kind == "csv":
        return list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))
    sheet = openpyxl.load_workbook(io.BytesIO(raw)).active
    assert sheet is not None
    return [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)]  # type: ignore[misc]  # text cells


@pytest.mark.parametrize("name", ["ruth", "desk", "nasser"])
def test_nobody_but_the_office_invites_or_sees_the_list(world: World, name: str) -> None:
    with acting_as(world.people[name].actor(fresh=True)) as actor:
        with pytest.raises(PermissionDenied):
            invite_wave(actor=actor, most=1)
        assert not MemberListText.objects.visible_to(actor).exists()


# ---------- What cannot go on, what others read, who comes by herself ----------


def begun(office: Any) -> MemberList:
    upload(office, LIST.encode())
    row = MemberList.objects.latest("pk")
    office.post(f"/office/list/{row.ref}", {"start": "1"})
    return row


def text_gone(world: World) -> None:
    """As after a week, or with a key that is not there any more."""
    with acting_as(world.administrator.actor()) as actor:
        MemberListText.objects.visible_to(actor).update(sealed="")


def test_a_list_that_cannot_go_on_stops_says_how_far_and_makes_room(
    world: World, office: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(list_work, "UNIT", 2)
    row = begun(office)
    assert one_unit(row.pk, take_in_next) is True
    text_gone(world)
    carry_on_lists()
    carry_on_lists()
    row.refresh_from_db()
    assert (row.state, row.done) == ("stopped", 2)
    page = office.get(f"/office/list/{row.ref}").content.decode()
    assert "2 of 3 lines were read in and stay" in page
    assert "Read the same file in again" in page
    again = read_in(office, LIST.encode())
    assert again.state == "done" and again.outcome == {"same": 2, "new": 1}


def test_half_a_list_is_never_given_out_as_a_whole_one(
    world: World, office: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_in(office, LIST.encode())
    monkeypatch.setattr(list_out, "UNIT", 2)
    office.post("/office/list/out", {"reason": "Labels"})
    row = MemberList.objects.latest("pk")
    assert one_unit(row.pk, gather_next) is True
    text_gone(world)
    gather_lists()
    row.refresh_from_db()
    assert row.state == "stopped"
    assert "half a list" in office.get(f"/office/list/out/{row.ref}").content.decode()
    office.post("/office/list/out", {"reason": "Labels again"})
    gather_lists()
    assert MemberList.objects.latest("pk").state == "done"


@pytest.mark.django_db(transaction=True)
def test_who_is_erased_stands_in_no_list_that_lies_about(world: World, office: Any) -> None:
    read_in(office, LIST.encode())
    office.post("/office/list/out", {"reason": "Labels"})
    gather_lists()
    upload(office, LIST.encode())
    with acting_as(world.administrator.actor()) as actor:
        assert MemberListText.objects.visible_to(actor).exclude(sealed="").count() == 2
    erase_person(actor=System(Purpose.OPERATE), person_id=person_of("17").pk)
    with acting_as(world.administrator.actor()) as actor:
        assert not MemberListText.objects.visible_to(actor).exclude(sealed="").exists()
    assert sorted(MemberList.objects.values_list("way", "state")) == [
        ("in", "done"),
        ("in", "stopped"),
        ("out", "done"),
    ]


@pytest.mark.django_db(transaction=True)
def test_two_at_one_mailbox_are_each_told_which_invitation_is_theirs(
    world: World, office: Any
) -> None:
    read_in(office, LIST.replace("19;Benno;Ohnepost;Feldweg 1;54321;Dorf;;;",
                                 "19;Benno;Ohnepost;Feldweg 1;54321;Dorf;;b@example.org;").encode())  # fmt: skip
    with acting_as(world.administrator.actor()) as actor:
        assert invite_wave(actor=actor, most=50) == 3
    sent = [(mail.to[0], str(mail.body)) for mail in deliver()]
    couple = [body for to, body in sent if to == "otti@example.org"]
    assert [sum(name in body for body in couple) for name in ("Ottilie", "Anton")] == [1, 1]
    assert not any("Grünwald" in body for body in couple)
    (alone,) = [body for to, body in sent if to == "b@example.org"]
    assert "Benno" not in alone, "alone in a mailbox nobody is named"
    with as_owner():
        assert protected(Read).filter(object_ref="To invite you").count() == 2


def join_openly(address: str, name: str) -> Any:
    client = browser()
    given = {
        "email": address,
        "display_name": name,
        "language": "de",
        "old_enough": "on",
        "at_least": "16",
    }
    client.post("/join", given)
    return enter(client, code_in(mail_to(address)), "/join/code")


def test_who_stands_in_the_list_and_joins_by_herself_stays_one_person(
    world: World, office: Any
) -> None:
    read_in(office, LIST.replace("18;Anton;Grünwald;Am Kai 4;12345;Hafen;;otti@example.org;\n", "").encode())  # fmt: skip
    otti = person_of("17")
    with acting_as(world.administrator.actor()) as actor:
        invite_wave(actor=actor, most=1)
    deliver()
    assert join_openly("OTTI@example.org", "Otti G.").status_code == 302
    otti.refresh_from_db()
    assert (otti.display_name, otti.state) == ("Otti G.", "active")
    assert Account.objects.filter(email__iexact="otti@example.org").count() == 1
    assert not JoinInvitation.objects.filter(person=otti, expires_at__gt=timezone.now()).exists()


def test_where_a_person_lets_each_in_she_still_waits(world: World, office: Any) -> None:
    read_in(office, b"id,name,email\n7,Otti G,otti@example.org\n")
    type(world.organisation).objects.update(joining="approved")
    forget_organisation()
    join_openly("otti@example.org", "Otti G.")
    otti = person_of("7")
    assert otti.state == "applied"
    assert JoinRequest.objects.get().person_id == otti.pk
    assert not RoleHolding.objects.filter(account=otti.account).exists()


def test_two_of_the_list_at_one_address_are_asked_for_their_invitation(office: Any) -> None:
    read_in(office, LIST.encode())
    before = Account.objects.count()
    answer = join_openly("otti@example.org", "Otti G.")
    assert answer["Location"] == "/join/invitation"
    assert Account.objects.count() == before
    assert {person_of(key).state for key in ("17", "18")} == {"invited"}


# ---------- Invited by letter ----------


def words_of(pdf: bytes) -> str:
    """What stands in a file of letters."""
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def letter_code(pdf: bytes) -> str:
    """The first code to join with."""
    found = re.search(r"\b[A-Z0-9]{4} [A-Z0-9]{4} [A-Z0-9]{4}\b", words_of(pdf))
    assert found is not None
    return found[0]


def letters(office: Any, **given: str) -> bytes:
    """The file that comes back."""
    answer = office.post("/office/list/invite/letters", given)
    assert answer["Content-Type"] == "application/pdf"
    return bytes(answer.content)


def join_with(code: str, **given: str) -> tuple[Any, Any]:
    """The browser, and what came back after joining."""
    client = browser()
    assert client.post("/join/invitation", {"code": code})["Location"] == "/join"
    assert client.get("/join")["Location"] == "/join/by-letter"
    said = {"language": "de", "old_enough": "on", "at_least": "16"}
    filled = {"display_name": "Benno O."} | said | given
    return client, client.post("/join/by-letter", filled)


def test_somebody_without_a_mailbox_joins_with_a_letter_and_signs_in_with_its_card(
    world: World, office: Any
) -> None:
    LetterHead.objects.create(address="Morning Hands\n1 Lane")
    read_in(office, LIST.encode())
    benno = person_of("19")
    made = letters(office)
    text, code = words_of(made), letter_code(made)
    assert "Benno Ohnepost" in text and "Grünwald" not in text
    cards = re.findall(r"\b\d{3} \d{3} \d{4}\b", text)
    assert len(cards) == 20
    early = browser().post("/sign-in/card", {"number": benno.number, "code": cards[0]})
    assert early.status_code == 422, "the card opens nothing before she joined"
    client, joined = join_with(code)
    assert joined.status_code == 302
    benno.refresh_from_db()
    assert (benno.state, benno.display_name) == ("active", "Benno O.")
    assert client.get("/start").status_code == 200
    assert client.get("/me/download")["Location"].startswith("/confirm"), "no fresh proof"
    again = browser()
    assert again.post("/join/invitation", {"code": code}).status_code == 422
    signed = again.post("/sign-in/card", {"number": benno.number, "code": cards[0]})
    assert signed.status_code == 302 and again.get("/start").status_code == 200


def test_an_age_raised_since_the_page_was_opened_is_said_once_more(
    world: World, office: Any
) -> None:
    LetterHead.objects.create(address="Morning Hands\n1 Lane")
    read_in(office, LIST.encode())
    code = letter_code(letters(office))
    Organisation.objects.update(minimum_age=18)
    forget_organisation()
    _client, refused = join_with(code)
    assert refused.status_code == 422
    assert "age for joining has changed" in refused.content.decode()
    assert person_of("19").state == "invited"
    _client, joined = join_with(code, at_least="18")
    assert joined.status_code == 302


def test_letters_are_made_once_and_again_only_with_new_codes(world: World, office: Any) -> None:
    LetterHead.objects.create(address="Morning Hands\n1 Lane")
    read_in(office, LIST.encode())
    first = letter_code(letters(office))
    assert office.post("/office/list/invite/letters").status_code == 302, "nobody twice"
    second = letter_code(letters(office, again="1"))
    assert first != second
    assert browser().post("/join/invitation", {"code": first}).status_code == 422
    assert ListedPerson.objects.get(key="19").times_invited == 1
    page = office.get("/office/list/invite").content.decode()
    assert "Make the last letters again" in page


def test_without_an_address_or_a_letterhead_no_letter_is_made(world: World, office: Any) -> None:
    read_in(office, b"id,name,phone\n9,Cem Nowhere,030 1\n")
    assert office.post("/office/list/invite/letters").status_code == 302
    LetterHead.objects.create(address="Morning Hands\n1 Lane")
    assert office.post("/office/list/invite/letters").status_code == 302
    assert ListedPerson.objects.get().invited_at is None
    assert not CodeCard.objects.exists()
    assert "no_address" in Person.objects.get(listed__key="9").post_stopped_why


def test_an_invitation_by_mail_is_no_letter(world: World, office: Any) -> None:
    read_in(office, LIST.encode())
    with acting_as(world.administrator.actor()) as actor:
        invite_wave(actor=actor, most=1)
    client = browser()
    client.get(link_in(mail_to("otti@example.org")), follow=True)
    given = {"display_name": "Otti G.", "language": "de", "old_enough": "on", "at_least": "16"}
    assert client.post("/join/by-letter", given)["Location"] == "/join/invitation"
    assert person_of("17").state == "invited"
