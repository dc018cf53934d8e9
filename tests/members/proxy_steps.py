"""Steps on the way from asking to act by law to the day a child is of age."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid4

from django.db import connection
from django.utils import timezone

from members.actions.of_age import watch_over_proxies
from members.actions.proxies import ask_as_proxy
from members.actions.proxies_office import Read, accept_proxy, see_paper
from members.models import Account, Person, Proxy
from members.proxy_secrets import Said
from members.queries.helpers import people_i_help
from members.queries.proxies import claim_by_ref, mark_of_claim
from po_platform.access.actor import Hat, SignedIn, acting_as
from tests.database import connect_as
from tests.personas import Persona, World, make_persona

CHILD = "Mia Anders"


def born_for(on: date) -> date:
    """A birth date whose 18th birthday is this day."""
    return on.replace(year=on.year - 18) if (on.month, on.day) != (2, 29) else on.replace(day=28)


def second_office() -> Persona:
    """One more person of the office."""
    return make_persona("Second Office", role=Hat.ADMINISTRATOR, email="second@example.org")


def proxy_for(
    world: World,
    parent: Persona,
    second: Persona,
    *,
    number: str = "",
    shown: str = "Mia A.",
    on: date | None = None,
    until: date | None = None,
) -> int:
    """A living proxy, made the way people make it; the grant's id."""
    born = born_for(on or timezone.localdate() + timedelta(days=400))
    said = Said(CHILD, born, "" if number else shown)
    asker = parent.actor()
    with acting_as(asker):
        claim = ask_as_proxy(
            actor=asker, said=said, ground="parent", shown="desk", paper=None, attempt=uuid4()
        )
    first, checker = world.administrator.actor(), second.actor()
    with acting_as(first):
        see_paper(actor=first, ref=claim.ref, read=Read(said, number, until))
    with acting_as(checker):
        return accept_proxy(actor=checker, ref=claim.ref, seen=seen_by(checker, claim.ref))


def seen_by(actor: SignedIn, ref: UUID) -> str:
    """The mark of what stands on the page of this wish now."""
    return mark_of_claim(claim_by_ref(actor=actor, ref=ref))


def helped_ids(persona: Persona) -> list[int]:
    actor = persona.actor()
    with acting_as(actor):
        return [one.grant_id for one in people_i_help(actor=actor)]


def accepted(person: Person) -> Persona:
    """Somebody with a first account, as a persona."""
    assert person.account_id is not None
    account = Account.objects.get(pk=person.account_id)
    return Persona(person.display_name, account, person, Hat.MEMBER)


def look_after() -> int:
    """One run of the job."""
    return watch_over_proxies()


def shown_for(page: str, choice: str) -> str:
    """The mark of the words beside this button."""
    found = re.search(rf'name="shown" value="(\w+)"><button[^>]*value="{choice}"', page)
    assert found, page
    return found.group(1)


def day_comes(child: Person) -> None:
    """She is of age today, as if the days had passed; past every rule, in committed rows."""
    today = timezone.localdate()
    midnight = timezone.make_aware(datetime.combine(today, time()))
    owner = connect_as("owner")
    owner.autocommit = True
    with owner.cursor() as cursor:
        cursor.execute(
            'update members_comingofage set "on" = %s where person_id = %s', [today, child.pk]
        )
        cursor.execute(
            "update members_grant set ends_at = %s where purpose = 'proxy' and subject_id ="
            " (select subject_id from members_subjectlink where person_id = %s)",
            [midnight, child.pk],
        )
    owner.close()


def move_paper(grant_id: int, until: date) -> None:
    """The paper's last day is this one, as if the days had passed."""
    end = timezone.make_aware(datetime.combine(until + timedelta(days=1), time()))
    owner = connect_as("owner")
    owner.autocommit = True
    with owner.cursor() as cursor:
        cursor.execute("update members_proxy set until = %s where grant_id = %s", [until, grant_id])
        cursor.execute("update members_grant set ends_at = %s where id = %s", [end, grant_id])
    owner.close()


def of_age_today(world: World, parent: Persona, child: Person) -> None:
    """She had a proxy until today and has to decide now; inside the running transaction.

    The rule would refuse such a paper; the vault leaves a day for time zones.
    """
    today = timezone.localdate()
    asker, first, checker = parent.actor(), world.administrator.actor(), second_office().actor()
    said = Said(CHILD, born_for(today + timedelta(days=30)))
    with acting_as(asker):
        claim = ask_as_proxy(
            actor=asker, said=said, ground="parent", shown="desk", paper=None, attempt=uuid4()
        )
    with acting_as(first):
        see_paper(actor=first, ref=claim.ref, read=Read(said, child.number))
        Proxy.objects.visible_to(first).filter(pk=claim.pk).update(of_age_on=today)
    with acting_as(checker), connection.cursor() as cursor:
        soon = timezone.now() + timedelta(seconds=5)
        cursor.execute("select accept_proxy(%s, 'by law', 'en', %s)", [claim.pk, soon])
        assert cursor.fetchone() != (None,)
    watch_over_proxies()
