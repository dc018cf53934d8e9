"""Pages with a preview and older texts, news being written, circulars before and after sending."""

from __future__ import annotations

from members.models import Circular, Condition
from tests.browser.pages import Site
from tests.members.circular_steps import handed_over

PAGE = {"title_en": "About us", "text_en": "# Since 1990\n\nWe help.", "position": "10"}
WORDS = {"text_en": "About stiff joints.", "in_mail": "whole", "group": "", "language": ""}


def publishing(site: Site) -> None:
    office, ruth = site.client(site.world.administrator), site.client(site.world.ruth)
    site.see(office.post("/office/pages/of/about-us", {**PAGE, "look": "1"}), "with a preview")
    site.see(office.post("/office/pages/of/about-us", {"position": "x"}), "to put right")
    office.post("/office/pages/of/about-us", PAGE)
    site.see(office.get("/office/pages/of/about-us"), "with older texts")
    site.see(office.post("/office/pages/board/name", {}), "to put right")
    site.see(
        office.post("/office/news/new", {**WORDS, "title_en": "New", "look": "1"}), "looked at"
    )
    Condition.objects.create(name={"en": "Stiff joints"})
    site.see(office.post("/office/circulars/new", {**WORDS, "subject_en": "Joints"}), "telling")
    office.post("/office/circulars/new", {**WORDS, "subject_en": "Our meeting"})
    draft = Circular.objects.latest("pk")
    site.see(office.get(f"/office/circulars/{draft.ref}"), "before it is sent")
    site.see(office.get(f"/office/circulars/{draft.ref}/change"), "written on")
    sent = handed_over(site.world)
    site.see(office.get(f"/office/circulars/{sent.ref}"), "sent")
    site.see(ruth.get(f"/news/to-me/{sent.ref}"), "as a member reads it")
    site.see(ruth.get("/start"), "with news")
