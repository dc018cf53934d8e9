"""A member shares with whom she chose, for as long as she likes, and nobody else sees anything."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models.functions import Now
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit.models import Event, Read
from members.actions.consent import end_grant
from members.actions.sharing import withdraw_invitation
from members.actions.using_codes import CodeGone
from members.clinician_list import register_list_column, register_summary_link
from members.lengths import Length
from members.models import ClinicMembership, Decision, Grant, Person, RoleHolding, Ticket
from members.queries.clinic import people_who_share
from members.queries.sharing import living_shares
from notifications.models import Outbox
from po_platform.access.actor import Hat, acting_as
from tests.members.sharing_steps import accept, code_on, confirm_in_browser, make_code, share
from tests.personas import Persona, World, make_persona

pytestmark = pytest.mark.django_db


def seen_by(clinician: Persona) -> list[str]:
    actor = clinician.actor()
    with acting_as(actor):
        return [one.person.name for one in people_who_share(actor=actor).sharers]


# ---------- The way of a code, in the browser ----------


def test_a_code_brings_the_member_onto_the_clinicians_list(world: World, sign_in: Any) -> None:
    ruth, nasser = sign_in(world.ruth), sign_in(world.nasser)
    assert "Ruth E." not in nasser.get("/clinic").content.decode()
    code = code_on(confirm_in_browser(ruth))
    offer = nasser.post("/clinic/accept", {"code": code.lower()}).content.decode()
    assert "Ruth E. would like to share with you" in offer
    assert "for 3 months" in offer
    nasser.post("/clinic/accept", {"code": code, "accept_as": "me"})
    assert "Ruth E." in nasser.get("/clinic").content.decode()
    assert "Farida Nasser" in ruth.get("/sharing").content.decode()


def test_the_link_shows_the_offer_and_uses_nothing_up(world: World, sign_in: Any) -> None:
    code, _ticket = make_code(world.ruth)
    nasser = sign_in(world.nasser)
    for _again in range(2):
        assert "Ruth E. would like" in nasser.get(f"/clinic/accept?code={code}").content.decode()
    assert seen_by(world.nasser) == []


def test_only_a_hash_of_the_code_is_stored(world: World) -> None:
    code, _ticket = make_code(world.ruth)
    with acting_as(world.ruth.actor()), connection.cursor() as cursor:
        cursor.execute("select t::text from members_ticket t")
        (row,) = cursor.fetchone()
    assert code not in row
    assert len(code) == 12


def test_the_same_form_sent_twice_makes_one_code(world: World, sign_in: Any) -> None:
    ruth = sign_in(world.ruth)
    first = confirm_in_browser(ruth)
    again = ruth.post("/sharing/confirm", first.wsgi_request.POST.dict())
    assert code_on(first) == code_on(again)
    with acting_as(world.ruth.actor()):
        assert Ticket.objects.visible_to(world.ruth.actor()).count() == 1
        assert Decision.objects.visible_to(world.ruth.actor()).count() == 1


def test_words_that_were_not_shown_are_not_agreed_to(world: World, sign_in: Any) -> None:
    ruth = sign_in(world.ruth)
    sent = confirm_in_browser(ruth).wsgi_request.POST.dict()
    page = ruth.post("/sharing/confirm", sent | {"length": "open"})
    assert "Read them again" in page.content.decode()
    with acting_as(world.ruth.actor()):
        assert Ticket.objects.visible_to(world.ruth.actor()).count() == 1


@pytest.mark.parametrize("attempt", ["", "x", "0" * 5000])
def test_a_broken_attempt_number_asks_again(world: World, sign_in: Any, attempt: str) -> None:
    ruth = sign_in(world.ruth)
    sent = confirm_in_browser(ruth).wsgi_request.POST.dict()
    assert ruth.post("/sharing/confirm", sent | {"attempt": attempt}).status_code == 200


def test_twenty_open_codes_are_enough(world: World) -> None:
    made = [make_code(world.ruth) for _number in range(20)]
    with pytest.raises(PermissionDenied, match="Take some of them back"):
        make_code(world.ruth)
    accept(world.nasser, made[0][0])
    make_code(world.ruth)


def test_an_offer_without_choices_names_each_missing_one(world: World, sign_in: Any) -> None:
    page = sign_in(world.ruth).post("/sharing/invite", {}).content.decode()
    for words in ("Fill in “Who is it for?”", "Choose an answer for “For how long?”"):
        assert words in page


def test_the_exact_words_are_kept_with_the_decision(world: World, sign_in: Any) -> None:
    confirm_in_browser(sign_in(world.ruth), meant_for="Dr  Farida   Nasser")
    actor = world.ruth.actor()
    with acting_as(actor):
        decision = Decision.objects.visible_to(actor).select_related("text").get()
    assert decision.rendered.startswith("Sharing with Dr Farida Nasser\n\nDr Farida Nasser may see")
    assert "for 3 months" in decision.rendered
    assert decision.text is not None
    assert decision.text.purpose == "care"


# ---------- Who may not ----------


def test_staff_who_are_no_members_cannot_invite(world: World, sign_in: Any) -> None:
    assert sign_in(world.editor).get("/sharing/invite").status_code == 403


def test_a_code_in_the_wrong_hands_is_refused_kindly(world: World, sign_in: Any) -> None:
    code, _ticket = make_code(world.ruth)
    page = sign_in(world.gerd).post("/clinic/accept", {"code": code})
    assert page.status_code == 403
    assert "meant for a doctor or a clinic" in page.content.decode()
    assert "Ruth" not in page.content.decode()


def test_ones_own_code_is_refused_kindly(world: World, sign_in: Any) -> None:
    RoleHolding.objects.create(account=world.nasser.account, role=Hat.MEMBER, reason="test")
    code, _ticket = make_code(world.nasser)
    page = sign_in(world.nasser).post("/clinic/accept", {"code": code})
    assert page.status_code == 403
    assert "your own code" in page.content.decode()


def test_without_a_second_factor_a_clinician_is_asked_for_it(world: World, sign_in: Any) -> None:
    code, _ticket = make_code(world.ruth)
    page = sign_in(world.nasser, strong=False).get(f"/clinic/accept?code={code}")
    assert page.status_code == 302
    assert "next=%2Fclinic%2Faccept%3Fcode%3D" in page.url


def test_an_unknown_code_is_no_mistake_of_the_server(world: World, sign_in: Any) -> None:
    nasser = sign_in(world.nasser)
    for code in ("0000 0000 0000", "x", "Ü" * 12, "9" * 400):
        page = nasser.post("/clinic/accept", {"code": code})
        assert page.status_code == 200
        assert "There is a problem" in page.content.decode()


def test_after_ten_wrong_codes_even_the_right_one_waits(world: World, sign_in: Any) -> None:
    code, _ticket = make_code(world.ruth)
    nasser = sign_in(world.nasser)
    for number in range(10):
        nasser.post("/clinic/accept", {"code": f"0000 0000 000{number}"})
    assert nasser.post("/clinic/accept", {"code": code}).status_code == 429
    assert sign_in(world.oduya).post("/clinic/accept", {"code": code}).status_code == 200


def test_a_code_for_one_person_is_not_accepted_for_a_clinic(world: World) -> None:
    code, _ticket = make_code(world.ruth)
    with pytest.raises(PermissionDenied, match="for one person"):
        accept(world.oduya, code, world.clinic.pk)


def test_a_code_is_not_accepted_for_a_clinic_one_does_not_work_at(world: World) -> None:
    code, _ticket = make_code(world.ruth, for_clinics=True)
    with pytest.raises(PermissionDenied, match="a clinic you work at"):
        accept(world.nasser, code, world.clinic.pk)


@pytest.mark.parametrize("state", ["paused", "left", "deceased"])
def test_the_code_of_somebody_who_is_no_member_now_opens_nothing(world: World, state: str) -> None:
    code, _ticket = make_code(world.ruth)
    Person.objects.filter(pk=world.ruth.person.pk).update(state=state)
    with pytest.raises(PermissionDenied, match="no member at the moment"):
        accept(world.nasser, code)


def test_a_used_code_is_gone(world: World) -> None:
    code, _ticket = make_code(world.ruth)
    accept(world.nasser, code)
    with pytest.raises(CodeGone):
        accept(world.oduya, code)
    assert seen_by(world.oduya) == []


def test_a_code_that_was_taken_back_is_gone(world: World, sign_in: Any) -> None:
    code, ticket = make_code(world.ruth)
    sign_in(world.ruth).post(f"/sharing/codes/{ticket.pk}/take-back")
    with pytest.raises(CodeGone):
        accept(world.nasser, code)


def test_a_code_lives_for_60_days(world: World) -> None:
    code, ticket = make_code(world.ruth)
    assert timedelta(days=59) < ticket.expires_at - timezone.now() <= timedelta(days=60)
    actor = world.ruth.actor()
    with acting_as(actor):
        Ticket.objects.visible_to(actor).filter(pk=ticket.pk).update(expires_at=Now())
    with pytest.raises(CodeGone):
        accept(world.nasser, code)


def test_nobody_takes_back_the_code_of_another(world: World, sign_in: Any) -> None:
    code, ticket = make_code(world.ruth)
    assert sign_in(world.gerd).post(f"/sharing/codes/{ticket.pk}/take-back").status_code == 404
    accept(world.nasser, code)


def test_a_used_code_cannot_be_taken_back(world: World) -> None:
    code, ticket = make_code(world.ruth)
    accept(world.nasser, code)
    actor = world.ruth.actor()
    with acting_as(actor), pytest.raises(PermissionDenied, match="end the sharing"):
        withdraw_invitation(actor=actor, ticket_id=ticket.pk)


@pytest.mark.django_db(transaction=True)
def test_of_two_clinicians_at_once_exactly_one_gets_in(world: World) -> None:
    code, _ticket = make_code(world.ruth)
    together, results = threading.Barrier(2), []

    def try_it(clinician: Persona) -> None:
        together.wait()
        try:
            accept(clinician, code)
            results.append("in")
        except CodeGone:
            results.append("gone")
        finally:
            connection.close()

    threads = [threading.Thread(target=try_it, args=[one]) for one in (world.nasser, world.oduya)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["gone", "in"]
    with acting_as(world.ruth.actor()):
        assert Grant.objects.visible_to(world.ruth.actor()).count() == 1


# ---------- What the member sees and may end ----------


def test_accepting_is_written_down_and_told_to_the_member(world: World) -> None:
    share(world.ruth, world.nasser)
    note = Outbox.objects.get(kind="members.share_accepted")
    assert note.person_id == world.ruth.person.pk
    given = Event.objects.get(verb="members.grant.given")
    assert (given.account_id, given.hat) == (world.nasser.account.pk, "clinician")


def test_a_visit_ends_after_7_days(world: World) -> None:
    grant = share(world.ruth, world.nasser, length=Length.VISIT)
    assert grant.ends_at is not None
    assert timedelta(days=6.99) < grant.ends_at - timezone.now() <= timedelta(days=7)


def test_until_she_ends_it_has_no_end(world: World) -> None:
    assert share(world.ruth, world.nasser, length=Length.OPEN).ends_at is None


def test_one_click_ends_it_and_the_next_request_shows_nothing(world: World, sign_in: Any) -> None:
    grant = share(world.ruth, world.nasser)
    nasser, ruth = sign_in(world.nasser), sign_in(world.ruth)
    assert "Ruth E." in nasser.get("/clinic").content.decode()
    page = ruth.post(f"/sharing/{grant.pk}/end", follow=True)
    assert "Farida Nasser sees nothing any more." in page.content.decode()
    assert "Ruth E." not in nasser.get("/clinic").content.decode()


def test_ending_keeps_the_words_and_the_wish(world: World, sign_in: Any) -> None:
    grant = share(world.ruth, world.nasser)
    ruth, actor = sign_in(world.ruth), world.ruth.actor()
    shown = ruth.get(f"/sharing/{grant.pk}/end").content.decode()
    ruth.post(f"/sharing/{grant.pk}/end", {"consequence": "ask_to_delete"})
    with acting_as(actor):
        ended = Decision.objects.visible_to(actor).filter(answer="ended").get()
    assert ended.consequence == "ask_to_delete"
    for sentence in ended.rendered.split("\n\n")[1:]:
        assert sentence in shown


def test_ending_twice_is_one_decision(world: World, sign_in: Any) -> None:
    grant = share(world.ruth, world.nasser)
    ruth, actor = sign_in(world.ruth), world.ruth.actor()
    for _again in range(2):
        assert ruth.post(f"/sharing/{grant.pk}/end").status_code == 302
    with acting_as(actor):
        assert Decision.objects.visible_to(actor).filter(answer="ended").count() == 1


@pytest.mark.parametrize("who", ["gerd", "nasser", "administrator"])
@pytest.mark.parametrize("what", ["end", "less"])
def test_nobody_else_ends_or_changes_a_share(
    world: World, sign_in: Any, who: str, what: str
) -> None:
    grant = share(world.ruth, world.nasser)
    client = sign_in(world.people[who])
    assert client.get(f"/sharing/{grant.pk}/{what}").status_code == 404
    assert client.post(f"/sharing/{grant.pk}/{what}").status_code == 404
    assert seen_by(world.nasser) == ["Ruth E."]


def test_sharing_longer_asks_for_a_fresh_proof(world: World, sign_in: Any) -> None:
    grant = share(world.ruth, world.nasser, length=Length.VISIT)
    stale = sign_in(world.ruth).post(f"/sharing/{grant.pk}/more", {"length": "year"})
    assert stale.status_code == 302
    assert "next" in stale.url
    fresh = sign_in(world.ruth, fresh=True)
    page = fresh.post(f"/sharing/{grant.pk}/more", {"length": "year"}).content.decode()
    assert "Sharing more with Farida Nasser" in page
    shown = page.split('name="shown" value="')[1].split('"')[0]
    fresh.post(f"/sharing/{grant.pk}/more", {"length": "year", "shown": shown})
    with acting_as(world.ruth.actor()):
        after = Grant.objects.visible_to(world.ruth.actor()).select_related("decision").get()
    assert after.ends_at is not None
    assert after.ends_at > timezone.now() + timedelta(days=360)
    assert after.decision_id != grant.decision_id
    assert after.decision.rendered.startswith("Sharing more with Farida Nasser")


def test_sharing_shorter_asks_for_nothing(world: World, sign_in: Any) -> None:
    grant = share(world.ruth, world.nasser, length=Length.OPEN)
    ruth = sign_in(world.ruth)
    page = ruth.post(f"/sharing/{grant.pk}/less", {"length": "visit"}).content.decode()
    shown = page.split('name="shown" value="')[1].split('"')[0]
    ruth.post(f"/sharing/{grant.pk}/less", {"length": "visit", "shown": shown})
    with acting_as(world.ruth.actor()):
        after = Grant.objects.visible_to(world.ruth.actor()).get()
    assert after.ends_at is not None
    assert after.ends_at < timezone.now() + timedelta(days=8)


def test_the_page_for_less_never_gives_more(world: World, sign_in: Any) -> None:
    grant = share(world.ruth, world.nasser, length=Length.VISIT)
    page = sign_in(world.ruth).post(f"/sharing/{grant.pk}/less", {"length": "open"})
    assert "Choose one of the answers shown" in page.content.decode()


def test_former_values_of_a_share_stay_in_the_history(world: World, sign_in: Any) -> None:
    grant = share(world.ruth, world.nasser)
    sign_in(world.ruth).post(f"/sharing/{grant.pk}/end")
    with acting_as(world.ruth.actor()), connection.cursor() as cursor:
        cursor.execute("select ended_by_id is null from members_grantevent order by pgh_id")
        assert [row[0] for row in cursor.fetchall()] == [True, False]


def test_a_clinic_is_shown_with_its_people_and_those_who_left(world: World, sign_in: Any) -> None:
    share(world.ruth, world.oduya, clinic_id=world.clinic.pk)
    joined = make_persona("Ines Brandt", role=Hat.CLINICIAN)
    ClinicMembership.objects.create(clinic=world.clinic, account=joined.account)
    left = make_persona("Tom Lehr", role=Hat.CLINICIAN)
    ClinicMembership.objects.create(clinic=world.clinic, account=left.account, left_at=Now())
    page = sign_in(world.ruth).get("/sharing").content.decode()
    present, gone = page.split("No longer there")
    assert "Harrow Clinic" in present
    assert "Sam Oduya" in present
    assert "Ines Brandt" in present
    assert "Tom Lehr" in gone


def test_everybody_at_the_clinic_sees_it_until_they_leave(world: World) -> None:
    share(world.ruth, world.oduya, clinic_id=world.clinic.pk)
    joined = make_persona("Ines Brandt", role=Hat.CLINICIAN)
    assert seen_by(joined) == []
    at_work = ClinicMembership.objects.create(clinic=world.clinic, account=joined.account)
    assert seen_by(joined) == ["Ruth E."]
    ClinicMembership.objects.filter(pk=at_work.pk).update(left_at=Now())
    assert seen_by(joined) == []


# ---------- The clinician's list ----------


def test_each_name_on_the_list_is_a_look_the_member_sees(world: World, sign_in: Any) -> None:
    grant = share(world.ruth, world.nasser)
    share(world.gerd, world.nasser)
    sign_in(world.nasser).get("/clinic")
    with acting_as(world.ruth.actor()):
        look = Read.objects.visible_to(world.ruth.actor()).get()
    assert (look.what, look.reader_name, look.grant_id) == (
        "members.name",
        "Farida Nasser",
        grant.pk,
    )
    shares = sign_in(world.ruth).get("/sharing").content.decode()
    assert "not yet" not in shares
    looks = sign_in(world.ruth).get("/me").content.decode()
    assert "Farida Nasser, Clinician" in looks
    assert "You allowed this on" in looks


def test_the_list_is_for_clinicians_only(world: World, sign_in: Any) -> None:
    assert sign_in(world.ruth).get("/clinic").status_code == 403
    assert sign_in(world.nasser, strong=False).get("/clinic").status_code == 302


@pytest.fixture
def arrivals(monkeypatch: pytest.MonkeyPatch) -> dict[Any, Any]:
    """Another app's column and link; gone after the test."""
    found: dict[Any, Any] = {}
    monkeypatch.setattr("members.clinician_list._columns", [])
    monkeypatch.setattr("members.clinician_list._links", [])
    register_list_column("Last answers", lambda _actor, _subjects: found)
    register_summary_link(lambda subject: f"/summary/{subject}")
    return found


