"""Before members come: how it stands is read from the tables, and a mail counts when it was read."""

from __future__ import annotations

import json
from io import BytesIO, StringIO
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from members.models import Account, HandOverNote, LetterHead, RoleHolding, SetUpMark
from members.queries.organisation import forget_organisation
from members.queries.set_up import own_points
from notifications.models import DueJob
from po_platform.access.actor import Hat, acting_as
from tests.members.office_world import last_event, mails, second_administrator
from tests.members.rights_steps import at_desk
from tests.members.signing_steps import code_in, enter, mail_to
from tests.personas import World, make_persona, sign_in

pytestmark = pytest.mark.django_db


def standing(world: World) -> dict[str, bool]:
    """title of a point → whether it is done."""
    with acting_as(world.administrator.actor()) as actor:
        return {str(point.title): point.done for point in own_points(actor)}


def test_each_point_says_what_the_tables_say(world: World) -> None:
    before = standing(world)
    assert before["Name, telephone and hours"]
    assert not before["Imprint, privacy, rules"]
    assert not before["The worker runs"]
    assert not before["Where letters come from"]
    texts = {"en": "Written."}
    type(world.organisation).objects.update(imprint=texts, privacy=texts, rules=texts)
    DueJob.objects.create(name="test.work", due_at=timezone.now(), last_ok_at=timezone.now())
    LetterHead.objects.create(address="Morning Hands\n1 Lane")
    after = standing(world)
    assert after["Imprint, privacy, rules"]
    assert after["The worker runs"]
    assert after["Where letters come from"]
    assert not after["E-mail arrives"]


def test_the_page_lists_what_each_part_needs_and_leaves_out_what_is_off(
    world: World, django_assert_max_num_queries: Any
) -> None:
    office = at_desk(world.administrator)
    with django_assert_max_num_queries(45):
        page = office.get("/office/set-up").content.decode()
    for title in ("E-mail arrives", "A place to talk", "A questionnaire", "Health pages"):
        assert title in page
    type(world.organisation).objects.update(parts_off=["forums", "proms"])
    forget_organisation()
    page = office.get("/office/set-up").content.decode()
    assert "A place to talk" not in page
    assert "somebody may be in danger" not in page
    assert "Health pages" in page


def test_a_test_mail_counts_when_its_code_was_typed_in(world: World) -> None:
    office = at_desk(world.administrator)
    assert office.get("/office/set-up/test-mail").status_code == 200
    sent = office.post("/office/set-up/test-mail", {"address": "far.away@example.net"})
    assert sent["Location"] == "/office/set-up/test-mail/code"
    code = code_in(mail_to("far.away@example.net"))
    wrong = "111111" if code != "111111" else "222222"
    assert enter(office, wrong, sent["Location"]).status_code == 422
    assert not standing(world)["E-mail arrives"]
    assert enter(office, code, sent["Location"])["Location"] == "/office/set-up"
    assert standing(world)["E-mail arrives"]
    assert last_event("members.set_up.mail_read") is not None
    assert enter(office, code, sent["Location"]).status_code == 422


def test_the_code_of_a_test_mail_opens_nothing_else(world: World) -> None:
    office = Client()
    sign_in(office, world.administrator)
    office.post("/office/set-up/test-mail", {"address": world.administrator.account.email})
    code = code_in(mail_to(world.administrator.account.email))
    assert enter(office, code, "/confirm/code").status_code == 422
    assert office.get("/me/sign-in/password").status_code == 302


@pytest.mark.parametrize("address", ["", "nobody", "a@b", "x@example.org\nBcc: y@example.org"])
def test_what_is_no_address_is_sent_nothing(world: World, address: str) -> None:
    office = at_desk(world.administrator)
    answer = office.post("/office/set-up/test-mail", {"address": address})
    assert answer.status_code == 422
    assert not mails("test_mail")


