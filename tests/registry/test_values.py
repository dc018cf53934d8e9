"""Values with their origin: entered, confirmed, changed, asked about, said to be wrong; and rights."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.utils import timezone

from members.models import RoleHolding
from notifications.kinds import Pending
from notifications.models import Outbox
from po_platform.access.actor import Hat, Tick, acting_as
from registry.actions.asking import answer_query, ask
from registry.actions.entries import confirm_values
from registry.models import Entry, Form, Query, Right
from registry.notices import still_waits
from registry.provenance import origin_of
from registry.views.entries import at_of
from tests.members.helper_steps import help_of
from tests.personas import World, make_persona
from tests.registry.joining import join, open_to_members
from tests.registry.world import Walks, give_right

pytestmark = pytest.mark.django_db
DATA = "/registries/walks/data"
FORM = f"{DATA}/walk/person?instance=0"
ABOUT = {"occurred_on": "2024", "seen_version": "0"}


@pytest.fixture
def walks(world: World) -> Walks:
    """Ruth has joined, and the form "person" is hers to fill in."""
    found = open_to_members(world)
    join(found, world.ruth)
    return found


@pytest.fixture
def ruth(world: World, sign_in: Any) -> Client:
    return sign_in(world.ruth)  # type: ignore[no-any-return]  # a fixture of conftest


@pytest.fixture
def keeper(walks: Walks, sign_in: Any) -> Client:
    return sign_in(walks.curator)  # type: ignore[no-any-return]  # a fixture of conftest


def enter(client: Client) -> None:
    """The form "person" sent by the person herself, or by who helps."""
    page = client.post(FORM, {**ABOUT, "name": "Ruth E", "sex": "0"})
    assert page.status_code == 302, page.content.decode()[:3000]


def entry_of(walks: Walks, form: str = "person") -> Entry:
    """The one entry of this form, as the curator sees it."""
    with acting_as(walks.curator.actor()) as actor:
        found = Entry.objects.visible_to(actor).filter(form__name=form)
        return found.select_related("form__dataset", "record", "event", "version").get()


def test_what_a_member_enters_says_that_it_is_from_her(
    walks: Walks, world: World, ruth: Client
) -> None:
    assert "You can fill in" in ruth.get(DATA).content.decode()
    enter(ruth)
    entry = entry_of(walks)
    origin = origin_of(entry.provenance, "sex")
    assert entry.source == "self" and entry.subject_id == world.ruth.subject
    assert origin and (origin.how, origin.by) == ("self", world.ruth.account.pk)
    page = ruth.get(f"/registries/entries/{entry.ref}").content.decode()
    assert "By you, on" in page and "Ruth E" in page
    same = {**ABOUT, "name": "Ruth E", "sex": "0", "seen_version": "1"}
    ruth.post(f"/registries/entries/{entry.ref}/change", same)
    again = entry_of(walks)
    assert (again.row_version, again.changed_at) == (2, entry.changed_at)
    stale = {**ABOUT, "name": "Other", "sex": "0"}
    ruth.post(f"/registries/entries/{entry.ref}/change", stale)
    assert entry_of(walks).row_version == 2


def test_a_confirmed_value_that_changes_is_confirmed_no_more(
    walks: Walks, world: World, ruth: Client, sign_in: Any
) -> None:
    enter(ruth)
    entry = entry_of(walks)
    give_right(walks, world.nasser, confirms=True)
    doctor = sign_in(world.nasser)
    page = doctor.get(f"/registry/entries/{entry.ref}/values").content.decode()
    assert "By the person herself, on" in page
    sent = {"value": ["sex", "name"], "seen_version": "1"}
    doctor.post(f"/registry/entries/{entry.ref}/confirm", sent)
    held = entry_of(walks).provenance
    assert origin_of(held, "sex").confirmed and origin_of(held, "name").confirmed  # type: ignore[union-attr]
    assert "Confirmed by Farida Nasser" in (
        ruth.get(f"/registries/entries/{entry.ref}").content.decode()
    )
    again = {**ABOUT, "name": "Ruth E", "sex": "1", "seen_version": "2"}
    ruth.post(f"/registries/entries/{entry.ref}/change", again)
    held = entry_of(walks).provenance
    assert not origin_of(held, "sex").confirmed and origin_of(held, "name").confirmed  # type: ignore[union-attr]
    stale = doctor.post(f"/registry/entries/{entry.ref}/confirm", sent, follow=True)
    assert "Look at it again" in stale.content.decode()


def test_nothing_has_changed_is_said_with_one_press(
    walks: Walks, world: World, ruth: Client
) -> None:
    enter(ruth)
    entry = entry_of(walks)
    before = origin_of(entry.provenance, "sex")
    ruth.post(f"/registries/entries/{entry.ref}/same", {"seen_version": "1"})
    after = origin_of(entry_of(walks).provenance, "sex")
    assert entry_of(walks).changed_at == entry.changed_at  # what it says was given then
    assert before and after and after.at > before.at and entry_of(walks).row_version == 2
    ruth.post(f"/registries/entries/{entry.ref}/same", {"seen_version": "1"})
    assert entry_of(walks).row_version == 2


def test_a_form_that_is_not_hers_to_fill_in_is_refused(
    walks: Walks, world: World, ruth: Client, sign_in: Any
) -> None:
    visit = f"{DATA}/walk/visit?instance=0"
    assert "filled in by those who keep the registry" in ruth.get(visit).content.decode()
    assert ruth.post(visit, {**ABOUT, "minutes": "5"}).status_code == 403
    enter(ruth)
    entry = entry_of(walks)
    for persona in (world.gerd, world.nasser):
        other = sign_in(persona)
        assert other.get(f"/registries/entries/{entry.ref}").status_code == 404
        assert other.get(DATA).status_code == 404
        assert other.post(f"/registries/entries/{entry.ref}/same").status_code == 404
    assert sign_in(walks.curator).get(f"/registries/entries/{entry.ref}").status_code == 404
    assert sign_in(world.nasser).get(f"/registry/entries/{entry.ref}/values").status_code == 404
    assert "______" in ruth.get(f"{DATA}/walk/person/paper").content.decode()


def test_after_leaving_she_reads_and_nobody_of_the_registry_does(
    walks: Walks, world: World, ruth: Client, keeper: Client
) -> None:
    enter(ruth)
    entry = entry_of(walks)
    assert keeper.get(f"/registry/entries/{entry.ref}/values").status_code == 200
    ruth.post("/registries/walks/leave", {"end": "leave"})
    assert keeper.get(f"/registry/entries/{entry.ref}/values").status_code == 404
    assert ruth.get(f"/registries/entries/{entry.ref}").status_code == 200
    sent = {**ABOUT, "name": "R", "sex": "0", "seen_version": "1"}
    assert ruth.post(f"/registries/entries/{entry.ref}/change", sent).status_code == 403
    record = entry.record
    new = f"/registry/datasets/walk/records/{record.ref}/visit?instance=0"
    sent = {**ABOUT, "minutes": "5", "status": "1"}
    assert keeper.post(new, sent).status_code == 403
    report = walks.bring("record_id,minutes", f"{record.number},5")
    assert not report.usable and "has left the registry" in str(report.to_json()["errors"])


def test_a_curator_asks_the_member_answers_the_curator_closes(
    walks: Walks, world: World, ruth: Client, keeper: Client
) -> None:
    enter(ruth)
    entry = entry_of(walks)
    asked = {"to": "member", "words": "Were you really born that year?"}
    keeper.post(f"/registry/entries/{entry.ref}/ask/sex", asked)
    assert Outbox.objects.filter(kind="registry.asked", person_id=world.ruth.person.pk).count() == 1
    assert "Read and answer" in ruth.get("/start").content.decode()
    with acting_as(walks.curator.actor()) as actor:
        query = Query.objects.visible_to(actor).get()
    page = ruth.get(f"/registries/questions/{query.ref}").content.decode()
    assert "Were you really born" in page
    assert keeper.post(f"/registry/questions/{query.ref}", {"words": "x"}).status_code == 403
    ruth.post(f"/registries/questions/{query.ref}", {"words": "Yes, in May."})
    assert Outbox.objects.filter(kind="registry.answered").count() == 1
    assert ruth.post(f"/registries/questions/{query.ref}", {"words": "No"}).status_code == 403
    listed = keeper.get("/registry/walks/questions").content.decode()
    assert "answered" in listed
    assert "Yes, in May." in keeper.get(f"/registry/questions/{query.ref}").content.decode()
    keeper.post(f"/registry/questions/{query.ref}", {"close": "1"})
    assert "Nothing is asked" in keeper.get("/registry/walks/questions").content.decode()
    assert "Were you" in keeper.get("/registry/walks/questions?closed=1").content.decode()


def test_a_member_says_that_a_value_is_wrong_and_gets_an_answer(
    walks: Walks, world: World, ruth: Client, keeper: Client
) -> None:
    enter(ruth)
    entry = entry_of(walks)
    ruth.post(f"/registries/entries/{entry.ref}/wrong/sex", {"words": "That is not me."})
    with acting_as(walks.curator.actor()) as actor:
        query = Query.objects.visible_to(actor).get()
    assert query.about == "disputed" and query.to == "curator"
    assert keeper.post(f"/registry/questions/{query.ref}", {"close": "1"}).status_code == 403
    keeper.post(f"/registry/questions/{query.ref}", {"words": "You are right."})
    page = ruth.get(f"/registries/entries/{entry.ref}").content.decode()
    assert "You are right." in page and "That is not me." in page
    missing = ruth.get(f"/registries/entries/{entry.ref}/wrong/nonsense")
    assert missing.status_code == 404


def test_nobody_is_asked_who_never_joined(walks: Walks, world: World) -> None:
    walks.bring("record_id,sex", "77,1")
    with acting_as(walks.curator.actor()) as actor:
        entry = Entry.objects.visible_to(actor).select_related("record", "form").get()
        with pytest.raises(PermissionDenied, match="Nobody joined"):
            ask(actor=actor, entry=entry, link_id="sex", to="member", words="?")
        ask(actor=actor, entry=entry, link_id="sex", to="curator", words="Who knows?")
    assert not Outbox.objects.filter(kind="registry.asked").exists()


def test_a_helper_with_both_ticks_fills_in_and_one_with_one_does_not(
    walks: Walks, world: World, sign_in: Any
) -> None:
    grant = help_of(world.ruth, world.helper, Tick.ANSWER, Tick.SUMMARY)
    helper = sign_in(world.helper)
    helper.post(f"/helping/{grant.pk}/act")
    enter(helper)
    entry = entry_of(walks)
    origin = origin_of(entry.provenance, "sex")
    assert entry.source == "proxy" and origin and origin.by == world.helper.account.pk
    assert "Data of Ruth" in helper.get(DATA).content.decode()
    assert helper.get("/registries/walks/consent").status_code == 403
    grant = help_of(world.ruth, world.gerd, Tick.ANSWER)
    other = sign_in(world.gerd)
    other.post(f"/helping/{grant.pk}/act")
    assert other.get(DATA).status_code == 404
    assert other.get(f"/registries/entries/{entry.ref}").status_code == 404


def test_rights_are_given_form_by_form_and_hold_at_once(
    walks: Walks, world: World, keeper: Client, sign_in: Any
) -> None:
    doctor = sign_in(world.nasser)
    assert "You work in no registry yet" in doctor.get("/registry").content.decode()
    people = "/registry/walks/people"
    assert keeper.post(f"{people}/name", {"account": world.ruth.account.pk}).status_code == 422
    page = keeper.post(f"{people}/name", {"account": world.nasser.account.pk})
    right = Right.objects.get(account=world.nasser.account)
    assert page["Location"] == f"{people}/{right.ref}"
    forms = {one.name: one.pk for one in Form.objects.filter(dataset=walks.dataset)}
    sent = {"level": "nothing", "export": "none", f"form-{forms['visit']}": "both"}
    keeper.post(f"{people}/{right.ref}", sent)
    walks.bring("record_id,sex,minutes", "5,1,10")
    with acting_as(world.nasser.actor()) as actor:
        seen = list(Entry.objects.visible_to(actor).values_list("form__name", flat=True))
    assert seen == ["visit"]
    assert doctor.get(people).status_code == 403
    assert Outbox.objects.filter(kind="registry.named").count() == 1
    mine = Right.objects.get(account=walks.curator.account)
    less = {"level": "sees", "export": "none"}
    assert keeper.post(f"{people}/{mine.ref}", less).status_code == 403
    assert keeper.post(f"{people}/{mine.ref}", {"take_out": "1"}).status_code == 403
    keeper.post(f"{people}/{right.ref}", {"take_out": "1"})
    assert not Right.objects.filter(account=world.nasser.account).exists()
    assert "Curator Person" in keeper.get(people).content.decode()


def test_who_may_not_confirm_does_not(walks: Walks, world: World, ruth: Client) -> None:
    enter(ruth)
    reader = make_persona("Rita Curator", role=Hat.CURATOR)
    give_right(walks, reader)
    with acting_as(reader.actor()) as actor:
        found = Entry.objects.visible_to(actor).select_related(
            "form__dataset", "record", "event", "version"
        )
        entry = found.get()
        at = at_of(entry, entry.form.dataset)
        with pytest.raises(PermissionDenied):
            confirm_values(actor=actor, at=at, entry=entry, names=["sex"], seen_version=1)


def test_those_who_may_answer_hear_that_a_question_waits(
    walks: Walks, world: World, ruth: Client
) -> None:
    reader, clinician = (
        make_persona("Rita Curator", role=Hat.CURATOR),
        make_persona("Dr Nasser", role=Hat.CLINICIAN),
    )
    give_right(walks, reader)
    give_right(walks, clinician, confirms=True)
    give_right(walks, clinician, form="visit")  # reads this one only
    enter(ruth)
    entry = entry_of(walks)
    ruth.post(f"/registries/entries/{entry.ref}/wrong/sex", {"words": "I am a woman"})
    mails = Outbox.objects.filter(kind="registry.waits")
    people = {walks.curator.person.pk, clinician.person.pk}
    assert set(mails.values_list("person_id", flat=True)) == people
    with acting_as(walks.curator.actor()) as actor:
        asked = ask(actor=actor, entry=entry, link_id="sex", to="curator", words="Sure?")
    assert set(mails.values_list("person_id", flat=True)) == people
    assert mails.filter(person_id=walks.curator.person.pk).count() == 1  # not her own question
    about = [
        Pending(1, clinician.person.pk, str(asked.pk), {}),
        Pending(2, reader.person.pk, str(asked.pk), {}),
    ]
    assert still_waits(about) == {1}
    with acting_as(clinician.actor()) as actor:
        answer_query(actor=actor, query=asked, words="Yes")
    assert still_waits(about) == set()


def test_whose_role_has_ended_is_told_of_no_question(
    walks: Walks, world: World, ruth: Client
) -> None:
    clinician, former = (
        make_persona("Dr Nasser", role=Hat.CLINICIAN),
        make_persona("Dr Former", role=Hat.CLINICIAN),
    )
    for one in (clinician, former):
        give_right(walks, one, confirms=True)
    RoleHolding.objects.filter(account=former.account).update(ends_at=timezone.now())
    enter(ruth)
    entry = entry_of(walks)
    ruth.post(f"/registries/entries/{entry.ref}/wrong/sex", {"words": "I am a woman"})
    mails = Outbox.objects.filter(kind="registry.waits")
    people = {walks.curator.person.pk, clinician.person.pk}
    assert set(mails.values_list("person_id", flat=True)) == people
    with acting_as(walks.curator.actor()) as actor:
        query = str(Query.objects.visible_to(actor).get().pk)
    about = [Pending(1, clinician.person.pk, query, {}), Pending(2, former.person.pk, query, {})]
    assert still_waits(about) == {1}
    with acting_as(walks.curator.actor()), connection.cursor() as cursor:
        asked = "select count(*) from registry_still_open(%s, %s)"
        cursor.execute(asked, [[int(query)], [clinician.person.pk]])
        assert cursor.fetchone() == (0,)  # for whoever sends mails alone
    RoleHolding.objects.filter(account=clinician.account).update(ends_at=timezone.now())
    assert still_waits(about) == set()  # it ended while the mail waited
