"""Events: as a visitor, as somebody who comes, as who looks after one, full, cancelled, off the list."""

from __future__ import annotations

from dataclasses import replace

from members.models import Event, Group
from tests.browser.pages import Site
from tests.members.event_steps import form, of_all, of_group

from .coming_in import LONG_TEXT


def events_and_who_comes(site: Site) -> None:
    world = site.world
    group = Group.objects.get(by_request=True)
    site.see(site.client().get("/events"), "with nothing public")
    Group.objects.update(public=True)
    theirs = of_group(
        world.gerd, group, text=LONG_TEXT[:4000], readers="everybody", named=True, places=1,
        phone="01632 960 700", link="https://example.org/" + "room/" * 40, language="de",
    )  # fmt: skip
    everybody = of_all(world, readers="everybody")
    ruth, gerd = site.client(world.ruth), site.client(replace(world.gerd, strong=True))
    office = site.client(world.administrator)
    site.see(site.client().get("/events"), "as a visitor")
    site.see(site.client().get(f"/events/{theirs.ref}"), "as a visitor")
    site.see(ruth.get(f"/groups/{group.ref}"), "with an event")
    site.see(ruth.get(f"/events/{theirs.ref}"), "names are shown")
    site.see(
        ruth.post(f"/events/{theirs.ref}/come", {"reminds": "on", "told": "on"}, follow=True),
        "she comes",
    )
    site.see(ruth.get("/me/events"), "where she comes")
    site.see(gerd.get(f"/events/{theirs.ref}"), "as who leads, full")
    site.see(gerd.get(f"/events/{theirs.ref}/people"), "with a name")
    site.see(gerd.get(f"/groups/{group.ref}/events/new"), "of a group")
    wrong = form(title="", place="", on="soon", until="1:00")
    site.see(gerd.post(f"/events/{theirs.ref}/change", wrong), "to put right")
    site.see(office.get("/events/new"), "for everybody")
    late = {"why": "x" * 301}
    site.see(office.post(f"/events/{everybody.ref}/cancel", late), "too long a reason")
    cancelled = {"why": "The bridge is closed. We meet again in May."}
    site.see(office.post(f"/events/{everybody.ref}/cancel", cancelled, follow=True), "cancelled")
    site.see(ruth.get("/events"), "with one cancelled")
    site.see(office.post(f"/events/{everybody.ref}/off", follow=True), "off the list")
    site.see(ruth.post(f"/events/{theirs.ref}/stay-away", follow=True), "not any more")
    Event.objects.update(ends_at=None, starts_at="2026-01-01T10:00Z", over_at="2026-01-01T13:00Z")
    site.see(ruth.get(f"/events/{theirs.ref}"), "over")
    site.see(ruth.get("/events"), "with nothing")
