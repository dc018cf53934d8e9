"""Requests about data from the letter to the answer, parts that go, and the page of the month."""

from __future__ import annotations

from members.models import FoundText, RightsRequest, RoleHolding
from po_platform.access.actor import Hat, acting_as
from tests.browser.pages import Site
from tests.members.office_world import second_administrator
from tests.members.rights_steps import (
    again,
    asked,
    known,
    let_go,
    pack_made,
    searched,
    url,
    written,
)
from tests.personas import Persona


def requests_about_data(site: Site) -> None:
    office = site.client(site.world.administrator)
    second = site.client(second_administrator(site.world))
    site.see(office.post("/office/requests/new", {"who": "member"}), "to put right")
    row = asked(site.world, office, who="member", mark="gerd@example.org")
    site.see(office.get(url(row)), "just written down")
    own = asked(site.world, second, who="member", mark="administrator@example.org")
    site.see(office.get(url(own)), "her own")
    site.see(office.get(url(row, "search")), "offered words")
    known(office, row)
    searched(office, row, "Gerd A.", "Neighbour Zora")
    office.post(url(row, "longer"), {"why": "Many letters came after an article."})
    site.see(office.get(url(row, "places")), "with places")
    with acting_as(site.world.administrator.actor()) as actor:
        found = list(FoundText.objects.visible_to(actor).filter(request=row))
    site.see(office.post(url(row, "places"), {}), "undecided")
    decided = {f"p{one.pk}-answer": "redact" for one in found}
    decided |= {f"p{one.pk}-black": "Zora" for one in found}
    office.post(url(row, "places"), decided)
    site.see(office.get(url(row, "places")), "decided")
    site.see(written(office, row, letter=""), "with our words")
    site.see(written(office, row, outcome="refused"), "without a reason")
    written(office, row)
    site.see(office.get(url(row)), "waits for the second look")
    site.see(second.get(url(row, "look")), "the second look")
    let_go(second, row)
    site.see(office.get(url(row)), "being made")
    pack_made(site.world)
    site.see(office.get(url(row)), "ready")
    office.post(url(row, "finish"))
    site.see(office.get(url(row)), "closed")
    site.see(office.get("/office/requests"), "with one closed")
    _into_her_own_page(site)
    _erased(site)
    assert again(site.world, row).state == RightsRequest.State.SENT
    site.see(office.post("/office/organisation/parts", {"on": ["proms"]}), "asked once more")
    site.see(office.get("/office/used/2026-1"), "a month")


def _into_her_own_page(site: Site) -> None:
    office, second = (site.client(one) for one in _both(site))
    row = asked(site.world, office, who="member", mark="gerd@example.org", kind="correction")
    gerd = site.client(site.world.gerd)
    site.see(gerd.get("/me/requests"), "with one that runs")
    known(office, row)
    site.see(office.get(url(row, "answer")), "for a member")
    written(office, row, form="page")
    site.see(second.get(url(row, "look")), "for her own page")
    let_go(second, row)
    pack_made(site.world)
    site.see(gerd.get(f"/me/requests/{row.ref}"), "answered")


def _erased(site: Site) -> None:
    """Prepared and taken back: nobody goes, other steps need them."""
    office, second = (site.client(one) for one in _both(site))
    at = f"/office/people/{site.world.gerd.person.ref}"
    site.see(office.post(f"{at}/erase", {}), "with gaps")
    filled = {"shown": "called_back", "when": "at_once", "reason": "Called and asked for it."}
    office.post(f"{at}/erase", filled)
    site.see(office.get(f"{at}/erase"), "by whom it was prepared")
    site.see(second.get(f"{at}/erase"), "for the second person")
    site.see(second.get(at), "with an erasing prepared")
    site.see(site.client(site.world.gerd).get("/me/erase/keep"), "prepared by the office")
    second.post(f"{at}/erase", {"withdraw": "yes"})


def _both(site: Site) -> tuple[Persona, Persona]:
    other = RoleHolding.objects.get(account__email="berit@example.org")
    return site.world.administrator, Persona(
        "Berit Second", other.account, other.account.person, Hat.ADMINISTRATOR, strong=True
    )
