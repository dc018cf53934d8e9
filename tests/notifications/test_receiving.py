"""A mail comes in: taken whatever it is, and answered only where a person waits for it."""

from __future__ import annotations

import io
import re
import sys
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command

from members.models import Account
from notifications.actions import queue
from notifications.actions.receiving import MOST_BYTES, Taken, receive
from notifications.channels import EmailChannel, Parcel, message_id
from notifications.incoming.proof import proof_in
from notifications.letters import Letter
from notifications.models import MailOptOut, Outbox
from notifications.replies import register_taker, takers
from notifications.tokens import Stop, stop_token
from tests.notifications.mailbox import deliver
from tests.personas import World

pytestmark = pytest.mark.django_db

OURS = "talk@in.example"


@pytest.fixture(autouse=True)
def _mail_comes_in(settings: Any) -> None:
    settings.MAIL_IN = OURS


def sent_to_ruth(world: World) -> Outbox:
    """A notice she got."""
    queue(
        recipient=world.ruth.person.pk, kind="forums.answer", context={"path": "/talk"}, dedup="x",
        about="1:1",
    )  # fmt: skip
    Outbox.objects.update(state=Outbox.State.SENT, sealed="")
    return Outbox.objects.get()


def report(
    ref: str, *, address: str = "ruth@example.org", status: str = "5.1.1", action: str = "failed",
    whole: bool = True,
) -> bytes:  # fmt: skip
    """As Postfix writes it, with the mail that came back or only its head."""
    back = "message/rfc822" if whole else "text/rfc822-headers"
    return f"""From: MAILER-DAEMON@mx.example
To: {OURS}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain

I'm sorry.

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; {address}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} no such user

--B
Content-Type: {back}

Message-ID: {ref}
Subject: x

words
--B--
""".encode()


def is_paused(world: World) -> bool:
    return Account.objects.get(pk=world.ruth.account.pk).mail_paused_at is not None


@pytest.mark.parametrize("whole", [True, False])
def test_a_report_that_a_mailbox_is_gone_pauses_it(world: World, whole: bool) -> None:
    row = sent_to_ruth(world)
    assert receive(report(message_id(row.ref), whole=whole), envelope_from="") is Taken.REPORT
    assert is_paused(world)


@pytest.mark.parametrize("wrong", ["number", "address", "later", "full", "no_number", "empty"])
def test_no_other_report_pauses_anybody(world: World, wrong: str) -> None:
    mine = message_id(sent_to_ruth(world).ref)
    made = {
        "number": report("<00000000-0000-4000-8000-000000000000@x.example>"),
        "address": report(mine, address="gerd@example.org"),
        "later": report(mine, action="delayed", status="4.4.1"),
        "full": report(mine, status="5.2.2"),
        "no_number": report("<other@x.example>"),
        "empty": b"Content-Type: multipart/report; report-type=delivery-status\n\n",
    }
    assert receive(made[wrong], envelope_from="") is Taken.REPORT
    assert not Account.objects.filter(mail_paused_at__isnull=False).exists()


def test_a_mail_program_stops_mails_by_mail(world: World) -> None:
    token = stop_token(Stop(world.ruth.person.pk, ("forums.answers",)))
    raw = f"From: ruth@example.org\nTo: {OURS}\nSubject: stop {token}\nAuto-Submitted: auto-generated\n\n"
    assert receive(raw.encode()) is Taken.STOPPED
    assert MailOptOut.objects.get().group == "forums.answers"
    assert receive(raw.replace(token[:4], "xxxx").encode()) is Taken.IGNORED


def test_each_mail_says_how_to_stop_it_by_mail(world: World) -> None:
    row = sent_to_ruth(world)
    with EmailChannel() as post:
        post.send(Parcel(row.ref, "a@b.example", Letter("s", "t", "h", "en"), "PO", "a:b:c"))
    header = mail.outbox[-1].extra_headers["List-Unsubscribe"]
    assert re.fullmatch(r"<http.*>, <mailto:talk@in\.example\?subject=stop%20a:b:c>", header)


