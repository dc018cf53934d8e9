"""The helper desk: somebody asks to be called, the desk calls, the desk enters answers."""

from __future__ import annotations

from django.utils import timezone

from members.models import Account, CallRequest
from members.queries.own import own_rows
from po_platform.access.actor import Hat, acting_as
from proms.models import Enrolment, Instrument
from proms.shipped import check_in_questionnaires
from tests.browser.pages import Site
from tests.education.programme_path import short
from tests.education.test_guides import works
from tests.members.proxy_steps import proxy_for, second_office
from tests.personas import make_persona
from tests.proms.path import on_her_list, put_in, use


def asking_to_be_called(site: Site) -> None:
    wish = {
        "name": "Ruth E.", "number": "soon", "suits": "any", "about": "data",
        "language": site.language,
    }  # fmt: skip
    client = site.client()
    site.see(client.post("/call-me", wish), "no number")
    address = client.post("/call-me", wish | {"number": "01632 960 331"})["Location"]
    site.see(client.get(address), "as a visitor")
    site.see(client.post(address, follow=True), "taken back")
    site.see(client.get("/call-me/nothing"), "gone")
    site.see(site.client(site.world.gerd).get("/call-me"), "as a member")


def the_desk_calls(site: Site) -> None:
    desk = site.client(site.world.desk)
    site.see(desk.get("/start"), "with a call")
    listed = site.see(desk.get("/desk/calls"), "one waits")
    here = listed.context["work"]["rows"][0]["url"]
    site.see(desk.get(here), "not taken")
    desk.post(f"{here}/take")
    site.see(desk.get(here), "taken")
    site.see(desk.post(here, {"outcome": "not_reached", "next_on": ""}), "no day")
    second = make_persona("Second Desk", role=Hat.DESK)
    Account.objects.update(language=site.language)
    other = site.client(second)
    site.see(other.get("/desk/calls"), "somebody calls")
    site.see(other.get(here), "somebody calls")
    desk.post(here, {"outcome": "office", "note": "Would like to talk about joining"})
    site.see(desk.get("/desk/calls"), "written a moment ago")
    office = site.client(site.world.administrator)
    site.see(office.get("/office"), "with a call")
    site.see(office.get(here), "passed on")


def questions_on_the_telephone(site: Site) -> None:
    use(site.world, put_in(site.world, check_in_questionnaires()["daily-life"], "daily-life"))
    wish = {
        "name": "Ruth E.", "number": "01632 960 331", "suits": "any", "about": "data",
        "language": site.language,
    }  # fmt: skip
    site.client(site.world.ruth).post("/call-me", wish)
    with acting_as(site.world.ruth.actor()) as ruth:
        call = CallRequest.objects.visible_to(ruth).latest("pk")
    desk = site.client(site.world.desk)
    desk.post(f"/desk/calls/{call.ref}/take")
    site.see(desk.get(f"/desk/calls/{call.ref}/questions"), "with a member on the line")
    site.see(desk.get(f"/desk/calls/{call.ref}/plans"), "nothing to speak of")
    with acting_as(site.world.ruth.actor()) as ruth:
        assert own_rows(Enrolment, ruth).update(asked_why_at=timezone.now())
    site.see(desk.get(f"/desk/calls/{call.ref}/plans"), "with a member on the line")
    site.see(desk.post(f"/desk/calls/{call.ref}/plans"), "nothing chosen")
    site.see(desk.get(f"/desk/calls/{call.ref}/page"), "to read out")
    site.see(desk.post(f"/desk/calls/{call.ref}/page", {"on": "x"}), "to put right")
    desk.post(f"/desk/calls/{call.ref}/page", {"on": ""})
    site.see(desk.get(f"/desk/calls/{call.ref}/page"), "asked for before")


