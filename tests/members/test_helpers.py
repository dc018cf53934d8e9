"""A member names a helper, who does what was ticked with an account of her own, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models.functions import Now
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from audit.models import Event, Read
from members.actions.consent import change_grant
from members.actions.helpers import end_help, take_back_offer
from members.actions.states import change_state
from members.actions.using_codes import CodeGone
from members.help_words import naming
from members.models import Account, Decision, Grant, JoinInvitation, Person, RoleHolding
from members.queries.helpers import my_helpers, open_offers, people_i_help
from notifications.models import Outbox
from po_platform.access.actor import Hat, Tick, acting_as
from proms.models import Response, Score
from tests.members.helper_steps import (
    acting,
    code_on,
    help_of,
    make_help_code,
    name_in_browser,
    say_yes,
)
from tests.personas import Persona, World, make_persona
from tests.proms.path import on_her_list, put_weekly_in_use, send, some_answers

pytestmark = pytest.mark.django_db
ALL = tuple(Tick)


def helpers_of(persona: Persona) -> list[str]:
    actor = persona.actor()
    with acting_as(actor):
        return [one.name for one in my_helpers(actor=actor)]


def helped_by(persona: Persona) -> list[str]:
    actor = persona.actor()
    with acting_as(actor):
        return [one.name for one in people_i_help(actor=actor)]


# ---------- The way in the browser ----------


def test_a_named_helper_accepts_acts_answers_and_is_ended(world: World, sign_in: Any) -> None:
    begun = on_her_list(world.ruth, put_weekly_in_use(world))
    ruth = sign_in(world.ruth, fresh=True)
    code = code_on(name_in_browser(ruth, "answer"))
    helper = sign_in(world.helper)
    assert "Ruth E. asks for your help" in helper.get(f"/helping/with/{code}").content.decode()
    helper.post(f"/helping/with/{code}")
    assert helpers_of(world.ruth) == ["Helper Person"]
    (one,) = _people(world.helper)
    assert 'class="for-whom"' not in helper.get("/helping").content.decode()
    helper.post(f"/helping/{one.grant_id}/act")
    page = helper.get("/for").content.decode()
    assert "You act for <b>Ruth E.</b>" in page
    assert "Back to myself" in page
    helper.post(f"/answer/{begun.ref}/1", {"q1": "4"})
    assert helper.post(f"/answer/{begun.ref}/check").status_code == 302
    with acting_as(world.ruth.actor()):
        sent = Response.objects.visible_to(world.ruth.actor()).get()
        assert (sent.given_by, sent.given_by_account) == ("helper", world.helper.account.pk)
        assert Score.objects.visible_to(world.ruth.actor()).filter(response=sent).exists()
    assert "Entered by a helper" in ruth.get(f"/my-answers/{sent.ref}").content.decode()
    helper.post("/helping/back")
    assert 'class="for-whom"' not in helper.get("/start").content.decode()
    ruth.post(f"/helpers/{one.grant_id}/end")
    assert (helpers_of(world.ruth), helped_by(world.helper)) == ([], [])


def _people(persona: Persona) -> Any:
    actor = persona.actor()
    with acting_as(actor):
        return people_i_help(actor=actor)


def test_the_header_names_the_person_on_every_page_a_helper_reaches(
    world: World, sign_in: Any
) -> None:
    begun = on_her_list(world.ruth, put_weekly_in_use(world))
    client = sign_in(world.helper)
    client.post(f"/helping/{help_of(world.ruth, world.helper, *ALL).pk}/act")
    for path in (
        "/for", "/my-answers", "/my-answers/sent", "/call-me", f"/answer/{begun.ref}",
        f"/answer/{begun.ref}/1", f"/answer/{begun.ref}/all", f"/answer/{begun.ref}/check",
    ):  # fmt: skip
        response = client.get(path)
        assert response.status_code == 200, path
        assert "You act for <b>Ruth E.</b>" in response.content.decode(), path


def test_pages_of_her_own_are_closed_while_she_acts_and_open_again_after(
    world: World, sign_in: Any
) -> None:
    client = sign_in(world.helper)
    client.post(f"/helping/{help_of(world.ruth, world.helper, *ALL).pk}/act")
    for path in ("/me", "/sharing", "/helpers", "/me/looks", "/me/identity", "/groups"):
        response = client.get(path)
        assert response.status_code == 403, path
        assert "You act for Ruth E. now" in response.content.decode()
    client.post("/helping/back")
    assert client.get("/me").status_code == 200


@pytest.mark.parametrize(
    ("tick", "opened"),
    [
        (Tick.REMIND, set()),
        (Tick.ANSWER, {"/answer/{ref}", "/answer/{ref}/1"}),
        (Tick.SUMMARY, {"/my-answers", "/my-answers/{sent}", "/my-answers/for-a-doctor"}),
        (Tick.ARRANGE, {"/call-me"}),
    ],
)
def test_each_tick_opens_its_pages_and_no_others(
    world: World, sign_in: Any, tick: Tick, opened: set[str]
) -> None:
    weekly = put_weekly_in_use(world)
    done = send(world.ruth, on_her_list(world.ruth, weekly))
    names = {"ref": str(on_her_list(world.ruth, weekly).ref), "sent": str(done.ref)}
    client = sign_in(world.helper)
    client.post(f"/helping/{help_of(world.ruth, world.helper, tick).pk}/act")
    paths = {"/answer/{ref}", "/answer/{ref}/1", "/my-answers", "/my-answers/{sent}", "/call-me"}
    paths |= {"/my-answers/for-a-doctor"}
    found = {path for path in paths if client.get(path.format(**names)).status_code == 200}
    assert found == opened


def test_the_person_sees_who_looked_and_one_hour_is_one_look(world: World, sign_in: Any) -> None:
    begun = on_her_list(world.ruth, put_weekly_in_use(world))
    grant = help_of(world.ruth, world.helper, Tick.ANSWER)
    client = sign_in(world.helper)
    client.post(f"/helping/{grant.pk}/act")
    for number in (1, 2, 3):
        client.get(f"/answer/{begun.ref}/{number}")
    with acting_as(world.ruth.actor()):
        (look,) = Read.objects.visible_to(world.ruth.actor())
    assert (look.what, look.grant_id) == ("members.help.answer", grant.pk)
    page = sign_in(world.ruth).get("/me/looks").content.decode()
    assert "Helper Person" in page
    assert "to answer it with you as your helper" in page


# ---------- What goes wrong ----------


def test_what_a_helper_types_after_the_end_is_kept_nowhere(world: World, sign_in: Any) -> None:
    begun = on_her_list(world.ruth, put_weekly_in_use(world))
    grant = help_of(world.ruth, world.helper, Tick.ANSWER)
    helper = sign_in(world.helper)
    helper.post(f"/helping/{grant.pk}/act")
    sign_in(world.ruth).post(f"/helpers/{grant.pk}/end")
    response = helper.post(f"/answer/{begun.ref}/8", {"q8": "typed too late"}, follow=True)
    page = response.content.decode()
    assert "This help has ended" in page
    assert "was not kept" in page
    assert (
        "typed too late" not in sign_in(world.ruth).get(f"/answer/{begun.ref}/8").content.decode()
    )
    assert helper.get("/me").status_code == 200  # she is herself again


def test_nobody_helps_herself_nor_twice_nor_each_other(world: World) -> None:
    own = make_help_code(world.ruth, Tick.ANSWER)
    with pytest.raises(PermissionDenied, match="your own code"):
        say_yes(world.ruth, own)
    say_yes(world.gerd, own)
    with pytest.raises(PermissionDenied, match="already"):
        say_yes(world.gerd, make_help_code(world.ruth, Tick.SUMMARY))
    with pytest.raises(PermissionDenied, match="each other"):
        say_yes(world.ruth, make_help_code(world.gerd, Tick.ANSWER))
    assert helpers_of(world.gerd) == []


def test_a_code_works_once_and_not_after_it_was_taken_back(world: World) -> None:
    used, back = make_help_code(world.ruth, Tick.ANSWER), make_help_code(world.ruth, Tick.REMIND)
    say_yes(world.helper, used)
    actor = world.ruth.actor()
    with acting_as(actor):
        (ticket,) = open_offers(actor=actor)
        take_back_offer(actor=actor, ticket_id=ticket.pk)
        take_back_offer(actor=actor, ticket_id=ticket.pk)
    for code in (used, back, "NEVERMADE000"):
        with pytest.raises(CodeGone):
            say_yes(world.gerd, code)


def test_naming_and_widening_ask_for_a_new_code_ending_and_narrowing_do_not(
    world: World, sign_in: Any
) -> None:
    ruth = sign_in(world.ruth)
    assert ruth.get("/helpers/name").url.startswith("/confirm")
    grant = help_of(world.ruth, world.helper, Tick.ANSWER, Tick.REMIND)
    actor = world.ruth.actor()
    with acting_as(actor), pytest.raises(PermissionDenied, match="new code"):
        change_grant(
            actor=actor, grant_id=grant.pk, scope=["answer", "summary"], ends_at=None,
            rendered=naming("x", [Tick.SUMMARY], "en"),
        )  # fmt: skip
    wider = ruth.post(f"/helpers/{grant.pk}/change", {"ticks": ["answer", "summary"]})
    assert wider.url.startswith("/confirm")
    words = naming("Helper Person", [Tick.REMIND], "en")
    ruth.post(f"/helpers/{grant.pk}/change", {"ticks": ["remind"], "shown": words.sha256})
    actor = world.ruth.actor()
    with acting_as(actor):
        assert my_helpers(actor=actor)[0].ticks == {Tick.REMIND}
    assert ruth.post(f"/helpers/{grant.pk}/end").status_code == 302
    assert helpers_of(world.ruth) == []


def test_the_helper_ends_it_herself_and_the_person_is_told(world: World, sign_in: Any) -> None:
    grant = help_of(world.ruth, world.helper, Tick.ANSWER)
    helper = sign_in(world.helper)
    helper.post(f"/helping/{grant.pk}/act")
    helper.post(f"/helping/{grant.pk}/end")
    assert helpers_of(world.ruth) == []
    assert Outbox.objects.filter(kind="members.help_changed", person_id=world.ruth.person.pk).count() == 2  # fmt: skip
    with acting_as(world.ruth.actor()):
        words = Decision.objects.visible_to(world.ruth.actor()).latest("pk").rendered
    assert words.startswith("The help of Helper Person ended.")


def test_nobody_else_ends_or_changes_a_help(world: World, sign_in: Any) -> None:
    grant = help_of(world.ruth, world.helper, Tick.ANSWER)
    for other in (world.gerd, world.nasser, world.administrator):
        client = sign_in(other)
        for path in ("/helpers/{}/end", "/helpers/{}/change", "/helping/{}/end", "/helping/{}/act"):
            assert client.post(path.format(grant.pk)).status_code in (404, 405), (other.name, path)
        actor = other.actor()
        with acting_as(actor), pytest.raises(Http404):
            end_help(actor=actor, grant_id=grant.pk, helper="x", language="en")
    assert helpers_of(world.ruth) == ["Helper Person"]


def test_whoever_left_neither_helps_nor_is_helped(world: World) -> None:
    grant = help_of(world.ruth, world.helper, *ALL)
    for person in (world.ruth.person, world.helper.person):
        Person.objects.filter(pk=person.pk).update(state="left")
        if person == world.ruth.person:
            assert acting(world.helper, grant) is None
        assert helped_by(world.helper) == [] if person == world.ruth.person else True
        Person.objects.filter(pk=person.pk).update(state="active")
    assert acting(world.helper, grant) is not None


def test_a_helper_new_here_joins_with_the_code_and_comes_back_to_it(
    world: World, client: Any
) -> None:
    code = make_help_code(world.ruth, Tick.ANSWER)
    assert client.post(f"/helping/with/{code}").url == "/join"
    assert client.session["invitation"]
    assert client.session["help_code"] == code
    assert JoinInvitation.objects.get().role == Hat.HELPER


def test_the_mail_to_the_helper_says_neither_who_nor_what(world: World, sign_in: Any) -> None:
    name_in_browser(sign_in(world.ruth, fresh=True), "summary", email="anna@example.org")
    assert Outbox.objects.filter(kind="members/mail/help_asked").count() == 1


def test_reminders_reach_the_helper_only_with_that_tick(world: World) -> None:
    help_of(world.ruth, world.helper, Tick.REMIND)
    help_of(world.ruth, world.gerd, Tick.ANSWER)
    from proms.reminders import HELP_WAITING, queue_reminders

    begun = on_her_list(world.ruth, put_weekly_in_use(world))
    with acting_as(world.ruth.actor()):
        queue_reminders(begun)
    to = set(Outbox.objects.filter(kind=HELP_WAITING).values_list("person_id", flat=True))
    assert to == {world.helper.person.pk}


def test_a_helper_who_is_a_clinician_uses_no_other_grant_while_she_acts(world: World) -> None:
    from tests.members.sharing_steps import share

    share(world.gerd, world.nasser)
    actor = acting(world.nasser, help_of(world.ruth, world.nasser, *ALL))
    assert actor is not None
    assert not actor.holds(Hat.CLINICIAN)
    assert actor.roles == {Hat.HELPER}


def test_events_say_who_acted(world: World) -> None:
    grant = help_of(world.ruth, world.helper, Tick.ANSWER)
    begun = on_her_list(world.ruth, put_weekly_in_use(world))
    actor = acting(world.helper, grant)
    assert actor is not None
    from uuid import uuid4

    from proms.actions.responses import Sending, submit_response

    with acting_as(actor):
        submit_response(
            actor=actor, assignment=begun, sending=Sending(uuid4(), some_answers(), {}, "en")
        )
    event = Event.objects.get(verb="proms.response.sent")
    assert (event.account_id, event.hat) == (world.helper.account.pk, "helper")


def test_somebody_not_let_in_yet_becomes_no_helper(world: World) -> None:
    newcomer = make_persona("New Comer")
    RoleHolding.objects.filter(account=newcomer.account).delete()
    Person.objects.filter(pk=newcomer.person.pk).update(state="applied")
    with pytest.raises(PermissionDenied, match="let you in"):
        say_yes(newcomer, make_help_code(world.ruth, Tick.ANSWER))
    assert Account.objects.filter(pk=newcomer.account.pk).exists()


def test_the_person_says_herself_that_somebody_helped(world: World, sign_in: Any) -> None:
    begun = on_her_list(world.ruth, put_weekly_in_use(world))
    ruth = sign_in(world.ruth)
    ruth.post(f"/answer/{begun.ref}/1", {"q1": "4"})
    ruth.post(f"/answer/{begun.ref}/check", {"with_help": "on"})
    page = ruth.get(f"/answer/{begun.ref}/sent").content.decode()
    assert "Answered by themselves with help" in page


def test_the_list_of_helpers_costs_the_same_with_three(world: World) -> None:
    actor = world.ruth.actor()

    def cost() -> int:
        with acting_as(actor), CaptureQueriesContext(connection) as queries:
            my_helpers(actor=actor)
        return len(queries)

    help_of(world.ruth, world.helper, Tick.ANSWER)
    one = cost()
    help_of(world.ruth, world.gerd, Tick.ANSWER)
    help_of(world.ruth, world.guide, Tick.SUMMARY)
    assert cost() == one


def test_when_the_office_writes_down_that_a_helper_left_the_help_ends(world: World) -> None:
    help_of(world.ruth, world.helper, Tick.ANSWER)
    office = world.administrator.actor()
    with acting_as(office):
        change_state(
            actor=office, person_id=world.helper.person.pk, state="left", reason="by letter"
        )
    assert helpers_of(world.ruth) == []


def test_a_helper_who_was_erased_is_on_no_list(world: World) -> None:
    grant = help_of(world.ruth, world.helper, Tick.ANSWER)
    actor = world.ruth.actor()
    with acting_as(actor):
        Grant.objects.visible_to(actor).filter(pk=grant.pk).update(ends_at=Now())
    assert (helpers_of(world.ruth), helped_by(world.helper)) == ([], [])
    help_of(world.ruth, world.gerd, Tick.ANSWER)
    assert helpers_of(world.ruth) == ["Gerd A."]
