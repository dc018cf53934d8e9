"""Programmes in every state: begun, asked about, paused, left, through; guides, cards, writing."""

from __future__ import annotations

import re
from datetime import timedelta

from django.utils import timezone

from education.actions.readers import answer_correction
from education.card_codes import code_of
from education.models import (
    Article,
    CardOrder,
    Correction,
    Enrolment,
    Guide,
    GuideAssignment,
    IfThenPlan,
    Measuring,
    Programme,
    ProgrammeCard,
    ProgrammeVersion,
)
from education.queries.keying import my_step_code
from education.queries.programmes import published
from members.queries.own import own_rows
from po_platform.access.actor import acting_as
from tests.browser.pages import Site

from .coming_in import LONG_TEXT

SLUG = "small-steps-when-tired"


def on_the_way(site: Site) -> None:
    ruth, gerd = site.client(site.world.ruth), site.client(site.world.gerd)
    with acting_as(site.world.ruth.actor()) as actor:
        row = own_rows(Enrolment, actor).get()
        own_rows(IfThenPlan, actor).update(made_at=timezone.now() - timedelta(days=2))
    way = f"/programmes/mine/{row.ref}"
    site.see(ruth.get(way), "asks whether the plan worked")
    for step in ("strength", "three-breaths", "first-plan", "rest-early"):
        site.see(ruth.get(f"{way}/steps/{step}"), f"a step: {step}")
    site.see(ruth.post(f"{way}/steps/first-plan", {"then_text": LONG_TEXT[:200]}), "to put right")
    with acting_as(site.world.ruth.actor()) as actor:
        own_rows(IfThenPlan, actor).update(outcome="partly", outcome_words=LONG_TEXT[:500])
    ruth.post(f"{way}/steps/rest-early", {"words": LONG_TEXT})
    site.see(ruth.get(way), "with a plan that was asked about")
    site.see(ruth.get(f"{way}/my-plan"), "with words")
    site.see(ruth.get(f"{way}/guide"), "with a guide")
    site.see(ruth.post(f"{way}/pause", {"days": "own"}), "without a day")
    ruth.post(f"{way}/pause", {"days": "14"})
    site.see(ruth.get(way), "paused")
    site.see(ruth.get("/programmes"), "one paused")
    ruth.post(f"{way}/move", {"do": "leave"})
    site.see(ruth.get(way), "left")
    ruth.post(f"{way}/move", {"do": "back"})
    ruth.post(f"{way}/guide/let-go")
    site.see(ruth.get(f"{way}/guide"), "a guide to choose")
    Guide.objects.update(most_people=0)
    site.see(ruth.get(f"{way}/guide"), "nobody free")
    ruth.post(f"{way}/move", {"do": "finish"})
    with acting_as(site.world.ruth.actor()) as actor:
        asked = {one.moment: one.ref for one in own_rows(Measuring, actor)}
    site.see(ruth.get(way), "through")
    site.see(ruth.get(f"{way}/changed"), "with nothing yet, and a day")
    site.see(gerd.post(f"/programmes/{SLUG}/correct", {"text": " "}), "to put right")
    visitor = site.client()
    sent = visitor.post(f"/programmes/{SLUG}/correct", {"text": "A word is missing."})["Location"]
    site.see(visitor.get(sent), "a visitor’s link, no answer yet")
    with acting_as(site.world.editor.actor()) as editor:
        asked_by = Correction.objects.visible_to(editor).latest("pk").ref
        answer_correction(actor=editor, ref=asked_by, answer="Put in, thank you.")
    site.see(visitor.get(sent), "a visitor’s link, answered")
    site.see(visitor.get(f"{sent}x"), "no such link")
    yesterday = timezone.localdate() - timedelta(days=1)
    ProgrammeVersion.objects.filter(programme__slug=SLUG).update(review_by=yesterday)
    site.see(gerd.get(f"/programmes/{SLUG}"), "overdue")
    site.see(ruth.get(way), "overdue")
    ProgrammeVersion.objects.filter(programme__slug=SLUG).update(review_by=None)
    site.see(ruth.post(f"/programmes/asked/{asked['later']}/day", {"days": "own"}), "to put right")
    begun = gerd.post(f"/programmes/{SLUG}/begin").headers["Location"]
    site.see(gerd.get(begun), "before a goal")
    site.see(gerd.get(begun.removesuffix("/goal")), "just begun")
    site.see(gerd.get(f"/programmes/{SLUG}"), "when it was begun")


