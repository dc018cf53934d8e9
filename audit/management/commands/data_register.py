"""data_register: what is held about people, as a page for a data protection officer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand

from audit.inventory import Entry, register
from po_platform.kit.holds import DataClass

CLASSES: dict[DataClass, str] = {
    "health": "Health: answers, scores, and whatever shows that somebody has any",
    "identity": "Identity: who somebody is, sealed, and the link to her health rows",
    "account": "Account: signing in, roles, membership",
    "operational": "Operational: what keeps the portal running, and its record",
    "content": "Content: questionnaires and texts, about nobody",
    "setting": "Settings, about nobody",
}
# Ends at a moment of its own, by a job of its own: files/actions/sweeping.py.
SWEPT = ("files.StoredFile",)
WHOSE = {
    "": "–",
    "self": "the person it is about",
    "subject_id": "a person, by the random id on health rows",
    "person": "a person",
    "author": "whoever wrote it",
    "starter": "whoever began it",
    "author__person": "whose it was, once she showed it",
    "asker": "whoever asked, and the child",
    "post__author": "whoever wrote it",
    "person_id": "a person",
    "account": "an account",
    "user": "an account",
}
ERASE = {
    "delete": "deleted",
    "shred": "deleted; old copies open no more",
    "tombstone": "deleted; a mark that points nowhere stays",
    "unlink": "stays, about nobody",
    "keep": "stays",
}
# Tables of libraries, whose models do not say it in our words.
FOREIGN_WORDS = {
    "account.EmailAddress": "An address the sign-in library has seen.",
    "account.EmailConfirmation": "A confirmation of an address by the sign-in library.",
    "auth.Group": "Not used; part of Django.",
    "auth.Permission": "Not used; part of Django.",
    "contenttypes.ContentType": "Names of the tables; part of Django.",
    "mfa.Authenticator": "A second factor: a passkey, an app, printed codes. Secrets are sealed.",
    "pghistory.Context": "Which request changed a row that keeps its history; no person.",
    "sessions.Session": "A session, by its key.",
}
INTRO = """# Data register

Every table of the portal, written by `./po manage data_register` from what the code declares; a
test fails when this page is older than the code. It serves the record of processing (GDPR art. 30).
The purposes and legal grounds of each flow stand in `po_platform/wiring.py`.

- **Whose**: how a row is tied to somebody. Health rows carry a random id. One table leads from it
  to a person, and the web role cannot read that table.
- **Kept**: the longest time, and whether the portal itself ends it then (*by itself*, at most a day
  later). Where it does not, the time says how long you may keep the rows. Whatever belongs to
  somebody who is erased goes then.
- **File**: whether it is in the file a member can take along (art. 15 and 20).
- **Erase**: what becomes of it when its person is erased (art. 17).
- **Row-level security**: Postgres itself gives the row only to whom the policies allow.
- **Looks**: whether a look by somebody else is recorded and shown to the person.
"""
HEAD = ("Table", "What it holds", "Whose", "Kept", "File", "Erase", "Row-level security", "Looks")


class Command(BaseCommand):
    """Prints Markdown: ./po manage data_register > docs/data-register.md."""

    help = "Prints the data register as Markdown."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(as_markdown(register()), ending="")


def as_markdown(entries: Iterable[Entry]) -> str:
    """The whole page: one table a data class, the most delicate first."""
    entries = list(entries)
    parts = [INTRO]
    for data_class, title in CLASSES.items():
        rows = [_cells(one) for one in entries if one.holds.data_class == data_class]
        lines = [HEAD, ("---",) * len(HEAD), *rows]
        table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
        parts.append(f"## {title}\n\n{table}\n")
    return "\n".join(parts)


def _cells(entry: Entry) -> tuple[str, ...]:
    holds = entry.holds
    return (
        f"`{entry.label}`",
        words_about(entry).replace("|", "/"),
        WHOSE[holds.about],
        f"{holds.keep} (by itself)" if holds.after or entry.label in SWEPT else holds.keep,
        _yes(holds.export),
        ERASE[holds.erase],
        _yes(holds.vaulted),
        _yes(holds.read_audit),
    )


def words_about(entry: Entry) -> str:
    """The first sentences of the model's own description; raises LookupError without any."""
    tracked = getattr(entry.model, "pgh_tracked_model", None)
    if tracked is not None:
        return f"Former values of `{tracked._meta.label}`."
    if foreign := FOREIGN_WORDS.get(entry.label):
        return foreign
    written = entry.model.__doc__ or ""
    if not written or written.startswith(f"{entry.model.__name__}("):  # Django's own stopgap
        raise LookupError(f"{entry.label} does not describe itself.")
    return " ".join(written.split("\n\n")[0].split())


def _yes(value: bool) -> str:
    return "yes" if value else "no"
