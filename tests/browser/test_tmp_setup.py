from __future__ import annotations
import pytest, re
from django.test import override_settings
from tests.access.world_of_ruth import furnish
from tests.browser import looks
from tests.browser.pages import Site, undone
from tests.browser.steps import setting_up
from tests.browser.test_every_page import Show, at, findings, once_each, PHONE, DESK
from tests.personas import build_world
pytestmark = [pytest.mark.browser, pytest.mark.django_db]

def test_mine(browser, tmp_path):
    with override_settings(STORED_FILES_DIR=tmp_path), undone():
        site = Site("en"); site.world = build_world(); furnish(site.world)
        office = site.client(site.world.administrator)
        for url in ("/office", "/office/set-up", "/office/set-up/test-mail", "/office/hand-over", "/office/hand-over/words", "/office/duties", "/office/list/invite"):
            site.see(office.get(url))
        site.see(site.client(site.world.ruth).get("/me"))
        for step in (setting_up.before_opening_and_handing_over, setting_up.brought_along, setting_up.invited_by_letter):
            with undone():
                step(site)
    show = Show(browser)
    for page in once_each(site.pages):
        w = show(page)
        for width in (PHONE, DESK):
            w.set_viewport_size({"width": width, "height": 900})
            name = re.sub(r"[^a-z]+", "-", page.what.lower())[:60]
            w.screenshot(path=f"/tmp/setup-shots/{name}-{width}.png", full_page=True)
    found = findings(show, site.pages, at(PHONE, looks.check_page), at(DESK, looks.check_page))
    show.close()
    print("\n".join(found)); assert not found
