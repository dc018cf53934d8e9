"""Somebody in danger is looked up by one person who is named for it; another reviews; she is told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.utils import timezone as clock

from audit.models import Event, Read
from members.actions.identity import correct_identity
from members.identity import Known
from members.models import Identity
from members.queries.own import own_rows
from moderation.actions.crisis import triage_case
from moderation.actions.duty import name_contact
from moderation.actions.revealing import look_up, review, see_through
from moderation.danger import Fact, copied, moment_with_zone, plain_words
from moderation.models import Case, Reveal
from notifications.models import Outbox
from po_platform.access.actor import acting_as
from tests.database import become
from tests.forums.talking import a_board, begin
from tests.moderation.cases import also_a_member, another_moderator, rows, the_case, told
from tests.personas import Persona, World

pytestmark = pytest.mark.django_db

KNOWN = Known("Ruth Canary", "Canary Lane 3\nAtlantis", "0123 canary 99")
WHY = "She wrote goodbye. I call the emergency service."


def named(world: World, who: Persona, *, by: Persona | None = None, step: str = "lead") -> None:
    with acting_as((by or world.moderator).actor()) as actor:
        name_contact(actor=actor, step=step, person_id=who.person.pk)


def a_case(world: World, triage: str = "now") -> Case:
    """Ruth told us who she is, wrote something, Gerd is worried, a moderator read it."""
    with acting_as(world.ruth.actor()) as actor:
        correct_identity(actor=actor, person_id=world.ruth.person.pk, known=KNOWN)
    told(world.gerd, begin(world.ruth, a_board(), "I say goodbye & thank you"), "worried")
    case = the_case(world)
    if triage:
        with acting_as(world.moderator.actor()) as actor:
            triage_case(actor=actor, ref=case.ref, triage=triage)
    return case


def opened(world: World) -> tuple[Persona, Case, Reveal]:
    lead, case = another_moderator("Lena L."), a_case(world)
    named(world, lead)
    with acting_as(lead.actor()) as actor:
        row = look_up(actor=actor, case=case.ref, why=WHY)
    return lead, case, row


def reviewed(world: World, row: Reveal, **given: Any) -> Reveal:
    with acting_as(world.moderator.actor()) as actor:
        return review(actor=actor, ref=row.ref, **{"was_right": True, "words": "I agree", **given})


def as_it_is(world: World, row: Reveal) -> Reveal:
    with acting_as(world.moderator.actor()):
        found: Reveal = rows(world, Reveal).get(pk=row.pk)
    return found


def aged(row: Reveal, hours: int) -> None:
    become("owner")
    with connection.cursor() as cursor:
        at = clock.now() - timedelta(hours=hours)
        cursor.execute("update moderation_reveal set at = %s where id = %s", [at, row.pk])
    become("app")


def letters() -> int:
    return Outbox.objects.filter(kind="moderation.opened").count()


def reminded() -> list[int | None]:
    mails = Outbox.objects.filter(kind="moderation/mail/review_waits", service=True)
    return list(mails.order_by("pk").values_list("account_id", flat=True))


def test_from_danger_now_to_name_address_and_facts_to_read_out(world: World, sign_in: Any) -> None:
    lead, case = another_moderator("Lena L."), a_case(world)
    named(world, lead)
    client, address = sign_in(lead), f"/moderation/cases/{case.ref}/who"
    assert address in client.get(f"/moderation/cases/{case.ref}").content.decode()
    assert "canary" not in client.get(address).content.decode().lower()
    assert client.post(address, {"why": ""}).status_code == 422
    page = client.post(address, {"why": WHY}, follow=True).content.decode()
    for words in ("Ruth Canary", "Canary Lane 3", "0123 canary 99", "(UTC+0", WHY):
        assert words in page
    assert "What we do not know" in page and "Where the person is at this moment" in page
    event = Event.objects.get(verb="moderation.identity.opened")
    assert event.account_id == lead.account.pk
    with acting_as(lead.actor()) as actor:
        reads = Read.objects.visible_to(actor).filter(what="moderation.opened")
        assert [(one.subject_id, one.reader_name) for one in reads] == [(world.ruth.subject, "")]
    assert "You opened them already" in client.get(address).content.decode()
    log = sign_in(world.moderator).get(f"/moderation/cases/{case.ref}").content.decode()
    assert "opened name and address" in log and "Canary" not in log


def test_a_second_look_at_the_page_is_written_down_too(world: World, sign_in: Any) -> None:
    lead, _case, row = opened(world)
    for _time in range(2):
        sign_in(lead).get(f"/moderation/opened/{row.ref}")
    assert as_it_is(world, row).looked == 2
    with acting_as(lead.actor()) as actor:
        assert Read.objects.visible_to(actor).filter(what="moderation.opened").count() == 2


def test_other_hats_find_nothing_of_it(world: World, sign_in: Any) -> None:
    _lead, case, row = opened(world)
    others = [world.gerd, world.oduya, world.administrator, world.desk, world.editor]
    for client in map(sign_in, others):
        for address in (f"/moderation/cases/{case.ref}/who", f"/moderation/opened/{row.ref}"):
            assert client.get(address).status_code == 403
            assert client.post(address, {"why": WHY}).status_code == 403
        assert client.get("/moderation/opened").status_code == 403
        assert client.get(f"/me/opened/{row.ref}").status_code == 404


def refusal(who: Persona, case: Case) -> str:
    with acting_as(who.actor()) as actor, pytest.raises(PermissionDenied) as refused:
        look_up(actor=actor, case=case.ref, why=WHY)
    return str(refused.value)


def test_only_who_another_moderator_named_opens_anything(world: World, sign_in: Any) -> None:
    case, other = a_case(world), another_moderator()
    assert "Only who is named" in refusal(other, case)
    named(world, other, by=other)
    assert "You named yourself" in refusal(other, case)
    page = sign_in(other).post(f"/moderation/cases/{case.ref}/who", {"why": WHY})
    assert page.status_code == 403 and b"You named yourself" in page.content
    named(world, other)
    with acting_as(other.actor()) as actor:
        assert look_up(actor=actor, case=case.ref, why=WHY).by == other.person.pk


def test_only_in_the_lane_read_as_danger_now_and_undecided(world: World) -> None:
    lead, case = another_moderator(), a_case(world, triage="despair")
    named(world, lead)
    assert "Danger now" in refusal(lead, case)
    with acting_as(world.moderator.actor()) as actor:
        triage_case(actor=actor, ref=case.ref, triage="now")
        rows(world, Case).filter(pk=case.pk).update(state="decided")
    assert "decided" in refusal(lead, case)
    told(world.gerd, begin(world.ruth, a_board()), "rude")
    assert "not a case of somebody in danger" in refusal(lead, the_case(world, lane="normal"))


def test_nobody_opens_or_reviews_what_is_about_herself(world: World, sign_in: Any) -> None:
    lead, mod = another_moderator("Lena L."), also_a_member(another_moderator("Mo M."))
    named(world, lead)
    named(world, mod, step="deputy")
    told(world.gerd, begin(mod, a_board()), "worried")
    case = the_case(world)
    with acting_as(world.moderator.actor()) as actor:
        triage_case(actor=actor, ref=case.ref, triage="now")
    assert "This is about you" in refusal(mod, case)
    with acting_as(lead.actor()) as actor:
        row = look_up(actor=actor, case=case.ref, why=WHY)
    given = {"was_right": "yes", "words": "Me", "tell": "yes"}
    address = f"/moderation/opened/{row.ref}"
    assert sign_in(mod).post(address, given).status_code == 404
    assert address not in sign_in(mod).get("/moderation").content.decode()
    assert address not in sign_in(mod).get("/moderation/opened").content.decode()
    assert as_it_is(world, row).reviewed_at is None
    reviewed(world, row, was_right=False, harm="She is told elsewhere")
    page = sign_in(mod).get(f"/moderation/cases/{case.ref}").content.decode()
    for words in ("opened name and address", "said whether opening them was right", "Lena"):
        assert words not in page


@pytest.mark.django_db(transaction=True)
def test_it_closes_with_the_case_after_a_day_and_with_the_naming(
    world: World, sign_in: Any
) -> None:
    lead, case, row = opened(world)
    address = f"/moderation/opened/{row.ref}"

    def is_open() -> bool:
        return b"Canary Lane" in sign_in(lead).get(address).content

    assert is_open()
    assert b"Canary" not in sign_in(world.moderator).get(address).content
    with acting_as(world.moderator.actor()):
        rows(world, Case).filter(pk=case.pk).update(state="decided")
    assert not is_open()
    with acting_as(world.moderator.actor()):
        rows(world, Case).filter(pk=case.pk).update(state="open")
    named(world, world.moderator)
    assert not is_open()
    named(world, lead)
    assert is_open()
    aged(row, 25)
    assert not is_open()


@pytest.mark.parametrize("was_right", [True, False])
def test_it_closes_when_the_review_finds_it_was_not_needed(
    world: World, sign_in: Any, was_right: bool
) -> None:
    lead, case, row = opened(world)
    reviewed(world, row, was_right=was_right)
    client = sign_in(lead)
    page = client.get(f"/moderation/opened/{row.ref}").content
    assert (b"Canary Lane" in page) is was_right
    again = client.get(f"/moderation/cases/{case.ref}/who").content
    assert (b"You opened them already" in again) is was_right
    with acting_as(lead.actor()), connection.cursor() as cursor:
        cursor.execute("select * from person_in_danger(%s)", [row.ref])
        assert len(cursor.fetchall()) == was_right


def test_the_vault_alone_keeps_it_shut(world: World) -> None:
    lead, case, row = opened(world)

    def ask(who: Persona) -> list[Any]:
        with acting_as(who.actor()), connection.cursor() as cursor:
            cursor.execute("select * from person_in_danger(%s)", [row.ref])
            return list(cursor.fetchall())

    assert ask(world.moderator) == [] and ask(world.administrator) == []
    assert len(ask(lead)) == 1
    with acting_as(lead.actor()) as actor:
        assert not Identity.objects.visible_to(actor).filter(person=world.ruth.person).exists()
    made = {"case": case, "person": world.ruth.person, "why": "x"}
    with acting_as(world.moderator.actor()), pytest.raises(DatabaseError), transaction.atomic():
        Reveal.objects.create(**made, by=lead.person.pk)
    with acting_as(lead.actor()), pytest.raises(DatabaseError), transaction.atomic():
        Reveal.objects.create(**{**made, "person": world.gerd.person}, by=lead.person.pk)
    with acting_as(lead.actor()) as actor, pytest.raises(DatabaseError), transaction.atomic():
        Reveal.objects.visible_to(actor).filter(pk=row.pk).update(why="another reason")


def test_another_person_says_whether_it_was_right_and_she_gets_a_letter(
    world: World, sign_in: Any
) -> None:
    lead, _case, row = opened(world)
    mine, address = f"/me/opened/{row.ref}", f"/moderation/opened/{row.ref}"
    sign_in(lead).get(address)
    assert sign_in(world.ruth).get(mine).status_code == 404
    given = {"was_right": "yes", "words": "I read it as you did", "tell": "yes"}
    late = sign_in(lead).post(address, given)
    assert late.status_code == 403 and b"You opened it yourself" in late.content
    other = sign_in(world.moderator)
    assert address in other.get("/moderation").content.decode()
    assert "Say whether it was right" in other.get("/start").content.decode()
    assert other.post(address, {"was_right": "yes"}).status_code == 422
    assert b"found it right." in other.post(address, given, follow=True).content and letters() == 1
    assert other.post(address, given).status_code == 403
    assert address not in other.get("/moderation").content.decode()
    letter = sign_in(world.ruth).get(mine).content.decode()
    assert "I read it as you did" in letter and WHY in letter and "Lena" not in letter
    assert sign_in(world.gerd).get(mine).status_code == 404
    looks = sign_in(world.ruth).get("/me/looks").content.decode()
    assert "because we feared for you" in looks and "Lena" not in looks


def test_before_she_is_told_her_list_of_looks_does_not_tell_her(world: World, sign_in: Any) -> None:
    lead, _case, row = opened(world)
    sign_in(lead).get(f"/moderation/opened/{row.ref}")

    def looks() -> int:
        with acting_as(world.ruth.actor()) as actor:
            return int(own_rows(Read, actor).filter(what="moderation.opened").count())

    assert looks() == 0
    reviewed(world, row)
    assert looks() == 1


@pytest.mark.django_db(transaction=True)
def test_where_telling_would_do_harm_there_is_no_letter_but_a_reason(
    world: World, sign_in: Any
) -> None:
    _lead, _case, row = opened(world)
    given = {"was_right": "no", "words": "Not needed", "tell": "no"}
    client, address = sign_in(world.moderator), f"/moderation/opened/{row.ref}"
    assert client.post(address, given).status_code == 422
    client.post(address, {**given, "harm": "Somebody reads her mail"})
    aged(row, 100)
    see_through()
    after = as_it_is(world, row)
    assert (after.was_right, after.harm, after.told_at) == (False, "Somebody reads her mail", None)
    assert letters() == 0
    assert sign_in(world.ruth).get(f"/me/opened/{row.ref}").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_a_late_review_is_seen_and_called_for_and_after_three_days_she_is_told(
    world: World, sign_in: Any
) -> None:
    lead, _case, row = opened(world)
    deputy = another_moderator("Dora D.")
    named(world, deputy, step="deputy")
    see_through()
    assert reminded() == []
    aged(row, 25)
    for _time in range(2):
        see_through()
    assert reminded() == [deputy.account.pk] and letters() == 0
    assert b"Late: it was due by" in sign_in(deputy).get("/moderation").content
    aged(row, 73)
    see_through()
    assert letters() == 1 and as_it_is(world, row).told_at is not None
    assert lead.account.pk not in reminded()
    letter = sign_in(world.ruth).get(f"/me/opened/{row.ref}").content.decode()
    assert "Nobody has looked at it yet" in letter
    with pytest.raises(PermissionDenied):
        reviewed(world, row, harm="too late")


def test_facts_are_plain_words_with_the_zone_of_the_clock() -> None:
    assert plain_words("<p>One &amp; two<br>three</p><p>four</p>") == "One & two\nthree\nfour"
    at = datetime(2026, 3, 2, 21, 14, tzinfo=timezone(timedelta(hours=1), "Somewhere"))
    assert moment_with_zone(at) == "2026-03-02 21:14 (UTC+01:00, Somewhere)"
    assert moment_with_zone(at.astimezone(UTC)) == "2026-03-02 20:14 (UTC+00:00, UTC)"
    text = copied([Fact("Name", "Ruth"), Fact("Telephone", "")], ["Where she is."], "Not known")
    assert text == "Name: Ruth\nNot known:\n- Where she is."
