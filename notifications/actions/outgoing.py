"""A row that goes out now, with all its letter needs."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import override

from notifications.channels import Parcel
from notifications.directory import Recipient, directory
from notifications.kinds import Fill, OwnWords, ReplyTo
from notifications.letters import compose
from notifications.rows import Row
from notifications.seals import Load, open_load
from notifications.tokens import Stop, stop_token
from po_platform.kit.crypto import Tampered

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A row that goes out now, with what its letter needs; `account_id` when its own mailbox.

    `spares`: rows it speaks for; they are in hand with it, done when it is sent, and wait if it is not.
    """

    row: Row
    template: str
    recipient: Recipient | None
    load: Load
    groups: tuple[str, ...] = ()
    fill: Fill | None = None
    reply_to: ReplyTo | None = None
    own_words: OwnWords | None = None
    spares: tuple[int, ...] = ()

    @property
    def ids(self) -> list[int]:
        """All rows that are in hand with it."""
        return [self.row.id, *self.spares]

    @property
    def address(self) -> str:
        return self.load.address or (self.recipient.address if self.recipient else "")

    @property
    def account_id(self) -> int | None:
        """Whose mailbox this is; None when the address was given by hand."""
        return self.recipient.account_id if self.recipient and not self.load.address else None

    def wrap(self) -> Parcel:
        """The letter in its language, addressed."""
        known = self.recipient.language if self.recipient else settings.LANGUAGE_CODE
        language = self.row.language or known
        sender = directory().sender(language)
        token = ""
        if self.groups and self.row.person_id is not None:
            token = stop_token(Stop(self.row.person_id, self.groups))
        context = dict(self.load.context)
        if self.fill is not None:
            with override(language):
                context |= self.fill(self.load.about)
        context |= self._own_words(language)
        reply_to = ""
        if self.reply_to is not None and self.row.person_id is not None:
            reply_to = self.reply_to(self.row.person_id, self.load.about)
            context["can_be_answered"] = bool(reply_to)
        letter = compose(
            self.template,
            language=language,
            name=self.recipient.name if self.recipient else "",
            sender=sender,
            context=context,
            stop_token=token,
            called=self.recipient.called if self.recipient else "",
        )
        return Parcel(self.row.ref, self.address, letter, sender.name, token, reply_to)

    def _own_words(self, language: str) -> Mapping[str, Any]:
        """For her own mailbox that nobody else reads."""
        person, account = self.row.person_id, self.account_id
        if self.own_words is None or person is None or account is None or self.recipient is None:
            return {}
        if self.recipient.called:
            return {}
        with override(language):
            return self.own_words(person, account, self.load.about)


def opened(row: Row) -> Load | None:
    """What the row carries; None when it does not open, which somebody has to look at."""
    try:
        return open_load(row.ref, row.sealed)
    except Tampered:
        log.error("what mail %s carries does not open", row.id)
        return None
