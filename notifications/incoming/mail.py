"""One mail, read with care: whatever its bytes are, this ends, and gives words or nothing."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.policy import Compat32
from email.utils import getaddresses
from itertools import islice
from typing import Any

from po_platform.kit.foreign_html import text_of

from .automatic import why_automatic

MOST_PARTS = 200
MOST_FILES = 30
MOST_TEXT = 200_000  # signs of text that are looked at
MOST_HEADER = 20_000  # signs of one header that are looked at
MOST_HEADERS = 100  # of one name that are looked at
MOST_PARAMETERS = 2000  # signs of a header about a part: its parameters are read in squares of time
MOST_NAMED_PARTS = 50  # times a mail says that something consists of parts, or is a mail
MOST_DASHED = 2000  # lines that may begin a part
MOST_EMPTY = 2000  # empty lines of a delivery report, each of which begins a part
MOST_STEPS = 2_000_000  # lines, for each of the parts they may stand in
_NAMED = re.compile(rb"multipart/|message/", re.I)
_DASHED = re.compile(rb"(?:\A|[\r\n])--")
_EMPTY = re.compile(rb"(?:\A|\r\n|\r(?!\n)|\n)(?=[\r\n])")
_REPORT = re.compile(rb"message/delivery-status", re.I)
# Codecs of Python that no mail program writes, and that take minutes for what is made to be slow.
_NO_CHARSETS = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"}
_NO_ATTACHMENT = {"application/pgp-signature", "application/pkcs7-signature", "text/x-amp-html"}
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
_ADDRESS = re.compile(r"[^@\s<>\"(),:;]{1,64}@[^@\s<>\"(),:;]{1,255}")


@dataclass(frozen=True, slots=True)
class Mail:
    """What came. `sender`: the one address in From, in small letters, '' when there is not just one.

    `to`: addresses it may have been meant for, the server's word first. `text`: with all that is
    quoted. `left_out`: names of attachments. `automatic`: one word when a program wrote it.
    """

    sender: str = ""
    to: tuple[str, ...] = ()
    subject: str = ""
    message_id: str = ""
    text: str = ""
    left_out: tuple[str, ...] = ()
    automatic: str = ""
    checked: tuple[str, ...] = ()  # Authentication-Results, as they stand
    message: Message = field(default_factory=Message, repr=False)


@dataclass(frozen=True, slots=True)
class Attached:
    """One file that came with a mail, by what the mail says of it."""

    name: str
    kind: str
    part: Message = field(repr=False)

    def content(self) -> bytes:
        """Its bytes; none where they cannot be read."""
        found = safely(lambda: self.part.get_payload(decode=True), b"")
        return found if isinstance(found, bytes) else b""


def read_mail(raw: bytes, *, to: tuple[str, ...] = (), envelope_from: str | None = None) -> Mail:
    """The mail in these bytes. Raises Unreadable when they are none, TooMuch before it is read."""
    _demand_measure(raw)
    try:
        message = message_from_bytes(raw, policy=_SHORT)
        parts = list(_leaves(message))
    except (RecursionError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise Unreadable(type(error).__name__) from error
    headers = _headers(message)
    subject = _decoded(headers, "subject")
    text, left_out = _words(parts)
    return Mail(
        sender=_sender(message),
        to=tuple(dict.fromkeys([*(one.lower() for one in to), *_named(headers)])),
        subject=_HIDDEN.sub("", subject)[:500],
        message_id=_first(headers, "message-id").strip()[:500],
        text=text,
        left_out=left_out,
        automatic=why_automatic(headers, subject=subject, envelope_from=envelope_from),
        checked=tuple(headers.get("authentication-results", ())),
        message=message,
    )


class Unreadable(ValueError):
    """These bytes are no mail anybody could read."""


class TooMuch(Unreadable):
    """More parts than a mail of a person has."""


class _Short(Compat32):
    """Cuts headers about a part as they are read: the reader itself asks for their parameters.

    Not the newer policy: it takes minutes over headers made to be slow.
    """

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:MOST_PARAMETERS] if name.lower().startswith("content-") else value


_SHORT = _Short()


def _demand_measure(raw: bytes) -> None:
    """By the bytes alone, as every part costs memory and every line is held against each of them."""
    named = sum(1 for _one in islice(_NAMED.finditer(raw), MOST_NAMED_PARTS + 1))
    lines = raw.count(b"\n") + raw.count(b"\r")
    if (
        named > MOST_NAMED_PARTS
        or lines * (1 + named) > MOST_STEPS
        or _more_than(MOST_DASHED, _DASHED, raw)
        or (_REPORT.search(raw) and _more_than(MOST_EMPTY, _EMPTY, raw))
    ):
        raise TooMuch("parts")


def _more_than(most: int, what: re.Pattern[bytes], raw: bytes) -> bool:
    return next(islice(what.finditer(raw), most, None), None) is not None


def safely(read: Callable[[], Any], otherwise: Any) -> Any:
    """What the email package reads, or `otherwise` where a broken header makes it stumble."""
    try:
        return read()
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return otherwise


def _headers(message: Message) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in message.items():
        values = found.setdefault(name.lower(), [])
        if len(values) < MOST_HEADERS:
            values.append(str(value)[:MOST_HEADER])
    return found


def _first(headers: dict[str, list[str]], name: str) -> str:
    return headers.get(name, [""])[0]


def _decoded(headers: dict[str, list[str]], name: str) -> str:
    value = _first(headers, name)[:2000]
    return " ".join(safely(lambda: str(make_header(decode_header(value))), value).split())


def _sender(message: Message) -> str:
    values = [str(value) for value in message.get_all("From", [])]
    if len(values) != 1 or len(values[0]) > 2000:
        return ""
    found = [address for _name, address in safely(lambda: getaddresses(values), []) if address]
    return found[0].lower() if len(found) == 1 and _ADDRESS.fullmatch(found[0]) else ""


def _named(headers: dict[str, list[str]]) -> list[str]:
    """Addresses the mail says it is for; the first thousand."""
    found: list[str] = []
    for name in ("delivered-to", "x-original-to", "envelope-to", "to", "cc"):
        for value in headers.get(name, ())[:10]:
            found += [one.lower() for one in _ADDRESS.findall(value)]
    return found[:1000]


def attached(mail: Mail) -> Iterator[Attached]:
    """The files whose names stand in `left_out`, in their order."""
    found = (
        Attached(_name(part, part.get_content_type()), part.get_content_type(), part)
        for part in _leaves(mail.message)
        if _is_file(part)
    )
    return islice(found, MOST_FILES)


def _leaves(message: Message) -> Iterator[Message]:
    """Parts without parts, in their order; what is forwarded whole counts as one."""
    waiting: list[Any] = [message]
    seen = 0
    while waiting and seen < MOST_PARTS:
        part = waiting.pop()
        seen += 1
        if part.get_content_maintype() == "multipart" and part.is_multipart():
            waiting += reversed(part.get_payload())
        else:
            yield part


def _words(parts: list[Message]) -> tuple[str, tuple[str, ...]]:
    """The text, from HTML only where there is no other; and the names of what is left out."""
    plain: list[str] = []
    html: list[str] = []
    left_out: list[str] = []
    for part in parts:
        kind = part.get_content_type()
        if kind in ("text/plain", "text/html") and not _is_attached(part):
            (plain if kind == "text/plain" else html).append(_text(part, kind))
        elif _is_file(part):
            left_out.append(_name(part, kind))
    text = "\n".join(plain)
    if not text.strip():
        text = "\n".join(text_of(one) for one in html)
    return _HIDDEN.sub("", text)[:MOST_TEXT], tuple(left_out[:MOST_FILES])


def _is_file(part: Message) -> bool:
    kind = part.get_content_type()
    if kind in ("text/plain", "text/html"):
        return _is_attached(part)
    return kind not in _NO_ATTACHMENT and not kind.startswith("multipart/")


def _is_attached(part: Message) -> bool:
    disposition = safely(part.get_content_disposition, None)
    return disposition == "attachment" or bool(safely(part.get_filename, None))


def _name(part: Message, kind: str) -> str:
    name = safely(part.get_filename, None) or kind
    decoded = safely(lambda: str(make_header(decode_header(name))), name)
    return " ".join(_HIDDEN.sub("", decoded).split())[:100] or kind


def _text(part: Message, kind: str) -> str:
    raw = safely(lambda: part.get_payload(decode=True), b"")
    found = raw[: 4 * MOST_TEXT] if isinstance(raw, bytes) else b""
    charset = safely(part.get_content_charset, None) or "utf-8"
    text = _in_charset(found, charset)
    if (
        kind == "text/plain"
        and str(safely(lambda: part.get_param("format"), "")).lower() == "flowed"
    ):
        joined = str(safely(lambda: part.get_param("delsp"), "")).lower() == "yes"
        return _unflowed(text, without_space=joined)
    return text


def _in_charset(raw: bytes, charset: str) -> str:
    for name in (charset, "utf-8"):
        try:
            if codecs.lookup(name).name.replace("-", "_") not in _NO_CHARSETS:
                return raw.decode(name)
        except (LookupError, UnicodeDecodeError, ValueError):
            continue
    return raw.decode("cp1252", "replace")


def _unflowed(text: str, *, without_space: bool) -> str:
    """Lines that end with a space go on in the next one (RFC 3676), but for "-- "."""
    made: list[list[str]] = []
    flows = False
    for line in text.replace("\r\n", "\n").split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        words = line[depth:].removeprefix(" ")
        goes_on = flows and bool(made) and depth == 0 and words != "-- "
        flows = words.endswith(" ") and words != "-- " and depth == 0
        piece = words[:-1] if flows and without_space else words
        if goes_on:
            made[-1].append(piece)
        else:
            made.append([">" * depth + (" " if depth else "") + piece])
    return "\n".join("".join(pieces) for pieces in made)
