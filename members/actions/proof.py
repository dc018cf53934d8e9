"""Who gets the check numbers of the log, and sending them."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import UTC, timedelta
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from audit.actions import record
from audit.roots import in_groups, newest_roots, write_roots
from members.models import Account, ProofReader
from members.office_rules import may_run_the_office
from members.proof_secrets import open_reader, reader_mark, seal_reader
from members.queries.proof import address_of
from notifications.actions.queueing import send_service_mail
from po_platform.access.actor import Actor, Purpose, System, acting_as
from po_platform.access.refusals import Denied, demand
from po_platform.kit import spoken
from po_platform.kit.crypto import KeyMissing, Tampered

MOST = 5  # addresses
FRESH = timedelta(days=3)
log = logging.getLogger(__name__)


def send_proof_to(*, actor: Actor, addresses: Sequence[str]) -> None:
    """From now on to these, and to nobody else. None at all: it goes nowhere, as at first."""
    with transaction.atomic():
        demand(may_run_the_office(actor))
        wanted = {reader_mark(address): address for address in addresses}
        if len(wanted) > MOST:
            demand(Denied(_("At most %(n)s addresses.") % {"n": MOST}))
        rows = list(ProofReader.objects.select_for_update())
        # One that does not open any more is written anew, by who types the same address too.
        whole = {row.mark for row in rows if address_of(row) is not None}
        if whole == wanted.keys() and len(rows) == len(whole):
            return
        ProofReader.objects.exclude(mark__in=whole & wanted.keys()).delete()
        for mark, address in wanted.items():
            if mark not in whole:
                ref = uuid4()
                ProofReader.objects.create(
                    ref=ref,
                    sealed=seal_reader(ref, address),
                    mark=mark,
                    language=get_language() or settings.LANGUAGE_CODE,
                )
        record(actor=actor, verb="members.proof.readers_set", count=len(wanted))


def move_proof_reader(*, before: str, address: str) -> None:
    """Somebody's address is another one now: the numbers go there. In the transaction of that."""
    if not before or Account.objects.filter(email__iexact=before).exists():
        return  # who lives there too may be meant
    row = ProofReader.objects.select_for_update().filter(mark=reader_mark(before)).first()
    if row is None:
        return
    if not address or ProofReader.objects.filter(mark=reader_mark(address)).exists():
        row.delete()
        return
    row.sealed, row.mark = seal_reader(row.ref, address), reader_mark(address)
    row.save(update_fields=["sealed", "mark"])


def keep_roots() -> int:
    """Gives each day that is over its root, and mails the newest; how many mails. For the worker.

    Not one of long ago: while an old record gets its roots, readers wait for its end.
    """
    write_roots()
    newest = newest_roots(1)
    if not newest:
        return 0
    (row,) = newest
    if row.day < (timezone.now().astimezone(UTC) - FRESH).date():
        return 0
    sent = 0
    with acting_as(System(Purpose.OPERATE)):
        # Two ticks meet here: the second one finds nobody left to tell.
        for reader in ProofReader.objects.select_for_update().exclude(told_day=row.day):
            try:
                address = open_reader(reader.ref, reader.sealed)
            except (KeyMissing, Tampered):
                log.exception("the address of proof reader %s", reader.pk)
                continue
            with override(reader.language):
                day = spoken.day(row.day)
            send_service_mail(
                to_address=address,
                template="members/mail/day_root",
                context={
                    "day": day,
                    "iso": row.day.isoformat(),
                    "deeds": row.events,
                    "looks": row.reads,
                    "number": in_groups(row.root),
                    "path": reverse("members:proof"),
                },
                language=reader.language,
            )
            reader.told_day = row.day
            reader.save(update_fields=["told_day"])
            sent += 1
    return sent
