"""Around programmes: the first step for everybody, reminders, a diary beside, practising, a stop."""

from __future__ import annotations

import re

from education.models import Enrolment, Programme, ProgrammeVersion
from members.queries.own import own_rows
from po_platform.access.actor import acting_as
from po_platform.demo.programmes import seed_lessons
from tests.browser.pages import Site
from tests.education.path import next_check

from .coming_in import LONG_TEXT
from .programmes import SLUG


def first_step_reminders_and_diary(site: Site) -> None:
    visitor, ruth = site.client(), site.client(site.world.ruth)
    first = f"/programmes/{SLUG}/first"
    site.see(visitor.get(first), "to try")
    site.see(visitor.post(first, {"words": LONG_TEXT[:900]}, follow=True), "to go on with at home")
    site.see(visitor.get(f"{first}/sheet"), "to go on with at home, come by its address")
    site.see(visitor.get(first), "with words")
    with acting_as(site.world.ruth.actor()) as actor:
        row = own_rows(Enrolment, actor).select_related("version").get()
    way = f"/programmes/mine/{row.ref}"
    site.see(ruth.post(f"{way}/reminders", {"weekday": "9"}), "to put right")
    ruth.post(f"{way}/reminders", {"weekday": "3", "every": "2"})
    site.see(ruth.get(f"{way}/reminders"), "with a day")
    modules = row.version.modules
    modules[0]["steps"][0]["diary"] = True
    ProgrammeVersion.objects.filter(pk=row.version_id).update(modules=modules)
    site.see(ruth.get(f"{way}/steps/what-it-is"), "with her diary")


def practising(site: Site) -> None:
    seed_lessons(site.world.editor.actor(), site.world.reviewer.actor())
    gerd = site.client(site.world.gerd)
    begun = gerd.post("/programmes/practising-here/begin").headers["Location"]
    steps = begun.replace("/goal", "/steps")
    site.see(gerd.get(f"{steps}/try-questions"), "questions to practise on")
    site.see(gerd.post(f"{steps}/try-questions", {"drink": "tea"}), "tried")
    site.see(gerd.get(f"{steps}/try-board"), "a board to practise on")
    site.see(gerd.post(f"{steps}/try-board", {"words": ""}), "to put right")
    site.see(gerd.post(f"{steps}/try-board", {"words": LONG_TEXT[:600]}), "tried")


def two_editors_and_a_stop(site: Site) -> None:
    editor, reviewer = site.client(site.world.editor), site.client(site.world.reviewer)
    ruth, programme = site.client(site.world.ruth), Programme.objects.get(slug=SLUG)
    desk = f"/write/programmes/{programme.ref}"
    editor.post(f"{desk}/draft")
    page = editor.get(f"{desk}/top").content.decode()
    found = re.search(r'name="mark" value="(\w+)"', page)
    said = {"mark": found[1] if found else "", "title": "X", "not_for": "Y"}
    editor.post(f"{desk}/top", {**said, "lead": LONG_TEXT[:300]})
    site.see(editor.post(f"{desk}/top", {**said, "lead": "Z"}), "changed meanwhile")
    site.see(
        reviewer.post(f"{desk}/publish", {"mark": "0" * 64, **next_check()}),
        "changed since it was read",
    )
    site.see(editor.post(f"{desk}/stop", {"words": ""}), "to put right")
    editor.post(f"{desk}/stop", {"words": LONG_TEXT[:500]})
    site.see(editor.get(f"{desk}/stop"), "stopped")
    site.see(reviewer.get(f"{desk}/stop"), "stopped, to a doctor")
    site.see(editor.get(desk), "stopped")
    with acting_as(site.world.ruth.actor()) as actor:
        way = f"/programmes/mine/{own_rows(Enrolment, actor).get().ref}"
    for address in (f"/programmes/{SLUG}", way, f"{way}/steps/what-it-is"):
        site.see(ruth.get(address), "stopped")
    draft = programme.versions.get(state="draft")
    reviewer.post(f"{desk}/publish", {"mark": draft.mark, "what_changed": "Less.", **next_check()})
    site.see(ruth.get(way), "with a corrected version")
