"""Members asked to a study: who agreed to such letters, seldom, once more at most; a no is final."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from audit.models import Event, Read
from members.actions.first_weeks import say_where
from notifications.kinds import Pending
from notifications.models import Outbox
from notifications.paper import PaperPart
from po_platform.access.actor import Purpose, System, acting_as
from po_platform.kit.crypto import seal_for_application
from registry import study_work
from registry.actions import studies as actions
from registry.actions.joining import change_answer, leave_registry
from registry.consent import Sheet
from registry.export_requests import request_parts
from registry.models import DataRequest, Participation, Study, StudyInvitation, Subject
from registry.queries.studies import my_invitations, willing
from registry.study_work import ASKED, ask_for_studies, on_paper, still_asked
from tests.notifications.mailbox import deliver
from tests.personas import Persona, World, make_persona
from tests.registry.asking import REUSE, Asking, make_asking, taking_part

pytestmark = pytest.mark.django_db
PEOPLE = 3
LETTER = "Would you walk with us twice a week? It takes an hour. Write to Ade, 01632 960 001."
WILLING = {**REUSE, "contact": {"whole": "yes"}}
SOON = timedelta(days=30)


@pytest.fixture
def asking(world: World) -> Asking:
    return make_asking(world, PEOPLE, WILLING)


def begun(asking: Asking, row: DataRequest | None = None) -> Study:
    row = row or asking.ready(asking.draft(invitation=LETTER))
    with acting_as(asking.walks.curator.actor()) as actor:
        ends_on = timezone.localdate() + SOON
        return actions.begin_study(actor=actor, ref=row.ref, ends_on=ends_on)  # type: ignore[arg-type]


def hers(persona: Persona) -> list[StudyInvitation]:
    with acting_as(persona.actor()) as actor:
        return list(my_invitations(actor=actor))


def asked(asking: Asking) -> list[Persona]:
    return [persona for persona in asking.people if hers(persona)]


def days_pass(persona: Persona, days: int) -> None:
    with acting_as(persona.actor()) as actor:
        for one in my_invitations(actor=actor):
            one.invited_at -= timedelta(days=days)
            one.save(update_fields=["invited_at"])


def mails() -> list[Outbox]:
    return list(Outbox.objects.filter(kind=ASKED).order_by("pk"))


def says(persona: Persona, yes: bool) -> None:
    [one] = hers(persona)
    with acting_as(persona.actor()) as actor:
        if yes:
            actions.say_yes(actor=actor, ref=one.ref, name="Ruth", reach="01632 960 777")  # type: ignore[arg-type]
        else:
            actions.say_no(actor=actor, ref=one.ref)  # type: ignore[arg-type]


def test_each_who_agreed_is_asked_once_by_a_mail_without_words(asking: Asking) -> None:
    study = begun(asking)
    assert ask_for_studies() == PEOPLE
    assert ask_for_studies() == 0
    assert asked(asking) == asking.people
    assert {mail.person_id for mail in mails()} == {one.person.pk for one in asking.people}
    assert all(mail.expires_at for mail in mails())
    bodies = [str(mail.body) for mail in deliver() if "/me/asked/" in str(mail.body)]
    assert len(bodies) == PEOPLE
    body = bodies[0]
    assert not any(word in body.lower() for word in ("stud", "walk", "harrowmere", "stiff"))
    event = Event.objects.get(verb="registry.study.asked")
    assert (event.object_ref, event.detail["count"]) == (str(study.pk), PEOPLE)


def test_who_did_not_agree_to_letters_is_not_asked(world: World) -> None:
    asking = make_asking(world, 2)
    begun(asking)
    assert ask_for_studies() == 0 and asked(asking) == []


def test_nobody_is_asked_who_is_new_to_an_illness_dead_away_or_outside(asking: Asking) -> None:
    new, dead, fit = asking.people
    with acting_as(new.actor()) as actor:
        say_where(actor=actor, where="just_diagnosed")
    with acting_as(asking.walks.curator.actor()) as actor:
        record = Subject.objects.visible_to(actor).filter(subject_id=dead.subject)
        record.update(vital=Subject.Vital.DEAD)
    begun(asking)
    ask_for_studies()
    assert asked(asking) == [fit]
    with acting_as(fit.actor()) as actor:
        leave_registry(actor=actor, taking_part=taking_part(fit), language="en")
    assert still_asked(pending(asking)) == set()


def pending(asking: Asking) -> list[Pending]:
    """What waits to be sent, as the outbox asks about it."""
    listed = [(persona, one) for persona in asking.people for one in hers(persona)]
    return [
        Pending(one.pk, persona.person.pk, f"{one.study_id}:{one.pk}", {})
        for persona, one in listed
    ]


@pytest.mark.parametrize("what", ["paused", "took back", "stopped", "answered"])
def test_a_mail_that_is_not_right_any_more_stays_here(asking: Asking, what: str) -> None:
    study = begun(asking)
    ask_for_studies()
    first = asking.people[0]
    assert len(still_asked(pending(asking))) == PEOPLE
    if what == "paused":
        with acting_as(first.actor()) as actor:
            mine = Participation.objects.visible_to(actor)
            mine.update(paused_at=timezone.now())
    elif what == "took back":
        with acting_as(first.actor()) as actor:
            mine_now = taking_part(first)
            question = Sheet.of(mine_now.sheet.content).question("contact")
            assert question is not None
            change_answer(
                actor=actor, taking_part=mine_now, question=question, said={"whole": "no"},
                language="en",
            )  # fmt: skip
    elif what == "answered":
        says(first, yes=False)
    else:
        with acting_as(asking.walks.curator.actor()) as actor:
            actions.stop_study(actor=actor, ref=study.request.ref)  # type: ignore[arg-type]
    assert len(still_asked(pending(asking))) == (0 if what == "stopped" else PEOPLE - 1)


def test_one_reminder_at_most_and_none_after_an_answer(asking: Asking) -> None:
    begun(asking)
    ask_for_studies()
    first, second, third = asking.people
    says(first, yes=False)
    says(second, yes=True)
    for persona in asking.people:
        days_pass(persona, 15)
    assert ask_for_studies() == 1
    days_pass(third, 15)
    assert ask_for_studies() == 0
    assert len(mails()) == PEOPLE + 1
    assert Event.objects.filter(verb="registry.study.reminded").count() == 1


def test_nobody_is_asked_to_more_studies_a_year_than_the_registry_allows(asking: Asking) -> None:
    for number in range(3):
        begun(asking)
        assert ask_for_studies() == (PEOPLE if number < 2 else 0)
    days_pass(asking.people[0], 366)
    assert ask_for_studies() == 3  # the third study for her, and the reminders of the first two
    assert len(hers(asking.people[0])) == 3


def test_the_researcher_learns_who_says_yes_and_nobody_else(asking: Asking, sign_in: Any) -> None:
    study = begun(asking)
    ask_for_studies()
    first, second, _third = asking.people
    says(first, yes=True)
    says(second, yes=False)
    page = f"/data-requests/{study.request.ref}/study"
    text = sign_in(asking.researcher).get(page).content.decode()
    assert "01632 960 777" in text and "Ruth" in text
    for persona in asking.people:
        assert persona.name not in text
    for other in (asking.walks.curator, asking.votes[0]):
        assert "01632 960 777" not in sign_in(other).get(page).content.decode()
    with acting_as(System(Purpose.EXPORT, subject_id=first.subject)) as system:
        assert Read.objects.visible_to(system).filter(what="registry.study").count() == 1
    another = make_persona("Other Researcher", role=asking.researcher.hat)
    with acting_as(another.actor()) as actor:
        assert willing(actor=actor, study=study) == []  # type: ignore[arg-type]
        assert not StudyInvitation.objects.visible_to(actor).exists()


def test_a_no_is_final_and_a_yes_can_be_taken_back(asking: Asking, sign_in: Any) -> None:
    study = begun(asking)
    ask_for_studies()
    first, second, _third = asking.people
    says(first, yes=False)
    with pytest.raises(PermissionDenied, match="stays so"):
        says(first, yes=True)
    says(second, yes=True)
    says(second, yes=False)
    [kept] = hers(second)
    assert (kept.state, kept.reach) == ("no", "")
    page = f"/data-requests/{study.request.ref}/study"
    assert "01632 960 777" not in sign_in(asking.researcher).get(page).content.decode()


def test_what_she_wrote_to_a_study_stands_in_her_own_file(asking: Asking) -> None:
    begun(asking)
    ask_for_studies()
    first, second, _third = asking.people
    says(first, yes=True)
    for persona, told in ((first, ("Ruth", "01632 960 777")), (second, ("", ""))):
        system = System(Purpose.EXPORT, subject_id=persona.subject, person_id=persona.person.pk)
        with acting_as(system):
            [part] = [one for one in request_parts(system) if one.name == "registry_studies"]
            [row] = part.rows
        assert (row["name"], row["reach"]) == told
        assert set(row) == {one.name for one in part.fields}


def test_one_yes_that_does_not_open_hides_no_other(asking: Asking, sign_in: Any) -> None:
    study = begun(asking)
    ask_for_studies()
    first, second, _third = asking.people
    for persona in (first, second):
        says(persona, yes=True)
    with acting_as(first.actor()) as actor:
        other = seal_for_application("{}", "registry_studyinvitation|reach|other")
        StudyInvitation.objects.visible_to(actor).update(reach=other)
    page = f"/data-requests/{study.request.ref}/study"
    text = sign_in(asking.researcher).get(page).content.decode()
    assert text.count("01632 960 777") == 1 and text.count("Cannot be read any more") == 1
    system = System(Purpose.EXPORT, subject_id=first.subject, person_id=first.person.pk)
    with acting_as(system):
        [part] = [one for one in request_parts(system) if one.name == "registry_studies"]
        [row] = part.rows
    assert (row["name"], row["reach"], row["state"]) == ("", "", "yes")


def test_who_leaves_after_a_yes_is_seen_no_more(asking: Asking) -> None:
    study = begun(asking)
    ask_for_studies()
    first = asking.people[0]
    says(first, yes=True)
    researcher = asking.researcher.actor()
    with acting_as(researcher):
        assert len(willing(actor=researcher, study=study)) == 1
    with acting_as(first.actor()) as actor:
        leave_registry(actor=actor, taking_part=taking_part(first), language="en")
    with acting_as(researcher):
        assert willing(actor=researcher, study=study) == []


def test_she_reads_it_on_her_pages_and_answers_there(asking: Asking, sign_in: Any) -> None:
    begun(asking)
    ask_for_studies()
    first = asking.people[0]
    client = sign_in(first)
    [one] = hers(first)
    assert "A letter about a study" in client.get("/start").content.decode()
    here = f"/me/asked/{one.ref}"
    assert "twice a week" in client.get(here).content.decode()
    assert client.post(here, {"name": "Ruth", "reach": ""}).status_code == 422
    client.post(here, {"name": "Ruth", "reach": "by letter"})
    uses = client.get("/me/uses-of-data").content.decode()
    assert "Walking and stiffness" in uses and "you said yes" in uses
    client.post(here, {"no": "1"})
    assert "you said no" in client.get("/me/uses-of-data").content.decode()
    assert client.post(here, {"name": "R", "reach": "x"}).status_code == 403
    assert sign_in(asking.people[1]).get(here).status_code == 404


def test_only_an_approved_letter_is_sent_and_only_by_a_curator(
    asking: Asking, sign_in: Any
) -> None:
    row = asking.approved(asking.draft(invitation=LETTER))
    with pytest.raises(PermissionDenied, match="no approved letter"):
        begun(asking, row)
    without = asking.ready()
    with pytest.raises(PermissionDenied, match="no approved letter"):
        begun(asking, without)
    ready = asking.ready(asking.draft(invitation=LETTER))
    with acting_as(asking.researcher.actor()) as actor, pytest.raises(PermissionDenied):
        actions.begin_study(actor=actor, ref=ready.ref, ends_on=timezone.localdate() + SOON)  # type: ignore[arg-type]
    client = sign_in(asking.walks.curator)
    page = f"/data-requests/{ready.ref}/study"
    assert "twice a week" in client.get(page).content.decode()
    assert client.post(page, {"ends_on": "2099-01-01"}).status_code == 403
    assert client.post(page, {"ends_on": ""}).status_code == 422
    assert client.post(page, {"ends_on": (timezone.localdate() + SOON).isoformat()}).status_code == 302  # fmt: skip
    assert ask_for_studies() == PEOPLE
    client.post(f"{page}/stop")
    assert "Nobody is asked any more" in client.get(page).content.decode()
    with pytest.raises(PermissionDenied, match="already"):
        begun(asking, ready)


def test_on_paper_stand_the_approved_words_and_whom_to_tell(asking: Asking) -> None:
    begun(asking)
    ask_for_studies()
    part = on_paper(System(Purpose.DELIVER), pending(asking)[0])
    assert isinstance(part, PaperPart)
    words = " ".join(part.paragraphs)
    assert "twice a week" in words and "Ade Oyelaran" in words


def test_a_change_of_the_letter_stops_asking_until_it_is_approved(asking: Asking) -> None:
    study = begun(asking)
    DataRequest.objects.filter(pk=study.request_id).update(state="amending")
    assert ask_for_studies() == 0


def test_an_invitation_is_nobody_elses(asking: Asking) -> None:
    begun(asking)
    ask_for_studies()
    [one] = hers(asking.people[0])
    with acting_as(asking.people[1].actor()) as actor, pytest.raises(Http404):
        actions.say_no(actor=actor, ref=one.ref)  # type: ignore[arg-type]
    assert study_work.ASKED == "registry.study"
