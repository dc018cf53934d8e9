"""A request about data learns in how many texts of others a name stands, and never reads one."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction

from audit.models import Event
from education.models import Topic
from members.models import RightsRequest
from members.queries.rights_counted import mentions_of
from members.rights_counted import all_counted
from po_platform.access.actor import Actor, Anonymous, acting_as
from tests.members.everything_of import Planting, plant
from tests.members.office_world import second_administrator
from tests.members.rights_steps import (
    OUTSIDE,
    again,
    asked,
    at_desk,
    known,
    searched,
    url,
    written,
)
from tests.personas import World, make_persona
from tests.proms.path import put_weekly_in_use

pytestmark = pytest.mark.django_db

MARK = "Hannaoutside"
# What stands in these is a code, a keyed mark, an id, or about nobody's life.
NO_WORDS = {
    "audit.Read", "education.BuddyPair", "education.GuideAssignment", "education.MayCall", "education.SavedPage", "files.Job",
    "members.Grant", "members.GrantEvent", "members.CallRequest", "members.DeathTold", "members.Ending",
    "members.FoundText", "members.Identity", "members.LastWish", "members.MemberListText",
    "members.PersonKey", "members.Proxy", "members.RightsRequest", "members.AgeSaid", "members.ComingOfAge",
    "moderation.CallNumber", "moderation.Case", "proms.Assignment", "proms.Score", "proms.ScaleChoice",
    "proms.PatientNumber", "proms.ReasonGiven", "registry.AlikeMark", "registry.Joined",
    "registry.Participation", "registry.ReleaseRow",
    "registry.ReleaseSubject", "registry.StudyInvitation", "registry.UseAsked",
}  # fmt: skip
# Searched and shown, or a file, or what stood there before.
OTHERWISE = {
    "education.Correction", "files.StoredFile", "forums.DraftFile", "registry.EntryEvent",
    "registry.Subject",
}  # fmt: skip


@pytest.fixture
def others(transactional_db: Any, world: World, tmp_path: Path, settings: Any) -> World:
    """Rita and Gerda, each with a text of every kind in which the word stands."""
    settings.STORED_FILES_DIR = tmp_path / "store"
    weekly = put_weekly_in_use(world)
    for name in ("Rita Q.", "Gerda Z."):
        persona = make_persona(name)
        plant(Planting(persona, f"{MARK}{name[:2]}", weekly, tmp_path))
    return world


def counted(world: World, row: RightsRequest) -> dict[str, tuple[int, int]]:
    with acting_as(world.administrator.actor()):
        return {str(one.label): (one.texts, one.people) for one in mentions_of(again(world, row))}


def ask_the_vault(actor: Actor, ref: Any, *words: str) -> list[tuple[Any, ...]]:
    """As somebody who writes SQL would."""
    with acting_as(actor), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select * from rights_count_proms(%s, %s)", [ref, list(words)])
        return list(cursor.fetchall())


def test_every_kind_of_place_is_counted_and_nothing_of_it_is_shown(others: World) -> None:
    office = at_desk(others.administrator)
    row = asked(others, office, **OUTSIDE)
    known(office, row)
    searched(office, row, MARK.lower())
    found = counted(others, row)
    wanted = {str(label) for one in all_counted() for label in one.labels.values()}
    assert set(found) == wanted
    assert {people for _texts, people in found.values()} == {2}
    page = office.get(url(row, "places")).content.decode()
    for label in wanted:
        assert label in page
    assert "texts of 2 members" in page
    for text in ("sent Hanna", "kept Hanna", "message Hanna", "entered Hanna", "Rita", "Gerda"):
        assert text not in page.split('id="others"')[1]
    assert b"Named in texts of others, too" in office.get(url(row)).content
    (event,) = Event.objects.filter(verb="members.rights.searched")
    assert MARK.lower() not in str(event.detail).lower()


def test_her_own_texts_are_not_counted_they_are_in_her_answer(others: World) -> None:
    office = at_desk(others.administrator)
    row = asked(others, office, who="member", mark="rita@example.org")
    known(office, row)
    searched(office, row, MARK)
    assert {people for _texts, people in counted(others, row).values()} == {1}


def test_the_letter_says_that_it_exists_and_no_number(others: World) -> None:
    office = at_desk(others.administrator)
    row = asked(others, office, **OUTSIDE)
    known(office, row)
    searched(office, row, MARK)
    ours = written(office, row, letter="").content.decode()
    said = ours.split("You are named, too,")[1].split(".\n")[0]
    assert "not handed out" in said and not any(sign.isdigit() for sign in said[:160])


def test_words_that_stand_nowhere_or_are_too_short_are_said_so(others: World) -> None:
    office = at_desk(others.administrator)
    row = asked(others, office, **OUTSIDE)
    known(office, row)
    searched(office, row, "Han")
    assert again(others, row).looked_for == ""
    searched(office, row, "Nobody Of This Name")
    page = office.get(url(row, "places")).content.decode()
    assert "None of the words stand" in page and "Nobody Of This Name" in page
    assert "Nobody" not in again(others, row).looked_for


def test_names_of_questions_and_half_words_across_lines(others: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select names_in(%s, %s::jsonb), names_in(%s, %s::jsonb), names_in(%s, %s::jsonb),"
            " names_in(%s, %s::jsonb), names_in(%s, null::jsonb)",
            [
                ["Tom Little"], '{"Tom Little": "nobody"}',
                ["tom little"], '{"a": [{"b": "and TOM\\n  Little too"}]}',
                ['"Tom" the', "xxxx"], '{"a": "\\"Tom\\" the builder"}',
                ["1234"], '{"a": 1234}',
                ["Tom Little"],
            ],
        )  # fmt: skip
        assert cursor.fetchone() == (False, True, True, False, False)


def test_eight_words_are_asked_for_one_request_and_no_more(others: World) -> None:
    office = at_desk(others.administrator)
    row = asked(others, office, **OUTSIDE)
    known(office, row)
    nine = "\n".join(f"Word {n}" for n in range(9))
    assert office.post(url(row, "search"), {"words": nine}).status_code == 422
    searched(office, row, *(f"Word {n}" for n in range(8)))
    refused = office.post(url(row, "search"), {"words": "Another"})
    assert refused.status_code == 403 and b"those of earlier searches too" in refused.content
    searched(office, row, "Word 1", "Word 2")


def test_closed_requests_keep_neither_words_nor_numbers(others: World) -> None:
    office = at_desk(others.administrator)
    row = asked(others, office, **OUTSIDE)
    known(office, row)
    searched(office, row, MARK)
    office.post(url(row, "finish"), {"withdrawn": "1"})
    row = again(others, row)
    assert (row.looked_for, row.counted) == ("", {})


def test_the_vault_counts_for_the_office_and_an_open_request_only(others: World) -> None:
    office = at_desk(others.administrator)
    second = second_administrator(others)
    row = asked(others, office, **OUTSIDE)
    admin = others.administrator.actor()
    refused: list[tuple[Actor, Any, tuple[str, ...]]] = [(admin, row.ref, (MARK,))]  # nobody known
    known(office, row)
    assert ask_the_vault(admin, row.ref, MARK)
    own = asked(others, at_desk(second), who="member", mark="administrator@example.org")
    known(at_desk(second), own)
    refused = [
        (others.ruth.actor(), row.ref, (MARK,)),
        (others.moderator.actor(), row.ref, (MARK,)),
        (Anonymous(), row.ref, (MARK,)),
        (admin, uuid4(), (MARK,)),
        (admin, own.ref, (MARK,)),  # her own
        (admin, row.ref, ()),
        (admin, row.ref, ("abc",)),
        (admin, row.ref, ("   a  ",)),
        (admin, row.ref, tuple(f"word{n}" for n in range(9))),
    ]
    for actor, ref, words in refused:
        with pytest.raises(DatabaseError):
            ask_the_vault(actor, ref, *words)
    with pytest.raises(DatabaseError), acting_as(admin), transaction.atomic():
        connection.cursor().execute("select * from counting_for(%s, %s)", [row.ref, [MARK]])
    written(office, row, outcome="refused", reason="unknown")
    with pytest.raises(DatabaseError):
        ask_the_vault(admin, row.ref, MARK)


def test_topics_members_ask_for_are_searched(world: World) -> None:
    office = at_desk(world.administrator)
    Topic.objects.create(
        title="Living with my neighbour", why="As Hanna Outside does", language="en"
    )
    row = asked(world, office, **OUTSIDE)
    known(office, row)
    searched(office, row, "Hanna Outside")
    page = office.get(url(row, "places")).content.decode()
    assert "A topic members asked for" in page and "As Hanna Outside does" in page


def test_every_table_with_words_is_counted_searched_or_said_to_hold_none() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select prosrc from pg_proc where proname like 'rights\\_%%'")
        source = "\n".join(row[0] for row in cursor.fetchall())
    wordy: tuple[Any, ...] = (models.TextField, models.JSONField)
    missing = []
    for model in apps.get_models():
        holds = getattr(model, "holds", None)
        if holds is None or holds.data_class not in ("health", "identity"):
            continue
        texts = any(
            isinstance(field, wordy)
            or (isinstance(field, models.CharField) and not field.choices and (field.max_length or 0) >= 60)
            for field in model._meta.fields
        )  # fmt: skip
        label = model._meta.label
        if texts and label not in NO_WORDS | OTHERWISE and model._meta.db_table not in source:
            missing.append(label)
    assert missing == []