@pytest.mark.parametrize(
    "head",
    [
        "Auto-Submitted: auto-replied\nFrom: a@b.example\n",
        "Precedence: list\nFrom: a@b.example\n",
        "From: talk@in.example\n",
        "From: portal@localhost\n",
        "From: MAILER-DAEMON@b.example\n",
        "Subject: nobody wrote this\n",
    ],
)
def test_programs_loops_and_nobody_get_no_answer(world: World, head: str) -> None:
    assert receive(f"{head}To: {OURS}\n\nwords".encode()) is Taken.IGNORED
    assert deliver() == []


def test_a_stranger_is_told_once_a_day_and_a_flood_is_not(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("notifications.actions.receiving.MOST_TOLD_A_DAY", 2)
    taken = [
        receive(f"From: a{n}@b.example\nTo: {OURS}\n\nwords".encode()) for n in (1, 1, 2, 3, 4)
    ]
    assert taken == [Taken.TOLD, Taken.IGNORED, Taken.TOLD, Taken.IGNORED, Taken.IGNORED]
    assert len(deliver()) == 2


@pytest.mark.parametrize(
    ("said", "taken"),
    [
        ("mx.example; dmarc=pass", Taken.TOLD),
        ("mx.example; dmarc=fail", Taken.IGNORED),
        ("mx.forged.example; dmarc=pass", Taken.TOLD),
        ("mx.example; dmarc=temperror", Taken.IGNORED),
        ("mx.example; dmarc=fail\nAuthentication-Results: mx.example; dmarc=pass", Taken.IGNORED),
    ],
)
def test_what_our_server_calls_forged_is_not_even_answered(
    world: World, settings: Any, said: str, taken: Taken
) -> None:
    settings.MAIL_IN_CHECKED_BY = "mx.example"
    raw = f"Authentication-Results: {said}\nFrom: a@b.example\nTo: {OURS}\n\nwords"
    assert receive(raw.encode()) is taken


@pytest.mark.parametrize(
    ("said", "proof"),
    [
        ("mx.example; dmarc=pass (p=reject) header.from=b.example", "pass"),
        (
            "mx.example 1; spf=fail smtp.mailfrom=x@c.example; dmarc=pass header.from=b.example",
            "pass",
        ),
        ("mx.example; dmarc=pass header.from=B.Example", "pass"),
        ("mx.example; dmarc=pass header.from=evil.example", "none"),
        ("mx.example; dmarc=pass header.from=sub.b.example", "none"),
        ("mx.example; dmarc=pass header.from=evil.example header.from=b.example", "none"),
        ("mx.example; dmarc=pass header.from=b.example; dmarc=pass header.from=c.example", "none"),
        ('mx.example; dmarc=pass header.from="evil.example"', "none"),
        (
            "mx.example; dmarc=pass header.from=evil.example; spf=pass smtp.mailfrom=b.example",
            "none",
        ),
        ("MX.Example;\n dmarc = pass", "pass"),
        ("mx.example; dmarc=none; spf=pass smtp.mailfrom=a@b.example", "pass"),
        ("mx.example; spf=pass smtp.mailfrom=b.example", "pass"),
        ("mx.example; dkim=pass header.d=b.example header.s=s", "pass"),
        ("mx.example; dkim=pass header.i=@b.example", "pass"),
        ("mx.example; dmarc=none; spf=pass smtp.mailfrom=a@evil.example", "none"),
        ("mx.example; dkim=pass header.d=evil.example", "none"),
        ("mx.example; spf=softfail smtp.mailfrom=a@b.example", "none"),
        ("mx.example; spf=pass smtp.helo=b.example", "none"),
        ("mx.example; none", "none"),
        ("mx.example; spf=pass smtp.mailfrom=evil.example smtp.helo=x header.d=b.example", "none"),
        ("mx.example; dkim=pass header.d=evil.example header.d=b.example", "none"),
        ("mx.example; dkim=pass header.d=evil.example header.i=@b.example", "none"),
        ("mx.example; dmarc=bestguesspass", "none"),
        ('mx.example; spf=pass smtp.mailfrom="; dmarc=pass "@evil.example; dmarc=none', "none"),
        ("mx.example; spf=none (; dmarc=pass); dmarc=none", "none"),
        ("mx.example; x-dmarc=pass", "none"),
        ("mx.example; dmarc=pass; dmarc=fail", "fail"),
        ("mx.forged.example; dmarc=pass", "none"),
        ("", "none"),
        ("(" * 3000, "none"),
    ],
)
def test_only_what_our_server_found_about_this_sender_is_a_proof(said: str, proof: str) -> None:
    assert proof_in([said], server="mx.example", sender="a@b.example") == proof


def test_nobody_posts_for_a_member_whose_mailbox_did_not_prove_it(
    world: World, settings: Any
) -> None:
    settings.MAIL_IN_CHECKED_BY = "mx.example"
    taken: list[str] = []
    before = takers()

    def take(mark: str, _mail: Any) -> bool:
        taken.append(mark)
        return True

    register_taker(take)
    try:
        to = OURS.replace("@", f"+{'a' * 20}@")
        for said in ("none", "spf=pass smtp.mailfrom=x@evil.example", "dmarc=fail"):
            raw = f"Authentication-Results: mx.example; {said}\nFrom: {said[0]}@b.example\nTo: {to}\n\nw"
            receive(raw.encode())
        assert taken == []
        assert len(found := deliver()) == 2 and "could not make sure" in str(found[0].body)
        raw = f"Authentication-Results: mx.example; dmarc=pass\nFrom: a@b.example\nTo: {to}\n\nw"
        assert receive(raw.encode()) is Taken.ANSWER and taken == ["a" * 20]
    finally:
        for one in before:
            register_taker(one)


def handed_over(raw: bytes, monkeypatch: pytest.MonkeyPatch, *options: str) -> str:
    told = io.StringIO()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
    call_command("receive_mail", *options, stdout=told)
    return told.getvalue().strip()


def test_the_command_takes_what_stands_on_its_input(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = b"From: a@b.example\nTo: " + OURS.encode() + b"\n\n"
    assert handed_over(raw + b"words", monkeypatch, "--from", "a@b.example") == "told"
    assert handed_over(raw + b"words", monkeypatch, "--from", "<>") == "ignored"
    assert handed_over(b"", monkeypatch) == "ignored"


def test_mails_of_four_megabytes_are_read_and_larger_ones_told(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = f"From: a@b.example\nTo: {OURS}\nContent-Type: multipart/mixed; boundary=x\n\n"
    large = b"--x\nContent-Type: image/png\n\n" + b"A" * 76 + b"\n"
    raw = head.encode() + large + (b"A" * 76 + b"\n") * 60_000
    assert 4_000_000 < len(raw) < MOST_BYTES
    assert receive(raw) is Taken.TOLD
    assert "takes answers" in str(deliver()[0].body)
    raw = head.replace("a@b", "c@d").encode() + large + b"A" * (MOST_BYTES * 4)
    assert len(raw) > 20_000_000
    assert handed_over(raw, monkeypatch) == "told"
    assert "too large" in str(deliver()[0].body)


def test_whoever_sent_a_mail_of_thousands_of_parts_is_told(world: World) -> None:
    head = f"From: a@b.example\nTo: {OURS}\nContent-Type: multipart/mixed; boundary=x\n\n"
    assert receive(head.encode() + b"--x\n\nwords\n" * 20_000) is Taken.TOLD
    assert "too large" in str(deliver()[0].body)


def test_what_is_not_read_in_time_is_dropped(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(*_args: Any, **_options: Any) -> None:
        while True:
            pass

    monkeypatch.setattr("notifications.actions.receiving.MOST_SECONDS", 0.01)
    monkeypatch.setattr("notifications.actions.receiving.read_mail", endless)
    assert receive(b"From: a@b.example\n\nwords") is Taken.IGNORED
    assert deliver() == []


def test_what_will_pass_is_left_to_the_mail_server(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: Any, **_options: Any) -> None:
        raise OSError("the database is away")

    monkeypatch.setattr("notifications.management.commands.receive_mail.receive", broken)
    with pytest.raises(SystemExit) as left:
        handed_over(b"From: a@b.example\n\nwords", monkeypatch)
    assert left.value.code == 75
