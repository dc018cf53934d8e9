"""Joining: nothing exists before the mailbox is proved, and nobody learns who is here already."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from audit.models import Event
from members.actions.joining import invite_to_join
from members.age_rules import MyAge
from members.models import (
    Account,
    ClinicMembership,
    Decision,
    JoinInvitation,
    Organisation,
    Person,
    RoleHolding,
)
from members.queries.age import my_age
from members.queries.organisation import forget_organisation
from notifications.models import Outbox
from po_platform.access.actor import acting_as
from tests.members.sharing_steps import hidden_fields
from tests.members.signing_steps import (
    address_of,
    another,
    browser,
    code_in,
    enter,
    is_in,
    link_in,
    mail_to,
    sign_in_by_mail,
)
from tests.notifications.mailbox import deliver
from tests.personas import Persona, World

pytestmark = pytest.mark.django_db
RULES = "Be kind to each other.\nWhat is said here stays here."
GIVEN = {
    "display_name": "Marlene K.",
    "email": "marlene@example.org",
    "language": "en",
    "old_enough": "on",
    "at_least": "16",
    "accepts": "on",
}


@pytest.fixture
def house(world: World) -> World:
    """The world, with rules; joining is open."""
    change(rules={"en": RULES, "de": "Seid gut zueinander."})
    return world


def change(**fields: Any) -> None:
    Organisation.objects.update(**fields)
    forget_organisation()


def fill_in(client: Client, **more: str) -> Any:
    """Sends the page as it came, with the mark of the rules it showed."""
    page = client.get("/join").content.decode()
    mark = page.split('name="rules_mark" value="')[1].split('"')[0]
    given = {"rules_mark": mark, **GIVEN, **more}
    given.setdefault("keeps_name", given["display_name"].strip())  # asked once: she keeps it
    return client.post("/join", {key: value for key, value in given.items() if value})


def join(client: Client, **more: str) -> Any:
    """All the way."""
    address = more.get("email", GIVEN["email"])
    assert fill_in(client, **more)["Location"] == "/join/code"
    return enter(client, code_in(mail_to(address)), "/join/code")


def test_a_newcomer_is_a_member_and_signed_in(house: World) -> None:
    client = browser()
    assert join(client)["Location"] == "/start"
    assert address_of(client) == "marlene@example.org"
    person = Person.objects.get(display_name="Marlene K.")
    assert person.state == Person.State.ACTIVE
    assert RoleHolding.objects.get(account=person.account).role == "member"
    assert Event.objects.filter(verb="members.person.joined").exclude(subject_mark="").count() == 1


def test_nothing_exists_before_the_code(house: World) -> None:
    accounts, people = Account.objects.count(), Person.objects.count()
    client = browser()
    fill_in(client)
    code = code_in(mail_to("marlene@example.org"))
    enter(client, another(code), "/join/code")
    assert (Account.objects.count(), Person.objects.count()) == (accounts, people)


def test_the_rules_are_kept_word_for_word(house: World) -> None:
    client = browser()
    join(client)
    person = Person.objects.get(display_name="Marlene K.")
    assert person.account is not None
    marlene = Persona("Marlene", person.account, person, hat=house.ruth.hat)
    with acting_as(marlene.actor()):
        decision = Decision.objects.visible_to(marlene.actor()).get(purpose="rules")
    assert decision.rendered == RULES
    assert (decision.answer, decision.language) == ("yes", "en")


@pytest.mark.parametrize(("answer", "side"), [("adult", "adult"), ("young", "young"), ("", "")])
def test_whoever_joins_before_18_is_asked_and_may_leave_it_open(
    house: World, answer: str, side: str
) -> None:
    client = browser()
    assert "Are you 18 or older?" in client.get("/join").content.decode()
    assert fill_in(client, of_age="both").status_code == 422
    join(client, of_age=answer)
    person = Person.objects.get(display_name="Marlene K.")
    assert person.account is not None
    with acting_as(Persona("Marlene", person.account, person, hat=house.ruth.hat).actor()) as actor:
        assert my_age(actor=actor) == MyAge(side, asks=not answer)


def test_where_one_joins_at_18_nobody_is_asked(house: World) -> None:
    change(minimum_age=18)
    assert "Are you 18 or older?" not in browser().get("/join").content.decode()


def test_where_nobody_writes_messages_nobody_is_asked_and_nothing_is_kept(house: World) -> None:
    change(parts_off=["forums"])
    client = browser()
    assert "Are you 18 or older?" not in client.get("/join").content.decode()
    join(client, of_age="young")
    person = Person.objects.get(display_name="Marlene K.")
    assert person.account is not None
    with acting_as(Persona("Marlene", person.account, person, hat=house.ruth.hat).actor()) as actor:
        assert my_age(actor=actor).side == ""


def test_an_age_that_was_raised_meanwhile_is_said_once_more(house: World) -> None:
    client = browser()
    shown = client.get("/join").content.decode()
    given = {name: value for name, value in hidden_fields(shown).items() if value}
    change(minimum_age=18)
    response = client.post("/join", {**GIVEN, **given})
    page = response.content.decode()
    assert response.status_code == 422 and "age for joining has changed" in page
    assert "I am 18 or older" in page
    (box,) = re.findall(r'<input[^>]*name="old_enough"[^>]*>', page)
    assert "checked" not in box, "she has not said that"
    assert Outbox.objects.count() == 0
    change(minimum_age=14)
    assert client.post("/join", {**GIVEN, **given})["Location"] == "/join/code"


def test_rules_that_changed_meanwhile_are_shown_once_more(house: World) -> None:
    client = browser()
    page = client.get("/join").content.decode()
    mark = page.split('name="rules_mark" value="')[1].split('"')[0]
    change(rules={"en": "Other rules."})
    response = client.post("/join", GIVEN | {"rules_mark": mark})
    assert response.status_code == 422
    assert "rules have changed" in response.content.decode()
    assert "Other rules." in response.content.decode()
    assert Outbox.objects.count() == 0


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"display_name": ""}, "Your name on these pages"),
        ({"display_name": "M"}, "2 to 60 characters"),
        ({"display_name": "M" * 61}, "2 to 60 characters"),
        ({"display_name": "marlene@example.org"}, "without @"),
        ({"display_name": "1234"}, "Use letters"),
        ({"display_name": "Mar\u202elene"}, "Use letters"),
        ({"display_name": "Marlene 🌷"}, "Use letters"),
        ({"email": "no address"}, "with an @"),
        ({"language": "xx"}, "In which language"),
        ({"old_enough": ""}, "from the age of 16"),
        ({"accepts": ""}, "I accept these rules"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(
    house: World, given: dict[str, str], words: str
) -> None:
    response = fill_in(browser(), **given)
    assert response.status_code == 422
    page = response.content.decode()
    assert words in page
    if "email" not in given:
        assert 'value="marlene@example.org"' in page
    assert Outbox.objects.count() == 0


@pytest.mark.parametrize("name", ["Zoë O’Brien-Müller", "李小龙", "Анна", "Nguyễn Thị", "Ana 2"])
def test_names_of_any_script_are_good(house: World, name: str) -> None:
    client = browser()
    join(client, display_name=f"  {name} ")
    assert Person.objects.filter(display_name=name).exists()


@pytest.mark.parametrize(
    "name", ["Ruth E.", "ruth e", "RUTH-E", "Rúth E", "Ruth Е", "Morning Hands"]
)
def test_a_name_that_looks_like_anothers_is_refused_kindly_after_the_code(
    house: World, name: str
) -> None:
    client = browser()
    assert join(client, display_name=name)["Location"] == "/join/name"
    assert not is_in(client)
    assert "choose another name" in client.get("/join/name").content.decode()
    assert client.post("/join/name", {"display_name": name.lower()}).status_code == 422
    response = client.post("/join/name", {"display_name": "Ruth from the coast"})
    assert response["Location"] == "/start"
    assert Person.objects.filter(account__email="marlene@example.org").count() == 1


def test_names_cannot_be_asked_for_at_will(house: World) -> None:
    client = browser()
    join(client, display_name="Ruth E.")
    answers = [
        client.post("/join/name", {"display_name": "Ruth E."}).status_code for _ in range(12)
    ]
    assert answers[0] == 422
    assert answers[-1] == 429


def test_the_page_of_names_is_closed_before_the_code(house: World) -> None:
    client = browser()
    fill_in(client, display_name="Ruth E.")
    assert client.get("/join/name")["Location"] == "/join"
    assert client.post("/join/name", {"display_name": "X Y"})["Location"] == "/join"


def test_a_known_address_looks_the_same_and_is_told_by_mail(house: World) -> None:
    new, known = browser(), browser()
    seen = []
    for client, address in ((new, "marlene@example.org"), (known, "Ruth@example.org")):
        answer = fill_in(client, email=address)
        page = client.get(answer["Location"]).content.decode().replace(address, "ADDRESS")
        seen.append((answer.status_code, answer["Location"], page.split("csrfmiddleware")[0]))
    assert seen[0] == seen[1]
    assert Outbox.objects.count() == 2
    mails = {mail.to[0]: mail for mail in deliver()}
    hers = mails["ruth@example.org"]
    assert "an account with it already" in hers.body
    assert link_in(hers) == "/sign-in"
    assert code_in(mails["marlene@example.org"])


def test_a_code_for_signing_in_does_not_join(house: World) -> None:
    client = browser()
    fill_in(client)
    join_code = code_in(mail_to("marlene@example.org"))
    client.post("/sign-in", {"email": "ruth@example.org"})
    sign_in_code = code_in(mail_to("ruth@example.org"))
    assert enter(client, join_code, "/sign-in/code").status_code == 422
    assert enter(client, sign_in_code, "/join/code").status_code == 422
    assert not Person.objects.filter(display_name="Marlene K.").exists()


def test_going_back_and_sending_again_joins_once(house: World) -> None:
    client = browser()
    fill_in(client)
    code = code_in(mail_to("marlene@example.org"))
    enter(client, code, "/join/code")
    enter(client, code, "/join/code")
    assert Account.objects.filter(email="marlene@example.org").count() == 1


# ---------- A person lets each one in ----------


def test_who_asks_to_be_let_in_waits_and_holds_no_role(house: World) -> None:
    change(joining="approved")
    client = browser()
    assert join(client, words="I moved here.")["Location"] == "/join/waiting"
    person = Person.objects.get(display_name="Marlene K.")
    assert person.state == Person.State.APPLIED
    assert person.join_request.words == "I moved here."
    assert not RoleHolding.objects.filter(account=person.account).exists()
    assert "We read your request" in client.get("/join/waiting").content.decode()


# ---------- By invitation ----------


def invited(world: World, **more: Any) -> str:
    """The code of a new invitation."""
    return invite_to_join(actor=world.administrator.actor(), **more)


def test_without_an_invitation_the_door_says_how_to_get_one(house: World) -> None:
    change(joining="invited")
    client = browser()
    page = client.get("/join").content.decode()
    assert "invites each new member" in page
    assert client.post("/join", GIVEN).status_code == 200
    assert Outbox.objects.count() == 0


def test_the_link_of_an_invitation_opens_the_door_and_a_look_does_not_use_it_up(
    house: World,
) -> None:
    change(joining="invited")
    invited(house, email="marlene@example.org")
    link = link_in(mail_to("marlene@example.org"))
    for _ in range(2):
        browser().get(link)
    client = browser()
    assert client.get(link)["Location"] == "/join"
    assert 'value="marlene@example.org"' in client.get("/join").content.decode()
    assert join(client)["Location"] == "/start"
    invitation = JoinInvitation.objects.get()
    assert invitation.used_at is not None
    assert browser().get(link).status_code == 410


def test_the_code_may_be_typed_as_it_is_read(house: World) -> None:
    change(joining="invited")
    code = invited(house)
    client = browser()
    assert client.post("/join/invitation", {"code": code.lower()})["Location"] == "/join"
    join(client)
    assert is_in(client)


def test_an_invitation_lets_in_where_a_person_decides(house: World) -> None:
    change(joining="approved")
    client = browser()
    client.post("/join/invitation", {"code": invited(house)})
    assert join(client)["Location"] == "/start"


def test_an_invited_clinician_belongs_to_her_clinic_and_sets_up_a_second_factor(
    house: World,
) -> None:
    client = browser()
    code = invited(house, role="clinician", clinic_id=house.clinic.pk)
    client.post("/join/invitation", {"code": code})
    assert join(client)["Location"] == "/second-factor?next=%2Fstart"
    account = Account.objects.get(email="marlene@example.org")
    assert [row.role for row in RoleHolding.objects.filter(account=account)] == ["clinician"]
    assert ClinicMembership.objects.filter(account=account, clinic=house.clinic).exists()
    assert client.session["hat"] == "clinician"


def test_an_invitation_is_good_for_one_person(house: World) -> None:
    code = invited(house, role="clinician")
    one, two = browser(), browser()
    for client in (one, two):
        client.post("/join/invitation", {"code": code})
    fill_in(two, email="second@example.org", display_name="Second Person")
    second = code_in(mail_to("second@example.org"))
    join(one)
    assert enter(two, second, "/join/code")["Location"] == "/join"
    assert not Account.objects.filter(email="second@example.org").exists()
    assert not is_in(two)


def test_an_old_invitation_is_refused(house: World) -> None:
    code = invited(house)
    JoinInvitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    response = browser().post("/join/invitation", {"code": code})
    assert response.status_code == 422
    assert "its time is over" in response.content.decode()


def test_an_invitation_lets_a_second_person_share_a_mailbox(house: World) -> None:
    client = browser()
    client.post("/join/invitation", {"code": invited(house)})
    response = join(client, email="ruth@example.org", display_name="Anton Ellison")
    assert Account.objects.filter(email="ruth@example.org").count() == 2
    assert response["Location"] == "/me/sign-in/pin", "the mailbox alone opens nothing next time"
    client.post("/me/sign-in/pin", {"pin": "417902"})
    assert Account.objects.get(person__display_name="Anton Ellison").pin


def test_codes_of_invitations_cannot_be_guessed_at_speed(house: World) -> None:
    answers = [
        browser().post("/join/invitation", {"code": "K7QM 2XWD 9TRB"}).status_code
        for _ in range(12)
    ]
    assert answers[0] == 422
    assert answers[-1] == 429


def test_only_the_office_invites_and_only_to_roles_it_gives(house: World) -> None:
    with pytest.raises(PermissionDenied):
        invite_to_join(actor=house.ruth.actor(), email="x@example.org")
    for more in ({"role": "proxy"}, {"role": "no such"}, {"role": "", "clinic_id": 1}):
        with pytest.raises(PermissionDenied):
            invited(house, **more)
    assert not JoinInvitation.objects.exists()


def test_a_member_who_comes_to_the_page_is_led_to_her_start(house: World) -> None:
    client = browser()
    sign_in_by_mail(client, house.ruth)
    assert client.get("/join")["Location"] == "/start"
