"""Questions to experts: before, during and after a session, for members, experts and the team."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from education.actions.expert_questions import ask_experts
from education.models import ExpertSession, SessionEntry, SessionExpert
from po_platform.access.actor import acting_as
from po_platform.kit.crypto import secret_hash
from tests.access.world_experts import LINK
from tests.browser.pages import Site

from .coming_in import LONG_TEXT


def questions_to_experts(site: Site) -> None:
    world = site.world
    visitor, gerd, editor = site.client(), site.client(world.gerd), site.client(world.editor)
    session, now = ExpertSession.objects.get(), timezone.now()
    ExpertSession.objects.update(language=site.language)
    behind = f"/write/experts/{session.ref}"
    with acting_as(world.gerd.actor()) as actor:
        ask_experts(actor=actor, session=session, text=f"I want to die. {LONG_TEXT}", name="")
    site.see(gerd.get("/learn/asked/mine"), "with words of danger")
    site.see(site.client(world.ruth).get("/learn/asked/mine"), "put to the experts")
    site.see(gerd.post("/experts/resting-well/ask", {"text": ""}), "to put right")
    site.see(editor.post(f"{behind}/questions", {"do": "put"}), "nothing chosen")
    site.see(editor.post(f"{behind}/people/new", {}), "to put right")
    person = SessionExpert.objects.get()
    site.see(
        editor.post(f"{behind}/people/{person.ref}/link", {"email": "", "language": "en"}),
        "the link, once",
    )
    SessionExpert.objects.update(interests=LONG_TEXT[:300], no_interests=False)
    link = f"/experts/answer/{LINK}"
    SessionExpert.objects.update(secret_hash=secret_hash(LINK))
    entry = SessionEntry.objects.get()
    site.see(visitor.post(link, {"do": "answer", "entry": entry.ref, "answer": ""}), "to put right")
    visitor.post(link, {"do": "answer", "entry": entry.ref, "answer": LONG_TEXT})
    site.see(visitor.get(link), "with an answer")
    site.see(editor.get(behind), "with an answer to publish")
    SessionEntry.objects.update(published_at=now, expert=person)
    site.see(visitor.get("/experts/resting-well"), "with an answer")
    site.see(editor.get(f"{behind}/questions/{entry.ref}"), "published")
    late = {"do": "answer", "entry": entry.ref, "answer": LONG_TEXT}
    site.see(visitor.post(link, late), "answered too late")
    typed = {"words": "Mine?", "answer": "Mine.", "expert": person.ref, "seen": "before"}
    site.see(editor.post(f"{behind}/questions/{entry.ref}", typed), "answered meanwhile")
    ExpertSession.objects.update(closes_at=now - timedelta(days=1))
    site.see(visitor.get("/experts/resting-well"), "answers only")
    editor.post(f"{behind}/step", {"do": "end"})
    ExpertSession.objects.update(closes_at=now - timedelta(days=900))
    site.see(visitor.get("/experts/resting-well"), "over for years")
    site.see(visitor.get("/experts"), "with one that is over")
    site.see(gerd.get("/learn/asked/mine"), "without an answer")
    site.see(visitor.get(link), "over")
    site.see(editor.get(behind), "over")
    ExpertSession.objects.update(ended_at=None, called_off_at=now, called_off_why=LONG_TEXT[:200])
    site.see(visitor.get("/experts/resting-well"), "called off")
