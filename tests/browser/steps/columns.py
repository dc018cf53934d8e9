"""Columns: taken, written, read by an editor, paused, ended, taken away."""

from __future__ import annotations

from education.models import Article, Column, ColumnAuthor
from tests.access.world_columns import LINK
from tests.browser.pages import Site
from tests.education.path import decides, second_editor

from .coming_in import LONG_TEXT


def columns(site: Site) -> None:
    world = site.world
    visitor, ruth, gerd = site.client(), site.client(world.ruth), site.client(world.gerd)
    editor, column = site.client(world.editor), Column.objects.get(slug="a-slow-walk")
    mine = f"/columns/mine/{column.ref}"
    site.see(gerd.post(f"/columns/offer/{LINK}", {}), "to put right")
    site.see(gerd.get("/columns/mine"), "none of hers")
    site.see(editor.post("/write/columns/new", {}), "to put right")
    offer = {"title": LONG_TEXT[:100], "voice": "expert", "language": site.language, "about": ""}
    site.see(editor.post("/write/columns/new", offer), "the link, once")
    site.see(ruth.post(f"{mine}/new", {"title": "", "words": LONG_TEXT}), "to put right")
    ColumnAuthor.objects.update(interests=LONG_TEXT[:300], no_interests=False)
    site.see(visitor.get("/learn/out-at-last"), "a text of a column")
    read = Article.objects.get(slug="being-read")
    site.see(editor.get(f"/write/{read.ref}/check"), "a text of a column")
    second_editor(world)
    decides(world.editor, read, approve=False, note=LONG_TEXT[:200])
    site.see(ruth.get(mine), "sent back")
    ruth.post(f"{mine}/step", {"do": "pause"})
    site.see(ruth.get(mine), "paused")
    site.see(visitor.get("/columns/a-slow-walk"), "paused")
    ruth.post(f"{mine}/texts/{Article.objects.get(slug='out-at-last').ref}/step", {"do": "away"})
    site.see(visitor.get("/learn/out-at-last"), "taken away by its author")
    ruth.post(f"{mine}/step", {"do": "end"})
    site.see(ruth.get(mine), "ended")
    site.see(visitor.get("/columns/a-slow-walk"), "ended")
    site.see(editor.get(f"/write/columns/{column.ref}"), "ended")
    Column.objects.update(offered_until=None)
    site.see(gerd.get(f"/columns/offer/{LINK}"), "over")
