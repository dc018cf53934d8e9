"""Consent with a pen: printed for one person, typed in by one, looked at by another; leaving by telephone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Event
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections
from django.db.utils import IntegrityError, ProgrammingError
from django.http import Http404
from django.test import Client
from django.utils import timezone

from members.actions.identity import correct_identity
from members.identity import Known
from members.models import Decision, Grant
from members.reply_codes import code_of
from notifications.kinds import Pending
from notifications.models import Outbox
from po_platform.access.actor import Hat, Purpose, SignedIn, System, acting_as
from registry.actions.joining import Said, leave_registry
from registry.actions.papers import (
    end_paper,
    key_paper,
    leave_for,
    print_paper,
    send_paper_back,
    take_paper,
)
from registry.copies import on_paper
from registry.models import PaperConsent, Participation
from registry.queries.doubles import pairs
from registry.queries.papers import mark_of_paper, papers_waiting
from registry.queries.participation import consenting, my_participation
from tests.database import connect_as
from tests.members.helper_steps import acting
from tests.members.proxy_steps import proxy_for, second_office
from tests.personas import Persona, World, make_persona
from tests.registry.joining import AGREED, join, next_version, open_to_members, sheet_of
from tests.registry.test_joining_pages import SAID
from tests.registry.world import Walks

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n canary-scan"


@pytest.fixture
def walks(world: World) -> Walks:
    return open_to_members(world)


@pytest.fixture
def other(world: World) -> Persona:
    return make_persona("Dora Desk", role=Hat.DESK)


def printed(walks: Walks, world: World, whom: Persona | None = None) -> PaperConsent:
    with acting_as(world.desk.actor()) as actor:
        person = (whom or world.ruth).person.pk
        return print_paper(actor=actor, person_id=person, sheet=sheet_of(walks), language="en")


def keyed(
    walks: Walks, world: World, signed_on: date | None = None, said: Said = AGREED
) -> PaperConsent:
    paper = printed(walks, world)
    day = signed_on or timezone.localdate()
    with acting_as(world.desk.actor()) as actor:
        key_paper(actor=actor, paper=paper, said=said, signed_on=day, scan=("image/png", PNG))
    return seen(paper, world.desk)


def seen(paper: PaperConsent, persona: Persona) -> PaperConsent:
    """As it stands on the page now."""
    with acting_as(persona.actor()) as actor:
        return PaperConsent.objects.visible_to(actor).get(pk=paper.pk)


def take(paper: PaperConsent, other: Persona) -> None:
    """The second look at what stands there."""
    with acting_as(other.actor()) as actor:
        take_paper(actor=actor, paper=paper, seen=mark_of_paper(paper))


def taken(walks: Walks, world: World, other: Persona) -> Participation | None:
    take(keyed(walks, world), other)
    return hers(walks, world)


def hers(walks: Walks, world: World) -> Participation | None:
    with acting_as(world.ruth.actor()) as actor:
        return my_participation(actor=actor, registry=walks.registry)


def reachable(walks: Walks) -> int:
    """How many may be written to."""
    with acting_as(walks.curator.actor()) as actor:
        return len(consenting(actor=actor, registry=walks.registry, purpose="contact"))


def test_a_signed_paper_holds_after_the_second_look(
    walks: Walks, world: World, other: Persona
) -> None:
    paper = keyed(walks, world)
    assert hers(walks, world) is None and reachable(walks) == 0
    with pytest.raises(PermissionDenied, match="Somebody else"):
        take(paper, world.desk)
    take(paper, other)
    with pytest.raises(Http404):  # finished: it opens to the desk no more
        take(paper, other)
    mine = hers(walks, world)
    assert mine is not None and mine.state == "active" and not mine.by_law
    assert reachable(walks) == 1
    with acting_as(world.ruth.actor()) as actor:
        kept = Decision.objects.visible_to(actor).get(purpose__endswith=":takes_part")
        assert (kept.way, kept.account_id, kept.hat) == ("paper", world.desk.account.pk, "desk")
        assert "Signed on paper on" in kept.rendered and kept.text is not None
        row = PaperConsent.objects.visible_to(actor).get()
        assert (row.state, row.scan, row.looked_by) == ("done", "", other.account.pk)


def test_who_joined_on_paper_is_compared_too(walks: Walks, world: World, other: Persona) -> None:
    known = Known(real_name="Anna Berg", birth_date=date(1950, 3, 1))
    for persona in (world.ruth, world.gerd):
        with acting_as(persona.actor()) as actor:
            correct_identity(actor=actor, person_id=persona.person.pk, known=known)
    join(walks, world.gerd)
    taken(walks, world, other)
    with acting_as(walks.curator.actor()) as actor:
        [pair] = pairs(actor=actor, registry=walks.registry)
        assert pair.strength == 3


def test_the_copy_goes_by_letter_word_for_word(walks: Walks, world: World, other: Persona) -> None:
    taken(walks, world, other)
    assert Outbox.objects.filter(kind="registry.joined").count() == 1
    actor = System(Purpose.EXPORT, world.ruth.subject, world.ruth.person.pk)
    with acting_as(actor):
        part = on_paper(actor, Pending(1, world.ruth.person.pk, str(walks.registry.pk), {}))
    assert part is not None
    whole = "\n".join(part.paragraphs)
    assert "I join the registry Walks" in whole and "May we write to you" in whole


def test_printed_twice_it_is_one_form_with_one_code(walks: Walks, world: World) -> None:
    assert printed(walks, world).pk == printed(walks, world).pk


def test_what_was_typed_in_wrong_goes_back(walks: Walks, world: World, other: Persona) -> None:
    paper = keyed(walks, world)
    with acting_as(other.actor()) as actor:
        send_paper_back(actor=actor, paper=paper, why="the second question says no")
        assert papers_waiting(actor=actor) == []
    assert hers(walks, world) is None


def test_a_paper_signed_before_she_left_brings_nobody_back(
    walks: Walks, world: World, other: Persona
) -> None:
    join(walks, world.ruth)
    mine = hers(walks, world)
    assert mine is not None
    with acting_as(world.ruth.actor()) as actor:
        leave_registry(actor=actor, taking_part=mine, language="en")
    paper = keyed(walks, world, timezone.localdate() - timedelta(days=3))
    with pytest.raises(PermissionDenied, match="before the person left"):
        take(paper, other)
    assert reachable(walks) == 0


NO: Said = {**AGREED, "contact": {"whole": "no"}}


def test_a_paper_of_the_text_she_agreed_to_on_the_website_holds_too(
    walks: Walks, world: World, other: Persona
) -> None:
    join(walks, world.ruth)
    assert reachable(walks) == 1
    take(keyed(walks, world, said=NO), other)
    assert reachable(walks) == 0
    with acting_as(world.ruth.actor()) as actor:
        kept = Decision.objects.visible_to(actor).filter(purpose__endswith=":contact")
        assert [(one.way, one.answer) for one in kept.order_by("pk")] == [
            ("screen", "yes"), ("paper", "no"),
        ]  # fmt: skip
        newest = Decision.objects.visible_to(actor).order_by("purpose", "-pk").distinct("purpose")
        assert {one.way for one in newest} == {"paper"}, "what stayed the same is on it too"
    join(walks, world.ruth)  # the same sheet on the website again changes nothing
    assert reachable(walks) == 0


def test_what_she_decided_on_the_website_after_signing_stays(
    walks: Walks, world: World, other: Persona
) -> None:
    join(walks, world.ruth, NO)
    before = timezone.localdate() - timedelta(days=3)
    paper = keyed(walks, world, before)
    with pytest.raises(PermissionDenied, match="after this paper was signed"):
        take(paper, other)
    assert reachable(walks) == 0
    with acting_as(other.actor()) as actor:
        send_paper_back(actor=actor, paper=paper, why="she signed once more, today")
    take(keyed(walks, world), other)
    assert reachable(walks) == 1


def test_an_older_paper_does_not_undo_a_newer_one(
    walks: Walks, world: World, other: Persona
) -> None:
    take(keyed(walks, world, said=NO), other)
    with pytest.raises(PermissionDenied, match="after this paper was signed"):
        take(keyed(walks, world, timezone.localdate() - timedelta(days=3)), other)
    assert reachable(walks) == 0


def test_only_what_the_second_person_saw_is_taken(
    walks: Walks, world: World, other: Persona
) -> None:
    page = keyed(walks, world)
    keyed(walks, world, said=NO)
    with pytest.raises(PermissionDenied, match="since you looked"):
        take(page, other)
    assert hers(walks, world) is None


def child_of_gerd(world: World) -> int:
    """A child Gerd acts for by law."""
    found = acting(world.gerd, Grant(pk=proxy_for(world, world.gerd, second_office())))
    assert found is not None and found.helping is not None
    return found.helping.person_id


def test_a_child_joins_by_its_proxy_and_not_on_paper(
    walks: Walks, world: World, other: Persona
) -> None:
    with acting_as(world.desk.actor()) as actor, pytest.raises(PermissionDenied, match="a child"):
        print_paper(
            actor=actor, person_id=child_of_gerd(world), sheet=sheet_of(walks), language="en"
        )


def test_a_paper_printed_before_somebody_spoke_for_her_by_law_is_not_taken(
    walks: Walks, world: World, other: Persona
) -> None:
    paper = keyed(walks, world)
    proxy_for(world, world.gerd, second_office(), number=world.ruth.person.number)
    with pytest.raises(PermissionDenied, match="a child"):
        take(paper, other)
    assert hers(walks, world) is None


@pytest.mark.django_db(transaction=True)
def test_the_second_of_a_double_click_waits_and_gets_the_same_form(world: World) -> None:
    walks = open_to_members(world)
    done = Event()

    def second_click() -> int:
        try:
            return printed(walks, world).pk
        finally:
            connections.close_all()
            done.set()

    with ThreadPoolExecutor(1) as pool:
        with acting_as(world.desk.actor()):
            first = printed(walks, world)
            second = pool.submit(second_click)
            while not done.is_set() and not somebody_waits():
                done.wait(0.05)
        assert second.result() == first.pk


def somebody_waits() -> bool:
    """Whether a transaction stands before a lock."""
    owner = connect_as("owner")
    try:
        with owner.cursor() as cursor:
            cursor.execute("select 1 from pg_locks where not granted")
            return cursor.fetchone() is not None
    finally:
        owner.close()


def test_leaving_by_telephone_holds_at_once_and_ends_waiting_forms(
    walks: Walks, world: World, other: Persona
) -> None:
    join(walks, world.ruth)
    assert reachable(walks) == 1
    with acting_as(world.desk.actor()) as actor:
        leave_for(
            actor=actor, person_id=world.ruth.person.pk, registry=walks.registry, way="phone",
            language="en",
        )  # fmt: skip
    mine = hers(walks, world)
    assert mine is not None and mine.state == "withdrawn" and reachable(walks) == 0
    with acting_as(world.ruth.actor()) as actor:
        ended = Decision.objects.visible_to(actor).filter(answer="ended").latest("pk")
        assert (ended.way, ended.hat) == ("phone", "desk")
    assert Outbox.objects.filter(kind="registry.left").count() == 1
    paper = printed(walks, world)
    with acting_as(world.desk.actor()) as actor:
        leave_for(
            actor=actor, person_id=world.ruth.person.pk, registry=walks.registry, way="paper",
            language="en",
        )  # fmt: skip
        assert not PaperConsent.objects.visible_to(actor).filter(pk=paper.pk).exists()
    assert Outbox.objects.filter(kind="registry.left").count() == 1


def every(walks: Walks, world: World) -> list[tuple[str, str, str]]:
    """Her forms, oldest first: state, scan, why."""
    with acting_as(world.ruth.actor()) as actor:
        found = PaperConsent.objects.visible_to(actor).order_by("pk")
        return list(found.values_list("state", "scan", "why_not"))


def test_a_form_that_may_not_hold_is_ended_and_its_scan_goes(
    walks: Walks, world: World, other: Persona, sign_in: Any
) -> None:
    join(walks, world.ruth)
    paper = keyed(walks, world, timezone.localdate() - timedelta(days=3))
    here, desk, second = (f"/desk/registry-papers/{paper.ref}", sign_in(world.desk), sign_in(other))
    assert "Use it no more" in desk.get(here).content.decode()
    assert second.post(here, {"take": "1", "seen": mark_of_paper(paper)}).status_code == 403
    asked = second.post(here, {"end": "1", "end_why": ""})
    assert (asked.status_code, every(walks, world)[0][0]) == (422, "keyed")
    for page in (asked, desk.post(here, {"end": "1", "end_why": ""})):
        assert page.content.decode().count("Write why it is used no more") == 2  # above it, too
    for who in (world.ruth, world.curator):
        assert sign_in(who).post(here, {"end": "1", "end_why": "mine"}).status_code == 403
    said = second.post(here, {"end": "1", "end_why": "she decided since"}, follow=True)
    assert "used no more" in said.content.decode()
    assert every(walks, world) == [("ended", "", "she decided since")]
    assert second.post(here, {"end": "1", "end_why": "again"}).status_code == 404
    with acting_as(other.actor()) as actor, pytest.raises(Http404):
        end_paper(actor=actor, paper=paper, why="again")
    assert printed(walks, world).pk != paper.pk


def test_whoever_leaves_on_the_website_has_no_form_waiting(walks: Walks, world: World) -> None:
    join(walks, world.ruth)
    keyed(walks, world)
    mine = hers(walks, world)
    assert mine is not None
    with acting_as(world.ruth.actor()) as actor:
        leave_registry(actor=actor, taking_part=mine, language="en")
    assert every(walks, world) == [("ended", "", "")]


@pytest.mark.parametrize("way", ["on paper", "on the website"])
def test_with_a_newer_text_the_older_form_is_used_no_more(
    walks: Walks, world: World, other: Persona, way: str
) -> None:
    keyed(walks, world)
    next_version(walks)
    if way == "on paper":
        take(keyed(walks, world), other)
    else:
        join(walks, world.ruth)
    states = [state for state, _scan, _why in every(walks, world)]
    assert states == (["ended", "done"] if way == "on paper" else ["ended"])


def test_only_the_desk_and_never_about_herself(walks: Walks, world: World) -> None:
    for persona in (world.ruth, world.curator, world.nasser):
        with acting_as(persona.actor()) as actor, pytest.raises(PermissionDenied):
            print_paper(
                actor=actor, person_id=world.gerd.person.pk, sheet=sheet_of(walks), language="en"
            )
    with pytest.raises(PermissionDenied, match="This is you"):
        printed(walks, world, world.desk)
    with acting_as(world.desk.actor()) as actor, pytest.raises(PermissionDenied, match="no member"):
        print_paper(actor=actor, person_id=10**9, sheet=sheet_of(walks), language="en")


def vault(actor: SignedIn | System, statement: str, *values: Any) -> int:
    """How many rows raw SQL of the web role touches."""
    with acting_as(actor), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


def test_the_vault_says_the_same(walks: Walks, world: World, other: Persona) -> None:
    paper = keyed(walks, world)
    look = "select 1 from registry_paperconsent"
    assert vault(other.actor(), look) == 1
    assert vault(world.ruth.actor(), look) == 1
    assert vault(world.gerd.actor(), look) == 0
    assert vault(world.curator.actor(), look) == 0
    assert vault(System(Purpose.PAPER, world.gerd.subject), look) == 0
    alone = "update registry_paperconsent set why_not = 'x' where id = %s"
    assert vault(world.ruth.actor(), alone, paper.pk) == 0
    with pytest.raises(ProgrammingError):  # the desk alone makes nothing hold
        vault(
            other.actor(),
            "update registry_paperconsent set state = 'done', looked_by = 1 where id = %s",
            paper.pk,
        )


def test_nobody_looks_twice_in_the_database_either(walks: Walks, world: World) -> None:
    keyed(walks, world)
    with pytest.raises(IntegrityError):
        vault(
            System(Purpose.PAPER, world.ruth.subject, world.ruth.person.pk),
            "update registry_paperconsent set state = 'done', looked_by = keyed_by",
        )


def test_the_pages_from_the_printer_to_the_copy(
    walks: Walks, world: World, other: Persona, sign_in: Any
) -> None:
    desk, second = sign_in(world.desk), sign_in(other)
    here = "/desk/registry-papers"
    assert "Nothing waits." in desk.get(here).content.decode()
    wrong = desk.post(f"{here}/print", {"number": "12345", "registry": "walks"})
    assert wrong.status_code == 422
    number = {"number": world.ruth.person.number, "registry": "walks"}
    sheet = desk.post(f"{here}/print", number, follow=True).content.decode()
    with acting_as(world.desk.actor()) as actor:
        paper = PaperConsent.objects.visible_to(actor).get()
    code = code_of(paper.seed)
    assert code[:5] in sheet and "☐ yes" in sheet and "Version 1 of our text" in sheet
    assert "Ruth" not in sheet
    assert desk.post(here, {"code": "ABC"}).status_code == 422
    page = desk.post(here, {"code": code.lower()}, follow=True)
    form = f"{here}/{paper.ref}"
    assert page.redirect_chain == [(form, 302)]
    assert desk.post(form, {}).status_code == 422
    _typed_in(desk, form)
    assert "You typed this in." in desk.get(here).content.decode()
    assert "Is it as on the paper?" in second.get(form).content.decode()
    picture = second.get(f"{form}/scan")
    assert picture.content == PNG and "attachment" in picture["Content-Disposition"]
    assert second.post(form, {"why": ""}).status_code == 422
    assert second.post(form, {"take": "1"}).status_code == 403
    look = {"take": "1", "seen": second.get(form).context["seen"]}
    assert "It holds from now on." in second.post(form, look, follow=True).content.decode()
    assert second.get(f"{form}/scan").status_code == 404
    left = desk.post(f"{here}/leave", {**number, "way": "phone"}, follow=True)
    assert "she has left it now" in left.content.decode()
    mine = hers(walks, world)
    assert mine is not None and mine.state == "withdrawn"


def _typed_in(desk: Client, form: str) -> None:
    day = timezone.localdate()
    sent = {
        **SAID, "signed": "on", "signed_on_day": day.day, "signed_on_month": day.month,
        "signed_on_year": day.year, "scan": SimpleUploadedFile("paper.png", PNG),
    }  # fmt: skip
    done = desk.post(form, sent, follow=True)
    assert "Typed in." in done.content.decode()
