"""What a parent's open codes still do, and that nobody is the clinician of a child she acts for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.utils import ProgrammingError
from django.test import Client

from members.actions.proxies import lay_down
from members.actions.using_codes import CodeGone
from members.models import ClinicMembership, Grant, RoleHolding
from po_platform.access.actor import Bearer, Hat, acting_as
from proms.models import Response
from tests.database import become
from tests.members.everything_of import as_owner
from tests.members.proxy_steps import proxy_for
from tests.members.sharing_steps import accept, code_on, confirm_in_browser
from tests.personas import Persona, World, build_world, make_persona
from tests.proms.path import on_her_list, send, some_answers, text_of
from tests.proms.test_for_a_child import Family, family

__all__ = ["family"]  # a fixture


def sheet_of(client: Client) -> str:
    """The code on a sheet for a clinician, not used yet."""
    return code_on(confirm_in_browser(client)).replace(" ", "")


def for_the_visit(family: Family) -> str:
    """The code for a visit of today, not used yet."""
    page = family.visit()
    family.parent.post(f"{page}/code", {"named": "no"})
    shown = re.search(r"([0-9A-Z]{4} [0-9A-Z]{4})", text_of(family.parent.get(page)))
    assert shown is not None
    return shown[1]


def laid_down(family: Family) -> None:
    gerd = family.world.gerd.actor()
    with acting_as(gerd):
        lay_down(actor=gerd, grant_id=family.grant, language="en")


def other_parent(family: Family) -> Client:
    """Ruth acts for Mia by law too; her browser, acting for Mia."""
    third = make_persona("Third Office", role=Hat.ADMINISTRATOR, email="third@example.org")
    grant = proxy_for(family.world, family.world.ruth, third, number=family.mia.number)
    client: Client = family.sign_in(family.world.ruth)
    client.post(f"/helping/{grant}/act")
    return client


def clinician(persona: Persona) -> Persona:
    """The same person, who is a clinician too."""
    RoleHolding.objects.create(account=persona.account, role=Hat.CLINICIAN, reason="test")
    return replace(persona, hat=Hat.CLINICIAN, strong=True)


# ---------- Open codes ----------


@pytest.mark.django_db
def test_the_codes_of_a_parent_end_with_what_she_may_do_by_law(
    family: Family, world: World, sign_in: Any
) -> None:
    sheet, code, subject = sheet_of(family.parent), for_the_visit(family), family.subject
    theirs = sheet_of(other_parent(family))
    laid_down(family)
    with pytest.raises(CodeGone):
        accept(world.nasser, sheet)
    nasser = sign_in(world.nasser)
    assert "Check the code" in text_of(nasser.post("/clinic/accept", {"code": sheet}))
    assert nasser.get(f"/clinic/people/{subject}").status_code == 404
    assert Client().post("/doctor", {"code": code}).status_code == 422
    accept(world.nasser, theirs)  # whoever still acts for the child decided this
    assert nasser.get(f"/clinic/people/{subject}").status_code == 200


@pytest.mark.django_db
def test_the_codes_of_a_parent_end_when_the_child_gets_an_account(
    family: Family, world: World, sign_in: Any
) -> None:
    sheet, code, subject = sheet_of(family.parent), for_the_visit(family), family.subject
    young = family.gets_an_account()
    with pytest.raises(CodeGone):
        accept(world.nasser, sheet)
    assert sign_in(world.nasser).get(f"/clinic/people/{subject}").status_code == 404
    assert Client().post("/doctor", {"code": code}).status_code == 422
    page = text_of(sign_in(young).get("/sharing"))
    assert "Codes nobody has used yet" not in page


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("what", ["the proxy ended", "an account of her own"])
def test_a_code_nobody_took_back_does_nothing_either(world: World, sign_in: Any, what: str) -> None:
    family = Family(world, sign_in)
    sheet, code, subject = sheet_of(family.parent), for_the_visit(family), family.subject
    laid_down(family) if what == "the proxy ended" else family.gets_an_account()
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("update members_ticket set withdrawn_at = null where subject_id = %s",
                       [subject])  # fmt: skip
        cursor.execute("select id, about, object_ref from members_ticket where subject_id = %s",
                       [subject])  # fmt: skip
        held = {about: Bearer(pk, about, subject, ref) for pk, about, ref in cursor.fetchall()}
    with pytest.raises(CodeGone):
        accept(world.nasser, sheet)
    assert Client().post("/doctor", {"code": code}).status_code in (410, 422)
    with acting_as(held["visit"]), connection.cursor() as cursor:
        for table in ("proms_visit", "proms_response", "proms_ownlist"):
            cursor.execute(f"select count(*) from {table}")
            assert cursor.fetchone() == (0,), table
    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        acting_as(held["care"]),
    ):
        Grant.objects.create(
            subject_id=subject, purpose="care", grantee_kind="account", scope=["proms"],
            grantee_id=world.nasser.account.pk, decision_id=int(held["care"].object_ref),
        )  # fmt: skip


# ---------- A parent who is a clinician ----------


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["whoever made it", "the other parent"])
def test_who_acts_by_law_takes_no_code_of_the_child_as_a_clinician(
    family: Family, world: World, sign_in: Any, who: str
) -> None:
    sheet = sheet_of(family.parent)
    other_parent(family)
    parent = clinician(world.gerd if who == "whoever made it" else world.ruth)
    for clinic in (None, world.clinic.pk):
        with pytest.raises(PermissionDenied, match="your own code"):
            accept(parent, sheet, clinic)
    page = sign_in(parent).post("/clinic/accept", {"code": sheet})
    assert page.status_code == 403 and "your own code" in text_of(page)
    assert sign_in(parent).get(f"/clinic/people/{family.subject}").status_code == 404
    accept(world.nasser, sheet)  # and it waits for whom it is meant for


def kept_from_her(family: Family) -> tuple[Persona, UUID]:
    """Gerd works at the clinic a colleague of his took the code for; Mia keeps something private."""
    gerd, subject = clinician(family.world.gerd), family.subject
    ClinicMembership.objects.create(clinic=family.world.clinic, account=gerd.account)
    family.shared_with(family.world.oduya, reach="clinic")
    young = family.gets_an_account()
    private = send(young, on_her_list(young, family.weekly), some_answers(9, "canary-private"))
    assert private.private
    return gerd, subject


@pytest.mark.django_db
def test_at_a_clinic_a_parent_works_at_she_reads_nothing_of_the_child(
    family: Family, world: World, sign_in: Any
) -> None:
    gerd, subject = kept_from_her(family)
    page = f"/clinic/people/{subject}"
    assert "canary-private" in text_of(sign_in(world.oduya).get(page))
    mine = sign_in(gerd)
    assert mine.get(page).status_code == 404
    assert "Mia A." not in text_of(mine.get("/clinic"))
    with acting_as(gerd.actor()), connection.cursor() as cursor:  # the vault by itself
        for table in ("proms_response", "members_grant"):
            cursor.execute(f"select count(*) from {table} where subject_id = %s", [subject])
            assert cursor.fetchone() == (0,), table


@pytest.mark.django_db
def test_the_day_her_right_ends_opens_her_nothing_of_the_child_as_a_clinician(
    family: Family, world: World, sign_in: Any
) -> None:
    gerd, subject = kept_from_her(family)
    laid_down(family)
    assert sign_in(gerd).get(f"/clinic/people/{subject}").status_code == 404
    with acting_as(gerd.actor()), connection.cursor() as cursor:  # the vault by itself
        for table in ("proms_response", "members_grant"):
            cursor.execute(f"select count(*) from {table} where subject_id = %s", [subject])
            assert cursor.fetchone() == (0,), table
    assert sign_in(world.oduya).get(f"/clinic/people/{subject}").status_code == 200


@pytest.fixture
def vault_open(django_db_setup: None, request: pytest.FixtureRequest) -> Iterator[None]:
    """The web signs in as the owner, whose policies let every row through."""
    become("owner")
    request.getfixturevalue("db")
    yield
    become("app")


@pytest.mark.parametrize("over", [False, True], ids=["while she may", "when it is over"])
def test_the_policies_alone_keep_it_from_a_parent_at_the_clinic(
    vault_open: None, sign_in: Any, over: bool
) -> None:
    world = build_world()
    family = Family(world, sign_in)
    gerd, subject = kept_from_her(family)
    if over:
        laid_down(family)
    for reader, number in ((world.oduya, 2), (gerd, 0)):
        actor = reader.actor()
        with acting_as(actor):
            found = Response.objects.visible_to(actor).filter(subject_id=subject)
            assert found.count() == number, reader.name
            grants = Grant.objects.visible_to(actor).filter(subject_id=subject)
            assert grants.exists() is bool(number)
