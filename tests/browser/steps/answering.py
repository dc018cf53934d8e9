"""Pages around questionnaires: answering, looking back, and what the curator does."""

from __future__ import annotations

import json

from django.core.files.uploadedfile import SimpleUploadedFile

from proms.models import Instrument
from proms.shipped import check_in_questionnaires
from tests.browser.pages import Site
from tests.proms.path import WEEKLY, on_her_list, put_in, send, sent_often, use
from tests.proms.test_rows_on_pages import FORM as LIST_OF_MEDICINES
from tests.proms.test_rows_on_pages import row


def kept_to_herself(site: Site) -> None:
    sent = send(site.world.ruth, on_her_list(site.world.ruth, Instrument.objects.get(slug=WEEKLY)))
    ruth, here = site.client(site.world.ruth), f"/my-answers/{sent.ref}"
    site.see(ruth.get(here), "others find it")
    ruth.post(f"{here}/keep", {"kept": "yes"})
    site.see(ruth.get(here), "hers alone")
    site.see(ruth.get("/my-answers/sent"), "one hers alone")
    ruth.post(f"{here}/keep", {"kept": "no"})


def answering_a_list(site: Site) -> None:
    listed = on_her_list(site.world.ruth, use(site.world, put_in(site.world, LIST_OF_MEDICINES)))
    ruth = site.client(site.world.ruth)
    here = f"/answer/{listed.ref}"
    site.see(ruth.get(f"{here}/2"), "empty list")
    given = row(0, "Water", "12")
    site.see(ruth.post(f"{here}/2", given | {"_more": "drugs"}), "with a problem")
    ruth.post(f"{here}/2", row(0, "Water", "3") | {"_more": "drugs"})
    site.see(ruth.get(f"{here}/2"), "two rows")
    for end in ("/all", "/check"):
        site.see(ruth.get(here + end), "two rows")
    site.see(ruth.get("/start"), "with several things")


def daily_life(site: Site) -> None:
    form = use(
        site.world, put_in(site.world, check_in_questionnaires()["daily-life"], "daily-life")
    )
    listed = on_her_list(site.world.ruth, form)
    ruth = site.client(site.world.ruth)
    for number in range(1, 20):
        response = ruth.get(f"/answer/{listed.ref}/{number}")
        if response.status_code != 200:
            break
        site.see(response, f"question {number}")
    curator = site.client(site.world.curator)
    for end in ("", "/look", "/licence", "/scoring", "/scoring/daily-life"):
        site.see(curator.get(f"/instruments/daily-life{end}"), "daily life")


def a_long_course(site: Site) -> None:
    sent_often(site.world.ruth, Instrument.objects.get(slug=WEEKLY), 12)
    more = check_in_questionnaires()["daily-life"]
    use(site.world, put_in(site.world, more, "daily-life"))
    ruth, nasser = site.client(site.world.ruth), site.client(site.world.nasser)
    for address in ("/my-answers", "/my-answers/numbers", "/my-answers/sent", "/me", "/me/looks"):
        site.see(ruth.get(address), "long")
    here = f"/clinic/people/{site.world.ruth.subject}"
    for address in (here, f"{here}/numbers", f"{here}/text", "/clinic"):
        site.see(nasser.get(address), "long")


def taken_back(site: Site) -> None:
    ruth = site.client(site.world.ruth)
    here = next(page.address for page in site.pages if page.template == "proms/take_back.html")
    ruth.post(here)
    site.see(ruth.get(here.removesuffix("/take-back")), "taken back")


def reading_in_a_file(site: Site) -> None:
    curator = site.client(site.world.curator)
    good = json.dumps(check_in_questionnaires()["daily-life"]).encode()
    for name, raw in (
        ("good", good),
        ("broken", b"{"),
        ("strange", b'{"resourceType": "Patient"}'),
    ):
        file = SimpleUploadedFile(f"{name}.json", raw, "application/json")
        site.see(curator.post("/instruments/import", {"file": file}), name)
    site.see(curator.get("/instruments/weekly-check-in/scoring/phq-9"))
    site.see(curator.post("/instruments/weekly-check-in/scoring/phq-9", {"x": "y"}), "unfinished")
