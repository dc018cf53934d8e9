"""Whether e-mails about talk hold what was written: off until a member says so."""

from __future__ import annotations

from django.db import transaction

from audit.actions import record
from forums.actions.writing import lock_writer
from forums.queries.mailed_words import words_by_mail
from forums.rules import may_have_words_by_mail, may_write
from forums.sight import sight_of
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand


def choose_words_by_mail(*, actor: Actor, wanted: bool) -> None:
    """From the next mail on. Raises PermissionDenied where somebody else reads her mailbox."""
    with transaction.atomic():
        sight = sight_of(actor)
        demand(may_write(sight))
        if wanted:
            now = words_by_mail(actor=actor)
            demand(may_have_words_by_mail(address=now.address, shared=now.shared))
        writer = lock_writer(sight.me)
        writer.words_by_mail = wanted
        writer.save(update_fields=["words_by_mail"])
        record(actor=actor, verb="forums.writer.words_by_mail", thing=writer, wanted=wanted)