def programmes_on_the_telephone(site: Site) -> None:
    short(site.world)
    works(site.world.guide)
    gerd, desk = site.world.gerd, site.client(site.world.desk)
    site.see(desk.get("/desk/calls/rang"), "nobody yet")
    site.see(desk.post("/desk/calls/rang", {"number": "12", "language": "en"}), "misread")
    rang = {"number": gerd.person.number, "language": site.language}
    here = desk.post("/desk/calls/rang", rang)["Location"]
    site.see(desk.get(here), "somebody rang")
    ways = f"{here}/programmes"
    site.see(desk.get(ways), "nothing begun")
    site.see(desk.get(f"{ways}/begin/short"), "to read out")
    site.see(desk.post(f"{ways}/begin/short"), "no yes")
    desk.post(f"{ways}/begin/short", {"agreed": "on", "code": ""})
    site.see(desk.get(ways), "one begun")
    site.see(desk.post(ways), "nothing chosen")
    way = desk.get(ways).context["ways"][0].enrolment.ref
    site.see(desk.get(f"{ways}/{way}/guide"), "a guide has room")
    site.see(desk.post(f"{ways}/{way}/guide"), "no yes for a guide")
    site.see(site.client(gerd).get(f"/programmes/mine/{way}"), "begun by telephone")
    parent = make_persona("Paula P.")
    proxy_for(site.world, parent, second_office())
    rang = {"number": parent.person.number, "language": site.language}
    here = desk.post("/desk/calls/rang", rang)["Location"]
    site.see(desk.get(f"{here}/programmes/begin/short"), "to read out, for a child too")
    site.see(desk.post(f"{here}/programmes/begin/short"), "for whom is not said")


def two_people_key_a_sheet(site: Site) -> None:
    form = use(
        site.world, put_in(site.world, check_in_questionnaires()["daily-life"], "daily-life")
    )
    Instrument.objects.filter(pk=form.pk).update(keyed_twice=True)
    form.refresh_from_db()
    listed = on_her_list(site.world.ruth, form)
    ruth, second = site.client(site.world.ruth), make_persona("Second Desk", role=Hat.DESK)
    Account.objects.update(language=site.language)
    ruth.post(f"/answer/{listed.ref}/telephone")
    code = ruth.get(f"/answer/{listed.ref}/telephone").context["code"]
    for number, who in enumerate((site.world.desk, second)):
        client = site.client(who)
        at = client.post("/desk/answers", {"code": code, "way": "paper"})["Location"]
        site.see(client.get(at), f"keyed twice, entry {number + 1}")
        page = client.get(f"{at}/1").context["questions"][-1]
        client.post(f"{at}/1", {page.name: page.options[number].value})
        site.see(client.get(f"{at}/check"), f"keyed twice, entry {number + 1}")
        client.post(f"{at}/check")
        if not number:
            site.see(client.get(at), "keyed by herself before")
            site.see(site.client(second).get("/start"), "a sheet waits")
            site.see(ruth.get("/my-answers/sent"), "being checked")
    site.see(client.get(f"{at}/compare"), "two ways")
    site.see(client.post(f"{at}/compare"), "nothing chosen")


def the_desk_enters_answers(site: Site) -> None:
    ruth, desk = site.client(site.world.ruth), site.client(site.world.desk)
    form = use(
        site.world, put_in(site.world, check_in_questionnaires()["daily-life"], "daily-life")
    )
    listed = on_her_list(site.world.ruth, form)
    here = f"/answer/{listed.ref}/telephone"
    site.see(ruth.get(here), "no code yet")
    ruth.post(here)
    shown = site.see(ruth.get(here), "with a code")
    code = shown.context["code"]
    site.see(desk.post("/desk/answers", {"code": code[:-1], "way": "phone"}), "miskeyed")
    at = desk.post("/desk/answers", {"code": code, "way": "paper"})["Location"]
    for end in ("", "/1", "/all", "/check"):
        site.see(desk.get(at + end), "for Ruth")
    page = desk.get(f"{at}/1").context["questions"][-1]
    desk.post(f"{at}/1", {page.name: page.options[0].value})
    site.see(desk.get(f"{at}/check"), "with an answer")
    site.see(desk.post(f"{at}/check", follow=True), "sent")
    site.see(desk.post("/desk/answers", {"code": code, "way": "paper"}), "used")
    for end in ("sent", "take-back"):
        site.see(ruth.get(f"/answer/{listed.ref}/{end}"), "entered by the desk")
    site.see(ruth.get("/my-answers/sent"), "entered by the desk")
