"""Legal proxies: asked, seen, checked, handed over, and the decision at coming of age."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from members.models import Account, Person, Proxy
from po_platform.access.actor import acting_as
from tests.browser.pages import Site
from tests.education.programme_path import short
from tests.members.proxy_steps import born_for, of_age_today, proxy_for, second_office, seen_by
from tests.members.sharing_steps import GIVEN, confirm_in_browser
from tests.personas import make_persona

ASKED: dict[str, Any] = {"name": "Mia Anders", "ground": "parent", "shown": "desk"}


def acting_by_law(site: Site) -> None:
    world, second = site.world, second_office()
    born = born_for(timezone.localdate() + timedelta(days=60))
    day = {"born_day": born.day, "born_month": born.month, "born_year": born.year}
    parent = site.client(world.gerd)
    site.see(parent.post("/helping/by-law", {}), "nothing chosen")
    here = parent.post("/helping/by-law", {**ASKED, **day})["Location"]
    site.see(parent.get(here), "waits")
    actor = world.gerd.actor()
    with acting_as(actor):
        claim = Proxy.objects.visible_to(actor).get()
    office = site.client(world.administrator)
    site.see(office.get("/office/proxies"), "one waits")
    page = f"/office/proxies/{claim.ref}"
    site.see(office.post(page, {"do": "see"}), "nothing read")
    office.post(page, {"do": "see", "name": "Mia Anders", "shown": "Mia A.", **day})
    site.see(office.get(page), "seen by me")
    site.see(site.client(second).get(page), "for the second person")
    checker = second.actor()
    with acting_as(checker):
        seen = seen_by(checker, claim.ref)
    site.client(second).post(page, {"do": "accept", "seen": seen})
    mia = Person.objects.get(display_name="Mia A.")
    proxy_for(
        world, world.ruth, second, number=mia.number, on=timezone.localdate() + timedelta(days=60)
    )
    Account.objects.update(language=site.language)
    with acting_as(actor):
        grant = Proxy.objects.visible_to(actor).get(pk=claim.pk).grant_id
    site.see(parent.get("/helping"), "with a child")
    site.see(parent.get(f"/helping/{grant}/others"), "two, the first looks")
    site.see(office.get(f"/office/people/{mia.ref}/proxies"), "two proxies")
    site.see(office.get("/office/proxies"), "somebody comes of age")
    site.see(office.get(f"/office/people/{mia.ref}/own-sign-in"), "an account of her own")
    _for_the_child(site, parent, grant)


def _for_the_child(site: Site, parent: Client, grant: int | None) -> None:
    """Sharing her answers and preparing a visit, by law."""
    parent.post(f"/helping/{grant}/act")
    site.see(parent.get("/for"), "by law")
    site.see(parent.get("/sharing/invite"), "for a child")
    site.see(parent.post("/sharing/invite", GIVEN), "for a child, the words")
    site.see(confirm_in_browser(parent), "for a child, the sheet")
    site.see(parent.get("/sharing"), "for a child, a code")
    site.see(parent.get("/visits/new"), "for a child")
    made = parent.post("/visits/new", {"on": timezone.localdate().isoformat()})["Location"]
    site.see(parent.get("/my-answers/matters"), "for a child")
    site.see(parent.get(f"{made}/questions"), "for a child")
    site.see(parent.get(f"{made}/code"), "for a child, to make")
    parent.post(f"{made}/code", {"named": "no"})
    site.see(parent.get(f"{made}/code"), "for a child")
    site.see(parent.get(made), "for a child")
    site.see(parent.get("/visits"), "for a child")
    short(site.world)
    site.see(parent.get("/programmes"), "for a child")
    site.see(parent.get("/programmes/short"), "for a child")
    way = parent.post("/programmes/short/begin")["Location"].removesuffix("/goal")
    for end in ("", "/goal", "/steps/one", "/pause"):
        site.see(parent.get(way + end), "for a child")
    parent.post("/helping/back")


def coming_of_age(site: Site) -> None:
    young = make_persona("Nele Young")
    of_age_today(site.world, site.world.gerd, young.person)
    Account.objects.update(language=site.language)
    site.see(site.client(young).get("/of-age"), "to decide")
