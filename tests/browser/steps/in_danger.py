"""Somebody in danger looked up, reviewed and told; a list of where to turn to; a drill."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from members.actions.identity import correct_identity
from members.identity import Known
from moderation.actions.crisis import call_next
from moderation.actions.duty import name_contact
from moderation.actions.opening import open_case
from moderation.models import Case, Drill, HelpLine, Reveal
from po_platform.access.actor import Hat, acting_as
from tests.browser.pages import Site
from tests.personas import make_persona

from .coming_in import LONG_TEXT


def in_danger(site: Site) -> None:
    """After `moderating`: begins at a case of its own."""
    world, lead = site.world, make_persona("Lena L.", role=Hat.MODERATOR)
    with acting_as(world.moderator.actor()) as team:
        name_contact(actor=team, step="deputy", person_id=lead.person.pk)
        Case.objects.visible_to(team).filter(lane="crisis", state="open").update(state="decided")
    _where_to_turn(site)
    _drill(site, site.client(lead))
    with acting_as(world.ruth.actor()) as ruth:
        known = Known("Ruth Long-Name of Far-Away", "A long lane 3\nAtlantis", "0123 456 00")
        correct_identity(actor=ruth, person_id=world.ruth.person.pk, known=known)
    with acting_as(world.moderator.actor()) as team:
        number = open_case(
            kind="post", thing=world.ruth.person.ref, person_id=world.ruth.person.pk, version=1,
            lane="crisis",
        )  # fmt: skip
        case = Case.objects.visible_to(team).get(pk=number)
    ours, other = site.client(lead), site.client(world.moderator)
    address = f"/moderation/cases/{case.ref}"
    site.see(ours.get(f"{address}/who"), "before danger now was read")
    ours.post(f"{address}/next-step", {"triage": "now"})
    site.see(ours.get(address), "read as danger now")
    site.see(ours.get(f"{address}/who"), "before it opens")
    site.see(ours.post(f"{address}/who", {"why": ""}), "to be put right")
    site.see(ours.post(f"{address}/who", {"why": LONG_TEXT}, follow=True), "opened")
    site.see(ours.get(f"{address}/who"), "opened already")
    with acting_as(world.moderator.actor()) as team:
        row = Reveal.objects.visible_to(team).latest("pk")
    opened = f"/moderation/opened/{row.ref}"
    site.see(other.get("/moderation"), "a review waits")
    site.see(other.get(opened), "to be reviewed")
    site.see(other.post(opened, {"tell": "no"}), "to be put right")
    given = {"was_right": "yes", "words": LONG_TEXT, "tell": "yes"}
    site.see(other.post(opened, given, follow=True), "reviewed")
    site.see(other.get(opened), "reviewed")
    site.see(site.client(world.ruth).get(f"/me/opened/{row.ref}"), "a letter")
    with acting_as(world.moderator.actor()) as team:
        began = timezone.now() - timedelta(hours=5)
        Case.objects.visible_to(team).filter(pk=number).update(opened_at=began)
    site.see(ours.get("/moderation/team"), "with a late look")


def _where_to_turn(site: Site) -> None:
    team, today = site.client(site.world.moderator), timezone.localdate()
    HelpLine.objects.all().delete()
    site.see(site.client().get("/help-lines"), "with nothing in it")
    site.see(team.get("/moderation/help-lines"), "with nothing in it")
    site.see(team.post("/moderation/help-lines/new", {"name": "A"}), "to be put right")
    for days, kind, language in ((0, "talk", "en"), (200, "advice", "en"), (400, "doctor", "de")):
        HelpLine.objects.create(
            kind=kind, language=language, name=LONG_TEXT[:70], about=LONG_TEXT[:180],
            phone="01632 960 000", link="https://help.example/a-very-long-address-of-a-page",
            hours="day and night", country="Atlantis", region="North",
            checked_on=today - timedelta(days=days),
        )  # fmt: skip
    HelpLine.objects.create(
        kind="talk", audience="bereaved", language="de", name=LONG_TEXT[:70], phone="01632 960 001",
        checked_on=today,
    )  # fmt: skip
    young = HelpLine.objects.create(
        kind="talk", audience="young", language="en", name=LONG_TEXT[:70], phone="01632 960 002",
        checked_on=today,
    )  # fmt: skip
    site.see(site.client().get("/help-lines"), "as a guest, some of it for some")
    young.delete()
    site.see(team.get("/moderation/help-lines"), "with three in it")
    line = HelpLine.objects.earliest("pk")
    site.see(team.get(f"/moderation/help-lines/{line.pk}"), "to change")
    site.see(site.client().get("/search?q=suicide"), "with where to turn to")


def _drill(site: Site, lead: Any) -> None:
    team = site.client(site.world.moderator)
    site.see(team.get("/moderation/drills"), "for who is not named")
    site.see(lead.get("/moderation/drills"), "with none")
    lead.post("/moderation/drills")
    drill = Drill.objects.latest("pk")
    call_next()
    site.see(lead.get(f"/moderation/drills/{drill.pk}"), "under way")
    site.see(team.get("/moderation"), "a drill")
    with acting_as(site.world.moderator.actor()) as actor:
        case = Case.objects.visible_to(actor).get(kind="drill", state="open")
    site.see(team.get(f"/moderation/cases/{case.ref}"), "a drill")
    sent = {"triage": "thoughts"}
    site.see(team.post(f"/moderation/cases/{case.ref}/next-step", sent, follow=True), "over")
    site.see(team.get("/moderation/drills"), "with one")
