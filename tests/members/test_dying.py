"""A death is one event: everything rests within it, comes back as it was, or is carried out later."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import IntegrityError
from django.utils import timezone

from audit.models import Read
from members.actions.calls import WantsCall, ask_for_call
from members.actions.consent import end_grant
from members.actions.ending import confirm_ending, take_back
from members.actions.ending_due import carry_out_due
from members.actions.erase_person import erase_due
from members.facts import end_sharing, rest
from members.models import (
    Account,
    ApiToken,
    CallRequest,
    ClinicMembership,
    Decision,
    Ending,
    Grant,
    Group,
    GroupContact,
    GroupLead,
    GroupMembership,
    LastWish,
    Person,
    RoleHolding,
    Ticket,
)
from notifications.actions import queue
from po_platform.access.actor import Purpose, System, acting_as
from proms.models import Assignment, Response, Score
from proms.reminders import WAITING
from tests.access.test_the_vault import give_grant, rows_seen
from tests.members.ending_steps import (
    confirms,
    days_later,
    dies,
    ending_of,
    ends,
    rows_of,
    taken_back,
    wishes,
)
from tests.members.everything_of import as_owner, protected
from tests.members.mailbox_steps import (
    PIN,
    SHARED,
    answer,
    anton_at_ruths,
    chosen,
    give_pin,
    signed_in_as,
)
from tests.members.office_world import last_event, second_administrator
from tests.members.signing_steps import ask_code, browser, enter
from tests.notifications.mailbox import deliver
from tests.personas import Persona, World
from tests.proms.path import on_her_list, put_weekly_in_use, send, some_answers

State = Person.State
pytestmark = pytest.mark.django_db


def a_full_life(world: World, persona: Persona) -> dict[str, Any]:
    """Something of everything that goes on by itself; (model → what tells that it goes on)."""
    soon = timezone.now() + timedelta(days=5)
    weekly = put_weekly_in_use(world)
    assignment = on_her_list(persona, weekly)
    grant = give_grant(persona, world.nasser, "proms")
    actor = persona.actor()
    group = Group.objects.create(kind="local", name={"en": "Harbour"}, by_request=True)
    with acting_as(actor):
        Ticket.objects.create(
            secret_hash=b"open", about="care", subject_id=persona.subject, expires_at=soon
        )
        GroupMembership.objects.create(subject_id=persona.subject, group=group, named=True)
        ask_for_call(actor=actor, wish=WantsCall("Ruth", "01632 960 111", "data", "any", "en"))
    GroupLead.objects.create(group=group, person=persona.person)
    GroupContact.objects.create(
        group=group, person=persona.person, public_name="Ruth", phone="1",
        agreed_on=timezone.localdate(), agreed_how="phone",
    )  # fmt: skip
    ClinicMembership.objects.create(clinic=world.clinic, account=persona.account)
    RoleHolding.objects.create(account=persona.account, role="desk", reason="x", ends_at=soon)
    ApiToken.objects.create(
        account=persona.account, name="t", secret_hash=b"token", scopes=["read"], expires_at=soon
    )
    return {"assignment": assignment, "grant": grant, "group": group, "soon": soon}


def what_goes_on(persona: Persona) -> dict[str, Any]:
    """Every mark that says whether something goes on, as it stands in the tables."""
    account, person = {"account": persona.account}, {"person": persona.person}
    wanted: list[tuple[Any, dict[str, Any], tuple[str, ...]]] = [
        (Account, {"pk": persona.account.pk}, ("is_active",)),
        (RoleHolding, account, ("role", "ends_at")),
        (ClinicMembership, account, ("left_at",)),
        (ApiToken, account, ("revoked_at",)),
        (GroupLead, person, ("ended_at",)),
        (GroupContact, person, ("ended_at",)),
        (CallRequest, person, ("state", "closed_at")),
        (Grant, {}, ("paused_at", "ended_by_id")),
        (Ticket, {}, ("withdrawn_at",)),
        (GroupMembership, {}, ("left_at",)),
        (Assignment, {}, ("state",)),
    ]
    with rows_of(persona) as rows:
        return {
            model.__name__: sorted(map(str, rows(model).filter(**where).values_list(*columns)))
            for model, where, columns in wanted
        }


# ---------- One press ----------


def test_one_press_and_everything_rests_and_one_more_and_all_is_as_it_was(world: World) -> None:
    life = a_full_life(world, world.ruth)
    subject = world.ruth.subject
    with acting_as(world.ruth.actor()):  # ended by herself before: that stays ended
        gone = give_grant(world.ruth, world.oduya, "proms")
        end_grant(actor=world.ruth.actor(), grant_id=gone.pk, consequence="", language="en")
        earlier = Group.objects.create(kind="local", name={"en": "Left long ago"})
        GroupMembership.objects.create(
            subject_id=subject, group=earlier, left_at=timezone.now() - timedelta(days=9)
        )
    before = what_goes_on(world.ruth)
    dies(world, world.ruth)
    with acting_as(world.nasser.actor()):
        assert rows_seen("members_grant") == 0
        assert rows_seen("proms_assignment") == 0
    with rows_of(world.ruth) as rows:
        at = rows(Ending).get().at
        assert rows(Grant).get(pk=life["grant"].pk).paused_at == at
        assert rows(Grant).get(pk=gone.pk).paused_at is None
        assert rows(Assignment).get(pk=life["assignment"].pk).state == "withdrawn"
        assert not rows(GroupMembership).filter(left_at=None).exists()
        assert rows(Ticket).get().withdrawn_at == at
        assert rows(CallRequest).get().closed_at == at
    assert not RoleHolding.objects.filter(account=world.ruth.account, ends_at=None).exists()
    assert not Account.objects.get(pk=world.ruth.account.pk).is_active
    assert not GroupLead.objects.filter(ended_at=None).exists()
    assert ApiToken.objects.get().revoked_at == at
    taken_back(world, world.ruth)
    assert what_goes_on(world.ruth) == before
    assert Person.objects.get(pk=world.ruth.person.pk).state == State.ACTIVE
    role = RoleHolding.objects.get(account=world.ruth.account, role="desk")
    assert role.ends_at == life["soon"], "an end that was planned is planned again"
    with acting_as(world.nasser.actor()):
        assert rows_seen("members_grant") == 1


def test_mail_that_waits_is_held_and_after_a_mistake_new_mail_goes(world: World) -> None:
    waits = on_her_list(world.ruth, put_weekly_in_use(world))
    for person in (world.ruth, world.gerd):
        queue(
            recipient=person.person.pk, kind=WAITING, about=str(waits.pk), context={"path": "/x"},
            dedup=f"first {person.name}",
        )  # fmt: skip
    dies(world, world.ruth)
    assert [mail.to for mail in deliver()] == []
    taken_back(world, world.ruth)
    assert "Your membership is active" in [str(mail.subject) for mail in deliver()][-1]
    queue(
        recipient=world.ruth.person.pk, kind=WAITING, about=str(waits.pk), context={"path": "/x"},
        dedup="again",
    )  # fmt: skip
    assert [mail.to for mail in deliver()] == [["ruth@example.org"]]


def test_somebody_paused_is_paused_again_after_a_mistake(world: World) -> None:
    ends(world, world.ruth, State.PAUSED)
    dies(world, world.ruth)
    taken_back(world, world.ruth)
    assert Person.objects.get(pk=world.ruth.person.pk).state == State.PAUSED


def test_who_left_and_then_died_by_mistake_has_left(world: World) -> None:
    before = what_goes_on(world.ruth)
    ends(world, world.ruth, State.LEFT)
    left = what_goes_on(world.ruth)
    dies(world, world.ruth)
    taken_back(world, world.ruth)
    assert Person.objects.get(pk=world.ruth.person.pk).state == State.LEFT
    assert what_goes_on(world.ruth) == left
    taken_back(world, world.ruth)
    assert what_goes_on(world.ruth) == before


# ---------- The couple at one mailbox ----------


def test_a_widow_at_the_shared_mailbox(world: World, sign_in: Any) -> None:
    """Anton dies. Ruth, who reads the same mailbox, tells us; nothing of hers stops or gets harder."""
    anton = anton_at_ruths()
    give_pin(world.ruth)
    ruth = chosen(world.ruth)
    answer(ruth, "pin", pin=PIN)
    for persona in (anton, world.ruth):
        notice_for(persona)
    ruth.post("/somebody-has-died", {"whom": "Anton Ellison", "name": "Ruth Ellison",
              "number": "01632 960 444", "suits": "any", "language": "en"})  # fmt: skip
    first, second = sign_in(world.administrator), sign_in(second_administrator(world))
    assert "Call: Somebody has died" in first.get("/office").content.decode()
    here = f"/office/people/{anton.person.ref}"
    given = {"way": "phone", "by": "Ruth, his wife", "sure": "yes"}
    assert first.post(f"{here}/died", given)["Location"] == f"{here}/ending"
    # Her session, her mails, without his name on them; nothing for him.
    assert ruth.get("/start").status_code == 200
    (mail,) = deliver()
    assert mail.to == ["ruth@example.org"]
    assert "Anton" not in f"{mail.subject}{mail.body}"
    assert "This e-mail is for" not in str(mail.body)
    # She signs in with the code alone: nobody else reads there any more.
    again = browser()
    enter(again, ask_code(again, SHARED))
    assert signed_in_as(again) == str(world.ruth.account.pk)
    assert second.post(f"{here}/ending").status_code == 302
    assert "In memory of Anton Ellison" in second.get(f"{here}/ending/letter").content.decode()
    assert deliver() == []
    # It was another Anton: the mailbox is shared again, and a PIN is asked for.
    assert first.post(f"{here}/ending/back", {"reason": "Another Anton"}).status_code == 302
    third = browser()
    assert enter(third, ask_code(third, SHARED))["Location"] == "/sign-in/who"


def notice_for(persona: Persona) -> None:
    """Something that waits to be sent to this person."""
    queue(
        recipient=persona.person.pk, kind="members.group_answered", context={"path": "/groups"},
        dedup=persona.name,
    )  # fmt: skip


# ---------- Two people ----------


def test_whoever_wrote_it_down_cannot_confirm_it(world: World) -> None:
    second = second_administrator(world)
    dies(world, world.ruth)
    with pytest.raises(PermissionDenied, match="Somebody else of the office"):
        confirms(world.administrator, world.ruth)
    confirms(second, world.ruth)
    assert ending_of(world.ruth).confirmed_by == second.account.pk
    assert last_event("members.ending.confirmed") is not None
    with pytest.raises(PermissionDenied, match="confirmed it already"):
        confirms(second, world.ruth)


def test_the_table_itself_wants_two_people(world: World) -> None:
    dies(world, world.ruth)
    with (
        acting_as(System(Purpose.END, None, world.ruth.person.pk)) as end,
        pytest.raises(IntegrityError, match="ending_two_people"),
    ):
        Ending.objects.visible_to(end).update(confirmed_by=world.administrator.account.pk)


@pytest.mark.parametrize("name", ["gerd", "nasser", "desk", "moderator"])
def test_nobody_else_confirms_or_takes_back(world: World, name: str) -> None:
    dies(world, world.ruth)
    with acting_as(world.people[name].actor()) as actor:
        with pytest.raises(PermissionDenied):
            confirm_ending(actor=actor, person_id=world.ruth.person.pk)
        with pytest.raises(PermissionDenied):
            take_back(actor=actor, person_id=world.ruth.person.pk, reason="no")
        if name != "desk":
            assert rows_seen("members_ending") == 0


def test_in_the_vault_only_the_ending_itself_lets_anything_rest(world: World) -> None:
    give_grant(world.ruth, world.nasser, "proms")
    wrong = System(Purpose.END, None, world.gerd.person.pk)
    for actor in (world.administrator.actor(), world.ruth.actor(), wrong):
        with acting_as(actor):
            rest("sharing", world.ruth.person.pk, timezone.now())
            assert end_sharing(world.ruth.person.pk, "Over", "en") == 0
    with acting_as(world.nasser.actor()):
        assert rows_seen("members_grant") == 1


# ---------- When the days are over ----------


def test_unconfirmed_nothing_is_destroyed_and_the_office_is_told(
    world: World, sign_in: Any
) -> None:
    dies(world, world.ruth, wish="erase")
    days_later(60)
    assert carry_out_due() == 0
    assert ending_of(world.ruth).is_open
    page = sign_in(second_administrator(world)).get("/office").content.decode()
    assert "Confirm it, or take it back" in page
    assert "The 30 days are over" in page
    taken_back(world, world.ruth)
    assert Person.objects.get(pk=world.ruth.person.pk).state == State.ACTIVE


def test_confirmed_but_before_its_day_nothing_is_done(world: World) -> None:
    dies(world, world.ruth)
    confirms(second_administrator(world), world.ruth)
    days_later(29)
    assert carry_out_due() == 0


def test_kept_sharing_ends_with_words_and_the_teller_is_forgotten(world: World) -> None:
    give_grant(world.ruth, world.nasser, "proms")
    dies(world, world.ruth)
    confirms(second_administrator(world), world.ruth)
    days_later()
    assert ending_of(world.ruth).told_by
    assert carry_out_due() == 1
    assert carry_out_due() == 0
    with rows_of(world.ruth) as rows:
        grant = rows(Grant).select_related("ended_by").get()
        assert "the person died" in grant.ended_by.rendered
        assert rows(Ending).get().told_by == ""
    with pytest.raises(PermissionDenied, match="nothing to take back"):
        taken_back(world, world.ruth)


def test_long_after_a_mistake_can_still_be_put_right_as_a_new_beginning(world: World) -> None:
    give_grant(world.nasser, world.oduya, "proms")
    dies(world, world.nasser)
    confirms(second_administrator(world), world.nasser)
    days_later()
    carry_out_due()
    ends(world, world.nasser, State.ACTIVE)
    assert world.nasser.actor().roles == {"member"}
    with acting_as(world.oduya.actor()):
        assert rows_seen("members_grant") == 0


@pytest.fixture
def store(settings: Any, tmp_path: Path) -> None:
    settings.STORED_FILES_DIR = tmp_path / "store"
    settings.ERASURE_LIST = tmp_path / "erasures.jsonl"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("wish", ["erase", "nameless"])
def test_what_she_wished_is_carried_out(world: World, store: None, wish: str) -> None:
    weekly = put_weekly_in_use(world)
    send(world.ruth, on_her_list(world.ruth, weekly), some_answers(7, "canary words"))
    subject = world.ruth.subject
    wishes(world.ruth, wish, "Anton")
    dies(world, world.ruth, wish)
    confirms(second_administrator(world), world.ruth)
    days_later()
    deliver()
    assert carry_out_due() == 1
    assert erase_due() == 1
    assert deliver() == [], "nobody is written to"
    with as_owner():
        assert not Person.objects.filter(pk=world.ruth.person.pk).exists()
        assert not Account.objects.filter(pk=world.ruth.account.pk).exists()
        assert not protected(LastWish).exists() and not protected(Ending).exists()
        scores = protected(Score).filter(subject_id=subject)
        assert scores.exists() == (wish == "nameless")
        for response in protected(Response).filter(subject_id=subject):
            assert (response.answers, response.missing) == ({}, {})
        assert not protected(Decision).filter(subject_id=subject).exists()


# ---------- The office's pages ----------


def test_the_office_reads_first_what_stops_and_what_she_wished_and_she_sees_that_look(
    world: World, sign_in: Any
) -> None:
    wishes(world.ruth, "erase", "Anton Ellison, my husband", "My sister")
    office = sign_in(world.administrator)
    here = f"/office/people/{world.ruth.person.ref}"
    assert f"{here}/died" in office.get(here).content.decode()
    given = {"way": "phone", "by": "Anton Ellison, 01632 960 222"}
    assert "Anton Ellison" not in office.get(f"{here}/died").content.decode()
    assert office.post(f"{here}/died", {"way": "phone"}).status_code == 422
    page = office.post(f"{here}/died", given).content.decode()
    for words in ("Erase everything", "Anton Ellison, my husband", "My sister", "What stops now",
                  "Clinicians and clinics see nothing", "no round asks again"):  # fmt: skip
        assert words in page
    with acting_as(world.ruth.actor()) as ruth:
        look = Read.objects.visible_to(ruth).get()
    assert (look.what, look.reader_name) == ("members.last_wish", "Administrator Person")
    seen = sign_in(world.ruth).get("/me").content.decode()
    assert "What you wish for after your death" in seen
    assert Person.objects.get(pk=world.ruth.person.pk).state == State.ACTIVE, "asked once more"
    given["sure"] = "yes"
    done = office.post(f"{here}/died", given)
    assert done["Location"] == f"{here}/ending"
    assert ending_of(world.ruth).wish == "erase"
    page = office.get(f"{here}/ending").content.decode()
    assert "Anton Ellison, 01632 960 222" in page
    assert "Confirm: I know it too" not in page
    with rows_of(world.ruth) as rows:
        assert "Anton" not in rows(Ending).get().told_by
    assert office.post(f"{here}/died", given)["Location"] == here, "twice is once"
    with acting_as(System(Purpose.END)) as system:
        assert Ending.objects.visible_to(system).count() == 1


def test_a_second_person_confirms_on_the_page_and_a_mistake_is_taken_back_there(
    world: World, sign_in: Any
) -> None:
    dies(world, world.ruth)
    here = f"/office/people/{world.ruth.person.ref}/ending"
    second = sign_in(second_administrator(world))
    assert "Confirm: I know it too" in second.get(here).content.decode()
    assert second.post(here).status_code == 302
    page = second.get(here).content.decode()
    assert "Berit Second" in page
    assert second.post(f"{here}/back", {"reason": ""}).status_code == 422
    assert second.post(f"{here}/back", {"reason": "Another Ruth"}).status_code == 302
    assert Person.objects.get(pk=world.ruth.person.pk).state == State.ACTIVE
    for page in ("", "/back", "/letter"):
        assert second.get(here + page).status_code == 404


def test_the_letter_for_the_family_is_in_her_language_and_says_nothing_of_health(
    world: World, sign_in: Any
) -> None:
    Account.objects.filter(pk=world.ruth.account.pk).update(language="en")
    wishes(world.ruth, "erase", copy_to="My sister Lou")
    put_weekly_in_use(world)
    dies(world, world.ruth, "erase")
    page = (
        sign_in(world.administrator)
        .get(f"/office/people/{world.ruth.person.ref}/ending/letter")
        .content.decode()
    )
    letter = page.split("<article")[1].split("</article")[0]
    for words in ("In memory of Ruth E.", "01632 960 118", "My sister Lou", "We delete everything"):
        assert words in letter
    for words in ("questionnaire", "answers", "diagnos", "score", "clinic", "joints"):
        assert words not in letter.lower()


def test_the_copy_she_wished_for_is_made_once_two_people_are_sure(
    world: World, tmp_path: Path
) -> None:
    wishes(world.ruth, "erase", copy_to="My sister Lou")
    where = tmp_path / "copy.zip"
    ref = str(world.ruth.person.ref)

    def make() -> str:
        said = StringIO()
        call_command("copy_for_family", ref, str(where), stdout=said)
        return said.getvalue()

    with pytest.raises(CommandError, match="confirm the death first"):
        make()
    dies(world, world.ruth, "erase")
    with pytest.raises(CommandError, match="confirm the death first"):
        make()
    assert not where.exists()
    confirms(second_administrator(world), world.ruth)
    assert "My sister Lou" in make()
    with ZipFile(where) as archive:
        assert b"Ruth E." in archive.read("json/person.json")
    with pytest.raises(CommandError, match="exists"):
        make()
    dies(world, world.gerd)
    with pytest.raises(CommandError):
        call_command("copy_for_family", str(world.gerd.person.ref), str(tmp_path / "no.zip"))


def test_a_group_left_without_anybody_is_a_task_until_somebody_is_named(
    world: World, sign_in: Any
) -> None:
    group = Group.objects.create(kind="local", name={"en": "Harbour"}, by_request=True)
    GroupLead.objects.create(group=group, person=world.ruth.person)
    office = sign_in(world.administrator)
    assert "Harbour" not in office.get("/office").content.decode()
    dies(world, world.ruth)
    assert "Harbour" in office.get("/office").content.decode()
    GroupLead.objects.create(group=group, person=world.gerd.person)
    assert "Harbour" not in office.get("/office").content.decode()


def test_the_office_costs_the_same_with_one_death_and_with_three(
    world: World, sign_in: Any, django_assert_max_num_queries: Any
) -> None:
    office = sign_in(world.administrator)

    def cost() -> int:
        with django_assert_max_num_queries(200) as counted:
            office.get("/office")
        return len(counted)

    dies(world, world.ruth)
    cost()
    one = cost()
    dies(world, world.gerd)
    dies(world, world.nasser)
    assert cost() == one
