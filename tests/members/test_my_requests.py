"""A member follows her own request: until when, how far, and the answer behind a fresh proof."""

from __future__ import annotations

import json
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from files.actions.jobs import cancel_job
from files.actions.storing import expire_file
from files.models import StoredFile
from files.queries import house_job
from members.models import Account, RightsRequest
from members.queries.my_requests import my_answer
from members.queries.rights import PACK
from po_platform.access.actor import acting_as
from po_platform.kit import spoken
from tests.members.office_world import mails, second_administrator
from tests.members.rights_steps import (
    OUTSIDE,
    again,
    asked,
    at_desk,
    known,
    let_go,
    pack_made,
    searched,
    units_done,
    url,
    written,
)
from tests.notifications.mailbox import deliver
from tests.notifications.neutral import assert_neutral
from tests.personas import Persona, World, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _store(settings: Any, tmp_path: Path) -> None:
    settings.STORED_FILES_DIR = tmp_path / "store"


def at_home(persona: Persona, *, fresh: bool = False) -> Client:
    client = Client()
    sign_in(client, persona, fresh=fresh)
    return client


def answered(world: World, kind: str = "access") -> RightsRequest:
    """Ruth asked, one person of the office wrote, another let it go into Ruth's page."""
    first, other = at_desk(world.administrator), at_desk(second_administrator(world))
    row = asked(world, first, who="member", mark="ruth@example.org", kind=kind)
    known(first, row)
    searched(first, row, "Somebody Else Altogether")
    assert written(first, row, form="page", letter="Here is all of it.").status_code == 302
    assert "own page, opened with a new code" in other.get(url(row, "look")).content.decode()
    assert let_go(other, row).status_code == 302
    pack_made(world)
    return again(world, row)


def test_she_sees_until_when_an_answer_comes_and_no_word_of_it_before(world: World) -> None:
    first = at_desk(world.administrator)
    assert "not asked us anything" in at_home(world.ruth).get("/me/requests").content.decode()
    row = asked(world, first, who="member", mark="ruth@example.org")
    (mail,) = mails("rights_noted")
    assert mail.account_id == world.ruth.account.pk
    known(first, row)
    searched(first, row, "Somebody Else Altogether")
    written(first, row, letter="Not looked at yet.")
    ruth = at_home(world.ruth, fresh=True)
    page = ruth.get("/me/requests").content.decode()
    assert "We are working on it" in page and spoken.day(row.due_on) in page
    one = ruth.get(f"/me/requests/{row.ref}").content.decode()
    assert "Called back on the number" in one
    assert "Not looked at yet" not in one and "What we wrote" not in one
    assert "/me/requests" in ruth.get("/me").content.decode()


def test_the_answer_waits_on_her_page_behind_a_fresh_proof(world: World) -> None:
    row = answered(world)
    assert row.state == "sent" and row.closed_at and row.pack_ref
    (mail,) = mails("rights_answered")
    assert mail.account_id == world.ruth.account.pk
    (sent,) = [one for one in deliver() if one.subject == "Something you asked us for is ready"]
    assert_neutral(sent)
    stale = at_home(world.ruth)
    assert "Answered on" in stale.get("/me/requests").content.decode()
    assert stale.get(f"/me/requests/{row.ref}").status_code == 302
    assert stale.get(f"/files/{row.pack_ref}").status_code == 302
    ruth = at_home(world.ruth, fresh=True)
    page = ruth.get(f"/me/requests/{row.ref}").content.decode()
    assert "Here is all of it." in page and f"/files/{row.pack_ref}" in page
    response: Any = ruth.get(f"/files/{row.pack_ref}")
    with ZipFile(BytesIO(b"".join(response.streaming_content))) as archive:
        assert {"letter.pdf", "my-data.html"} <= set(archive.namelist())
        assert "Ruth" in json.dumps(json.loads(archive.read("json/person.json")))


def test_an_answer_without_data_is_the_letter_alone(world: World) -> None:
    row = answered(world, kind="correction")
    ruth = at_home(world.ruth, fresh=True)
    response: Any = ruth.get(f"/files/{row.pack_ref}")
    assert response.headers["Content-Type"] == "application/pdf"


def test_nobody_else_opens_it_the_office_neither(world: World) -> None:
    row = answered(world)
    for persona in (world.gerd, world.administrator, world.nasser):
        client = at_home(persona, fresh=True)
        assert client.get(f"/me/requests/{row.ref}").status_code == 404
        assert client.get(f"/files/{row.pack_ref}").status_code == 404
        assert "Answered on" not in client.get("/me/requests").content.decode()
    office = at_desk(world.administrator)
    assert office.get(url(row, "file")).status_code == 403
    assert office.get(url(row)).status_code == 200


def test_after_30_days_it_is_gone_and_the_page_says_so(world: World) -> None:
    row = answered(world)
    ruth = world.ruth.actor(fresh=True)
    with acting_as(ruth):
        file = my_answer(actor=ruth, ref=row.ref).file
        assert file is not None and file.expires_at
        assert timedelta(days=29) < file.expires_at - timezone.now() <= timedelta(days=30)
        expire_file(actor=ruth, ref=file.ref)
    page = at_home(world.ruth, fresh=True).get(f"/me/requests/{row.ref}").content.decode()
    assert "not here any more" in page and "Here is all of it." in page


