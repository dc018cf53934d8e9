"""Pages of leaving and dying."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from members.models import Account, Group, GroupLead, Person
from members.models.ending import After
from tests.browser.pages import Site
from tests.members.ending_steps import dies, wishes
from tests.members.office_world import second_administrator
from tests.members.signing_steps import link_in
from tests.notifications.mailbox import deliver


def a_last_wish(site: Site) -> None:
    Person.objects.update(joined_on=timezone.localdate() - timedelta(days=365))
    gerd = site.client(site.world.gerd)
    site.see(gerd.get("/start"), "asked for a last wish")
    site.see(gerd.post("/me/last-wish", {"after": "now"}), "not offered")
    gerd.post("/me/last-wish", {"after": "erase", "reporters": "My daughter"})
    site.see(gerd.get("/me/last-wish"), "said")
    site.see(gerd.get("/me"), "with a last wish")


def leaving_and_coming_back(site: Site) -> None:
    gerd = site.client(site.world.gerd)
    site.see(gerd.post("/me/leave", {"wish": ""}), "nothing chosen")
    deliver()
    gerd.post("/me/leave", {"wish": "erase"})
    site.see(gerd.get("/left"), "as who has left")
    way = link_in(deliver()[-1])
    visitor = site.client()
    site.see(visitor.get(way), "the way back")
    here = f"/office/people/{site.world.gerd.person.ref}"
    office = site.client(site.world.administrator)
    site.see(office.get(f"{here}/ending"), "left")
    site.see(visitor.post(way), "come back")


def a_death(site: Site) -> None:
    gerd, office = site.world.gerd, site.client(site.world.administrator)
    wishes(gerd, After.ERASE, "My daughter Hilde, 01632 960 777", "My daughter Hilde")
    group = Group.objects.create(kind="local", name={"en": "Harbour", "de": "Hafen"})
    GroupLead.objects.create(group=group, person=gerd.person)
    here = f"/office/people/{gerd.person.ref}"
    given = {"way": "phone", "by": "Hilde, his daughter, 01632 960 777"}
    site.see(office.post(f"{here}/died", given), "asked once more")
    office.post(f"{here}/died", given | {"sure": "yes"})
    site.see(office.get(f"{here}/ending"), "written down")
    site.see(office.get(here), "of who has died")
    site.see(office.get(f"{here}/ending/letter"), "with a wish")
    second = second_administrator(site.world)
    Account.objects.update(language=site.language)
    confirms = site.client(second)
    site.see(confirms.get("/office"), "with a death and a gap")
    site.see(confirms.get(f"{here}/ending"), "to be confirmed")
    confirms.post(f"{here}/ending")
    site.see(confirms.get(f"{here}/ending"), "confirmed")


def told_of_a_death(site: Site) -> None:
    visitor = site.client()
    site.see(visitor.post("/somebody-has-died", {"whom": "Gerd"}), "half filled in")
    way = visitor.post(
        "/somebody-has-died",
        {"whom": "Gerd A.", "name": "Hilde", "number": "01632 960 777", "suits": "any",
         "language": "en"},
    )["Location"]  # fmt: skip
    site.see(visitor.get(way), "of a death")
    dies(site.world, site.world.ruth)
    site.see(site.client(site.world.administrator).get("/office"), "with a call about a death")