def test_the_list_goes_by_name_or_by_arrival(
    world: World, sign_in: Any, arrivals: dict[Any, Any]
) -> None:
    share(world.ruth, world.nasser)
    share(world.gerd, world.nasser)
    arrivals[world.ruth.subject] = timezone.now()
    nasser = sign_in(world.nasser)
    by_name = nasser.get("/clinic").content.decode()
    assert by_name.index("Gerd A.") < by_name.index("Ruth E.")
    assert f"/summary/{world.ruth.subject}" in by_name
    by_arrival = nasser.get("/clinic?order=arrival").content.decode()
    assert by_arrival.index("Ruth E.") < by_arrival.index("Gerd A.")


@pytest.fixture
def many_share(world: World) -> None:
    for name in ("Ruth Ölberg", "Ada Brown", "Cem D.", "Eda F.", "Gil H.", "Ian J.", "Kai Ruthson"):
        share(make_persona(name), world.nasser)
    share(world.ruth, world.nasser)


@pytest.mark.usefixtures("many_share")
@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("ruth", {"Ruth E.", "Ruth Ölberg", "Kai Ruthson"}),
        ("olb RUTH", {"Ruth Ölberg"}),
        ("brown, ada", {"Ada Brown"}),
    ],
)
def test_a_long_list_is_searched_by_the_beginnings_of_names(
    world: World, sign_in: Any, typed: str, found: set[str]
) -> None:
    page = sign_in(world.nasser).get("/clinic", {"name": typed})
    assert {row["title"] for row in page.context["rows"]} == found
    with acting_as(world.ruth.actor()):
        looked = Read.objects.visible_to(world.ruth.actor()).exists()
    assert looked == ("Ruth E." in found), "who is not shown was not looked at"


