"""A day that was changed later does not fit its number, and the check says which day it is."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from audit import roots
from audit.models import DayRoot, Event, Read, ReadGone
from audit.retention import clear_outlived
from audit.roots import in_groups, root_of, write_roots
from members.actions.proof import keep_roots
from members.models import ProofReader
from members.proof_secrets import reader_mark
from notifications.models import Outbox
from notifications.seals import open_load
from po_platform.access.eraser import as_eraser
from po_platform.kit.crypto import seal_for_application
from tests.database import become
from tests.members.everything_of import as_owner, protected
from tests.personas import World

GROWN = pytest.mark.django_db(transaction=True)
MAIL = "members/mail/day_root"


def noon(days_ago: int) -> datetime:
    today = timezone.now().astimezone(UTC).date()
    return datetime.combine(today - timedelta(days=days_ago), time(12), UTC)


def newest_over() -> date:
    """The last day that is over since six hours."""
    return (timezone.now().astimezone(UTC) - timedelta(hours=6)).date() - timedelta(days=1)


def plant(*, days: int = 5) -> list[date]:
    """Two deeds and two looks on a day, from `days` ago; the days that have a root then."""
    with as_owner():
        for ago in (days, days - 1):
            for verb in ("tests.one", "tests.two"):
                Event.objects.create(
                    at=noon(ago), actor_kind="account", account_id=7, verb=verb,
                    detail={"z": 1, "a": ["ü", None]},
                )  # fmt: skip
                Read.objects.create(
                    at=noon(ago), subject_id=uuid4(), actor_kind="account", account_id=7,
                    reader_name="Dr Nasser", what="proms.course",
                )  # fmt: skip
    return write_roots()


def check(capsys: Any, *known: str) -> str:
    """What the command says, run as the owner of the tables; raises CommandError."""
    become("owner")
    try:
        call_command("check_audit", *(f"--known={one}" for one in known))
    finally:
        become("app")
    return str(capsys.readouterr().out)


def owner_does(sql: str, *values: Any) -> None:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(sql, values)


# ---------- Roots ----------


@GROWN
def test_each_day_that_is_over_gets_one_root_chained_with_the_day_before() -> None:
    days = plant()
    first = noon(5).date()
    assert days == [first + timedelta(days=n) for n in range((newest_over() - first).days + 1)]
    rows = list(DayRoot.objects.order_by("day"))
    assert [(row.events, row.reads) for row in rows[:3]] == [(2, 2), (2, 2), (0, 0)]
    before = ""
    for row in rows:
        assert row.root == root_of(row, before)
        before = row.root
    assert len({row.root for row in rows}) == len(rows)
    assert write_roots() == []


@GROWN
def test_today_has_no_root_and_an_empty_record_none_at_all() -> None:
    assert write_roots() == []
    with as_owner():
        Event.objects.create(actor_kind="nobody", verb="tests.now")
    assert write_roots() == []


@GROWN
@pytest.mark.parametrize(
    "sql",
    [
        "insert into audit_dayroot (day, events, events_hash, reads, reads_hash, root)"
        " values ('2020-01-01', 0, '', 0, '', '')",
        "update audit_dayroot set root = ''",
        "delete from audit_dayroot",
        "truncate audit_dayroot",
        "insert into audit_readgone (read_id, at, leaf) values (1, now(), '')",
        "delete from audit_readgone",
        "select audit_day_figures('2020-01-01')",
    ],
)
def test_the_portal_itself_cannot_write_change_or_try_a_root(sql: str) -> None:
    plant()
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


# ---------- The check ----------


@GROWN
def test_an_untouched_record_fits(capsys: Any) -> None:
    days = plant()
    newest = DayRoot.objects.get(day=days[-1])
    said = check(capsys)
    assert f"{len(days)} days have a root" in said
    assert "compare with a root kept elsewhere" in said
    assert "and those you have" in check(capsys, f"{newest.day}={in_groups(newest.root)}")


@GROWN
@pytest.mark.parametrize(
    ("sql", "what"),
    [
        (
            "update audit_event set verb = 'tests.other' where at = %s and verb = 'tests.one'",
            "deeds",
        ),
        ("update audit_event set detail = '{}' where at = %s and verb = 'tests.one'", "deeds"),
        ("delete from audit_event where at = %s and verb = 'tests.two'", "deeds"),
        (
            "insert into audit_event (at, actor_kind, hat, purpose, verb, object_type, object_ref,"
            " subject_mark, detail, request_id)"
            " values (%s, 'system', '', '', 'tests.more', '', '', '', '{}', '')",
            "deeds",
        ),
        ("update audit_read set account_id = 8 where at = %s", "looks"),
        ("update audit_read set reader_name = 'Nobody' where at = %s", "looks"),
    ],
)
def test_whoever_changes_a_row_later_is_found_out_by_its_day(
    capsys: Any, sql: str, what: str
) -> None:
    plant()
    owner_does(sql, noon(4))
    with pytest.raises(CommandError, match="NOT as it was"):
        check(capsys)
    said = capsys.readouterr().out
    assert f"{noon(4).date()}: its {what} were changed" in said
    assert f"{noon(5).date()}:" not in said


@GROWN
def test_a_root_put_in_its_place_does_not_fit_the_chain(capsys: Any) -> None:
    plant()
    day = noon(4).date()
    owner_does("update audit_event set verb = 'tests.other' where at = %s", noon(4))
    owner_does(
        "update audit_dayroot r set events_hash = f.of_events"
        " from audit_day_figures(%s) f where r.day = %s", day, day,
    )  # fmt: skip
    with pytest.raises(CommandError):
        check(capsys)
    assert f"{day}: its root does not follow" in capsys.readouterr().out


@GROWN
def test_a_missing_day_is_named(capsys: Any) -> None:
    plant()
    owner_does("delete from audit_dayroot where day = %s", noon(4).date())
    with pytest.raises(CommandError):
        check(capsys)
    assert f"{noon(3).date()}: no root stands between {noon(5).date()}" in capsys.readouterr().out


@GROWN
def test_a_chain_written_anew_differs_from_a_root_kept_elsewhere(capsys: Any) -> None:
    days = plant()
    mailed = DayRoot.objects.get(day=days[-1]).root
    owner_does("update audit_event set verb = 'tests.other' where at = %s", noon(4))
    owner_does("delete from audit_dayroot")
    write_roots()
    assert "fits its roots" in check(capsys), "nothing inside can tell"
    with pytest.raises(CommandError):
        check(capsys, f"{days[-1]}={mailed[:16]}")
    assert f"{days[-1]}: its root is not the one you have" in capsys.readouterr().out


@GROWN
def test_something_put_in_before_the_first_day_is_found(capsys: Any) -> None:
    plant()
    with as_owner():
        Event.objects.create(at=noon(9), actor_kind="account", verb="tests.earlier")
    with pytest.raises(CommandError):
        check(capsys)
    assert "1 deeds stand before the first root" in capsys.readouterr().out


@GROWN
@pytest.mark.parametrize("rooted", [True, False])
def test_a_look_erased_with_its_person_leaves_its_day_as_it_fits(
    capsys: Any, *, rooted: bool
) -> None:
    if rooted:
        plant()
    else:
        with as_owner():
            for _look in range(2):
                Read.objects.create(
                    at=noon(4), subject_id=uuid4(), actor_kind="account", what="proms.course"
                )
    with as_owner():
        look = protected(Read).filter(at=noon(4)).order_by("pk").last()
    with as_eraser():
        protected(Read).filter(subject_id=look.subject_id).delete()
    write_roots()
    left = ReadGone.objects.get()
    assert left.read_id == look.pk
    assert str(look.subject_id).encode() not in bytes(left.leaf)
    assert "1 later looks left a hash only" in check(capsys)
    owner_does("update audit_readgone set leaf = sha256('')")
    with pytest.raises(CommandError):
        check(capsys)
    assert f"{noon(4).date()}: its looks were changed" in capsys.readouterr().out


@GROWN
def test_looks_whose_time_is_over_go_and_their_day_keeps_its_root(capsys: Any) -> None:
    with as_owner():
        Read.objects.create(
            at=noon(1100), subject_id=uuid4(), actor_kind="account", what="proms.course"
        )
    with connection.cursor() as cursor:
        cursor.execute("select audit_next_root()")
        assert cursor.fetchone() == (noon(1100).date(),)
    assert clear_outlived()["audit_read"] == 1
    assert not ReadGone.objects.exists()
    assert DayRoot.objects.get().reads == 1
    assert "Of 1 of them the looks are gone" in check(capsys)


@GROWN
@pytest.mark.parametrize(("days", "fits"), [(3655, True), (3640, False)])
def test_deeds_older_than_promised_may_be_deleted_by_the_host(
    capsys: Any, *, days: int, fits: bool
) -> None:
    with as_owner():
        Event.objects.create(at=noon(days), actor_kind="account", verb="tests.earlier")
    with connection.cursor() as cursor:
        cursor.execute("select audit_next_root()")
    owner_does("delete from audit_event where at = %s", noon(days))
    if fits:
        assert "fits its roots" in check(capsys)
        return
    with pytest.raises(CommandError):
        check(capsys)
    assert f"{noon(days).date()}: its deeds were changed" in capsys.readouterr().out


@pytest.mark.django_db
def test_the_web_role_does_not_check() -> None:
    with pytest.raises(CommandError, match="Only the owner"):
        call_command("check_audit")


@pytest.mark.parametrize("text", ["2026-11-21", "2026-13-40=0a1b2c3d4e5f6071", "2026-11-21=0a1b"])
def test_a_root_typed_wrongly_is_not_taken(text: str) -> None:
    with pytest.raises(CommandError, match="2026-11-21=0a1b2c3d4e5f6071"):
        call_command("check_audit", f"--known={text}")


# ---------- The office ----------


def numbers_mailed() -> list[tuple[str, str]]:
    """(address, number) of each mail, in order."""
    loads = [
        open_load(row.ref, row.sealed) for row in Outbox.objects.filter(kind=MAIL).order_by("pk")
    ]
    return [(load.address, str(load.context["number"])) for load in loads]


@GROWN
def test_the_office_reads_the_numbers(world: World, sign_in: Any) -> None:
    office = sign_in(world.administrator)
    assert "There is none yet" in office.get("/office/log/proof").content.decode()
    days = plant()
    newest = DayRoot.objects.get(day=days[-1])
    for page in ("/office/log", "/office/log/proof"):
        assert in_groups(newest.root) in office.get(page).content.decode(), page


@GROWN
def test_nothing_is_mailed_until_the_office_names_somebody(world: World, sign_in: Any) -> None:
    plant()
    assert keep_roots() == 0
    office = sign_in(world.administrator)
    lines = "auditor@example.org\nboard@example.org\n AUDITOR@example.org "
    assert office.post("/office/log/proof", {"addresses": lines}).status_code == 302
    page = office.get("/office/log/proof").content.decode()
    assert "auditor@example.org\nboard@example.org" in page
    assert "changed who gets the check numbers" in office.get("/office/log").content.decode()
    assert keep_roots() == 2
    assert keep_roots() == 0, "once a day"
    number = in_groups(DayRoot.objects.latest("day").root)
    assert numbers_mailed() == [("auditor@example.org", number), ("board@example.org", number)]
    assert "auditor" not in "".join(ProofReader.objects.values_list("sealed", flat=True))


@GROWN
def test_an_address_that_does_not_open_any_more_is_said_and_written_in_again(
    world: World, sign_in: Any
) -> None:
    office = sign_in(world.administrator)
    lines = {"addresses": "auditor@example.org\nboard@example.org"}
    office.post("/office/log/proof", lines)
    assert "cannot be read any more" not in office.get("/office/log/proof").content.decode()
    broken = seal_for_application("auditor@example.org", "members_proofreader|sealed|other")
    ProofReader.objects.filter(mark=reader_mark("auditor@example.org")).update(sealed=broken)
    page = office.get("/office/log/proof").content.decode()
    assert "One address cannot be read any more" in page
    assert "board@example.org" in page and "auditor@example.org" not in page
    office.post("/office/log/proof", lines)
    page = office.get("/office/log/proof").content.decode()
    assert "cannot be read any more" not in page and "auditor@example.org" in page
    plant()
    assert keep_roots() == 2


@GROWN
def test_while_an_old_record_gets_its_roots_nobody_is_mailed_days_of_long_ago(
    world: World, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(world.administrator).post("/office/log/proof", {"addresses": "auditor@example.org"})
    with as_owner():
        Event.objects.create(at=noon(9), actor_kind="account", verb="tests.earlier")
    monkeypatch.setattr(roots, "AT_ONCE", 4)
    assert keep_roots() == 0
    assert DayRoot.objects.count() == 4
    while DayRoot.objects.latest("day").day < newest_over():
        keep_roots()
    number = in_groups(DayRoot.objects.latest("day").root)
    assert ("auditor@example.org", number) in numbers_mailed()
    assert len(numbers_mailed()) <= 2, "the last days only"


@GROWN
def test_whoever_is_taken_out_gets_no_more(world: World, sign_in: Any) -> None:
    office = sign_in(world.administrator)
    office.post("/office/log/proof", {"addresses": "auditor@example.org\nboard@example.org"})
    office.post("/office/log/proof", {"addresses": "board@example.org"})
    plant()
    assert keep_roots() == 1
    assert [address for address, _number in numbers_mailed()] == ["board@example.org"]
    office.post("/office/log/proof", {"addresses": ""})
    assert not ProofReader.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("auditor at example", "does not look like an e-mail address"),
        ("\n".join(f"a{n}@example.org" for n in range(6)), "At most 5 addresses"),
    ],
)
def test_what_is_no_address_or_too_many_is_said(
    world: World, sign_in: Any, typed: str, said: str
) -> None:
    answer = sign_in(world.administrator).post("/office/log/proof", {"addresses": typed})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not ProofReader.objects.exists()


@pytest.mark.django_db
def test_nobody_else_names_readers(world: World, sign_in: Any) -> None:
    for name in ("ruth", "nasser", "moderator", "desk"):
        answer = sign_in(world.people[name]).post(
            "/office/log/proof", {"addresses": "me@example.org"}
        )
        assert answer.status_code == 403, name
    assert not ProofReader.objects.exists()
