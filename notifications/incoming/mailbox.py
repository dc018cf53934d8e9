"""A mailbox elsewhere, read by IMAP over TLS: each message handed on once, and then put aside."""

from __future__ import annotations

import imaplib
import logging
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

log = logging.getLogger(__name__)
SECONDS = 30  # of waiting for one answer of the server
AT_ONCE = 50  # messages in one visit; the next visit takes the rest


class NoMailbox(Exception):
    """The address makes no sense, or the server does not let us in; the message says which."""


class Later(Exception):
    """This message cannot be taken now and can be soon: the visit ends, it stays as it was."""


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Where the mails lie. `folder`: as the server calls it."""

    host: str
    port: int
    user: str
    password: str
    folder: str = "INBOX"


@dataclass(frozen=True, slots=True)
class Visit:
    """How many messages were taken, and how many were left aside as they could not be."""

    taken: int = 0
    aside: int = 0


def mailbox_at(url: str) -> Mailbox:
    """imaps://user:password@host:port/folder; signs such as @ written as %40. Raises NoMailbox."""
    parts = urlsplit(url)
    if parts.scheme != "imaps":
        raise NoMailbox("PO_IMAP_URL must begin with imaps://: mail is read over TLS only.")
    try:
        port = parts.port or 993
    except ValueError as error:
        raise NoMailbox("The port in PO_IMAP_URL is no number.") from error
    if not (parts.hostname and parts.username and parts.password):
        raise NoMailbox("PO_IMAP_URL is written as imaps://user:password@host/folder.")
    folder = unquote(parts.path.strip("/")) or "INBOX"
    return Mailbox(parts.hostname, port, unquote(parts.username), unquote(parts.password), folder)


def visit(box: Mailbox, take: Callable[[bytes], object], *, most_bytes: int) -> Visit:
    """Hands each unread message to `take`, the oldest first, and deletes it from the mailbox.

    One that `take` breaks on is starred and left where it lies for a person to look at, and stops no
    other; after Later everything else waits. Larger ones are cut one sign over `most_bytes`.
    Raises NoMailbox.
    """
    taken = aside = 0
    with _signed_in(box) as server:
        for number in _new_ones(server)[:AT_ONCE]:
            raw = _message(server, number, most_bytes + 1)
            if raw is None:
                continue
            try:
                take(raw)
            except Later:
                log.warning("mails in the mailbox wait: they cannot be taken now")
                break
            except Exception:
                log.exception("a mail in the mailbox could not be taken")
                server.uid("STORE", number, "+FLAGS.SILENT", r"(\Seen \Flagged)")
                aside += 1
            else:
                server.uid("STORE", number, "+FLAGS.SILENT", r"(\Seen \Deleted)")
                taken += 1
        if taken:
            server.expunge()
    return Visit(taken, aside)


@contextmanager
def _signed_in(box: Mailbox) -> Iterator[imaplib.IMAP4_SSL]:
    try:
        server = imaplib.IMAP4_SSL(
            box.host, box.port, ssl_context=ssl.create_default_context(), timeout=SECONDS
        )
    except OSError as error:
        raise NoMailbox(f"{box.host} does not answer over TLS: {error}") from error
    try:
        server.login(box.user, box.password)
        answer, _data = server.select(f'"{_quoted(box.folder)}"')
        if answer != "OK":
            raise NoMailbox(f"There is no folder {box.folder} in the mailbox.")
        yield server
    except (imaplib.IMAP4.error, OSError) as error:
        raise NoMailbox(f"The mailbox cannot be read: {type(error).__name__}.") from error
    finally:
        _leave(server)


def _leave(server: imaplib.IMAP4_SSL) -> None:
    try:
        server.logout()
    except (imaplib.IMAP4.error, OSError):
        log.info("the mail server hung up first")


def _quoted(folder: str) -> str:
    return folder.replace("\\", "\\\\").replace('"', '\\"')


def _new_ones(server: imaplib.IMAP4_SSL) -> list[str]:
    """By UID, which stay the same while others come and go."""
    _answer, data = server.uid("SEARCH", "UNSEEN UNDELETED")
    return [one.decode() for one in (data[0] or b"").split()]


def _message(server: imaplib.IMAP4_SSL, number: str, most: int) -> bytes | None:
    """Its first bytes, without marking it as read; None where somebody else took it meanwhile."""
    _answer, data = server.uid("FETCH", number, f"(BODY.PEEK[]<0.{most}>)")
    return next((bytes(part[1]) for part in data if isinstance(part, tuple)), None)
