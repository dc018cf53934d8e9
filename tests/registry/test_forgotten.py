"""What a committee decided stays when one of it is erased; her name does not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from members.actions.erase_person import erase_person
from po_platform.access.actor import Purpose, System
from registry.models import Fetched, RequestStep, Vote
from tests.personas import Persona, World
from tests.registry.asking import make_asking
from tests.registry.released import Released

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def store(settings: Any, tmp_path: Path) -> None:
    settings.STORED_FILES_DIR = tmp_path / "store"
    settings.ERASURE_LIST = tmp_path / "erasures.jsonl"


def erased(persona: Persona) -> None:
    assert erase_person(actor=System(Purpose.ERASE), person_id=persona.person.pk) is not None


def test_votes_steps_and_fetches_stay_without_the_name(world: World, sign_in: Any) -> None:
    asking = make_asking(world, 3)
    released = Released(asking, asking.ready())
    released.free()
    gone, other = asking.votes[1], asking.votes[0]
    link = released.release.recipients.get()
    Fetched.objects.create(
        release=released.release, by_account=link.account_id, by_name=asking.researcher.name,
        sha256="",
    )  # fmt: skip
    names = (gone.name, asking.researcher.name)
    votes, steps = Vote.objects.count(), RequestStep.objects.count()
    erased(gone)
    erased(asking.researcher)
    assert (Vote.objects.count(), RequestStep.objects.count()) == (votes, steps)
    kept = [*Vote.objects.all(), *RequestStep.objects.all(), *Fetched.objects.all()]
    assert not any(name in {getattr(one, "name", ""), getattr(one, "by_name", "")} for one in kept for name in names)  # fmt: skip
    assert Vote.objects.get(account=gone.account.pk).who == "a former member of the committee"
    page = sign_in(other).get(f"/data-requests/{released.row.ref}").content.decode()
    assert "a former member of the committee" in page and "a former researcher" in page
    assert not any(name in page for name in names)
    assert sign_in(other).get(f"/data-requests/{released.row.ref}/pack.pdf").status_code == 200


def test_nobody_but_the_eraser_takes_names_away(world: World) -> None:
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select forget_in_requests(1)")
