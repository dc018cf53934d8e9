"""A sealed copy instead of destruction, lists for every recipient, changes after data went out."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from audit.models import Event
from files.actions.running import run_job
from files.models import Job, StoredFile
from files.places import path_of
from notifications.models import Outbox
from po_platform.access.actor import Hat, acting_as
from po_platform.kit.spoken import plain_day
from registry.actions import archives
from registry.actions import releases as actions
from registry.actions.joining import leave_registry
from registry.actions.requests import change_request, decide_request, keep_paper, pass_on
from registry.models import Archive, DataRequest, Deletion, Release
from registry.queries.releases import names_to_delete
from registry.release_end import as_release, extend_use
from registry.release_upkeep import ask_to_destroy, end_archives, watch_over_releases
from registry.request_flow import Move
from registry.sealed_copy import NotOpened, new_key, seal, unseal
from tests.personas import World, make_persona
from tests.registry.asking import PDF, make_asking, taking_part
from tests.registry.released import Released

pytestmark = pytest.mark.django_db
PEOPLE = 3
YEARS = timedelta(days=5 * 365)


@pytest.fixture
def released(world: World) -> Released:
    asking = make_asking(world, PEOPLE)
    found = Released(asking, asking.ready())
    found.free()
    return found


def asked(released: Released) -> Archive:
    until = timezone.localdate() + YEARS
    values = {"keeper": "Dr Ade Oyelaran", "why": "So that others can check", "until": until}
    found: Archive = released.do(released.asking.researcher, archives.ask_for_archive, **values)
    return found


def sealed(released: Released) -> Archive:
    asked(released)
    released.do(released.asking.second, archives.settle_archive, agree=True)
    words = "Deleted everywhere"
    released.do(released.asking.researcher, actions.certify_destruction, words=words)
    return Archive.objects.get()


def test_what_is_sealed_opens_with_its_key_alone(tmp_path: Path) -> None:
    plain, target, key = tmp_path / "plain", tmp_path / "sealed.zip", new_key()
    plain.write_bytes(b"pseudonym,minutes\n" * 200_000)
    seal(plain, target, key)
    assert b"pseudonym" not in target.read_bytes()
    with unseal(target, key) as found:
        assert found.read() == plain.read_bytes()
    with pytest.raises(NotOpened):
        unseal(target, new_key())
    raw = bytearray(target.read_bytes())
    raw[len(raw) // 2] ^= 1
    target.write_bytes(raw)
    with pytest.raises((NotOpened, BadZipFile)):  # found by the one or the other
        unseal(target, key)


def test_a_sealed_copy_stays_and_goes_with_its_key_on_its_day(released: Released) -> None:
    before = released.bundle().read("data_raw.csv")
    kept = sealed(released)
    release = released.release
    assert (release.state, release.sealed_key, release.pseudonyms) == ("archived", "", [])
    with acting_as(as_release(release)) as system:
        file = StoredFile.objects.visible_to(system).get(ref=kept.file_ref or release.ref)
    assert before not in path_of(file.place).read_bytes()
    assert end_archives() == 0
    Archive.objects.update(until=timezone.localdate() - timedelta(days=1))
    assert end_archives() == 1
    kept.refresh_from_db()
    assert (kept.sealed_key, released.release.state) == ("", "destroyed")
    assert Event.objects.filter(verb="registry.archive.ended").exists()


def test_it_is_opened_by_others_for_a_week_and_fetched_on_record(
    released: Released, sign_in: Any
) -> None:
    before = released.bundle().read("data_raw.csv")
    sealed(released)
    asker, desk = released.asking.researcher, released.asking.votes[0]
    here = f"/data-requests/{released.row.ref}/release/sealed"
    assert sign_in(asker, fresh=True).get(f"{here}/file").status_code == 404
    with pytest.raises(PermissionDenied):
        released.do(asker, archives.open_archive, why="I want to")
    client = sign_in(desk)
    assert client.post(f"{here}/open", {"why": ""}).status_code == 422
    client.post(f"{here}/open", {"why": "A reviewer asked"})
    reply = sign_in(asker, fresh=True).get(f"{here}/file")
    data = b"".join(reply)
    with ZipFile(BytesIO(data)) as bundle:
        assert bundle.read("data_raw.csv") == before
    assert released.release.fetched.count() == 1
    Archive.objects.update(open_until=timezone.now())
    with pytest.raises(Http404):
        released.do(asker, archives.fetch_archive)


def test_nothing_is_sealed_unless_others_agree(released: Released, sign_in: Any) -> None:
    asked(released)
    with pytest.raises(PermissionDenied):
        released.do(released.asking.researcher, archives.settle_archive, agree=True)
    page = f"/data-requests/{released.row.ref}/release"
    assert "Dr Ade Oyelaran" in sign_in(released.asking.second).get(page).content.decode()
    sign_in(released.asking.second).post(f"{page}/sealed/answer", {"decline": "1"})
    assert not Archive.objects.exists()
    released.do(released.asking.researcher, actions.certify_destruction, words="all gone")
    assert released.release.state == "destroyed"


def waiting(released: Released) -> int:
    """Jobs that write it anew."""
    with acting_as(as_release(released.release)) as system:
        return int(Job.objects.visible_to(system).filter(kind="registry.release_again").count())


def test_who_leaves_before_the_end_is_not_in_what_is_sealed(
    released: Released, sign_in: Any
) -> None:
    asked(released)
    released.do(released.asking.second, archives.settle_archive, agree=True)
    gone = released.asking.people[0]
    with acting_as(gone.actor()) as actor:
        leave_registry(actor=actor, taking_part=taking_part(gone), language="en")
    page = f"/data-requests/{released.row.ref}/release/destroyed"
    words = {"words": "Overwritten twice", "sure": "on"}
    reply = sign_in(released.asking.researcher).post(page, words)
    assert reply.status_code == 422
    assert "written anew" in reply.content.decode()
    assert "Overwritten twice" in reply.content.decode()
    assert waiting(released) == 1
    Release.objects.update(expires_on=timezone.localdate())
    assert watch_over_releases() == 0
    assert released.release.state == "active"


@pytest.mark.parametrize("way", ["stopped", "its day"])
def test_whatever_ends_it_nobody_is_sealed_who_left(
    released: Released, way: str, sign_in: Any
) -> None:
    asked(released)
    released.do(released.asking.second, archives.settle_archive, agree=True)
    leaves(released, 0)
    if way == "stopped":
        page = f"/data-requests/{released.row.ref}/release/end"
        reply = sign_in(released.asking.walks.curator).post(page, follow=True)
        assert "written anew" in reply.content.decode()
        assert (released.release.state, waiting(released)) == ("active", 1)
    else:
        Release.objects.update(expires_on=timezone.localdate())
        assert watch_over_releases() == 0
    for number in range(1, PEOPLE):
        leaves(released, number)
    watch_over_releases()
    release = released.release
    with acting_as(as_release(release)) as system:
        run_job(Job.objects.visible_to(system).get(kind="registry.release_again").pk)
    kept = Archive.objects.get()  # nobody is left who agrees
    assert (released.release.state, kept.sealed_key, kept.file_ref) == ("expired", "", None)
    assert kept.ended_at is not None


def test_it_ends_although_our_copy_went_while_nothing_ran(released: Released) -> None:
    asked(released)
    released.do(released.asking.second, archives.settle_archive, agree=True)
    leaves(released, 0)
    with acting_as(as_release(released.release)) as system:
        StoredFile.objects.visible_to(system).update(expires_at=timezone.now())
    Release.objects.update(expires_on=timezone.localdate() - timedelta(days=40))
    assert watch_over_releases() == 1
    assert (released.release.state, waiting(released)) == ("expired", 0)


def test_our_copy_lies_until_the_release_has_ended_and_nobody_fetches_it_late(
    released: Released,
) -> None:
    release = released.release
    assert release.expires_on is not None
    with acting_as(as_release(release)) as system:
        until = StoredFile.objects.visible_to(system).get().expires_at
    assert until is not None and until.date() > release.expires_on + timedelta(days=14)
    Release.objects.update(expires_on=timezone.localdate())  # the tick has not come yet
    link = release.recipients.get()
    with (
        pytest.raises(PermissionDenied, match="cannot be fetched"),
        acting_as(released.asking.researcher.actor()) as actor,
    ):
        actions.fetch_release(actor=actor, ref=link.ref)  # type: ignore[arg-type]  # a signed-in person


def leaves(released: Released, number: int) -> None:
    gone = released.asking.people[number]
    with acting_as(gone.actor()) as actor:
        leave_registry(actor=actor, taking_part=taking_part(gone), language="en")


def test_a_sealed_copy_is_not_opened_once_somebody_in_it_does_not_agree(
    released: Released, sign_in: Any
) -> None:
    sealed(released)
    desk, asker = released.asking.votes[0], released.asking.researcher
    page = "/uses-of-data"
    assert "It is closed" in sign_in(desk).get(page).content.decode()
    released.do(desk, archives.open_archive, why="A reviewer asked")
    assert "It is open until" in sign_in(desk).get(page).content.decode()
    released.do(asker, archives.fetch_archive).close()
    leaves(released, 0)
    with pytest.raises(PermissionDenied, match="does not agree any more"):
        released.do(asker, archives.fetch_archive)
    with pytest.raises(PermissionDenied, match="does not agree any more"):
        released.do(desk, archives.open_archive, why="Another one asked")
    assert released.release.fetched.count() == 1


def fetched_again(released: Released) -> Archive:
    sealed(released)
    released.do(released.asking.votes[0], archives.open_archive, why="A reviewer asked")
    released.do(released.asking.researcher, archives.fetch_archive).close()
    return Archive.objects.get()


def asked_to_destroy() -> int:
    """Mails after a look of the tick, and another one that adds nothing."""
    ask_to_destroy()
    before = Outbox.objects.filter(kind="registry.deletions").count()
    ask_to_destroy()
    assert Outbox.objects.filter(kind="registry.deletions").count() == before
    return before


@pytest.mark.parametrize("gone", [False, True])
def test_what_is_fetched_again_is_out_until_it_is_certified_again(
    released: Released, gone: bool, sign_in: Any
) -> None:
    kept, first = fetched_again(released), released.release.certified_at
    here = f"/data-requests/{released.row.ref}/release"
    asker, desk = sign_in(released.asking.researcher), sign_in(released.asking.second)
    if gone:  # our sealed copy reaches its day before
        Archive.objects.update(until=timezone.localdate() - timedelta(days=1))
        assert end_archives() == 1
    for page in (here, f"{here}/certificate", "/uses-of-data"):
        assert "not destroyed yet" in desk.get(page).content.decode()
    assert "Every open copy is destroyed" not in desk.get(here).content.decode()
    assert desk.get(f"{here}/destroyed").status_code == 403
    assert asked_to_destroy() == (1 if gone else 0)
    Archive.objects.update(open_until=timezone.now())
    assert asked_to_destroy() == 1
    assert f"{here}/destroyed" in asker.get(here).content.decode()
    words = {"words": "Shredded once more", "sure": "on"}
    assert asker.post(f"{here}/destroyed", words).status_code == 302
    kept.refresh_from_db()
    assert (kept.fetched_at, ask_to_destroy()) == (None, 0)
    release = released.release
    assert release.state == ("destroyed" if gone else "archived")
    today = plain_day(timezone.localdate())
    assert release.certificate == f"Deleted everywhere\n\n{today}: Shredded once more"
    assert release.certified_at == first, "the day of the first one stays"
    assert "not destroyed yet" not in desk.get("/uses-of-data").content.decode()
    assert asker.post(f"{here}/destroyed", words).status_code == 403


def test_who_leaves_while_it_is_out_again_has_it_destroyed_at_once(
    released: Released, sign_in: Any
) -> None:
    fetched_again(released)
    here = f"/data-requests/{released.row.ref}/release"
    assert asked_to_destroy() == 0
    leaves(released, 0)
    assert asked_to_destroy() == 1
    asker, gone = released.asking.researcher, released.asking.people[0]
    assert "has to be destroyed now" in sign_in(asker).get(here).content.decode()
    assert (
        "we asked those who have the data" in sign_in(gone).get("/me/uses-of-data").content.decode()
    )
    other = sign_in(released.asking.people[1]).get("/me/uses-of-data").content.decode()
    assert "we asked those" not in other and "not destroyed yet" in other


def test_while_the_data_are_in_use_what_was_agreed_to_does_not_end(released: Released) -> None:
    asked(released)
    released.do(released.asking.second, archives.settle_archive, agree=True)
    Archive.objects.update(until=timezone.localdate() - timedelta(days=1))
    assert end_archives() == 0
    release = released.release
    Archive.objects.update(until=release.expires_on)
    before = release.expires_on
    assert before is not None
    extend_use(release, 24)
    assert release.expires_on is not None and release.expires_on > before
    assert Archive.objects.get().until == release.expires_on


def test_the_page_asks_for_it(released: Released, sign_in: Any) -> None:
    client = sign_in(released.asking.researcher)
    here = f"/data-requests/{released.row.ref}/release/sealed"
    until = (timezone.localdate() + YEARS).isoformat()
    assert client.post(here, {"keeper": "A", "why": "B", "until": "1999-01-01"}).status_code == 403
    assert client.post(here, {"keeper": "A", "why": "B", "until": until}).status_code == 302
    assert client.get(here).status_code == 403
    assert sign_in(released.asking.walks.curator).get(here).status_code == 403


def test_each_recipient_confirms_her_own_copies(released: Released, sign_in: Any) -> None:
    other = make_persona("Co Recipient", role=Hat.RESEARCHER, email="co@example.org")
    address = other.account.email
    released.do(released.asking.walks.curator, actions.invite_recipient, address=address)
    release = released.release
    links = {one.account_id: one for one in release.recipients.all()}
    for persona in (released.asking.researcher, other):
        with acting_as(persona.actor()) as actor:
            actions.fetch_release(actor=actor, ref=links[persona.account.pk].ref)  # type: ignore[arg-type]
    gone = released.asking.people[0]
    with acting_as(gone.actor()) as actor:
        leave_registry(actor=actor, taking_part=taking_part(gone), language="en")
    watch_over_releases()
    mine = links[other.account.pk]
    here = f"/data-releases/{mine.ref}/deletions"
    client = sign_in(other)
    assert client.post(here, {"sure": "on"}).status_code == 302
    confirmed = release.recipients.get(pk=mine.pk)
    assert names_to_delete(confirmed) == [] and confirmed.deleted_at is not None
    [line] = Deletion.objects.all()
    assert line.confirmed_at is None  # whoever asked has not said so yet
    page = sign_in(released.asking.second).get(f"/data-requests/{released.row.ref}/release")
    assert "1 person not confirmed yet" in page.content.decode()
    asker = released.asking.researcher
    with acting_as(asker.actor()) as actor:
        actions.confirm_deletions(actor=actor, ref=links[asker.account.pk].ref)  # type: ignore[arg-type]
    assert Deletion.objects.filter(confirmed_at__isnull=False).count() == 1
    assert sign_in(asker).get(here).status_code == 404


def changed(released: Released, **values: Any) -> DataRequest:
    """A change asked for after the data went out, through another vote and contract."""
    asking, row = released.asking, released.row
    asking.move(row, asking.researcher, Move.AMEND, "We need longer")
    with acting_as(asking.researcher.actor()) as actor:
        change_request(actor=actor, ref=row.ref, values=values)  # type: ignore[arg-type]
    return row


def test_a_longer_use_is_decided_anew_and_the_data_stay_as_they_are(released: Released) -> None:
    asking, before = released.asking, released.release
    row = changed(released, months=24)
    with pytest.raises(PermissionDenied, match="went out already"):
        asking.move(row, asking.researcher, Move.WITHDRAW)
    asking.move(row, asking.researcher, Move.PROPOSE)
    with acting_as(asking.walks.curator.actor()) as actor:
        pass_on(actor=actor, ref=row.ref, kept_apart=["sex"], dates="shifted", words="Fine")  # type: ignore[arg-type]
    for who in asking.votes:
        asking.vote(row, who)
    with acting_as(asking.votes[0].actor()) as actor:
        decide_request(actor=actor, ref=row.ref, reason="Useful", conditions="")  # type: ignore[arg-type]
    with acting_as(asking.researcher.actor()) as actor:
        keep_paper(actor=actor, ref=row.ref, kind="contract", paper=PDF)  # type: ignore[arg-type]
    asking.move(row, asking.walks.curator, Move.ACCEPT_CONTRACT)
    row.refresh_from_db()
    after = released.release
    assert (row.state, after.state, after.sha256) == ("released", "active", before.sha256)
    assert before.expires_on is not None and after.expires_on is not None
    assert after.expires_on.year == before.expires_on.year + 1


def test_other_data_need_a_new_request(released: Released) -> None:
    row = changed(released, variables=["sex", "minutes"])
    with pytest.raises(PermissionDenied, match="new request"):
        released.asking.move(row, released.asking.researcher, Move.PROPOSE)
    released.asking.move(row, released.asking.researcher, Move.KEEP)
    row.refresh_from_db()
    assert row.state == "released" and "metres" in row.variables
