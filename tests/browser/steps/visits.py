"""Visits, the page a doctor opens, links of reminders, corrections, and what comes when."""

from __future__ import annotations

import re
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from po_platform.access.actor import acting_as
from proms.models import Instrument, Schedule
from tests.browser.pages import Site
from tests.members.sharing_steps import share
from tests.notifications.mailbox import deliver
from tests.proms.path import WEEKLY, asked_by, on_her_list, send, some_answers
from tests.proms.test_schedules import for_herself, planned
from tests.proms.test_visits import code_for, visit_of


def a_visit_and_its_page(site: Site) -> None:
    visit = visit_of(site.world.gerd)
    gerd, doctor = site.client(site.world.gerd), site.client()
    site.see(gerd.get("/visits"), "with one")
    site.see(gerd.get(f"/visits/{visit.ref}"), "today")
    site.see(gerd.post("/visits/new", {"on": "x"}), "to put right")
    site.see(gerd.get(f"/visits/{visit.ref}/code"), "before it is made")
    code = code_for(site.world.gerd, visit)
    site.see(gerd.get(f"/visits/{visit.ref}/code"), "made")
    site.see(gerd.get(f"/visits/{visit.ref}/show"), "without answers")
    site.see(doctor.get(f"/doctor?code={code}"), "by camera")
    site.see(doctor.post("/doctor", {"code": "x"}), "wrong")
    site.see(doctor.post("/doctor", {"code": code}, follow=True), "opened")
    gerd.post(f"/visits/{visit.ref}/cancel")
    site.see(doctor.get("/doctor/summary"), "closed")


def from_a_reminder(site: Site) -> None:
    weekly = Instrument.objects.get(slug=WEEKLY)
    share(site.world.gerd, site.world.nasser)
    deliver()
    asked_by(site.world.nasser, site.world.gerd, weekly)
    (link,) = {
        found for mail in deliver() for found in re.findall(r"(/waiting/\S+)", str(mail.body))
    }
    client = site.client()
    site.see(client.get(link), "before the button")
    form = client.post(link).headers["Location"]
    for end in ("", "/1", "/all"):
        site.see(client.get(form + end))
    client.post(f"{form}/all", {"q1": "4"})
    site.see(client.get(f"{form}/check?all"), "with an answer")
    site.see(client.post(f"{form}/check?all"), "sent")
    site.see(client.get(link), "over")


def a_correction(site: Site) -> None:
    sent = send(
        site.world.gerd,
        on_her_list(site.world.gerd, Instrument.objects.get(slug=WEEKLY)),
        some_answers(),
    )
    assert sent.assignment is not None
    gerd, page = site.client(site.world.gerd), f"/answer/{sent.assignment.ref}/correct"
    site.see(gerd.get(page))
    site.see(gerd.get(f"{page}/check"))
    gerd.post(f"{page}/check", {"of": str(sent.ref)})
    site.see(gerd.get(f"/answer/{sent.assignment.ref}/sent"), "corrected")
    site.see(gerd.get("/my-answers"), "with answers")


def what_comes_when(site: Site) -> None:
    weekly = Instrument.objects.get(slug=WEEKLY)
    enrolment = for_herself(site.world.gerd, planned(weekly))
    gerd = site.client(site.world.gerd)
    site.see(gerd.get("/schedules"), "with one")
    site.see(gerd.post("/schedules/new", {}), "to put right")
    page = f"/schedules/{enrolment.ref}"
    site.see(gerd.get(page))
    site.see(gerd.post(f"{page}/change", {"until": "x"}), "to put right")
    gerd.post(f"{page}/change", {"until": f"{timezone.localdate() + timedelta(days=9)}"})
    site.see(gerd.get(page), "paused")
    gerd.post(f"{page}/why", {"why": "hospital", "shown": "on"})
    site.see(gerd.get("/schedules"), "with a reason")
    actor = site.world.gerd.actor()
    with acting_as(actor):
        enrolment.asked_why_at = timezone.now()
        enrolment.save(update_fields=["asked_why_at"])
    site.see(gerd.get(f"{page}/why"))
    site.see(gerd.get("/start"), "asked why")
    with acting_as(actor):
        enrolment.unshared_at = timezone.now()
        enrolment.save(update_fields=["unshared_at"])
    site.see(gerd.get(page), "rests")
    site.see(gerd.get("/schedules"), "one rests")
    site.see(gerd.get("/start"), "one rests")
    with acting_as(actor):
        enrolment.state, enrolment.reason = "ended", "moved"
        enrolment.unshared_at = timezone.now() - timedelta(days=95)
        enrolment.save(update_fields=["state", "reason", "unshared_at"])
    site.see(gerd.get("/schedules"), "one has ended")
    offer = Schedule.objects.get(offered=True)
    site.see(gerd.get("/my-answers/take-part"), "one is offered")
    gerd.post(f"/my-answers/take-part/{offer.ref}")
    site.see(gerd.get("/my-answers/take-part"), "takes part")
    curator = site.client(site.world.curator)
    site.see(curator.get("/for-everybody"), "one is offered")
    site.see(curator.post(f"/for-everybody/{offer.ref}/change", {}), "to put right")


def a_clinics_week(site: Site) -> None:
    """A clinician at a clinic: what opens first, a list of visits, a tablet."""
    ruth, oduya = site.world.ruth, site.world.oduya
    share(ruth, oduya, clinic_id=site.world.clinic.pk)
    clinic, client = site.world.clinic.pk, site.client(oduya)
    site.see(client.get("/clinic/mine"), "with a clinic")
    site.see(client.get(f"/clinic/scales/{clinic}"))
    person = f"/clinic/people/{ruth.subject}"
    site.see(client.get(f"{person}/scales"))
    site.see(client.post(f"/clinic/guidance/{clinic}", {"url": "x"}), "to put right")
    client.post(f"{person}/scales", {"scale1": "folded"})
    site.see(client.get(person), "one folded")
    site.see(client.get(f"/clinic/day-list/{clinic}"))
    tomorrow = timezone.localdate() + timedelta(days=1)
    text = f"number,name,born,day\nA-1,Nobody Known,1950,{tomorrow}\nA-2,,,soon\n"
    file = SimpleUploadedFile("list.csv", text.encode())
    site.see(client.post(f"/clinic/day-list/{clinic}", {"file": file}), "looked at")
    waiting = on_her_list(ruth, Instrument.objects.get(slug=WEEKLY))
    page = f"{person}/tablet"
    site.see(client.get(page), "with something waiting")
    shown = site.see(client.post(page, {"ref": str(waiting.ref)}), "with a code")
    (code,) = re.findall(r'class="code-big">([^<]+)<', shown.content.decode())
    site.see(client.get("/room"), "signed in")
    mine = f"/answer/{waiting.ref}/tablet"
    site.see(site.client(ruth).get(mine), "before the code")
    tablet = site.client()
    site.see(tablet.post("/room", {"code": "x"}), "wrong")
    tablet.post("/room", {"code": code})
    for address in ("form", "1", "check", "still-there"):
        site.see(tablet.get(f"/room/{address}"), "open")
    tablet.post("/room/1", {"q1": "4"})
    tablet.post("/room/check")
    site.see(tablet.get("/room/thanks"), "sent")
