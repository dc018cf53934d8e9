"""Pictures and documents in the messages of a mailing list's archive."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from notifications.incoming.mail import Attached, Mail, attached

from .shape import OldFile

KINDS = ("image/jpeg", "image/png", "image/gif", "image/webp", "application/pdf")
ENDINGS = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".pdf")  # where the type says nothing
LEAST = 4_000  # bytes; smaller pictures are signatures' and programs'


def worth_taking(mail: Mail) -> list[Attached]:
    """What is a picture or a PDF by what its message says; what it is, its bytes say later."""
    return [one for one in attached(mail) if _is_named(one) and len(one.content()) >= LEAST]


def files_of(post: str, mail: Mail) -> Iterator[OldFile]:
    """Of one message, in their order."""
    for number, one in enumerate(worth_taking(mail), start=1):
        yield OldFile(
            key=f"{post} file {number}",
            post=post,
            name=one.name,
            read=partial(_bytes_of, one),
            number=number,
        )


def is_picture(one: Attached) -> bool:
    """By what its message says."""
    return one.kind != "application/pdf" and not one.name.lower().endswith(".pdf")


def _is_named(one: Attached) -> bool:
    if one.kind in KINDS:
        return True
    return one.kind == "application/octet-stream" and one.name.lower().endswith(ENDINGS)


def _bytes_of(one: Attached) -> bytes:
    return one.content()
