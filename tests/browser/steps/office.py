"""Pages of the office and of everybody with a task."""

from __future__ import annotations

from members.actions.lost_factor import ask_for_factor_removal
from members.models import Account, Person
from po_platform.access.actor import acting_as
from tests.browser.pages import Site
from tests.members.office_world import second_administrator
from tests.members.signing_steps import give_app


def a_lost_second_factor(site: Site) -> None:
    give_app(site.world.nasser)
    actor = site.world.administrator.actor()
    person = site.world.nasser.person
    with acting_as(actor):
        ask_for_factor_removal(actor=actor, person_id=person.pk, reason="Fell into the lake")
    site.see(site.client(site.world.nasser).get("/lost-factor"), "asked")
    second = second_administrator(site.world)
    Account.objects.update(language=site.language)
    for one in (site.world.administrator, second):
        office = site.client(one)
        site.see(office.get(f"/office/people/{person.ref}/second-factor"), "asked")
        site.see(office.get("/office"), "with a lost factor")
    office.post(f"/office/people/{person.ref}/second-factor")
    site.see(office.get(f"/office/people/{person.ref}/second-factor"), "confirmed")
    site.see(site.client(site.world.nasser).get("/lost-factor"), "confirmed")


def the_office(site: Site) -> None:
    office = site.client(site.world.administrator)
    here = f"/office/people/{site.world.gerd.person.ref}"
    reason = {"reason": "His daughter called"}
    site.see(office.post(here + "/identity", {"act": "look", **reason}), "opened")
    site.see(office.post("/office/people", {"mark": "nobody@example.org"}), "nobody found")
    Person.objects.filter(pk=site.world.gerd.person.pk).update(display_name="Ruth E. the other")
    site.see(office.post("/office/people", {"mark": "ruth"}), "found")
    office.post(f"{here}/state", {"state": "paused", **reason})
    site.see(office.get(here), "paused")
    site.see(office.get("/office/log"), "with deeds")


def every_desk(site: Site) -> None:
    for name, persona in site.world.people.items():
        response = site.client(persona).get("/start")
        site.keep(response, f"as {name}")
