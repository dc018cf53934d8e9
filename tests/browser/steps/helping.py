"""Helpers: named, asked, at work for somebody, ended in between, and by telephone."""

from __future__ import annotations

from typing import Any

from members.models import Account
from po_platform.access.actor import Tick
from proms.shipped import check_in_questionnaires
from tests.access.world_members import help_with
from tests.browser.pages import Site
from tests.members.helper_steps import make_help_code
from tests.members.sharing_steps import hidden_fields
from tests.proms.path import on_her_list, put_in, use

GIVEN: dict[str, Any] = {"meant_for": "Anna", "email": "", "ticks": ["answer", "remind"]}


def naming_a_helper(site: Site) -> None:
    ruth = site.client(site.world.ruth)
    site.see(ruth.post("/helpers/name", {"meant_for": ""}), "nothing written")
    words = site.see(ruth.post("/helpers/name", GIVEN), "the words")
    fields: dict[str, Any] = dict(hidden_fields(words.content.decode()))
    fields.pop("csrfmiddlewaretoken", None)
    site.see(ruth.post("/helpers/name", {**GIVEN, **fields, "ticks": GIVEN["ticks"]}), "the code")
    office = site.client(site.world.administrator)
    here = f"/office/people/{site.world.ruth.person.ref}/helpers"
    site.see(office.get(here), "with a helper and a code")
    site.see(office.post(f"{here}/name", {}), "nothing chosen")
    site.see(office.post(f"{here}/name", GIVEN | {"way": "phone"}), "to read out")


def a_helper_is_asked(site: Site) -> None:
    code = make_help_code(site.world.ruth, Tick.ANSWER)
    site.see(site.client().get(f"/helping/with/{code}"), "as somebody new")
    site.see(site.client(site.world.gerd).get(f"/helping/with/{code}"), "signed in")
    site.see(site.client().get("/helping/with/NOTHING"), "gone")
    site.see(site.client().post("/helping/code", {"code": "7K2M"}), "not known")


def a_helper_at_work(site: Site) -> None:
    form = use(
        site.world, put_in(site.world, check_in_questionnaires()["daily-life"], "daily-life")
    )
    listed = on_her_list(site.world.ruth, form)
    grant = help_with(site.world, *Tick)
    Account.objects.update(language=site.language)
    helper = site.client(site.world.helper)
    site.see(helper.get("/helping"), "with somebody")
    helper.post(f"/helping/{grant.pk}/act")
    for path in (
        "/for", "/my-answers", "/my-answers/for-a-doctor", "/call-me", f"/answer/{listed.ref}",
    ):  # fmt: skip
        site.see(helper.get(path), "for somebody")
    site.see(helper.get(f"/answer/{listed.ref}/1"), "for somebody")
    helper.post(f"/answer/{listed.ref}/1", {"dl1": "0"})
    site.see(helper.get(f"/answer/{listed.ref}/check"), "for somebody")
    site.see(site.client(site.world.ruth).get(f"/helpers/{grant.pk}/change"), "all ticks")
    site.client(site.world.ruth).post(f"/helpers/{grant.pk}/end")
    site.see(helper.post(f"/answer/{listed.ref}/1", {}, follow=True), "ended in between")
