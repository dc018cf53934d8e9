"""Groups and what somebody says about herself: as a visitor, inside, as who leads, just diagnosed."""

from __future__ import annotations

from dataclasses import replace

from members.models import Condition, Group, GroupMembership
from po_platform.access.actor import acting_as
from tests.browser.pages import Site

from .coming_in import LONG_TEXT


def groups_and_what_has_changed(site: Site) -> None:
    world = site.world
    row, condition = (
        Group.objects.get(by_request=True),
        Condition.objects.create(name={"en": "Sore skin"}),
    )
    site.see(site.client().get("/groups"), "with nothing public")
    Group.objects.update(public=True, text={"en": LONG_TEXT, "de": LONG_TEXT})
    local = Group.objects.create(kind="local", name={"en": "Harrowmere and around"}, public=True)
    site.see(site.client().get(f"/groups/{local.ref}"), "as a visitor")
    ruth, gerd = site.client(world.ruth), site.client(replace(world.gerd, strong=True))
    site.see(ruth.post(f"/groups/{local.ref}/join", follow=True), "inside")
    site.see(ruth.get("/groups"), "with groups of her own")
    site.see(ruth.post(f"/groups/{local.ref}/leave", follow=True), "just left")
    site.see(gerd.get(f"/groups/{row.ref}"), "as who leads it")
    site.see(gerd.get(f"/groups/{row.ref}/people"), "somebody asks")
    with acting_as(world.ruth.actor()) as actor:
        which = GroupMembership.objects.visible_to(actor).get(group=row).pk
    site.see(
        gerd.post(f"/groups/{row.ref}/people", {"membership": which, "answer": "yes"}, follow=True),
        "somebody is in",
    )
    told = {"condition": condition.pk, "status": "confirmed", "time_zone": "Europe/Lisbon",
            "language": "de", "clinic": "on"}  # fmt: skip
    site.see(ruth.post("/me/changed", {**told, "step": "show"}), "what would happen")
    site.see(ruth.post("/me/changed", {"step": "show"}), "nothing said")
    site.see(ruth.post("/me/where", {"where": "just_diagnosed"}, follow=True), "just diagnosed")
    site.see(ruth.get("/start"), "just diagnosed")
    said = ruth.get("/me/conditions").content.decode().split("/me/conditions/")[-1].split("/")[0]
    site.see(ruth.post(f"/me/conditions/{said}/off", follow=True), "taken off")