def test_what_no_table_tells_is_said_by_hand_and_taken_back(world: World) -> None:
    office = at_desk(world.administrator)
    office.post("/office/set-up", {"name": "copies"})
    office.post("/office/set-up", {"name": "copies"})
    assert standing(world)["Copies are made, and one was brought back"]
    office.post("/office/set-up", {"name": "copies", "undo": "1"})
    assert not standing(world)["Copies are made, and one was brought back"]
    office.post("/office/set-up", {"name": "mail"})
    office.post("/office/set-up", {"name": "x" * 500})
    assert not SetUpMark.objects.exists(), "a mail is never said to have come by a press"


def test_the_hand_over_says_who_has_which_duty_and_no_secret(world: World) -> None:
    office = at_desk(world.administrator)
    answer = office.post(
        "/office/hand-over/words", {"host": "Host Ltd, 01632 960 777", "elsewhere": "Keys: Ada"}
    )
    assert answer["Location"] == "/office/hand-over"
    page = office.get("/office/hand-over").content.decode()
    for words in ("Host Ltd, 01632 960 777", "Keys: Ada", "Moderator Person", "Run the office"):
        assert words in page
    for name in ("Ruth E.", "Gerd A.", "Helper Person"):
        assert name not in page, "members are nobody's duty"
    pdf = office.post("/office/hand-over/file")
    assert pdf["Content-Type"] == "application/pdf"
    reader = PdfReader(BytesIO(pdf.content))
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    for words in ("Host Ltd", "Moderator Person", "/office/people", "The keys that open"):
        assert words in text
    assert "Ruth E." not in text
    assert reader.root_object["/MarkInfo"]["/Marked"]  # type: ignore[index]  # tagged
    assert last_event("members.hand_over.taken") is not None


@pytest.mark.parametrize("words", ["Password: Fish77", "das Passwort lautet Fisch", "PIN = 4711"])
def test_what_looks_like_a_password_is_not_kept(world: World, words: str) -> None:
    office = at_desk(world.administrator)
    answer = office.post("/office/hand-over/words", {"host": "", "elsewhere": words})
    assert answer.status_code == 422
    assert "where it is kept" in answer.content.decode()
    assert not HandOverNote.objects.exists()
    kept = "The password is in the envelope in the safe."
    assert office.post("/office/hand-over/words", {"elsewhere": kept}).status_code == 302


def recover(*more: str) -> dict[str, Any]:
    out = StringIO()
    call_command("recover_administrator", "--json", *more, stdout=out)
    made: dict[str, Any] = json.loads(out.getvalue())
    return made


def test_the_last_administrator_comes_in_again_by_a_command(world: World) -> None:
    account = world.administrator.account
    Authenticator.objects.create(user=account, type="totp", data={"secret": "sealed"})
    here = at_desk(world.administrator)
    assert here.get("/office").status_code == 200
    made = recover("--email", account.email.upper(), "--new-email", "new@example.org")
    assert made["status"] == "recovered"
    assert Account.objects.get(pk=account.pk).email == "new@example.org"
    assert not Authenticator.objects.filter(user=account).exists()
    assert RoleHolding.objects.filter(account=account, role=Hat.ADMINISTRATOR).exists()
    (told,) = mails("administrator_recovered")
    assert told.account_id == account.pk
    event = last_event("members.administrator.recovered")
    assert event is not None
    assert event.purpose == "operate"


def test_where_two_others_can_the_command_does_not(world: World) -> None:
    account = world.administrator.account
    Authenticator.objects.create(user=account, type="totp", data={"secret": "sealed"})
    second_administrator(world)
    again = recover("--email", account.email)
    assert again["status"] == "recovered", "one other alone cannot"
    assert len(mails("administrator_recovered")) == 2
    make_persona("Third Office", role=Hat.ADMINISTRATOR)
    with pytest.raises(CommandError, match="Two others"):
        recover("--email", account.email)


def test_nobody_else_is_recovered_and_no_mailbox_is_taken(world: World) -> None:
    for email in ("ruth@example.org", "nobody@example.org", ""):
        with pytest.raises(CommandError, match="No single administrator"):
            recover("--email", email)
    with pytest.raises(CommandError, match="Somebody else"):
        recover("--email", world.administrator.account.email, "--new-email", "ruth@example.org")
    with pytest.raises(CommandError, match="no e-mail address"):
        recover("--email", world.administrator.account.email, "--new-email", "new")
    assert not mails("administrator_recovered")
