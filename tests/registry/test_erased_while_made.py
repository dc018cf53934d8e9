"""Somebody is erased while her data are made ready for research: nothing of her is left, and it begins anew."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from psycopg2.errors import LockNotAvailable

from files import places
from files.actions import running
from files.models import Job
from members.actions.erase_person import erase_person
from notifications.models import Outbox
from notifications.seals import dedup_mark
from po_platform.access.actor import Purpose, System, acting_as
from registry import release_work
from registry.models import Release, ReleaseRow
from registry.release_end import as_release
from registry.release_lines import finish_lines
from tests.database import connect_as
from tests.personas import Persona, World
from tests.registry.asking import make_asking
from tests.registry.released import Released

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE, AT_ONCE = 12, 5


@pytest.fixture(autouse=True)
def store(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.STORED_FILES_DIR = tmp_path / "store"
    settings.ERASURE_LIST = tmp_path / "erasures.jsonl"
    monkeypatch.setattr(release_work, "PEOPLE_AT_ONCE", AT_ONCE)


@pytest.fixture
def released(world: World) -> Released:
    asking = make_asking(world, PEOPLE)
    return Released(asking, asking.ready())


def erased(persona: Persona) -> None:
    assert erase_person(actor=System(Purpose.ERASE), person_id=persona.person.pk) is not None


def after_unit(monkeypatch: pytest.MonkeyPatch, number: int, deed: Any) -> None:
    """Between this unit of a job (the first is 1) and the next one something else happens."""
    one_unit, done = running._one_unit, 0

    def watched(*args: Any) -> bool:
        nonlocal done
        more, done = one_unit(*args), done + 1
        if done == number:
            deed()
        return more

    monkeypatch.setattr(running, "_one_unit", watched)


def rows_of_subject(subject: Any) -> int:
    with connect_as("owner") as owner, owner.cursor() as cursor:
        cursor.execute(
            "select count(*) from registry_releaserow where subject_id = %s", [str(subject)]
        )
        count: int = cursor.fetchone()[0]
    owner.close()
    return count


@pytest.mark.parametrize(
    "unit", [1, 2, 4], ids=["before her lines", "after them", "before the file"]
)
def test_nothing_is_built_those_who_look_after_it_are_told_and_it_can_begin_anew(
    released: Released, monkeypatch: pytest.MonkeyPatch, unit: int
) -> None:
    gone = released.asking.people[0]
    with monkeypatch.context() as during:
        after_unit(during, unit, lambda: erased(gone))
        release = released.build()
    assert (release.state, release.pseudonyms, release.sealed_key) == ("failed", [], "")
    assert "try again" in release.problem
    with acting_as(as_release(release)) as system:
        assert not ReleaseRow.objects.visible_to(system).exists()
        job = Job.objects.visible_to(system).get()
    assert not places.work_folder(job.ref).exists() or not [*places.work_folder(job.ref).iterdir()]
    told = f"registry.request_work:cleared:{release.pk}:{released.asking.walks.curator.person.pk}"
    assert Outbox.objects.filter(dedup=dedup_mark(told)).exists()
    again = released.build()
    assert (again.state, again.n_people) == ("built", PEOPLE - 1)


def test_her_finished_lines_go_with_her(
    released: Released, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = released.asking.people[0]
    subject, before, after = gone.subject, [], []

    def look_erase_look() -> None:
        before.append(rows_of_subject(subject))
        erased(gone)
        after.append(rows_of_subject(subject))

    after_unit(monkeypatch, 4, look_erase_look)
    released.build()
    assert before[0] > 1 and after == [0]


def test_whoever_erases_waits_until_a_unit_has_kept_its_lines(
    released: Released, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else lines that are not yet to be seen would stay behind."""
    seen = []

    def looked_at(actor: Any, release: Release, *args: Any) -> Any:
        made = finish_lines(actor, release, *args)
        with connect_as("owner") as owner, owner.cursor() as cursor:
            with pytest.raises(LockNotAvailable):
                cursor.execute("select 1 from registry_releasesubject for update nowait")
            seen.append(release.pk)
            owner.rollback()
        owner.close()
        return made

    monkeypatch.setattr(release_work, "finish_lines", looked_at)
    assert released.build().state == "built"
    assert len(seen) == 3


def test_a_unit_finds_who_is_gone_before_anything_of_it_is_written(
    released: Released, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[int] = []
    write = release_work._write

    def counted(*args: Any) -> int:
        written.append(args[-1])
        return write(*args)

    monkeypatch.setattr(release_work, "_write", counted)
    after_unit(monkeypatch, 2, lambda: erased(released.asking.people[-1]))
    assert released.build().state == "failed"
    assert written == [0]
