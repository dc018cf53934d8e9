"""Words of danger to the team, a false alarm, texts of ours, and something against the law."""

from __future__ import annotations

from uuid import uuid4

from forums.actions.writing import Words, start_topic
from forums.models import Board
from moderation.actions.reporting import report_thing
from moderation.models import Case, SavedReply
from po_platform.access.actor import acting_as
from tests.browser.pages import Site

from .coming_in import LONG_TEXT

DANGER = f"I do not want to live any more. {LONG_TEXT}"


def heard(site: Site) -> None:
    """After `moderating`: Ruth's post is told by two, in words of danger and as against the law."""
    world = site.world
    board = Board.objects.create(title={"en": "Mornings"}, widest="members")
    with acting_as(world.ruth.actor()) as actor:
        post = start_topic(
            actor=actor, board=board.ref, title="A long morning", audience="members",
            words=Words(LONG_TEXT, uuid4()),
        )  # fmt: skip
    for who, reason, text in (
        (world.gerd, "rude", DANGER),
        (world.helper, "illegal", LONG_TEXT),
        (world.helper, "worried", LONG_TEXT),
    ):
        with acting_as(who.actor()) as actor:
            report_thing(actor=actor, kind="post", ref=post.ref, reason=reason, text=text)
    with acting_as(world.moderator.actor()) as actor:
        cases = Case.objects.visible_to(actor)
        told = cases.filter(kind="told").latest("pk")
        worried, legal = (cases.get(thing=post.ref, lane=lane) for lane in ("crisis", "legal"))
    team, gerd = site.client(world.moderator), site.client(world.gerd)
    site.see(gerd.get("/me/told-you"), "with words of danger")
    page = f"/moderation/cases/{told.ref}"
    site.see(team.get(page), "words of danger to the team")
    site.see(team.post(f"{page}/next-step", {"triage": "nobody"}, follow=True), "a false alarm")
    page = f"/moderation/cases/{worried.ref}"
    site.see(team.post(f"{page}/next-step", {"triage": "grief"}, follow=True), "texts for grief")
    row = SavedReply.objects.filter(use="word", triage="grief").first()
    given = {"word-text": LONG_TEXT, "word-client_ref": str(uuid4()), "act": "insert"}
    number = str(row.pk) if row else ""
    site.see(team.post(f"{page}/word", {**given, "reply": number}), "with a text of ours")
    site.see(team.get(f"/moderation/cases/{legal.ref}"), "said to be against the law")
