"""A mail came in: an answer, a report that one did not arrive, a stop, or one to be told kindly."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from email.utils import parseaddr
from enum import StrEnum

from django.conf import settings
from django.core.cache import cache
from django.db import transaction

from notifications.directory import directory
from notifications.incoming.mail import Mail, TooMuch, Unreadable, read_mail
from notifications.incoming.proof import Proof, proof_in
from notifications.incoming.reports import Undelivered, is_report, undelivered
from notifications.incoming.time_limit import TooLong, within
from notifications.models import Outbox
from notifications.replies import mails_come_in, mark_in, takers
from notifications.tokens import read_stop_token
from po_platform.access.actor import Purpose, System, acting_as
from po_platform.kit.crypto import blind_index

from .opting import opt_out
from .queueing import send_service_mail

log = logging.getLogger(__name__)
A_DAY = 24 * 3600
MOST_TOLD_A_DAY = 200  # strangers: a flood with forged senders does not make us one
MOST_BYTES = 5_000_000
MOST_SECONDS = 20  # of reading one mail
_STOP = re.compile(r"\bstop ([A-Za-z0-9_:\-]{20,400})\s*$")


class Taken(StrEnum):
    """What became of a mail; one word for the log."""

    ANSWER = "answer"
    REPORT = "report"
    STOPPED = "stopped"
    TOLD = "told"
    IGNORED = "ignored"


def receive(raw: bytes, *, to: Sequence[str] = (), envelope_from: str | None = None) -> Taken:
    """Takes one mail. Whatever is wrong with it, it is taken; raises only what will pass.

    `to` and `envelope_from`: what the mail server was told, if it says so.
    """
    if len(raw) > MOST_BYTES:
        return _too_large(raw, to=to, envelope_from=envelope_from)
    try:
        with within(MOST_SECONDS):
            mail = read_mail(raw, to=tuple(to), envelope_from=envelope_from)
    except TooMuch:
        return _too_large(raw, to=to, envelope_from=envelope_from)
    except (Unreadable, TooLong) as error:
        log.warning("a mail of %d bytes could not be read: %s", len(raw), type(error).__name__)
        return Taken.IGNORED
    if is_report(mail):
        return _report(mail)
    proof = _proof(mail)
    if _is_ours(mail) or proof is Proof.FAIL:
        return Taken.IGNORED
    # Before what programs write: a mail program that stops mails for its owner says it is one.
    if (stop := _STOP.search(mail.subject)) and _stop(stop[1]):
        return Taken.STOPPED
    if mail.automatic:
        return Taken.IGNORED
    mark = mark_in(mail.to)
    if mark and proof is Proof.NONE:
        return _tell(mail, "unproven")
    if mark and any(take(mark, mail) for take in takers()):
        return Taken.ANSWER
    return _tell(mail, "unknown")


def _too_large(raw: bytes, *, to: Sequence[str], envelope_from: str | None) -> Taken:
    """Its head is enough to say so."""
    head = raw[:200_000].partition(b"\r\n\r\n")[0].partition(b"\n\n")[0]
    try:
        with within(MOST_SECONDS):
            mail = read_mail(head + b"\n\n", to=tuple(to), envelope_from=envelope_from)
    except (Unreadable, TooLong):
        return Taken.IGNORED
    ignored = mail.automatic or is_report(mail) or _is_ours(mail)
    ignored = ignored or _proof(mail) is Proof.FAIL
    return Taken.IGNORED if ignored else _tell(mail, "too_large")


def _is_ours(mail: Mail) -> bool:
    own = {mails_come_in(), parseaddr(settings.DEFAULT_FROM_EMAIL)[1].lower()}
    return not mail.sender or mail.sender in own or mail.sender.split("@")[0] == "mailer-daemon"


def _proof(mail: Mail) -> Proof:
    """A host without a server that checks trusts the secret in the address and the sender's."""
    server = settings.MAIL_IN_CHECKED_BY
    if not server:
        return Proof.HERS
    return proof_in(mail.checked, server=server, sender=mail.sender)


def _stop(token: str) -> bool:
    asked = read_stop_token(token)
    if asked is None:
        return False
    with acting_as(System(Purpose.DELIVER)):
        opt_out(person_id=asked.person_id, groups=asked.groups)
    return True


def _report(mail: Mail) -> Taken:
    for one in undelivered(mail)[:10]:
        with acting_as(System(Purpose.DELIVER)):
            _pause(one)
    return Taken.REPORT


def _pause(gone: Undelivered) -> None:
    """Believed only with the number of a mail of ours, about the address it went to."""
    row = Outbox.objects.filter(ref=gone.ref, state=Outbox.State.SENT).first()
    if row is None:
        return
    if row.account_id is not None:
        found = directory().accounts([row.account_id])
    else:
        found = directory().people([row.person_id] if row.person_id else [])
    for recipient in found:
        if recipient.account_id and recipient.address.lower() == gone.address:
            directory().mailbox_refused(recipient.account_id)


def _tell(mail: Mail, why: str) -> Taken:
    """Once a day to each address that nobody reads mails here, and where to write instead."""
    day = "incoming-told-today"
    with acting_as(System(Purpose.DELIVER)), transaction.atomic():
        cache.add(day, 0, A_DAY)
        sender = blind_index("incoming|told", mail.sender)
        if not cache.add(f"incoming-told:{sender}", 1, A_DAY) or cache.incr(day) > MOST_TOLD_A_DAY:
            return Taken.IGNORED
        send_service_mail(
            to_address=mail.sender,
            template="notifications/mail/not_read",
            context={"why": why},
        )
    return Taken.TOLD
