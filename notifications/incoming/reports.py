"""Reports of mail servers that a mail did not arrive (RFC 3464), read for what they say for good."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.message import Message
from typing import Any
from uuid import UUID

from notifications.channels import is_gone

from .mail import Mail, safely

_REF = re.compile(r"<([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@", re.I)
MOST_RECIPIENTS = 50


@dataclass(frozen=True, slots=True)
class Undelivered:
    """A mailbox of ours that is gone: `ref` of the mail as it left, the address it went to."""

    ref: UUID
    address: str


def is_report(mail: Mail) -> bool:
    """Whether this is a delivery report, whatever it says."""
    message = mail.message
    kind = str(safely(lambda: message.get_param("report-type"), "")).lower()
    return message.get_content_type() == "multipart/report" and kind == "delivery-status"


def undelivered(mail: Mail) -> list[Undelivered]:
    """The mailboxes this report calls gone for good, with the mail they did not get."""
    parts = mail.message.get_payload()
    if not isinstance(parts, list):
        return []
    ref = next((one for part in parts if (one := _ref(part))), None)
    if ref is None:
        return []
    found: list[Undelivered] = []
    for part in parts:
        if isinstance(part, Message) and part.get_content_type() == "message/delivery-status":
            found += [Undelivered(ref, address) for address in _gone(part)]
    return found


def _gone(part: Message) -> list[str]:
    blocks = part.get_payload()
    addresses = []
    for block in blocks[:MOST_RECIPIENTS] if isinstance(blocks, list) else []:
        if not isinstance(block, Message):
            continue
        status = str(block.get("Status", ""))
        action = str(block.get("Action", "")).strip().lower()
        if action == "failed" and is_gone(0, status):
            addresses += [
                str(value).partition(";")[2].strip().lower()
                for name in ("Final-Recipient", "Original-Recipient")
                for value in block.get_all(name, [])
            ]
    return list(dict.fromkeys(one for one in addresses if one))


def _ref(part: object) -> UUID | None:
    """The Message-ID of the mail that came back, whole or its headers."""
    if not isinstance(part, Message):
        return None
    kind = part.get_content_type()
    if kind == "message/rfc822":
        inner = part.get_payload()
        first = inner[0] if isinstance(inner, list) and inner else None
        text = str(first.get("Message-ID", "")) if isinstance(first, Message) else ""
    elif kind == "text/rfc822-headers":
        raw: Any = safely(lambda: part.get_payload(decode=True), b"")
        text = raw[:100_000].decode("utf-8", "replace") if isinstance(raw, bytes) else ""
        line = re.search(r"^Message-ID:\s*(<[^>]{1,200}>)", text, re.I | re.M)
        text = line[1] if line else ""
    else:
        return None
    match = _REF.search(text)
    return UUID(match[1]) if match else None
