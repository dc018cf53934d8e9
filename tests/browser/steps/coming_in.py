"""Pages on the way in: the front, joining, signing in, and the very first run."""

from __future__ import annotations

from members.actions.joining import invite_to_join
from members.models import Account, Organisation, Person
from members.queries.organisation import forget_organisation
from po_platform.access.actor import Hat, acting_as
from tests.browser.pages import Site
from tests.members.mailbox_steps import give_card, give_pin
from tests.members.signing_steps import another, ask_code, code_in, give_app, link_in, mail_to
from tests.members.test_first_run import create_administrator
from tests.personas import make_persona

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
    given = NEWCOMER | {"language": site.language, "rules_mark": mark, "at_least": "16"}
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


def first_run(site: Site) -> None:
    client = site.client()
    site.see(client.get("/"), "first run")
    made = create_administrator()
    Account.objects.update(language=site.language)
    site.see(client.post("/first-run", {"code": "x"}), "wrong")
    client.post("/first-run", {"code": made["setup_code"]})
    site.see(client.get("/first-run"), "questions")
    site.see(client.post("/first-run", {"name": ""}), "empty")
