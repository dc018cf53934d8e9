"""Jonas has two parents who act for him by law, and comes of age in 20 days."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid4

from django.utils import timezone

from members.actions.proxies import ask_as_proxy
from members.actions.proxies_office import Read, accept_proxy, see_paper
from members.models import Person
from members.of_age import OF_AGE
from members.proxy_secrets import Said
from members.queries.proxies import claim_by_ref, mark_of_claim
from po_platform.access.actor import SignedIn, acting_as

IN_DAYS = 20
NAME, SHOWN = "Jonas Novotny", "Jonas N."


def _born() -> date:
    on = timezone.localdate() + timedelta(days=IN_DAYS)
    return on.replace(year=on.year - OF_AGE, day=min(on.day, 28))


def seed_proxies(
    parents: tuple[SignedIn, SignedIn], waits: SignedIn, office: tuple[SignedIn, SignedIn]
) -> None:
    """By the real actions; one more wish waits for the office."""
    number, said = "", Said(NAME, _born(), SHOWN)
    first, second = office
    for parent in parents:
        ref = _ask(parent, said)
        with acting_as(first):
            see_paper(actor=first, ref=ref, read=Read(said, number))
        with acting_as(second):
            seen = mark_of_claim(claim_by_ref(actor=second, ref=ref))
            accept_proxy(actor=second, ref=ref, seen=seen)
        number = Person.objects.get(display_name=SHOWN).number
    _ask(waits, Said("Nora Vale", date(timezone.localdate().year - 9, 4, 2)))


def _ask(asker: SignedIn, said: Said) -> UUID:
    with acting_as(asker):
        return ask_as_proxy(
            actor=asker, said=said, ground="parent", shown="desk", paper=None, attempt=uuid4()
        ).ref
