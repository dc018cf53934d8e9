"""A release: frozen with consent, looked at by two, fetched on record, ended, and without anybody who left."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from typing import Any
from uuid import UUID
from zipfile import ZipFile

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.db.utils import ProgrammingError
from django.http import Http404
from django.utils import timezone

from files.actions.running import run_job
from files.models import Job, StoredFile
from files.places import path_of
from members.models import RoleHolding
from notifications.models import Outbox
from po_platform.access.actor import Hat, Purpose, System, acting_as
from questionnaires.redcap.exporting import dictionary_csv
from registry import release_lines, release_work
from registry.actions import releases as actions
from registry.actions.counting import subjects_of
from registry.actions.datasets import put_in_use, take_in_dictionary
from registry.actions.joining import change_answer, leave_registry
from registry.cohort import Criterion
from registry.consent import Sheet
from registry.models import (
    DataRequest,
    Deletion,
    Entry,
    Event,
    Fetched,
    Recipient,
    Release,
    ReleaseRow,
)
from registry.pseudonyms import is_sound, pseudonym
from registry.release_copy import copy_for
from registry.release_end import as_release
from registry.release_freeze import key_of
from registry.release_rows import SHIFTED, moved
from registry.release_rows import Sheet as Columns
from registry.release_upkeep import watch_over_releases
from registry.request_flow import Move
from registry.request_shown import Shown
from tests.personas import Persona, World, make_persona
from tests.questionnaires.dictionaries import field
from tests.registry.asking import make_asking, taking_part
from tests.registry.released import Released, table
from tests.registry.world import rows

pytestmark = pytest.mark.django_db
PEOPLE = 12


@pytest.fixture
def released(world: World) -> Released:
    asking = make_asking(world, PEOPLE)
    return Released(asking, asking.ready())


def a_seventh(released: Released, persona: Persona, *, form: str = "visit") -> None:
    """The form stands a second time about her, whatever the dataset says of it now."""
    with acting_as(released.asking.walks.curator.actor()) as actor:
        old = Entry.objects.visible_to(actor).get(subject_id=persona.subject, form__name=form)
        Entry.objects.create(
            subject_id=old.subject_id, record=old.record, registry=old.registry, form=old.form,
            version=old.version, instance=7, answers=old.answers, source="curator",
        )  # fmt: skip


def test_what_goes_out_is_who_agreed_and_what_was_asked_for(released: Released) -> None:
    gone = released.asking.people[0]
    with acting_as(gone.actor()) as actor:
        leave_registry(actor=actor, taking_part=taking_part(gone), language="en")
    release = released.build()
    assert (release.state, release.n_people, release.n_rows) == ("built", PEOPLE - 1, PEOPLE - 1)
    bundle, names = released.bundle(), released.people()
    assert gone.subject not in names
    raw = table(bundle, "data_raw.csv")
    assert {line["pseudonym"] for line in raw} == set(names.values())
    assert all(is_sound(name) for name in names.values())
    assert list(raw[0]) == [
        "pseudonym", "born", "sex", "minutes", "with_whom___1", "with_whom___2", "with_whom____9",
        "metres",
    ]  # fmt: skip
    assert "Name 3" not in str(raw)
    assert raw == sorted(raw, key=lambda line: line["pseudonym"])
    manifest = json.loads(bundle.read("manifest.json"))
    assert (manifest["people"], manifest["rows"]) == (PEOPLE - 1, PEOPLE - 1)
    assert manifest["cohort"]["in_words"] == ["Minutes: 10 or more"]
    assert manifest["consent"]["as_of"] == release.as_of.isoformat()  # type: ignore[union-attr]
    words = table(bundle, "data_labels.csv")
    assert {line["Sex"] for line in words} <= {"Female", "Male", ""}
    assert {row["column"] for row in table(bundle, "codebook.csv")} == set(raw[0]) - {"pseudonym"}
    with acting_as(as_release(release)) as system:
        assert not ReleaseRow.objects.visible_to(system).exists()


def test_a_date_that_cannot_be_moved_does_not_go_out_as_it_was() -> None:
    assert moved("2026-03-04T09:30", SHIFTED, 5) == "2026-02-27T09:30"
    assert moved("0001-01-03", SHIFTED, 5) == ""


def test_dates_go_out_moved_and_marks_of_few_do_not_go_out(released: Released) -> None:
    DataRequest.objects.filter(pk=released.row.pk).update(kept_apart=["sex", "minutes"])
    release = released.build()
    raw = table(released.bundle(), "data_raw.csv")
    assert {line["minutes"] for line in raw} == {""}  # everybody walked another time
    assert {line["sex"] for line in raw} == {""}
    assert release.manifest["alike_at_least"]["left_out_of"] == PEOPLE
    born = {line["pseudonym"]: line["born"] for line in raw}
    as_entered = {f"1950-03-{day:02d}" for day in range(1, 29)}
    assert set(born.values()) - as_entered
    assert all("1949-03" <= day <= "1950-03-28" for day in born.values())
    assert len({line["metres"] for line in raw}) == PEOPLE


def test_another_release_knows_everybody_by_another_name(released: Released) -> None:
    release = released.free()
    first, key = released.people(), key_of(release)
    assert first == {subject: pseudonym(key, subject) for subject in first}
    other = Released(released.asking, released.asking.ready())
    other.build()
    assert set(other.people()) == set(first)
    assert set(other.people().values()).isdisjoint(first.values())


def test_whoever_made_it_does_not_set_it_free(released: Released) -> None:
    released.build()
    curator = released.asking.walks.curator
    with pytest.raises(PermissionDenied, match="Somebody else"):
        released.do(curator, actions.free_release)
    with pytest.raises(PermissionDenied):
        released.do(released.asking.researcher, actions.free_release)
    with pytest.raises(IntegrityError), transaction.atomic():
        Release.objects.update(freed_by=curator.account.pk)
    released.do(released.asking.votes[0], actions.free_release)
    assert released.release.state == "active"
    assert DataRequest.objects.get(pk=released.row.pk).state == "released"


def test_nothing_is_made_before_all_is_signed(released: Released) -> None:
    early = Released(released.asking, released.asking.approved())
    for who in (released.asking.walks.curator, released.asking.researcher, early.asking.votes[0]):
        with pytest.raises(PermissionDenied):
            early.do(who, actions.build_release)
    released.build()
    with pytest.raises(PermissionDenied, match="being made already"):
        released.do(released.asking.walks.curator, actions.build_release)


def test_a_release_of_nobody_fails_and_says_so(released: Released) -> None:
    DataRequest.objects.filter(pk=released.row.pk).update(commercial=True)
    for persona in released.asking.people:
        with acting_as(persona.actor()) as actor:
            leave_registry(actor=actor, taking_part=taking_part(persona), language="en")
    release = released.build()
    assert (release.state, release.sealed_key) == ("failed", "")
    assert "Nobody who agreed" in release.problem
    assert DataRequest.objects.get(pk=released.row.pk).state == "ready"


def test_a_recipient_fetches_with_a_fresh_proof_on_record_until_her_link_is_over(
    released: Released, sign_in: Any
) -> None:
    release, researcher = released.free(), released.asking.researcher
    link = Recipient.objects.get()
    here = f"/data-releases/{link.ref}/file"
    asked = sign_in(researcher).get(here)
    assert asked.status_code == 302
    assert not Fetched.objects.exists()
    client = sign_in(researcher, fresh=True)
    response = client.get(here)
    assert response.status_code == 200
    raw = b"".join(response.streaming_content)
    mark = json.loads(ZipFile(BytesIO(raw)).read("recipient.json"))
    assert (mark["copy"], mark["release_sha256"]) == (link.code, release.sha256)
    [line] = Fetched.objects.all()
    assert (line.by_account, line.sha256) == (researcher.account.pk, sha256(raw).hexdigest())
    with pytest.raises(ProgrammingError), transaction.atomic():
        Fetched.objects.all().delete()
    other = make_persona("Other Researcher", role=Hat.RESEARCHER)
    assert sign_in(other, fresh=True).get(here).status_code == 404
    assert sign_in(released.asking.walks.curator, fresh=True).get(here).status_code == 403
    released.do(
        released.asking.walks.curator, actions.invite_recipient, address="other@example.org"
    )
    theirs = Recipient.objects.get(account=other.account)
    assert sign_in(other, fresh=True).get(f"/data-releases/{theirs.ref}/file").status_code == 200
    with pytest.raises(PermissionDenied):
        released.do(
            released.asking.walks.curator, actions.invite_recipient, address="gerd@example.org"
        )
    Recipient.objects.update(until=timezone.now() - timedelta(minutes=1))
    assert client.get(here).status_code == 403
    RoleHolding.objects.filter(account=researcher.account).update(ends_at=timezone.now())
    assert sign_in(researcher, fresh=True).get(here).status_code == 403


def test_who_takes_her_yes_back_is_on_a_list_for_those_who_have_her_data(
    released: Released, sign_in: Any
) -> None:
    released.free()
    names = released.people()
    gone = released.asking.people[3]
    with acting_as(gone.actor()) as actor:
        leave_registry(actor=actor, taking_part=taking_part(gone), language="en")
    watch_over_releases()
    watch_over_releases()
    [line] = Deletion.objects.all()
    assert line.pseudonym == names[gone.subject]
    assert Outbox.objects.filter(kind="registry.deletions").count() == 1
    client = sign_in(released.asking.researcher)
    here = f"/data-releases/{released.release.recipients.get().ref}/deletions"
    assert line.pseudonym in client.get(here).content.decode()
    assert client.post(here, {}).status_code == 422
    client.post(here, {"sure": "on"})
    line.refresh_from_db()
    assert line.confirmed_by == released.asking.researcher.account.pk
    page = sign_in(gone).get("/me/uses-of-data").content.decode()
    assert "You took back what you agreed to" in page


def test_a_release_ends_with_its_key_and_every_name_in_it(released: Released) -> None:
    release = released.free()
    Release.objects.update(expires_on=timezone.localdate() + timedelta(days=20))
    watch_over_releases()
    watch_over_releases()
    assert Outbox.objects.filter(kind="registry.release_ends").count() == 1
    with pytest.raises(PermissionDenied):
        released.do(
            released.asking.walks.curator, actions.certify_destruction, words="by somebody else"
        )
    Release.objects.update(expires_on=timezone.localdate())
    watch_over_releases()
    release.refresh_from_db()
    assert (release.state, release.sealed_key, release.pseudonyms) == ("expired", "", [])
    assert set(released.people().values()) == {""}
    assert len(released.people()) == PEOPLE  # that they were in it stays
    with acting_as(as_release(release)) as system:
        ends = StoredFile.objects.visible_to(system).get().expires_at
        assert ends is not None
        assert ends <= timezone.now()
    link = Recipient.objects.get()
    with pytest.raises(PermissionDenied), acting_as(released.asking.researcher.actor()) as actor:
        actions.fetch_release(actor=actor, ref=link.ref)  # type: ignore[arg-type]
    released.do(released.asking.researcher, actions.certify_destruction, words="Overwritten twice")
    release.refresh_from_db()
    assert release.state == "destroyed"
    assert DataRequest.objects.get(pk=released.row.pk).state == "closed"
    with pytest.raises(PermissionDenied):
        released.do(released.asking.researcher, actions.certify_destruction, words="again")


def test_a_curator_ends_a_release_before_its_day_and_throws_one_away(released: Released) -> None:
    released.build()
    with pytest.raises(PermissionDenied):
        released.do(released.asking.researcher, actions.throw_away)
    released.do(released.asking.second, actions.throw_away)
    assert Release.objects.get().state == "failed"
    released.free()
    with pytest.raises(PermissionDenied):
        released.do(released.asking.researcher, actions.stop_release)
    told = Outbox.objects.filter(kind="registry.release_ends")
    assert not told.exists()
    released.do(released.asking.second, actions.stop_release)
    assert released.release.state == "expired"
    assert [one.person_id for one in told] == [released.asking.researcher.person.pk]


def test_each_member_sees_her_own_uses_and_the_vault_gives_no_others(
    released: Released, sign_in: Any
) -> None:
    released.free()
    inside, outside = released.asking.people[0], released.asking.world.ruth

    def rows(actor: Any) -> int:
        with acting_as(actor), connection.cursor() as cursor:
            cursor.execute("select count(*) from registry_releasesubject")
            return int(cursor.fetchone()[0])

    assert (rows(inside.actor()), rows(outside.actor())) == (1, 0)
    for who in (released.asking.walks.curator, released.asking.researcher):
        assert rows(who.actor()) == 0
    assert rows(System(Purpose.EXPORT, subject_id=inside.subject)) == 1
    assert rows(as_release(released.release)) == PEOPLE
    page = sign_in(inside).get("/me/uses-of-data").content.decode()
    assert "Walking and stiffness" in page
    assert "Your data are in no use" in sign_in(outside).get("/me/uses-of-data").content.decode()
    with pytest.raises(Http404):
        released.do(outside, actions.free_release)


def test_everybody_reads_the_uses_and_results_only_after_a_curator(
    released: Released, sign_in: Any, client: Any
) -> None:
    assert "No use yet" in client.get("/uses-of-data").content.decode()
    released.free()
    page = client.get("/uses-of-data").content.decode()
    assert "Walking and stiffness" in page
    assert "Nothing to report yet" in page
    here = f"/data-requests/{released.row.ref}/results"
    researcher, curator = (
        sign_in(who) for who in (released.asking.researcher, released.asking.walks.curator)
    )
    assert researcher.post(here, {"results": "Company helps."}).status_code == 302
    assert "Company helps" not in client.get("/uses-of-data").content.decode()
    assert researcher.post(f"{here}/publish").status_code == 403
    assert curator.post(f"{here}/publish").status_code == 302
    assert "Company helps" in client.get("/uses-of-data").content.decode()
    assert curator.post(f"{here}/publish").status_code == 403


def test_everybody_is_a_cohort_too_each_once(released: Released) -> None:
    asking = released.asking
    everybody = Released(asking, asking.ready(asking.draft(())))
    assert (everybody.build().n_people, everybody.release.n_rows) == (PEOPLE, PEOPLE)


def test_a_worker_that_dies_in_between_loses_one_unit(
    released: Released, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("registry.release_work.PEOPLE_AT_ONCE", 5)
    assert released.build().n_rows == PEOPLE
    raw = table(released.bundle(), "data_raw.csv")
    assert len({line["pseudonym"] for line in raw}) == PEOPLE


def test_a_copy_that_is_not_the_cohort_is_no_release(
    released: Released, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("registry.release_freeze.subjects_of", lambda *_args: set())
    release = released.build()
    assert release.state == "building"
    assert released.people() == {}


def leave(released: Released, number: int) -> Persona:
    gone = released.asking.people[number]
    with acting_as(gone.actor()) as actor:
        leave_registry(actor=actor, taking_part=taking_part(gone), language="en")
    return gone


def written_again(released: Released) -> Release:
    """As the worker does it."""
    with acting_as(as_release(released.release)) as system:
        job = Job.objects.visible_to(system).filter(kind="registry.release_again").latest("pk")
    run_job(job.pk)
    return released.release


def file_ref(release: Release) -> UUID:
    assert release.file_ref is not None
    return release.file_ref


def names_in(released: Released) -> set[str]:
    release = released.release
    with acting_as(as_release(release)) as system:
        file = StoredFile.objects.visible_to(system).get(ref=file_ref(release))
    bundle = ZipFile(BytesIO(path_of(file.place).read_bytes()))
    raw = {line["pseudonym"] for line in table(bundle, "data_raw.csv")}
    assert raw == {line["pseudonym"] for line in table(bundle, "data_labels.csv")}
    manifest = json.loads(bundle.read("manifest.json"))
    assert (manifest["people"], manifest["rows"]) == (len(raw), len(raw))
    return raw


def test_who_leaves_before_it_is_set_free_does_not_go_out(released: Released, sign_in: Any) -> None:
    built = released.build()
    names = released.people()
    gone = leave(released, 0)
    second = sign_in(released.asking.second)
    page = second.post(f"/data-requests/{released.row.ref}/release/free", follow=True)
    assert "written again without her" in page.content.decode()
    assert (released.release.state, Recipient.objects.count()) == ("built", 0)
    again = written_again(released)
    assert again.pk == built.pk
    assert again.n_people == again.n_rows == PEOPLE - 1
    assert names_in(released) == set(names.values()) - {names[gone.subject]}
    released.do(released.asking.second, actions.free_release)
    assert released.release.state == "active"
    assert "Your data are in no use" in sign_in(gone).get("/me/uses-of-data").content.decode()
    assert not Deletion.objects.exists()


def test_who_leaves_before_it_is_fetched_is_not_in_what_is_fetched(
    released: Released, sign_in: Any
) -> None:
    first = released.free().sha256
    names = released.people()
    researcher = sign_in(released.asking.researcher, fresh=True)
    here = f"/data-releases/{Recipient.objects.get().ref}"
    desk = Outbox.objects.filter(kind="registry.request_work")
    before = desk.count()
    gone = leave(released, 0)
    for _press in range(2):
        page = researcher.get(f"{here}/file", follow=True)
        assert page.redirect_chain
        assert "took back what she agreed to" in page.content.decode()
    assert not Fetched.objects.exists()
    assert desk.count() > before
    watch_over_releases()
    assert names[gone.subject] in researcher.get(here).content.decode()
    again = written_again(released)
    assert again.sha256 != first
    assert names_in(released) == set(names.values()) - {names[gone.subject]}
    raw = b"".join(researcher.get(f"{here}/file"))
    assert (
        json.loads(ZipFile(BytesIO(raw)).read("recipient.json"))["release_sha256"] == again.sha256
    )
    assert Fetched.objects.get().sha256 == sha256(raw).hexdigest()
    watch_over_releases()
    assert Deletion.objects.count() == 1


def test_who_is_left_stays_alike_enough(released: Released) -> None:
    """Seven and five of a kind, five at least: when one of the five goes, nobody keeps the mark."""
    asking = released.asking
    with acting_as(asking.walks.curator.actor()) as actor:
        for number in (1, 3, 5, 7, 9, 11):
            sex = "1" if number != 1 else "0"
            rows = Entry.objects.visible_to(actor).filter(
                subject_id=asking.people[number].subject, form__name="person"
            )
            for entry in rows:
                entry.answers = {**entry.answers, "sex": sex}
                entry.save()
    for one in asking.people:
        with acting_as(one.actor()) as actor:
            yes = Sheet.of(taking_part(one).sheet.content).question("reuse")
            assert yes is not None
            for said in ({"past": "no"}, {"past": "yes", "future": "yes"}):
                change_answer(
                    actor=actor, taking_part=taking_part(one), question=yes, said=said,
                    language="en",
                )  # fmt: skip
    release = released.build(origins=True)
    assert release.manifest["alike_at_least"]["left_out_of"] == 0
    before = table(released.bundle(), "data_raw.csv")
    assert {line["sex__from"] for line in before} == {"import"}
    leave(released, 11)
    released.do(asking.second, actions.free_release)
    again = written_again(released)
    assert again.manifest["alike_at_least"]["left_out_of"] == PEOPLE - 1
    with acting_as(as_release(again)) as system:
        file = StoredFile.objects.visible_to(system).get(ref=file_ref(again))
    raw = table(ZipFile(BytesIO(path_of(file.place).read_bytes())), "data_raw.csv")
    assert {(line["sex"], line["sex__from"]) for line in raw} == {("", "")}
    assert {line["minutes__from"] for line in raw} == {"import"}


def test_a_release_of_which_nobody_is_left_ends(released: Released) -> None:
    released.build()
    for number in range(PEOPLE):
        leave(released, number)
    released.do(released.asking.second, actions.free_release)
    with acting_as(as_release(released.release)) as system:
        job = Job.objects.visible_to(system).get(kind="registry.release_again")
    run_job(job.pk)
    release = Release.objects.get()
    assert (release.state, release.sealed_key, release.pseudonyms) == ("failed", "", [])
    assert "Nobody who agreed" in release.problem


def test_a_yes_for_what_comes_later_does_not_keep_her_in_what_was_made_before(
    released: Released,
) -> None:
    released.free()
    changed = released.asking.people[2]
    with acting_as(changed.actor()) as actor:
        yes = Sheet.of(taking_part(changed).sheet.content).question("reuse")
        assert yes is not None
        change_answer(
            actor=actor, taking_part=taking_part(changed), question=yes,
            said={"past": "no", "future": "yes"}, language="en",
        )  # fmt: skip
    a_seventh(released, changed)
    watch_over_releases()
    assert Deletion.objects.get().pseudonym == released.people()[changed.subject]


def test_what_stands_a_second_time_is_told_apart_whatever_is_planned_now(
    released: Released,
) -> None:
    a_seventh(released, released.asking.people[2])
    release = released.build()
    assert release.manifest["lines_tell"] == {"visits": False, "repeats": True}
    mine = released.people()[released.asking.people[2].subject]
    lines = [one for one in table(released.bundle(), "data_raw.csv") if one["pseudonym"] == mine]
    told = [(one["redcap_repeat_instrument"], one["redcap_repeat_instance"]) for one in lines]
    assert told == [("", ""), ("visit", "7")]


def test_what_is_planned_while_a_release_is_made_does_not_move_its_columns(
    released: Released, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("registry.release_work.PEOPLE_AT_ONCE", 5)
    dataset, write = released.asking.walks.dataset, release_work._write

    def planned_meanwhile(*args: Any) -> int:
        made = write(*args)
        Event.objects.get_or_create(dataset=dataset, name="later_arm_1", defaults={"position": 0})
        dataset.forms.update(repeats=True)
        return made

    monkeypatch.setattr(release_work, "_write", planned_meanwhile)
    assert released.build().state == "built"
    raw = table(released.bundle(), "data_raw.csv")
    assert list(raw[0])[:2] == ["pseudonym", "born"]
    assert {len(line) for line in raw} == {len(raw[0])}
    assert {line["sex"] for line in raw} <= {"0", "1", ""}


def test_lines_with_other_columns_are_no_release(
    released: Released, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(release_lines, "is_coded", lambda _item: True)
    monkeypatch.setattr(
        release_lines, "only_known", lambda *args: ([*line, "x"] for line in args[2])
    )
    monkeypatch.setattr(Columns, "in_words", lambda _self, line, _texts: line)
    assert released.build().state == "building"
    assert "NotReconciled" in caplog.text


def test_a_copy_is_handed_out_from_disk_and_no_memory_is_kept(
    released: Released, sign_in: Any, settings: Any
) -> None:
    released.free()
    settings.STORED_FILES_REDIRECT = "/stored/"
    link = Recipient.objects.get()
    response = sign_in(released.asking.researcher, fresh=True).get(
        f"/data-releases/{link.ref}/file"
    )
    place = response.headers["X-Accel-Redirect"].removeprefix("/stored/")
    assert place.startswith("passing/")
    raw = path_of(place).read_bytes()
    assert Fetched.objects.get().sha256 == sha256(raw).hexdigest()
    assert json.loads(ZipFile(BytesIO(raw)).read("recipient.json"))["copy"] == link.code
    assert response.headers["Cache-Control"] == "no-store"


def test_a_download_that_broke_off_goes_on_with_the_same_copy(
    released: Released, sign_in: Any
) -> None:
    released.free()
    client = sign_in(released.asking.researcher, fresh=True)
    file = f"/data-releases/{Recipient.objects.get().ref}/file"
    whole = client.get(file)
    raw, mark = b"".join(whole.streaming_content), whole.headers["ETag"]
    rest = client.get(file, headers={"range": "bytes=100-", "if-range": mark})
    assert rest.status_code == 206
    assert raw[:100] + b"".join(rest.streaming_content) == raw
    assert Fetched.objects.count() == 2


def test_what_was_written_anew_while_it_was_copied_does_not_go_out(
    released: Released, monkeypatch: pytest.MonkeyPatch
) -> None:
    release, copied = released.free(), []

    def meanwhile(recipient: Any, file: Any) -> Any:
        copied.append(replace(copy_for(recipient, file), of="of before"))
        return copied[0]

    monkeypatch.setattr(actions, "copy_for", meanwhile)
    ref = Recipient.objects.get().ref
    with acting_as(released.asking.researcher.actor()) as actor:
        assert actions.fetch_release(actor=actor, ref=ref) is None  # type: ignore[arg-type]
    assert not path_of(copied[0].place).exists()
    assert not Fetched.objects.filter(release=release).exists()


def test_what_will_never_be_finished_is_cleared_away(released: Released) -> None:
    curator = released.asking.walks.curator
    dead: Release = released.do(curator, actions.build_release)
    watch_over_releases()
    assert Release.objects.get().state == "building"
    with acting_as(as_release(dead)) as system:
        Job.objects.visible_to(system).update(state="failed")
    watch_over_releases()
    dead.refresh_from_db()
    assert (dead.state, dead.sealed_key) == ("failed", "")
    forgotten = released.build()
    with acting_as(as_release(forgotten)) as system:
        StoredFile.objects.visible_to(system).update(expires_at=timezone.now())
    watch_over_releases()
    forgotten.refresh_from_db()
    assert (forgotten.state, forgotten.sealed_key, forgotten.pseudonyms) == ("failed", "", [])
    assert released.row.releases.count() == 2


def test_a_request_that_is_taken_back_takes_its_release_with_it(released: Released) -> None:
    made = released.build()
    row = released.row
    released.asking.move(row, released.asking.researcher, Move.WITHDRAW)
    made.refresh_from_db()
    assert (made.state, made.sealed_key, made.pseudonyms) == ("failed", "", [])
    with acting_as(as_release(made)) as system:
        assert not ReleaseRow.objects.visible_to(system).exists()
        file = StoredFile.objects.visible_to(system).get()
    assert file.expires_at is not None and file.expires_at <= timezone.now()
    Release.objects.update(state="built")
    with pytest.raises(PermissionDenied, match="second look"):
        released.do(released.asking.second, actions.free_release)
    early = Released(released.asking, released.asking.ready())
    begun: Release = early.do(released.asking.walks.curator, actions.build_release)
    released.asking.move(early.row, released.asking.researcher, Move.WITHDRAW)
    with acting_as(as_release(begun)) as system:
        run_job(Job.objects.visible_to(system).get().pk)
    begun.refresh_from_db()
    assert (begun.state, begun.pseudonyms) == ("failed", [])


def test_another_recipient_has_a_page_with_the_list_and_is_told(
    released: Released, sign_in: Any
) -> None:
    released.free()
    other = make_persona("Other Researcher", role=Hat.RESEARCHER)
    released.do(
        released.asking.walks.curator, actions.invite_recipient, address="other@example.org"
    )
    link = Recipient.objects.get(account=other.account)
    client = sign_in(other)
    here = f"/data-releases/{link.ref}"
    assert here in client.get("/data-requests").content.decode()
    assert "Fetch the data" in client.get(here).content.decode()
    gone = leave(released, 3)
    watch_over_releases()
    page = client.get(here).content.decode()
    assert released.people()[gone.subject] in page
    assert f"{here}/deletions" in page
    kinds = Outbox.objects.filter(person_id=other.person.pk).order_by("pk")
    assert list(kinds.values_list("kind", flat=True)) == [
        "registry.request_news",
        "registry.deletions",
    ]
    assert client.get(f"/data-requests/{released.row.ref}").status_code == 404
    assert sign_in(released.asking.researcher).get(here).status_code == 404
    assert sign_in(released.asking.walks.curator).get(here).status_code == 403


def test_a_question_that_tells_names_does_not_go_out_whatever_the_request_says(
    released: Released,
) -> None:
    begun: Release = released.do(released.asking.walks.curator, actions.build_release)
    DataRequest.objects.filter(pk=released.row.pk).update(variables=["minutes", "name"])
    with acting_as(as_release(begun)) as system:
        run_job(Job.objects.visible_to(system).get().pk)
    begun.refresh_from_db()
    assert (begun.state, begun.sealed_key) == ("failed", "")
    assert "name" in begun.problem
    with pytest.raises(PermissionDenied, match="any more: name"):
        released.do(released.asking.walks.curator, actions.build_release)


def test_who_leaves_and_is_out_of_our_copy_before_the_tick_looks_is_on_the_list_all_the_same(
    released: Released, sign_in: Any
) -> None:
    released.free()
    names = released.people()
    researcher = sign_in(released.asking.researcher, fresh=True)
    here = f"/data-releases/{Recipient.objects.get().ref}"
    assert researcher.get(f"{here}/file").status_code == 200
    first, told = leave(released, 0), Outbox.objects.filter(kind="registry.deletions")
    researcher.get(f"{here}/file")  # begins the writing anew
    written_again(released)
    assert Deletion.objects.get().pseudonym == names[first.subject]
    assert told.count() == 1
    watch_over_releases()
    assert (Deletion.objects.count(), told.count()) == (1, 1)
    second = leave(released, 1)
    watch_over_releases()
    third = leave(released, 2)  # between the tick and its job
    written_again(released)
    watch_over_releases()
    gone = {names[one.subject] for one in (first, second, third)}
    assert set(Deletion.objects.values_list("pseudonym", flat=True)) == gone
    assert Deletion.objects.count() == told.count() == 3


def test_who_was_taken_out_without_a_line_gets_it_from_the_tick(released: Released) -> None:
    released.build()
    before = leave(released, 0)
    released.do(released.asking.second, actions.free_release)
    written_again(released)
    released.do(released.asking.second, actions.free_release)
    names = released.people()
    leave(released, 1)
    watch_over_releases()
    written_again(released)
    Deletion.objects.all().delete()
    watch_over_releases()
    [line] = Deletion.objects.all()
    assert line.pseudonym == names[released.asking.people[1].subject]
    assert before.subject in names


def test_a_release_that_is_being_made_can_be_stopped(released: Released, sign_in: Any) -> None:
    curator = sign_in(released.asking.walks.curator)
    page = f"/data-requests/{released.row.ref}/release"
    curator.post(f"{page}/make")
    begun = released.release
    assert "Stop it" in curator.get(page).content.decode()
    assert sign_in(released.asking.researcher).post(f"{page}/stop").status_code == 403
    curator.post(f"{page}/stop")
    begun.refresh_from_db()
    assert (begun.state, begun.sealed_key) == ("failed", "")
    with acting_as(as_release(begun)) as system:
        job = Job.objects.visible_to(system).get()
        assert job.state == "cancelled"
        assert not ReleaseRow.objects.visible_to(system).exists()
    run_job(job.pk)
    assert "stopped it" in curator.get(page).content.decode()
    assert released.build().state == "built"
    assert curator.post(f"{page}/stop").status_code == 403


def test_where_answers_come_from_goes_out_where_it_was_chosen(
    released: Released, sign_in: Any
) -> None:
    """And the second look says so; the day a form speaks of was approved by nobody."""
    with acting_as(released.asking.walks.curator.actor()) as actor:
        entries = Entry.objects.visible_to(actor).filter(form__name="visit")
        entries.update(occurred_on="2024-05-06")
    release = released.build(origins=True)
    assert release.state == "built", release.problem
    raw = table(released.bundle(), "data_raw.csv")
    assert {line["minutes__from"] for line in raw} == {"import"}
    assert not [name for name in raw[0] if name.endswith("__when")]
    words = table(released.bundle(), "data_labels.csv")
    assert {line["minutes__from"] for line in words} == {"from a file"}
    meant = {row["column"]: row for row in table(released.bundle(), "codebook.csv")}
    assert "self_confirmed" in meant["minutes__from"]["codes"]
    page = f"/data-requests/{released.row.ref}/release"
    second = sign_in(released.asking.second)
    assert "Where it comes from" in second.get(page).content.decode()
    released.do(released.asking.second, actions.throw_away)
    assert released.build().manifest["origins"] is False
    assert "Where it comes from" not in second.get(page).content.decode()


def test_what_she_did_not_agree_to_show_takes_nothing_away_from_what_she_did(
    world: World,
) -> None:
    """Her sex was told before she joined, "from now on" is what she agreed to: it says nothing of
    whether the question about nausea applies."""
    asking = make_asking(world, PEOPLE, {"reuse": {"past": "ask", "future": "yes"}})
    walks, later = asking.walks, field("nausea", "yesno", form="later", branching="[sex] = '0'")
    raw = dictionary_csv([*rows(), later]).encode()
    with acting_as(walks.curator.actor()) as actor:
        taken = take_in_dictionary(
            actor=actor, raw=raw, registry=walks.registry, title="Walk", dataset=walks.dataset
        )
        assert taken.version is not None, taken.to_json()
        put_in_use(actor=actor, dataset=walks.dataset, version=taken.version)
    lines = [f"{number},1" for number in range(PEOPLE)]
    assert walks.bring("record_id,nausea", *lines).usable
    released = Released(asking, asking.ready(asking.draft(())))
    DataRequest.objects.filter(pk=released.row.pk).update(variables=["sex", "nausea"])
    release = released.build()
    assert (release.state, release.n_people) == ("built", PEOPLE), release.problem
    told = table(released.bundle(), "data_raw.csv")
    assert {(line["sex"], line["nausea"]) for line in told} == {("", "1")}
    sick = (Criterion("later", "nausea", "any", ("1",)),)
    with acting_as(asking.researcher.actor()):
        found = subjects_of(walks.dataset, Shown(released.row).layout, sick, release.use)
    assert len(found) == PEOPLE


def test_what_does_not_apply_any_more_is_not_released(released: Released) -> None:
    """Only women are asked; what a file says of men all the same stays here."""
    DataRequest.objects.filter(pk=released.row.pk).update(variables=["sex", "pregnant"])
    lines = [f"{number},1" for number in range(PEOPLE)]
    assert released.asking.walks.bring("record_id,pregnant", *lines).usable
    release = released.build()
    assert release.state == "built", release.problem
    raw = table(released.bundle(), "data_raw.csv")
    assert {line["pregnant"] for line in raw if line["sex"] == "1"} == {""}
    assert {line["pregnant"] for line in raw if line["sex"] == "0"} == {"1"}
