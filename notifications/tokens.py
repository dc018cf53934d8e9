"""The signed word in a mail that stops mails: made for one person and its groups, good for nothing else."""

from __future__ import annotations

from dataclasses import dataclass

from django.core import signing

SALT = "notifications.stop"
KEPT_FOR = 2 * 365 * 24 * 3600  # seconds: somebody may tidy up an old mailbox


@dataclass(frozen=True, slots=True)
class Stop:
    """Whose e-mails, and which groups of them."""

    person_id: int
    groups: tuple[str, ...]


def stop_token(stop: Stop) -> str:
    """URL-safe text that `read_stop_token` opens."""
    return signing.dumps([stop.person_id, *sorted(stop.groups)], salt=SALT)


def read_stop_token(token: str) -> Stop | None:
    """None when it was changed, made for something else, or is older than two years."""
    try:
        person_id, *groups = signing.loads(token, salt=SALT, max_age=KEPT_FOR)
    except signing.BadSignature:
        return None
    return Stop(person_id, tuple(groups))