def examples_for_others(site: Site) -> None:
    ruth, editor = site.client(site.world.ruth), site.client(site.world.editor)
    with acting_as(site.world.ruth.actor()) as actor:
        row = own_rows(Enrolment, actor).get()
    given = f"/programmes/mine/{row.ref}/steps/what-it-is"
    site.see(ruth.get(given), "an example given")
    site.see(ruth.post(f"{given}/give", {"words": "Call 01632 960 118"}), "looks private")
    site.see(ruth.post(f"{given}/give", {"words": "I want to kill myself"}), "words of danger")
    ruth.post(f"{given}/give", {"words": LONG_TEXT[:600]})
    one = site.see(editor.get("/write/examples"), "one to look at").context["new"][0].ref
    site.see(editor.post(f"/write/examples/{one}", {"stood": "new"}), "to put right")
    editor.post(f"/write/examples/{one}", {"stood": "new", "verdict": "shown"})
    site.see(editor.get("/write/examples"), "one is shown")
    site.see(editor.get(f"/write/examples/{one}"), "to take off")
    site.see(ruth.get("/programmes/mine/examples"), "shown")
    off = {"stood": "shown", "verdict": "kept", "why": LONG_TEXT[:300]}
    editor.post(f"/write/examples/{one}", off)
    site.see(ruth.get("/programmes/mine/examples"), "taken off, with a reason")
    ruth.post(f"/programmes/mine/examples/{one}/take-back")
    site.see(ruth.get("/programmes/mine/examples"), "none")
    site.see(ruth.get(given), "one to give")


def for_the_doctor(site: Site) -> None:
    ruth, doctor = site.client(site.world.ruth), site.client()
    with acting_as(site.world.ruth.actor()) as actor:
        way = f"/programmes/mine/{own_rows(Enrolment, actor).get().ref}/doctor"
    ticked = {"parts": ["steps", "goal", "plan", "words"], "to_say": LONG_TEXT[:900]}
    ruth.post(f"{way}/choose", ticked)
    shown = site.see(ruth.get(way), "before it goes out").content.decode()
    found = re.search(r'name="mark" value="(\w+)"', shown)
    ruth.post(f"{way}/code", {"mark": found[1] if found else ""})
    code = site.see(ruth.get(f"{way}/code"), "the code").context["code"].code
    site.see(ruth.get(way), "with a code")
    site.see(doctor.post("/programmes/doctor", {"code": "x"}), "no code")
    doctor.post("/programmes/doctor", {"code": code})
    site.see(doctor.get("/programmes/doctor/page"), "opened by its code")


def on_paper(site: Site) -> None:
    ruth, desk = site.client(site.world.ruth), site.client(site.world.desk)
    with acting_as(site.world.ruth.actor()) as actor:
        row = own_rows(Enrolment, actor).get()
        found = my_step_code(actor=actor, enrolment=row)
    site.see(ruth.get(f"/programmes/mine/{row.ref}/paper"), "with a code")
    assert found is not None
    keyed = desk.post("/desk/answers", {"code": found.code, "way": "paper"})
    steps = keyed.headers["Location"]
    site.see(desk.get(steps), "somebody’s steps")
    for step in ("strength", "first-plan", "rest-early"):
        site.see(desk.get(f"{steps}/{step}"), f"to enter: {step}")
    site.see(desk.post(f"{steps}/first-plan", {}), "to put right")
    desk.post(f"{steps}/rest-early", {"words": LONG_TEXT[:400]})
    site.see(desk.get(steps), "one entered")
    site.see(ruth.get(f"/programmes/mine/{row.ref}/steps/rest-early"), "entered for her")
    ruth.post(f"/programmes/mine/{row.ref}/move", {"do": "leave"})
    site.see(desk.get(steps), "she left")