def test_only_somebody_with_an_account_gets_it_on_a_page(world: World) -> None:
    office = at_desk(world.administrator)
    row = asked(world, office, **OUTSIDE, kind="objection")
    known(office, row)
    assert b"own page" not in office.get(url(row, "answer")).content
    assert written(office, row, form="page").status_code == 422
    hers = asked(world, office, who="member", mark="ruth@example.org", kind="objection")
    known(office, hers)
    assert b"own page" in office.get(url(hers, "answer")).content
    Account.objects.filter(pk=world.ruth.account.pk).update(is_active=False)
    assert written(office, hers, form="page").status_code == 422


def ready(
    world: World, first: Client, mark: str, form: str, letter: str = "Here it is."
) -> RightsRequest:
    """Somebody objects, and the answer waits for the second look."""
    row = asked(world, first, who="member", mark=mark, kind="objection")
    known(first, row)
    assert written(first, row, form=form, letter=letter).status_code == 302
    return row


def test_whose_account_closed_meanwhile_is_answered_on_paper_and_holds_up_nobody(
    world: World,
) -> None:
    first, other = at_desk(world.administrator), at_desk(second_administrator(world))
    row = ready(world, first, "ruth@example.org", "page")
    assert let_go(other, row).status_code == 302
    behind = ready(world, first, "gerd@example.org", "paper")
    assert let_go(other, behind).status_code == 302
    Account.objects.filter(pk=world.ruth.account.pk).update(is_active=False)
    pack_made(world)
    assert again(world, behind).pack_ref
    row = again(world, row)
    assert (row.state, row.released_by, row.prepared_by) == ("open", None, None)
    assert "no page of their own" in row.sent_back_why
    assert "no page of their own" in first.get(url(row)).content.decode()
    with acting_as(world.ruth.actor()) as ruth:
        assert not StoredFile.objects.visible_to(ruth).exists()
    assert written(first, row).status_code == 302
    assert let_go(other, row).status_code == 302
    pack_made(world)
    assert again(world, row).pack_ref


def test_what_the_house_lacks_sends_no_request_back(
    world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    first, other = at_desk(world.administrator), at_desk(second_administrator(world))
    rows = [ready(world, first, mark, "paper") for mark in ("ruth@example.org", "gerd@example.org")]
    for row in rows:
        assert let_go(other, row).status_code == 302
    with monkeypatch.context() as broken:
        broken.setattr("notifications.typesetting.HERE", tmp_path)  # an update went wrong
        with pytest.raises(AssertionError, match="could not be put on paper"):
            pack_made(world)
    assert [again(world, row).state for row in rows] == ["released", "released"]
    assert first.post(url(rows[0], "file/again")).status_code == 302
    pack_made(world)
    assert all(again(world, row).pack_ref for row in rows)


def test_a_sign_no_font_has_sends_back_this_request_alone(world: World) -> None:
    first, other = at_desk(world.administrator), at_desk(second_administrator(world))
    row = ready(world, first, "ruth@example.org", "paper", letter="\U00012345")
    behind = ready(world, first, "gerd@example.org", "paper")
    for one in (row, behind):
        assert let_go(other, one).status_code == 302
    pack_made(world)
    assert again(world, row).state == "open" and again(world, behind).pack_ref


def test_an_answer_for_a_page_that_is_gone_is_not_let_go(world: World) -> None:
    first, other = at_desk(world.administrator), at_desk(second_administrator(world))
    row = ready(world, first, "ruth@example.org", "page")
    Account.objects.filter(pk=world.ruth.account.pk).update(is_active=False)
    refused = let_go(other, row)
    assert refused.status_code == 403 and b"no page of their own" in refused.content
    assert again(world, row).state == "ready"


def test_the_answer_that_was_let_go_now_is_made_first(world: World) -> None:
    first, other = at_desk(world.administrator), at_desk(second_administrator(world))
    before = ready(world, first, "ruth@example.org", "paper")
    assert let_go(other, before).status_code == 302
    with acting_as(world.administrator.actor()) as actor:
        job = house_job(actor=actor, kind=PACK)
        assert job is not None
        cancel_job(actor=actor, ref=job.ref)
    wanted = ready(world, first, "gerd@example.org", "paper")
    assert let_go(other, wanted).status_code == 302
    units_done(world, 1)
    assert again(world, wanted).pack_ref and again(world, before).pack_ref is None


def test_before_there_was_an_answer_nothing_is_said_to_be_gone(world: World) -> None:
    first, other = at_desk(world.administrator), at_desk(second_administrator(world))
    row = ready(world, first, "ruth@example.org", "page")
    ruth = at_home(world.ruth, fresh=True)
    assert "not here any more" not in ruth.get(f"/me/requests/{row.ref}").content.decode()
    let_go(other, row)
    assert "not here any more" not in ruth.get(f"/me/requests/{row.ref}").content.decode()


def test_the_list_asks_as_often_for_many(world: World) -> None:
    office, ruth = at_desk(world.administrator), at_home(world.ruth)
    ruth.get("/me/requests")
    counts = []
    for _round in range(2):
        asked(world, office, who="member", mark="ruth@example.org")
        with CaptureQueriesContext(connection) as queries:
            ruth.get("/me/requests")
        counts.append(len(queries))
    assert counts[0] == counts[1]
