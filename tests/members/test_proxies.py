"""Acting for a child by law: two people check the paper, and each way past them is refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from threading import Thread
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import Http404
from django.utils import timezone

from audit.models import Event
from audit.models import Read as AuditRead
from members.actions.erase_person import erase_person
from members.actions.newcomers import NameTaken
from members.actions.proxies import ask_as_proxy, hand_over, lay_down, take_back_wish
from members.actions.proxies_office import (
    Read,
    accept_proxy,
    end_proxy_for,
    open_own_sign_in,
    refuse_proxy,
    see_paper,
)
from members.actions.states import change_state
from members.actions.taking_in import TakenIn, take_in_person
from members.identity import Known
from members.models import Decision, Grant, Person, Proxy
from members.proxy_secrets import Said, open_paper
from members.queries.identity import identity_of
from members.queries.proxies import my_proxy_wishes, proxies_known
from members.queries.signing import accounts_at
from po_platform.access.actor import Anonymous, Purpose, System, Tick, acting_as
from proms.actions.assignments import assign_in_round
from proms.models import Response
from tests.members.helper_steps import acting
from tests.members.proxy_steps import (
    accepted,
    born_for,
    day_comes,
    helped_ids,
    look_after,
    move_paper,
    proxy_for,
    second_office,
    seen_by,
)
from tests.personas import Persona, World
from tests.proms.path import put_weekly_in_use

PNG = b"\x89PNG\r\n\x1a\n" + b"a paper"
GROWN = timezone.localdate() - timedelta(days=1)


def asked(persona: Persona, *, shown: str = "desk", paper: Any = None) -> Proxy:
    actor = persona.actor()
    born = born_for(timezone.localdate() + timedelta(days=400))
    with acting_as(actor):
        return ask_as_proxy(
            actor=actor, said=Said("Mia Anders", born), ground="parent", shown=shown,
            paper=paper, attempt=uuid4(),
        )  # fmt: skip


def state_of(claim: Proxy, persona: Persona) -> str:
    actor = persona.actor()
    with acting_as(actor):
        return str(Proxy.objects.visible_to(actor).get(pk=claim.pk).state)


def read(on_paper: str = "Mia A.", *, until: Any = None, days: int = 400) -> Read:
    born = born_for(timezone.localdate() + timedelta(days=days))
    return Read(Said("Mia Anders", born, on_paper), until=until)


def known_to(persona: Persona, child: Person) -> list[tuple[str, bool]]:
    with acting_as(persona.actor()):
        return [(one.name, one.is_first) for one in proxies_known(child.pk)]


@pytest.fixture
def two(world: World) -> Iterator[tuple[World, Persona, Person, int, int]]:
    """Mia with two parents, Gerd first."""
    second = second_office()
    gerd = proxy_for(world, world.gerd, second)
    mia = Person.objects.get(display_name="Mia A.")
    ruth = proxy_for(world, world.ruth, second, number=mia.number)
    yield world, second, mia, gerd, ruth


# ---------- The paper ----------


@pytest.mark.django_db
def test_the_paper_is_sealed_opens_for_the_office_only_and_goes_when_it_is_checked(
    world: World, sign_in: Any
) -> None:
    second = second_office()
    claim = asked(world.gerd, shown="file", paper=("image/png", PNG))
    assert "a paper" not in claim.paper
    assert open_paper(claim.ref, claim.paper) == PNG
    here = f"/office/proxies/{claim.ref}/paper"
    assert sign_in(world.administrator).get(here).content == PNG
    assert sign_in(world.gerd).get(here).status_code == 403
    first, checker = world.administrator.actor(), second.actor()
    with acting_as(first):
        see_paper(actor=first, ref=claim.ref, read=read())
    with acting_as(checker):
        accept_proxy(actor=checker, ref=claim.ref, seen=seen_by(checker, claim.ref))
        kept = Proxy.objects.visible_to(checker).get()
    assert (kept.paper, kept.said) == ("", "")
    assert sign_in(world.administrator).get(here).status_code == 404


@pytest.mark.django_db
def test_a_second_look_counts_for_what_was_seen_only(world: World, sign_in: Any) -> None:
    claim, first = asked(world.gerd), world.administrator.actor()
    with acting_as(first):
        see_paper(actor=first, ref=claim.ref, read=read())
    client, here = sign_in(second_office()), f"/office/proxies/{claim.ref}"
    (shown,) = re.findall(r'name="seen" value="(\w+)"', client.get(here).content.decode())
    with acting_as(first):
        see_paper(actor=first, ref=claim.ref, read=read("Mia Other"))
    for mark in (shown, ""):
        page = client.post(here, {"do": "accept", "seen": mark})
        assert page.status_code == 403 and "has changed since" in page.content.decode()
    (shown,) = re.findall(r'name="seen" value="(\w+)"', page.content.decode())
    assert client.post(here, {"do": "accept", "seen": shown}).status_code == 302
    assert len(helped_ids(world.gerd)) == 1


@pytest.mark.django_db
def test_whoever_asks_reads_who_looked_at_the_wish_and_its_paper(
    world: World, sign_in: Any
) -> None:
    claim = asked(world.gerd, shown="file", paper=("image/png", PNG))
    office, gerd = sign_in(world.administrator), world.gerd.actor()
    for number, here in enumerate(("", "/paper"), start=1):
        assert office.get(f"/office/proxies/{claim.ref}{here}").status_code == 200
        with acting_as(gerd):
            looks = AuditRead.objects.visible_to(gerd).filter(what="members.identity")
            assert looks.count() == number


@pytest.mark.django_db
def test_a_file_that_is_no_picture_or_none_at_all_is_put_right(world: World, sign_in: Any) -> None:
    client = sign_in(world.gerd)
    given = {"name": "Mia", "born_day": 1, "born_month": 5, "born_year": 2015, "ground": "parent"}
    page = client.post("/helping/by-law", {**given, "shown": "file"})
    assert page.status_code == 422
    assert "Add the paper" in page.content.decode()
    strange = SimpleUploadedFile("paper.exe", b"MZ")
    page = client.post("/helping/by-law", {**given, "shown": "file", "paper": strange})
    assert "Choose a PDF, PNG or JPEG file" in page.content.decode()
    actor = world.gerd.actor()
    with acting_as(actor):
        assert not my_proxy_wishes(actor=actor).exists()


@pytest.mark.django_db
def test_one_person_of_the_office_alone_puts_nothing_into_force(world: World) -> None:
    claim, first = asked(world.gerd), world.administrator.actor()
    with acting_as(first):
        for ready in (False, True):
            if ready:
                see_paper(actor=first, ref=claim.ref, read=read())
            with pytest.raises(PermissionDenied):
                accept_proxy(actor=first, ref=claim.ref, seen=seen_by(first, claim.ref))
    assert helped_ids(world.gerd) == []
    # The vault says the same, whatever the rule said.
    with acting_as(first), connection.cursor() as cursor:
        end = timezone.now() + timedelta(days=9)
        cursor.execute("select accept_proxy(%s, 'x', 'en', %s)", [claim.pk, end])
        assert cursor.fetchone() == (None,)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("on_paper", "says"),
    [
        (read(days=-1), "is of age"),
        (read(until=GROWN), "run out"),
        (Read(Said("Mia", GROWN), number="99999990"), "no member with this number"),
    ],
)
def test_what_the_paper_cannot_say_is_refused(world: World, on_paper: Read, says: str) -> None:
    claim, first = asked(world.gerd), world.administrator.actor()
    with acting_as(first), pytest.raises(PermissionDenied, match=says):
        see_paper(actor=first, ref=claim.ref, read=on_paper)


@pytest.mark.django_db
def test_a_taken_name_and_another_birth_date_are_refused(
    two: tuple[World, Persona, Person, int, int],
) -> None:
    world, _second, mia, _gerd, _ruth = two
    claim, first = asked(world.helper), world.administrator.actor()
    with acting_as(first):
        with pytest.raises(NameTaken):
            see_paper(actor=first, ref=claim.ref, read=read("Mia A."))
        other_day = Read(read(days=500).said, number=mia.number)
        with pytest.raises(PermissionDenied, match="date of birth differs"):
            see_paper(actor=first, ref=claim.ref, read=other_day)


@pytest.mark.django_db
def test_a_refused_wish_says_why_and_a_wish_taken_back_is_over(world: World, sign_in: Any) -> None:
    claim, first = asked(world.gerd), world.administrator.actor()
    with acting_as(first):
        refuse_proxy(actor=first, ref=claim.ref, why="The stamp is missing")
        with pytest.raises(PermissionDenied):
            see_paper(actor=first, ref=claim.ref, read=read())
    page = sign_in(world.gerd).get(f"/helping/by-law/{claim.ref}").content.decode()
    assert "The stamp is missing" in page
    again, actor = asked(world.gerd), world.gerd.actor()
    with acting_as(actor):
        take_back_wish(actor=actor, ref=again.ref)
        take_back_wish(actor=actor, ref=again.ref)
    assert state_of(again, world.gerd) == "withdrawn"
    other = world.ruth.actor()
    with acting_as(other), pytest.raises(Http404):
        take_back_wish(actor=other, ref=again.ref)


@pytest.mark.django_db
def test_the_child_is_a_member_without_an_account_with_her_name_sealed(
    two: tuple[World, Persona, Person, int, int],
) -> None:
    world, _second, mia, gerd, _ruth = two
    assert mia.account_id is None
    first = world.administrator.actor()
    looking = replace(first, looks_at=mia.pk)
    with acting_as(looking):
        assert identity_of(actor=looking, person_id=mia.pk).real_name == "Mia Anders"
    grant = acting(world.gerd, _grant(gerd))
    assert grant is not None
    assert grant.helping is not None
    assert grant.helping.by_law
    assert grant.helping.ticks == frozenset(Tick)


def _grant(pk: int) -> Grant:
    return Grant(pk=pk)


# ---------- Several, and one first ----------


@pytest.mark.django_db
def test_the_first_hands_over_in_one_step_and_nobody_else_does(
    two: tuple[World, Persona, Person, int, int], sign_in: Any
) -> None:
    world, _second, mia, gerd, ruth = two
    assert known_to(world.ruth, mia) == [("Gerd A.", True), ("Ruth E.", False)]
    other = world.ruth.actor()
    with acting_as(other), pytest.raises(Http404):
        hand_over(actor=other, person_id=mia.pk, other=ruth)
    page = sign_in(world.gerd).post(f"/helping/{gerd}/others", {"to": ruth})
    assert page.status_code == 302
    assert known_to(world.ruth, mia) == [("Gerd A.", False), ("Ruth E.", True)]
    assert sign_in(world.gerd).post(f"/helping/{gerd}/others", {"to": ruth}).status_code == 404
    assert sign_in(world.ruth).post(f"/helping/{ruth}/others", {"to": "x"}).status_code == 404
    assert known_to(world.helper, mia) == []


@pytest.mark.django_db
def test_who_lays_it_down_leaves_the_first_place_to_the_other(
    two: tuple[World, Persona, Person, int, int], sign_in: Any
) -> None:
    world, _second, mia, gerd, ruth = two
    assert sign_in(world.ruth).post(f"/helping/{gerd}/end").status_code == 404
    sign_in(world.gerd).post(f"/helping/{gerd}/end")
    assert helped_ids(world.gerd) == []
    assert known_to(world.ruth, mia) == [("Ruth E.", True)]
    assert helped_ids(world.ruth) == [ruth]


@pytest.mark.django_db
def test_the_office_ends_one_with_the_child_before_it(
    two: tuple[World, Persona, Person, int, int],
) -> None:
    world, second, mia, gerd, _ruth = two
    actor = second.actor()
    with acting_as(actor):
        end_proxy_for(actor=actor, person=mia, grant_id=gerd, language="en")
        with pytest.raises(Http404):
            end_proxy_for(actor=actor, person=mia, grant_id=gerd, language="en")
        with pytest.raises(Http404):
            end_proxy_for(actor=actor, person=world.gerd.person, grant_id=gerd, language="en")
    assert helped_ids(world.gerd) == []
    assert Event.objects.filter(verb="members.proxy.ended_for").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_proxies_who_end_at_the_same_moment_each_end_only_their_own(
    two: tuple[World, Persona, Person, int, int],
) -> None:
    world, _second, mia, gerd, ruth = two
    outcomes: list[object] = []

    def end(persona: Persona, grant_id: int) -> None:
        try:
            actor = persona.actor()
            with acting_as(actor):
                lay_down(actor=actor, grant_id=grant_id, language="en")
            outcomes.append("ended")
        except Http404:
            outcomes.append("not hers")
        finally:
            connection.close()

    pairs = [(world.gerd, gerd), (world.ruth, ruth), (world.gerd, ruth), (world.ruth, gerd)]
    threads = [Thread(target=end, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(map(str, outcomes)) == ["ended", "ended", "not hers", "not hers"]
    with acting_as(System(Purpose.EXPORT, None, mia.pk)) as system:
        ended = Proxy.objects.visible_to(system).filter(child_id=mia.pk)
        assert [one.state for one in ended] == ["ended", "ended"]


# ---------- What ends it ----------


@pytest.mark.django_db(transaction=True)
def test_a_paper_that_ran_out_opens_nothing_and_is_written_down_once(world: World) -> None:
    second = second_office()
    until = timezone.localdate() + timedelta(days=5)
    grant = proxy_for(world, world.gerd, second, until=until)
    assert look_after() == 0  # told, not ended
    assert helped_ids(world.gerd) == [grant]
    move_paper(grant, timezone.localdate() - timedelta(days=1))
    assert helped_ids(world.gerd) == []  # before the job came round
    assert look_after() == 1
    assert look_after() == 0
    assert acting(world.gerd, _grant(grant)) is None


@pytest.mark.django_db(transaction=True)
def test_after_coming_of_age_a_proxy_is_refused_everywhere(
    two: tuple[World, Persona, Person, int, int], sign_in: Any
) -> None:
    world, second, mia, gerd, ruth = two
    late = asked(world.helper)
    first, checker = world.administrator.actor(), second.actor()
    with acting_as(first):
        see_paper(actor=first, ref=late.ref, read=Read(read().said, number=mia.number))
    day_comes(mia)
    assert helped_ids(world.gerd) == []  # on the day itself, without any job
    look_after()
    for persona, grant in ((world.gerd, gerd), (world.ruth, ruth)):
        assert acting(persona, _grant(grant)) is None
        client = sign_in(persona)
        assert client.post(f"/helping/{grant}/act").status_code == 404
        assert client.get(f"/helping/{grant}/others").status_code == 404
    assert state_of(late, world.helper) == "withdrawn"
    with acting_as(checker), pytest.raises(PermissionDenied):
        accept_proxy(actor=checker, ref=late.ref, seen=seen_by(checker, late.ref))
    again = asked(world.helper)
    with acting_as(first), pytest.raises(PermissionDenied):
        see_paper(actor=first, ref=again.ref, read=Read(read().said, number=mia.number))


@pytest.mark.django_db
def test_a_proxy_who_leaves_or_dies_acts_no_more_and_the_other_goes_on(
    two: tuple[World, Persona, Person, int, int],
) -> None:
    world, _second, mia, _gerd, ruth = two
    office = world.administrator.actor()
    with acting_as(office):
        change_state(
            actor=office, person_id=world.gerd.person.pk, state="deceased", reason="told us"
        )
    assert known_to(world.ruth, mia) == [("Ruth E.", False)]
    assert helped_ids(world.ruth) == [ruth]
    with acting_as(System(Purpose.ASSIGN, _subject(mia), mia.pk)), connection.cursor() as cursor:
        cursor.execute("select grant_id from helpers_to_remind()")
        assert cursor.fetchall() == [(ruth,)]


def _subject(child: Person) -> Any:
    with acting_as(System(Purpose.ASSIGN)), connection.cursor() as cursor:
        cursor.execute("select person_id, subject_id from active_subjects(0, 10000)")
        return dict(cursor.fetchall())[child.pk]


# ---------- The young person herself ----------


@pytest.mark.django_db
def test_a_mailbox_a_proxy_reads_opens_nothing_for_the_young_person(
    world: World,
) -> None:
    second = second_office()
    office = world.administrator.actor()
    mail = world.gerd.account.email
    with acting_as(office):
        mia, _codes = take_in_person(
            actor=office,
            newcomer=TakenIn("Mia A.", "en", Known(), email=mail),
            sure="seen",
            reason="with her father",
        )
    assert len(accounts_at(actor=Anonymous(), address=mail)) == 2
    proxy_for(world, world.gerd, second, number=mia.number)
    (left,) = accounts_at(actor=Anonymous(), address=mail)
    assert left.pk == world.gerd.account.pk
    with acting_as(office), pytest.raises(PermissionDenied, match="has an account already"):
        open_own_sign_in(
            actor=office, person_id=mia.pk, email="", language="en", sure="seen", reason="x"
        )
    # With an account of her own they fill nothing in for her.
    (grant,) = helped_ids(world.gerd)
    acts = acting(world.gerd, _grant(grant))
    assert acts is not None
    assert not acts.helps_with(Tick.ANSWER)
    with acting_as(acts), connection.cursor() as cursor:
        cursor.execute("select own_subjects('answering')")
        assert cursor.fetchone() == ([],)
    assert accepted(Person.objects.get(pk=mia.pk)).name == "Mia A."


@pytest.mark.django_db(transaction=True)
def test_an_erased_child_leaves_no_row_of_a_proxy(
    two: tuple[World, Persona, Person, int, int],
) -> None:
    world, _second, mia, _gerd, _ruth = two
    assert erase_person(actor=System(Purpose.ERASE), person_id=mia.pk) is not None
    assert helped_ids(world.gerd) == []
    office = world.administrator.actor()
    with acting_as(office):
        assert not Proxy.objects.visible_to(office).exists()


@pytest.mark.django_db
def test_a_proxy_answers_and_the_answers_say_so(
    two: tuple[World, Persona, Person, int, int], sign_in: Any
) -> None:
    world, _second, mia, gerd, _ruth = two
    weekly, subject = put_weekly_in_use(world), _subject(mia)
    system = System(Purpose.ASSIGN, subject, mia.pk)
    with acting_as(system):
        put = assign_in_round(
            actor=system, subject=subject, instrument=weekly, round_key="1",
            due_at=timezone.now() + timedelta(days=7),
        )  # fmt: skip
    assert put is not None
    client = sign_in(world.gerd)
    client.post(f"/helping/{gerd}/act")
    client.post(f"/answer/{put.ref}/1", {"q1": "4"})
    assert client.post(f"/answer/{put.ref}/check").status_code == 302
    acts = acting(world.gerd, _grant(gerd))
    assert acts is not None
    with acting_as(acts):
        sent = Response.objects.visible_to(acts).get()
    assert (sent.given_by, sent.given_by_account) == ("proxy", world.gerd.account.pk)
    assert "Entered by a legal proxy" in client.get(f"/my-answers/{sent.ref}").content.decode()
    with acting_as(acts):
        assert not Decision.objects.visible_to(acts).exists()  # consents are no matter of a tick
