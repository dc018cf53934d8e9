"""Moderating: somebody in danger, a case that is mine and another's, reasons, an objection, hours."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from forums.actions.writing import Words, start_topic
from forums.models import Board, Post
from moderation.actions.reporting import report_thing
from moderation.models import Case, Decision, FollowUp, Rule, RulesCall, Sealed, Silence
from po_platform.access.actor import Hat, acting_as
from tests.browser.pages import Site
from tests.personas import make_persona

from .coming_in import LONG_TEXT


def moderating(site: Site) -> None:
    world = site.world
    ruth, gerd = site.client(world.ruth), site.client(world.gerd)
    team = site.client(world.moderator)
    Rule.objects.get_or_create(number=1, version=1, defaults={"title": {"en": "Be kind"}})
    Board.objects.update(holds_all=False)
    board = Board.objects.create(title={"en": "Evenings"}, widest="everybody")
    with acting_as(world.ruth.actor()) as actor:
        words = Words(LONG_TEXT, uuid4(), note="an operation")
        post = start_topic(
            actor=actor, board=board.ref, title=LONG_TEXT[:110], audience="everybody", words=words
        )
    tell = f"/tell-us/post/{post.ref}"
    site.see(site.client().get(tell), "as a guest")
    site.see(site.client().post(tell, {}), "as a guest, to be put right")
    site.see(gerd.get(tell), "as a member")
    site.see(gerd.post(tell, {}), "to be put right")
    site.see(gerd.post(tell, {"reason": "rude", "text": LONG_TEXT}, follow=True), "just told")
    with acting_as(world.helper.actor()) as actor:
        report_thing(actor=actor, kind="post", ref=post.ref, reason="worried", text=LONG_TEXT)
    with acting_as(world.moderator.actor()) as actor:
        cases = {one.lane: one for one in Case.objects.visible_to(actor).filter(thing=post.ref)}
        for wait in (-1, 3):
            FollowUp.objects.create(
                case=cases["crisis"], person=world.ruth.person,
                due_at=timezone.now() + timedelta(days=wait),
            )  # fmt: skip
    danger = f"/moderation/cases/{cases['crisis'].ref}"
    site.see(team.get("/moderation"), "somebody in danger")
    site.see(team.get(danger), "somebody in danger")
    site.see(team.post(f"{danger}/next-step", {"triage": "now"}, follow=True), "next steps")
    case = f"/moderation/cases/{cases['normal'].ref}"
    site.see(team.get(case), "mine now")
    sent = {
        "version": 1,
        "thing_version": 1,
        "after": "removed",
        "rule": "1",
        "why": LONG_TEXT[:400],
    }
    site.see(team.post(case, {**sent, "why": ""}), "without a reason")
    site.see(team.post(case, sent, follow=True), "decided")
    site.see(team.post(case, sent), "somebody was faster")
    site.see(team.get(case), "decided")
    with acting_as(world.moderator.actor()) as actor:
        decision = Decision.objects.visible_to(actor).get(case=cases["normal"])
    site.see(ruth.get("/me/decisions"), "with one not opened yet")
    mine = f"/me/decisions/{decision.ref}"
    site.see(ruth.get(mine), "reasons")
    site.see(ruth.post(f"{mine}/object", {}), "to be put right")
    site.see(ruth.post(f"{mine}/object", {"text": LONG_TEXT}, follow=True), "objected")
    with acting_as(world.moderator.actor()) as actor:
        appeal = Case.objects.visible_to(actor).get(lane="appeal", thing=post.ref)
    site.see(team.get(f"/moderation/cases/{appeal.ref}"), "not for whoever decided first")
    site.see(gerd.get("/me/told-you"), "answered")
    site.see(ruth.get("/me/decisions"), "with an objection")
    _in_private(site, danger)
    _not_writing(site, cases["normal"])
    _sealed(site)
    site.see(team.get("/moderation/texts"), "with texts of ours")
    site.see(team.get("/moderation/rules"), "with a rule")
    site.see(team.post("/moderation/rules/1", {"title_en": ""}), "to be put right")
    half = "/moderation/half-years/2026-1"
    site.see(team.post(half, {"act": "publish"}), "to be put right")
    site.see(team.post(half, {"text_en": LONG_TEXT, "act": "publish"}, follow=True), "published")
    site.see(team.get("/moderation/half-years"), "with one published")
    site.see(site.client().get("/how-we-talk/2026-1"), "for everybody")
    site.see(site.client().get("/how-we-talk"), "with a half-year told about")
    site.see(team.post("/moderation/texts/new", {"title_en": LONG_TEXT[:70]}), "to be put right")
    day = timezone.localdate() + timedelta(days=1)
    hours = {"day": day.isoformat(), "begins": "18:00", "ends": "20:00"}
    site.see(team.post("/moderation/rota", hours, follow=True), "with hours of mine")
    site.see(team.post("/moderation/rota", {**hours, "ends": "17:00"}), "to be put right")
    Post.objects.filter(pk=post.pk).delete()
    site.see(team.get(danger), "what it was about is gone")
    site.see(
        site.client(replace(world.moderator, strong=True)).get("/start"), "cases on a start page"
    )


def _in_private(site: Site, case: str) -> None:
    """A word of the team, the answer, and how both stand afterwards."""
    ruth, team = site.client(site.world.ruth), site.client(site.world.moderator)
    site.see(ruth.get("/me/words"), "with nothing in it")
    site.see(team.post(f"{case}/word", {}), "a word to be put right")
    sent = {"word-text": LONG_TEXT, "word-client_ref": str(uuid4())}
    site.see(team.post(f"{case}/word", sent, follow=True), "with a word in private")
    site.see(ruth.get("/start"), "a word of the team waits")
    mine = f"/me/words/{case.rpartition('/')[2]}"
    site.see(ruth.get(mine), "a word of the team")
    site.see(ruth.post(mine, {"text": ""}), "to be put right")
    site.see(ruth.post(mine, {"text": LONG_TEXT, "client_ref": str(uuid4())}, follow=True), "sent")
    site.see(ruth.get("/me/words"), "with one in it")
    site.see(team.get("/moderation"), "with an answer of an author")
    site.see(team.get(case), "with an answer of its author")


def _not_writing(site: Site, case: Case) -> None:
    """Ruth does not write for a while; the team asks members about its rules."""
    ruth, team = site.client(site.world.ruth), site.client(site.world.moderator)
    with acting_as(site.world.moderator.actor()) as actor:
        before = Silence.objects.visible_to(actor).get()
    second = site.client(make_persona("Joke B.", role=Hat.MODERATOR))
    second.post(f"/moderation/not-writing/{before.ref}", {"act": "lift"})
    site.see(team.get("/moderation/not-writing"), "with nobody in it")
    keep = f"/moderation/cases/{case.ref}/not-writing"
    site.see(team.post(keep, {}), "to be put right")
    third = site.client(make_persona("Mieke T.", role=Hat.MODERATOR))
    sent = {"days": "30", "rule": "1", "why": LONG_TEXT}
    site.see(third.post(keep, sent, follow=True), "kept")
    site.see(team.get(keep), "there is one already")
    with acting_as(site.world.moderator.actor()) as actor:
        silence = Silence.objects.visible_to(actor).latest("pk")
    mine = f"/me/not-writing/{silence.ref}"
    site.see(ruth.get(mine), "a letter")
    site.see(ruth.post(mine, {}), "to be put right")
    site.see(ruth.post(mine, {"text": LONG_TEXT}, follow=True), "objected")
    site.see(ruth.get("/start"), "a letter waits")
    site.see(team.get("/moderation/not-writing"), "with somebody in it")
    other = site.client(make_persona("Pim D.", role=Hat.MODERATOR))
    page = f"/moderation/not-writing/{silence.ref}"
    site.see(other.get(page), "for another moderator")
    site.see(other.post(f"{page}/answer", {}), "an answer to be put right")
    given = {"stays": "no", "answer": LONG_TEXT}
    site.see(other.post(f"{page}/answer", given, follow=True), "answered")
    site.see(ruth.get(mine), "answered")
    site.see(team.post("/moderation/rules/ask", {"said_en": LONG_TEXT}), "to be put right")
    said = {"said_en": LONG_TEXT, "said_de": LONG_TEXT}
    site.see(team.post("/moderation/rules/ask", said, follow=True), "members are asked")
    site.see(ruth.get("/how-we-talk/agree"), "new rules")
    ruth.post("/how-we-talk/agree", {"call": RulesCall.objects.get().pk})


def _sealed(site: Site) -> None:
    """The post above was taken off."""
    team = site.client(site.world.moderator)
    with acting_as(site.world.moderator.actor()) as actor:
        page = f"/moderation/sealed/{Sealed.objects.visible_to(actor).latest('pk').ref}"
    site.see(team.get("/moderation/sealed"), "with words")
    site.see(team.get(page), "shut")
    site.see(team.post(page, {"act": "open", "open-why": ""}), "to be put right")
    site.see(team.post(page, {"act": "open", "open-why": LONG_TEXT[:400]}, follow=True), "open")
    site.see(team.post(page, {"act": "keep", "keep-why": LONG_TEXT[:400]}, follow=True), "kept")
    team.post(page, {"act": "release"})
    site.see(team.post(page, {"act": "ask", "ask-why": LONG_TEXT[:400]}, follow=True), "asked")
    other = site.client(make_persona("Anneke V.", role=Hat.MODERATOR))
    site.see(other.get(page), "for the second moderator")
    site.see(other.post(page, {"act": "yes"}, follow=True), "deleted")
