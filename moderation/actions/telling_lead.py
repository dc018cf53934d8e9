"""Whoever leads on safety is called for what the police may have to hear of; nobody else is."""

from __future__ import annotations

from collections.abc import Collection

from django.core.cache import cache
from django.urls import reverse

from members.models import Person
from moderation.callers import About, Call, call
from moderation.content import uncalled_for
from moderation.queries.lead import people_who_lead
from po_platform.access.actor import Purpose, System, acting_as

AN_HOUR = 3600
CALLED = "moderation:told-of-law"


def call_who_leads(*, case_id: int, but: Collection[int | None]) -> None:
    """In neutral words, whatever the quiet hours, to the desk: what it is about stands there alone.
    Once an hour, however many tell us: the desk has all of it. Where nobody was reached, the next one
    calls. `but`: people it is about, or from; from whom the case is kept, nobody calls either.
    """
    with acting_as(System(Purpose.CALL)):
        people = people_who_lead() - set(but) - uncalled_for(case_id)
        accounts = Person.objects.filter(pk__in=people, account__isnull=False)
        called = list(accounts.order_by("pk").values_list("account", flat=True))
        if not called or not cache.add(CALLED, 1, AN_HOUR):
            return
        path = reverse("moderation:queue")
        reached = [call(Call(account, path, About.LAW)) for account in called]
    if not any(reached):
        cache.delete(CALLED)
