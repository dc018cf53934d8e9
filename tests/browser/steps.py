"""Pages that only follow on a step: each function goes there and shows what it sees."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from audit.actions import record_read
from files.actions.running import run_job
from members.actions.download import start_download
from members.actions.joining import invite_to_join
from members.actions.lost_factor import ask_for_factor_removal
from members.models import Account, ApiToken, Organisation, Person, SignedInSession
from members.queries.organisation import forget_organisation
from notifications.tokens import Stop, stop_token
from po_platform.access.actor import Hat, acting_as
from proms.shipped import check_in_questionnaires
from tests.access.walk import personas_of
from tests.access.world_of_ruth import furnish
from tests.browser.pages import Site, undone, walk, walk_as
from tests.members.mailbox_steps import give_card, give_pin
from tests.members.office_world import second_administrator
from tests.members.sharing_steps import GIVEN, hidden_fields, make_code
from tests.members.signing_steps import another, ask_code, code_in, give_app, link_in, mail_to
from tests.members.test_first_run import create_administrator
from tests.notifications.mailbox import deliver
from tests.personas import build_world, make_persona
from tests.proms.path import on_her_list, put_in, sent_often, use
from tests.proms.test_rows_on_pages import FORM as LIST_OF_MEDICINES
from tests.proms.test_rows_on_pages import row

NEWCOMER = {
    "display_name": "Marlene K.",
    "email": "marlene@example.org",
    "old_enough": "on",
    "accepts": "on",
}
NEW_ON_PAPER = {
    "display_name": "Elfriede M.",
    "language": "de",
    "sure": "post",
    "reason": "Wrote us a letter",
}
LONG_TEXT = "Be kind to each other.\n\nWhat is said here stays here. " * 3


def change_organisation(**fields: object) -> None:
    Organisation.objects.update(**fields)
    forget_organisation()


# ---------- The front, joining, signing in ----------


def the_house_with_all_its_texts(site: Site) -> None:
    words = {"en": LONG_TEXT, "de": LONG_TEXT}
    change_organisation(
        rules=words, imprint=words, privacy=words, emergency=words, minimum_age=16,
        joining="approved",
    )  # fmt: skip
    for address in ("/", "/rules", "/imprint", "/privacy", "/join"):
        site.see(site.client().get(address), "with texts")
    change_organisation(joining="invited")
    site.see(site.client().get("/"), "by invitation")
    site.see(site.client().get("/join"), "without invitation")
    office = site.client(site.world.administrator)
    site.see(office.get("/office/organisation"), "with texts")
    change = {"accent": "#ffee00", "highlight": "#111111"}
    site.see(office.post("/office/organisation/colours", change), "that nobody can read")


def joining(site: Site) -> None:
    client = site.client()
    page = client.get("/join").content.decode()
    mark = page.split('name="rules_mark" value="')[1].split('"')[0]
    given = NEWCOMER | {"language": site.language, "rules_mark": mark}
    client.post("/join", given | {"display_name": "Ruth E."})
    site.see(client.get("/join/code"))
    code = code_in(mail_to(NEWCOMER["email"]))
    site.see(client.post("/join/code", {"code": another(code)}), "wrong")
    client.post("/join/code", {"code": code})
    site.see(client.get("/join/name"))
    site.see(client.post("/join/name", {"display_name": "Gerd A."}), "taken too")
    client.post("/join/name", {"display_name": NEWCOMER["display_name"]})
    site.see(client.get("/start"), "as a newcomer")
    Person.objects.filter(display_name=NEWCOMER["display_name"]).update(state="applied")
    site.see(client.get("/join/waiting"))


def an_invitation(site: Site) -> None:
    actor = site.world.administrator.actor()
    with acting_as(actor):
        invite_to_join(actor=actor, email="marlene@example.org", role="", clinic_id=None)
    client = site.client()
    client.get(link_in(mail_to("marlene@example.org")))
    site.see(client.get("/join"), "invited")
    office = site.client(site.world.administrator)
    site.see(
        office.post("/office/invite", {"email": "", "role": Hat.MEMBER}), "a code to hand over"
    )


def signing_in_by_code(site: Site) -> None:
    client = site.client()
    code = ask_code(client, "ruth@example.org")
    site.see(client.get("/sign-in/code"))
    site.see(client.post("/sign-in/code", {"code": another(code)}), "wrong")
    wrong = {"email": "ruth@example.org", "password": "four words nobody guesses"}
    site.see(client.post("/sign-in/password", wrong), "wrong")


def two_people_at_one_mailbox(site: Site) -> None:
    make_persona("Anton Ellison", email="ruth@example.org")
    client = site.client()
    client.post("/sign-in", {"email": "ruth@example.org"})
    client.post("/sign-in/code", {"code": code_in(mail_to("ruth@example.org"))})
    site.see(client.get("/sign-in/who"))
    site.see(client.post("/sign-in/who", {"who": ""}), "wrong")
    client.post("/sign-in/who", {"who": str(site.world.ruth.person.ref)})
    site.see(client.get("/sign-in/who/answer"))
    for way, given in (("pin", {"pin": "417902"}), ("card", {"code": "1"}), ("password", {})):
        wrong = client.post("/sign-in/who/answer", {"way": way, **given})
        site.see(wrong, f"wrong {way}")
    ruth = site.client(site.world.ruth)
    site.see(ruth.get("/me/sign-in"), "with a shared mailbox")
    site.see(ruth.get("/confirm"), "with a shared mailbox and no card")
    ruth.post("/me/sign-in/card/order")
    site.see(ruth.get("/me/sign-in"), "with a card ordered")
    office = site.client(site.world.administrator)
    site.see(office.get("/office"), "with a card ordered")
    site.see(office.get(f"/office/people/{site.world.ruth.person.ref}"), "with a card ordered")


def code_cards(site: Site) -> None:
    """For the printer, in her hand, and in place of a mailbox."""
    give_card(site.world, site.world.ruth)
    give_pin(site.world.ruth)
    ruth = site.client(site.world.ruth)
    site.see(ruth.get("/me/sign-in"), "with PIN and card")
    site.see(ruth.get("/me/sign-in/pin"), "to change it")
    site.see(ruth.post("/me/sign-in/pin", {"pin": "123456"}), "too easy")
    site.see(ruth.get("/confirm"), "with a card")
    Account.objects.filter(pk=site.world.ruth.account.pk).update(email="")
    site.see(ruth.get("/confirm"), "with a card and no mailbox")
    site.see(ruth.post("/confirm", {"code": "1"}), "wrong card code")
    given = {"number": site.world.ruth.person.number, "code": "402 719 3858"}
    site.see(site.client().post("/sign-in/card", given), "misread")
    office = site.client(site.world.administrator)
    made = {"sure": "called", "reason": "She called", "instead_of": "0"}
    site.see(office.post(f"/office/people/{site.world.gerd.person.ref}/card", made), "the card")
    site.see(
        office.post(f"/office/people/{site.world.gerd.person.ref}/card", made), "a second press"
    )
    site.see(office.post("/office/people/new", NEW_ON_PAPER | {"display_name": "Ruth E."}), "taken")
    site.see(office.post("/office/people/new", NEW_ON_PAPER), "the card")


def the_second_step(site: Site) -> None:
    give_app(site.world.ruth)
    client = site.client()
    client.post("/sign-in/code", {"code": ask_code(client, "ruth@example.org")})
    site.see(client.get("/sign-in/second-step"))
    site.see(client.post("/sign-in/second-step", {"code": "000000"}), "wrong")
    ruth = site.client(site.world.ruth)
    site.see(ruth.get("/second-factor"), "with an app")
    site.see(ruth.get("/me/sign-in"), "with an app")


def a_code_for_fresh_proof(site: Site) -> None:
    ruth = site.client(site.world.ruth)
    ruth.post("/confirm?sent=1")
    site.see(ruth.get("/confirm/code"))
    site.see(ruth.post("/confirm/code", {"code": code_in(mail_to("ruth@example.org"))}), "right")


# ---------- Herself ----------


def devices_and_tokens(site: Site) -> None:
    account = Account.objects.get(pk=site.world.ruth.account.pk)
    Authenticator.objects.create(
        user=account, type="webauthn", data={"name": "Her telephone", "credential": {}}
    )
    for number, browser in enumerate(("Firefox on Linux", "Safari on iPhone")):
        SignedInSession.objects.create(
            account=account, browser=browser, key_hash=bytes([number]) * 32
        )
    ApiToken.objects.create(
        account=account, name="my spreadsheet", secret_hash=b"t" * 32, scopes=["read", "write"],
        expires_at=timezone.now() + timedelta(days=30),
    )  # fmt: skip
    account.set_password("four words nobody guesses")
    account.save()
    ruth = site.client(replace(site.world.ruth, account=account))
    site.see(ruth.get("/me/sessions"), "on several devices")
    site.see(ruth.get("/me/sign-in"), "with everything")
    made = {"name": "another program", "may": "read", "days": "30"}
    site.see(ruth.post("/me/tokens/new", made), "made")
    site.see(ruth.post("/me/tokens/new", made | {"name": "my spreadsheet"}), "name taken")


def taking_everything_along(site: Site) -> None:
    actor = site.world.ruth.actor(fresh=True)
    with acting_as(actor):
        job = start_download(actor=actor)
    ruth = site.client(site.world.ruth)
    site.see(ruth.get("/me/download"), "on its way")
    run_job(job.pk)
    site.see(ruth.get("/me/download"), "ready")


def erasing_everything(site: Site) -> None:
    ruth = site.client(site.world.ruth)
    site.see(ruth.post("/me/erase", {"step": "sure"}))
    ruth.post("/me/erase", {"step": "erase"})
    site.see(ruth.get("/me/erase/keep"))
    site.see(ruth.get("/me"), "erasing")
    site.see(ruth.get("/start"), "erasing")


def a_lost_second_factor(site: Site) -> None:
    give_app(site.world.nasser)
    actor = site.world.administrator.actor()
    person = site.world.nasser.person
    with acting_as(actor):
        ask_for_factor_removal(actor=actor, person_id=person.pk, reason="Fell into the lake")
    site.see(site.client(site.world.nasser).get("/lost-factor"), "asked")
    for one in (site.world.administrator, second_administrator(site.world)):
        office = site.client(one)
        site.see(office.get(f"/office/people/{person.ref}/second-factor"), "asked")
        site.see(office.get("/office"), "with a lost factor")
    office.post(f"/office/people/{person.ref}/second-factor")
    site.see(office.get(f"/office/people/{person.ref}/second-factor"), "confirmed")
    site.see(site.client(site.world.nasser).get("/lost-factor"), "confirmed")


# ---------- Sharing ----------


def sharing(site: Site) -> None:
    ruth = site.client(site.world.ruth)
    site.see(ruth.post("/sharing/invite", GIVEN), "read the words")
    page = ruth.post("/sharing/invite", GIVEN).content.decode()
    fields = hidden_fields(page)
    fields.pop("csrfmiddlewaretoken", None)
    site.see(ruth.post("/sharing/confirm", fields))
    code, _ticket = make_code(site.world.gerd, for_clinics=True)
    oduya = site.client(site.world.oduya)
    site.see(oduya.post("/clinic/accept", {"code": "XXXX XXXX XXXX XXXX XXXX"}), "unknown")
    site.see(oduya.post("/clinic/accept", {"code": code}), "an offer")
    site.see(oduya.get("/clinic"), "empty")
    site.see(site.client(site.world.gerd).get("/sharing"), "with a code")


# ---------- Questionnaires ----------


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
    form = use(
        site.world, put_in(site.world, check_in_questionnaires()["daily-life"], "daily-life")
    )
    sent_often(site.world.ruth, form, 0)
    weekly = type(form).objects.get(slug="weekly-check-in")
    sent_often(site.world.ruth, weekly, 12)
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


# ---------- The office, the desk, mails ----------


def the_office(site: Site) -> None:
    office = site.client(site.world.administrator)
    here = f"/office/people/{site.world.gerd.person.ref}"
    reason = {"reason": "His daughter called"}
    for state in ("left", "deceased"):
        site.see(office.post(f"{here}/state", {"state": state, **reason}), state)
    site.see(office.post(here + "/identity", {"act": "look", **reason}), "opened")
    site.see(office.post("/office/people", {"mark": "nobody@example.org"}), "nobody found")
    Person.objects.filter(pk=site.world.gerd.person.pk).update(display_name="Ruth E. the other")
    site.see(office.post("/office/people", {"mark": "ruth"}), "found")
    office.post(f"{here}/state", {"state": "paused", **reason})
    site.see(office.get(here), "paused")
    site.see(office.get("/office/log"), "with deeds")


def every_desk(site: Site) -> None:
    for name, persona in site.world.people.items():
        response = site.client(persona).get("/start")
        site.keep(response, f"as {name}")


def mails(site: Site) -> None:
    client = site.client()
    client.post("/sign-in", {"email": "ruth@example.org"})
    deliver()
    listed = site.see(client.get("/demo/mail"), "some")
    site.see(client.get(f"/demo/mail/{listed.context['page'][0].pk}"))


def stopping_mails(site: Site) -> None:
    token = stop_token(Stop(site.world.ruth.person.pk, ("proms", "members.sharing")))
    client = site.client()
    site.see(client.get(f"/mail/stop/{token}"))
    for act in ("stop", "again"):
        site.see(client.post(f"/mail/stop/{token}", {"act": act}), act)
    site.see(client.get("/mail/stop/cut-off"), "cut off")


def somebody_looked_often(site: Site) -> None:
    actor = site.world.nasser.actor()
    with acting_as(actor):
        for _time in range(30):
            record_read(actor=actor, subject=site.world.ruth.subject, what="proms.summary")
    site.see(site.client(site.world.ruth).get("/me/looks"), "often")


# ---------- Before there is a world ----------


def first_run(site: Site) -> None:
    client = site.client()
    site.see(client.get("/"), "first run")
    made = create_administrator()
    site.see(client.post("/first-run", {"code": "x"}), "wrong")
    client.post("/first-run", {"code": made["setup_code"]})
    site.see(client.get("/first-run"), "questions")
    site.see(client.post("/first-run", {"name": ""}), "empty")


STEPS: tuple[Callable[[Site], None], ...] = (
    the_house_with_all_its_texts, joining, an_invitation, signing_in_by_code,
    two_people_at_one_mailbox, the_second_step, code_cards, a_code_for_fresh_proof, devices_and_tokens,
    taking_everything_along, erasing_everything, a_lost_second_factor, sharing, answering_a_list,
    daily_life, a_long_course, taken_back, reading_in_a_file, the_office, every_desk, mails,
    stopping_mails, somebody_looked_often,
)  # fmt: skip


def whole_site(language: str, *, everybody: bool = False) -> Site:
    """All pages; nothing is left of it in the database."""
    with undone():
        site = Site(language)
        with undone():
            first_run(site)
        site.world = build_world()
        furnish(site.world)
        Account.objects.update(language=language)
        for name, persona in personas_of(site.world).items() if everybody else ():
            walk_as(site, name, persona)
        walk(site)
        for step in STEPS:
            with undone():
                step(site)
    return site
