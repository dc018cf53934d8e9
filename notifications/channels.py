"""Ways a notice leaves the house. E-mail today; a letter or a call would be another channel."""

from __future__ import annotations

import re
import smtplib
from dataclasses import dataclass
from email.utils import formataddr, parseaddr
from types import TracebackType
from typing import Protocol, Self
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection

from .letters import Letter, stop_url
from .models import KeptMail
from .replies import mails_come_in


class Unreachable(Exception):
    """The server does not take anything now; no mail is to blame."""


class MailboxRefused(Exception):
    """The receiving side says for good that there is no such mailbox."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """A letter with its address; `ref` stays the same at every attempt."""

    ref: UUID
    address: str
    letter: Letter
    sender_name: str
    stop_token: str = ""
    reply_to: str = ""


class Channel(Protocol):
    """Opened once a batch; `send` raises MailboxRefused, Unreachable, or anything for "try later"."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None: ...

    def send(self, parcel: Parcel) -> None: ...


def message_id(ref: UUID) -> str:
    """The Message-ID of an outbox row."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{ref}@{domain}>"


class EmailChannel:
    """Plain text with HTML beside it, over the one connection of a batch."""

    def __enter__(self) -> Self:
        self._connection = get_connection()
        try:
            self._connection.open()
        except OSError as error:  # smtplib's own errors are of this kind too
            raise Unreachable(type(error).__name__) from error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._connection.close()

    def send(self, parcel: Parcel) -> None:
        """One mail; returns when the server has taken it."""
        try:
            self._connection.send_messages([self._message(parcel)])
        except smtplib.SMTPRecipientsRefused as error:
            if any(is_gone(code, words) for code, words in error.recipients.values()):
                raise MailboxRefused from error
            raise
        except OSError as error:
            if isinstance(error, smtplib.SMTPException) and not isinstance(
                error, smtplib.SMTPServerDisconnected
            ):
                raise
            raise Unreachable(type(error).__name__) from error
        if settings.MAIL_KEPT:
            KeptMail.objects.create(
                to=parcel.address,
                subject=parcel.letter.subject,
                text=parcel.letter.text,
                html=parcel.letter.html,
                message_id=message_id(parcel.ref),
            )

    def _message(self, parcel: Parcel) -> EmailMultiAlternatives:
        given_name, from_address = parseaddr(settings.DEFAULT_FROM_EMAIL)
        headers = {
            "Message-ID": message_id(parcel.ref),
            "Auto-Submitted": "auto-generated",  # no out-of-office answers, please
            "Content-Language": parcel.letter.language,
        }
        if parcel.reply_to:
            headers["Reply-To"] = parcel.reply_to
        if parcel.stop_token:
            ways = [f"<{stop_url(parcel.stop_token)}>"]
            if address := mails_come_in():
                ways.append(f"<mailto:{address}?subject=stop%20{parcel.stop_token}>")
            headers["List-Unsubscribe"] = ", ".join(ways)
            headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        message = EmailMultiAlternatives(
            parcel.letter.subject,
            parcel.letter.text,
            formataddr((given_name or " ".join(parcel.sender_name.split()), from_address)),
            [parcel.address],
            headers=headers,
            connection=self._connection,
        )
        message.attach_alternative(parcel.letter.html, "text/html")
        return message


_ENHANCED = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")


def is_gone(code: int, words: bytes | str) -> bool:
    """Whether an SMTP refusal of a recipient means: no such mailbox, and there will be none.

    RFC 3463: 5.1.x is about the address, 5.2.1 a disabled mailbox. 5.7.x (policy, relaying) is
    ours to mend: a wrongly set server must not pause every member. Without an enhanced code,
    550, 551 and 553 of RFC 5321 count.
    """
    said = words.decode(errors="replace") if isinstance(words, bytes) else words
    enhanced = _ENHANCED.search(said)
    if enhanced:
        kind, about, detail = (int(part) for part in enhanced.groups())
        return kind == 5 and (about == 1 or (about, detail) == (2, 1))
    return code in (550, 551, 553)