@pytest.mark.usefixtures("many_share")
def test_a_name_nobody_has_leads_back_to_everybody(world: World, sign_in: Any) -> None:
    page = sign_in(world.nasser).get("/clinic?name=%3Cb%3E").content.decode()
    assert "Ada Brown" in page, "signs alone are no name, so everybody stands there"
    page = sign_in(world.nasser).get("/clinic?name=Zoe").content.decode()
    assert "Nobody with this name shares with you." in page
    assert "Show everybody" in page


def test_a_short_list_needs_no_search(world: World, sign_in: Any) -> None:
    share(world.ruth, world.nasser)
    assert "Find a name" not in sign_in(world.nasser).get("/clinic").content.decode()


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999999999999999", "²", "9" * 6])
def test_a_strange_page_number_shows_a_page(world: World, sign_in: Any, page: str) -> None:
    share(world.ruth, world.nasser)
    assert "Ruth E." in sign_in(world.nasser).get(f"/clinic?page={page}").content.decode()


def test_pages_cost_the_same_queries_for_one_and_for_three(world: World, sign_in: Any) -> None:
    pages = [("nasser", "/clinic"), ("ruth", "/sharing"), ("ruth", "/me")]

    def queries() -> dict[tuple[str, str], int]:
        found = {}
        for who, path in pages:
            client = sign_in(world.people[who])
            client.get(path)
            with CaptureQueriesContext(connection) as counted:
                client.get(path)
            found[who, path] = len(counted)
        return found

    share(world.ruth, world.nasser)
    share(world.ruth, world.oduya, clinic_id=world.clinic.pk)
    sign_in(world.oduya).get("/clinic")
    make_code(world.ruth)
    before = queries()
    share(world.gerd, world.nasser)
    share(make_persona("Ada B."), world.nasser)
    for name in ("Ines Brandt", "Tom Lehr"):
        somebody = make_persona(name, role=Hat.CLINICIAN)
        ClinicMembership.objects.create(clinic=world.clinic, account=somebody.account)
        share(world.ruth, somebody)
        share(world.ruth, somebody, clinic_id=world.clinic.pk)
        make_code(world.ruth)
    assert queries() == before


def test_what_the_member_sees_names_everybody_she_shares_with(world: World) -> None:
    share(world.ruth, world.nasser)
    share(world.ruth, world.oduya, clinic_id=world.clinic.pk)
    actor = world.ruth.actor()
    with acting_as(actor):
        shares = living_shares(actor=actor)
    assert {one.who for one in shares} == {"Farida Nasser", "Harrow Clinic"}


def test_a_share_of_another_is_no_page(world: World) -> None:
    grant = share(world.ruth, world.nasser)
    gerd = world.gerd.actor()
    with acting_as(gerd), pytest.raises(Http404):
        end_grant(actor=gerd, grant_id=grant.pk, consequence="stop", language="en")


@pytest.mark.parametrize("path", ["/sharing/{}/end", "/sharing/{}/less", "/me/allowed/{}"])
@pytest.mark.parametrize("number", [0, 10**6, 10**25])
def test_a_number_that_names_nothing_is_no_page(
    world: World, sign_in: Any, path: str, number: int
) -> None:
    assert sign_in(world.ruth).get(path.format(number)).status_code == 404
