"""Around guides: words at hand, another guide, calls, questions without names, groups, ten minutes."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from education.actions.enrolling import enrol
from education.card_course import QUESTIONS
from education.models import (
    Enrolment,
    Guide,
    GuideAssignment,
    GuideHandOver,
    GuideMessage,
    GuideWording,
    Programme,
    ProgrammeGroup,
    SupervisionQuestion,
)
from members.queries.own import own_rows
from po_platform.access.actor import acting_as
from tests.browser.pages import Site
from tests.personas import make_persona

from .coming_in import LONG_TEXT


def around_guides(site: Site) -> None:
    ruth, guide = site.client(site.world.ruth), site.client(site.world.guide)
    with acting_as(site.world.ruth.actor()) as actor:
        way = f"/programmes/mine/{own_rows(Enrolment, actor).get().ref}/guide"
        along = f"/guide/{own_rows(GuideAssignment, actor).get().ref}"
        asked = str(own_rows(GuideHandOver, actor).get(answered_at=None).ref)
    pk = GuideWording.objects.get().pk
    site.see(guide.get(f"{along}?words={pk}"), "with words at hand")
    _something_is_wrong(site, way)
    site.see(guide.post("/guide/words/new", {"title": "x", "text_en": "{nobody}"}), "to put right")
    guide.post(f"/guide/words/{pk}/away")
    site.see(guide.get("/guide/words"), "none yet")
    site.see(guide.post(f"{along}/call", {}), "to put right")
    site.see(ruth.post(f"{way}/calls", {"number": "x"}), "to put right")
    guide.post(f"{along}/call", {"came": "talked", "note": LONG_TEXT[:280]})
    site.see(guide.get(f"{along}/call"), "to put on the list")
    ruth.post(f"{way}/calls", {"do": "stop"})
    site.see(guide.get(f"{along}/call"), "not agreed to")
    site.see(ruth.get(f"{way}/calls"), "not agreed to")
    site.see(ruth.post(f"{way}/hand-over", {"asked": asked}), "to put right")
    ruth.post(f"{way}/hand-over", {"asked": asked, "answer": "no"})
    site.see(ruth.get(way), "another guide was asked about")
    site.see(guide.get(along), "another guide was asked about")
    site.see(guide.get(f"{along}/hand-over"), "to ask")
    site.see(guide.post(f"{along}/hand-over", {}), "to put right")
    Guide.objects.update(most_people=0)
    site.see(guide.get(f"{along}/hand-over"), "nobody has room")
    office = site.client(site.world.administrator)
    site.see(office.get("/office/guides"), "all full")
    Guide.objects.all().delete()
    site.see(office.get("/office/guides"), "none")


def _something_is_wrong(site: Site, way: str) -> None:
    """A member says it of a message; who looks after guides reads that there is something."""
    ruth, office = site.client(site.world.ruth), site.client(site.world.administrator)
    with acting_as(site.world.ruth.actor()) as actor:
        said = own_rows(GuideMessage, actor).filter(by_guide=True).latest("pk")
    site.see(office.get("/guide/told"), "nothing told")
    site.see(ruth.get(f"{way}/wrong/{said.ref}"), "a message of the guide")
    site.see(ruth.post(f"{way}/wrong/{said.ref}", {}), "to put right")
    ruth.post(f"{way}/wrong/{said.ref}", {"reason": "other", "text": LONG_TEXT[:500]})
    site.see(office.get("/guide/told"), "told")


def among_guides(site: Site) -> None:
    guide = site.client(site.world.guide)
    one = f"/guide/questions/{SupervisionQuestion.objects.get().ref}"
    site.see(guide.post("/guide/questions", {"text": "Ruth asks"}), "it names somebody")
    site.see(guide.post(one, {"state": "answered"}), "to put right")
    guide.post(one, {"state": "answered", "answer": LONG_TEXT})
    day = timezone.localdate()
    said = {"day": day.isoformat(), "hour": "23:59", "place": LONG_TEXT[:190]}
    site.see(guide.post("/guide/questions/meeting", {"day": "x"}), "to put right")
    guide.post("/guide/questions/meeting", said)
    site.see(guide.get("/guide/questions"), "answered, with a day")
    before = (day.replace(day=1) - timedelta(days=1)).strftime("%Y-%m")
    site.see(guide.get(f"/guide/questions?month={before}"), "another month")


def together(site: Site) -> None:
    ruth, gerd = site.client(site.world.ruth), site.client(site.world.gerd)
    guide = site.client(site.world.guide)
    row = ProgrammeGroup.objects.get()
    one, desk = f"/programmes/groups/{row.ref}", f"/guide/groups/{row.ref}"
    site.see(gerd.get(one), "to join")
    site.see(gerd.post(one, {"named": "yes"}), "to put right")
    site.see(guide.post(desk, {}), "to put right")
    ProgrammeGroup.objects.update(size=1)
    site.see(gerd.get(one), "full")
    guide.post(desk, {"do": "cancel"})
    site.see(ruth.get(one), "cancelled")
    site.see(guide.get("/guide/groups"), "one cancelled")
    site.see(guide.get(desk), "cancelled")
    with acting_as(site.world.ruth.actor()) as actor:
        way = own_rows(Enrolment, actor).get().ref
    site.see(ruth.get(f"/programmes/mine/{way}"), "in a group that is cancelled")


def ten_minutes(site: Site) -> None:
    doctor, practice = site.client(site.world.nasser), site.client()
    Programme.objects.update(course_needed=True)
    site.see(doctor.get("/cards/new"), "ten minutes first")
    site.see(practice.get("/cards/order"), "ten minutes first")
    answers = {one.id: one.options[0][0] for one in QUESTIONS}
    site.see(practice.post("/cards/course", answers), "explained")
    site.see(doctor.post("/cards/course", answers), "explained")
    site.see(doctor.get("/cards/course"), "read once before")


def buddies(site: Site) -> None:
    """Somebody asks her, she asks another; words that are not for others; how it ends."""
    ruth, gerd = site.client(site.world.ruth), site.client(site.world.gerd)
    guide, office = site.client(site.world.guide), site.client(site.world.administrator)
    with acting_as(site.world.ruth.actor()) as actor:
        row = own_rows(Enrolment, actor).select_related("programme").get()
    programme, way = row.programme, f"/programmes/mine/{row.ref}/buddy"
    free = site.see(ruth.get(way), "somebody to ask, and asked").context["found"][0].ref
    said = {"words": "Call 01632 960 118", "most_people": "1", "agreed": "on"}
    site.see(ruth.post(f"{way}/be", {}), "to put right")
    site.see(ruth.post(f"{way}/be", said), "looks private")
    site.see(ruth.post(f"{way}/be", {**said, "words": "I want to kill myself"}), "words of danger")
    site.see(ruth.post(f"{way}/ask/{free}", {}), "to put right")
    listed = site.see(ruth.get("/programmes/mine/buddies"), "asked").context["pairs"]
    pair = f"/programmes/buddies/{listed[0].ref}"
    site.see(ruth.get("/start"), "asked to be a buddy")
    ruth.post(pair, {"answer": "yes"})
    ruth.post(f"{way}/ask/{free}", {"agreed": "on"})
    talk = site.see(ruth.get(way), "a buddy, and one asked").context["pairs"][-1].talk_url
    ruth.post(talk, {"text": LONG_TEXT[:600], "client_ref": str(uuid4())})
    site.see(ruth.get(talk), "with a buddy")
    ruth.post(f"{way}/be", {**said, "words": LONG_TEXT[:400], "away_until": "2999-01-01"})
    new = site.see(guide.get("/guide/buddies"), "words to read").context["new"][0].ref
    site.see(guide.post(f"/guide/buddies/{new}", {"stood": "new"}), "to put right")
    no = {"stood": "new", "verdict": "kept", "why": LONG_TEXT[:300]}
    guide.post(f"/guide/buddies/{new}", no)
    ruth.post(f"{pair}/end")
    site.see(ruth.get("/programmes/mine/buddies"), "ended, and not shown")
    site.see(ruth.get(talk), "a buddy no more")
    site.see(office.get("/guide/buddies"), "numbers for the office")
    site.see(gerd.get("/programmes/mine/buddies"), "none")
    new = make_persona("Yara Y.")
    with acting_as(new.actor()) as actor:
        hers = enrol(actor=actor, programme=programme).ref
    site.see(site.client(new).get(f"/programmes/mine/{hers}/buddy"), "asked for her age first")
    Guide.objects.update(leads=False)
    site.see(ruth.get(way), "nobody looks after it")