def guides_and_cards(site: Site) -> None:
    card = ProgrammeCard.objects.get(by_guide=False)
    visitor, doctor = site.client(), site.client(site.world.nasser)
    code = code_of(str(card.ref))
    site.see(visitor.get(f"/programmes/card?code={code}"), "by camera")
    site.see(visitor.post("/programmes/card", {"code": "x"}), "no code")
    visitor.post("/programmes/card", {"code": code})
    site.see(visitor.get(f"/programmes/{SLUG}/for-me"), "with a card")
    site.see(doctor.post("/cards/new", {}), "to put right")
    _cards_ordered(site)
    doctor.post(f"/cards/{card.ref}/take-back")
    site.see(doctor.get(f"/cards/{card.ref}"), "taken back")
    ProgrammeCard.objects.all().delete()
    site.see(doctor.get("/cards"), "none yet")
    guide = site.client(site.world.guide)
    site.see(guide.post("/guide/invitations", {}), "to put right")
    with acting_as(site.world.ruth.actor()) as actor:
        own_rows(Enrolment, actor).update(quiet_since=timezone.now() - timedelta(days=30))
        assignment = own_rows(GuideAssignment, actor).select_related("enrolment").get()
    site.see(guide.get("/guide"), "somebody waits")
    site.see(guide.post(f"/guide/{assignment.ref}", {"text": ""}), "without words")
    page = Article.objects.get(slug="living-with-it")
    ruth, asked = site.client(site.world.ruth), f"/learn/{page.slug}/ask"
    site.see(ruth.get(asked), "with a guide")
    way = f"/programmes/mine/{assignment.enrolment.ref}/guide?about={page.slug}"
    site.see(ruth.get(way), "about a page")
    ruth.post(way, {"text": LONG_TEXT[:300]})
    guide.post(f"/guide/{assignment.ref}", {"text": LONG_TEXT, "page": page.slug})
    site.see(guide.get(f"/guide/{assignment.ref}"), "with a page given")
    site.see(ruth.get("/learn/saved"), "with a page she was given")
    site.see(guide.get("/guide"), "somebody is quiet")
    site.see(guide.post("/guide/me", {"away_from": "x"}), "to put right")
    Guide.objects.all().delete()
    with acting_as(site.world.ruth.actor()) as actor:
        own_rows(GuideAssignment, actor).update(ended_at=timezone.now())
    site.see(guide.get("/guide"), "new as a guide")
    Programme.objects.update(live=None)
    site.see(doctor.get("/cards/new"), "no programme")
    site.see(visitor.get("/programmes"), "no programme")


def _cards_ordered(site: Site) -> None:
    office, practice = site.client(site.world.administrator), site.client()
    programme = published(site.language)[0]
    site.see(practice.post("/cards/order", {}), "to put right")
    said = {"practice": "Dr Harrow", "address": LONG_TEXT[:300], "patients": "9"}
    site.see(practice.post("/cards/order", {**said, "programme": str(programme.ref)}), "ordered")
    ref = CardOrder.objects.latest("pk").ref
    one = f"/office/card-orders/{ref}"
    site.see(office.get(one), "new")
    site.see(office.post(one, {"do": "make"}, follow=True), "its sheet")
    site.see(office.get(one), "with a sheet")
    office.post(one, {"do": "sent"})
    site.see(office.get(one), "posted")
    site.see(office.get("/office/card-orders"), "one posted")


def writing(site: Site) -> None:
    editor, reviewer = site.client(site.world.editor), site.client(site.world.reviewer)
    programme = Programme.objects.get(slug=SLUG)
    desk = f"/write/programmes/{programme.ref}"
    site.see(reviewer.get(desk), "live")
    site.see(reviewer.get(f"{desk}/how-far"), "how far people come")
    editor.post(f"{desk}/draft")
    site.see(editor.get(desk), "a draft")
    for step in ("strength", "three-breaths", "first-plan", "looking-back", "what-it-is"):
        site.see(editor.get(f"{desk}/steps/{step}"), f"a step: {step}")
    site.see(editor.get(f"{desk}/steps/nights/when"), "with a rule")
    editor.post(f"{desk}/steps/nights/move", {"do": "away"})
    site.see(editor.get(f"{desk}/publish"), "by whoever wrote")
    site.see(reviewer.get(f"{desk}/publish"), "to be published")
    editor.post(f"{desk}/steps/rest-early", {"title": "X", "minutes": "5", "text": "Y"})
    site.see(editor.get(desk), "something is missing")
    site.see(editor.get("/write/programmes/new"), "a new one")
