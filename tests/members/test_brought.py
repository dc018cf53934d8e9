"""A file of My data of another portal: read strictly, kept apart, once however often it comes."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from members.brought_file import NotOurs, about, read_brought
from members.brought_parts import all_takes
from members.export_files import Frame, pack, write_frame, write_part
from members.export_parts import Part
from members.models import Brought
from po_platform.access.actor import acting_as
from tests.members.office_world import last_event
from tests.members.rights_steps import at_desk
from tests.personas import World, sign_in

ELSEWHERE = "https://elsewhere.example"
SCORE = {
    "sent_at": "2025-03-04T09:30:00+00:00",
    "questionnaire": "Weekly check-in",
    "scale_in_words": "Stiffness",
    "value": 40,
    "spec_sha256": "not taken",
}


def zipped(files: dict[str, bytes]) -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return raw.getvalue()


def file_of(*scores: dict[str, Any], **said: Any) -> bytes:
    """As another portal makes it."""
    head = about("Far Away", ELSEWHERE, datetime(2026, 1, 2, tzinfo=UTC), "en") | said
    rows = list(scores) or [SCORE]
    tables = {
        "about.json": json.dumps(head),
        "json/scores.json": json.dumps({"title": "x", "rows": rows}),
        "json/sessions.json": json.dumps({"title": "x", "rows": [{"key": "secret"}]}),
    }
    return zipped({name: text.encode() for name, text in tables.items()})


def bring(client: Client, raw: bytes) -> Any:
    return client.post("/me/brought", {"file": SimpleUploadedFile("my-data.zip", raw)})


def hers(world: World, name: str = "ruth") -> list[Brought]:
    with acting_as(world.people[name].actor()) as actor:
        return list(Brought.objects.visible_to(actor).order_by("pk"))


@pytest.fixture
def ruth(world: World) -> Client:
    client = Client(headers={"accept-language": "en"})
    sign_in(client, world.ruth)
    return client


@pytest.mark.django_db
def test_it_is_looked_at_taken_over_and_shown_with_where_it_is_from(
    world: World, ruth: Client
) -> None:
    one = bring(ruth, file_of())["Location"]
    page = ruth.get(one).content.decode()
    assert "Nothing is taken over yet" in page and "1 line" in page
    assert "secret" not in page
    (row,) = hers(world)
    assert row.untaken_at is not None and set(row.parts) == {"scores"}
    assert "spec_sha256" not in json.dumps(row.parts)
    ruth.post(one, {"part": "scores"})
    table = ruth.get(f"{one}/scores").content.decode()
    for words in ("Brought by you from Far Away", "2 January", "Stiffness", "40", "4 March"):
        assert words in table
    assert last_event("members.brought.taken_over") is not None
    assert "beside what you give us" in ruth.get("/me").content.decode()


@pytest.mark.django_db
def test_it_is_never_among_the_answers_given_here(world: World, ruth: Client) -> None:
    one = bring(ruth, file_of())["Location"]
    ruth.post(one, {"part": "scores"})
    assert "Stiffness" not in ruth.get("/my-answers").content.decode()
    assert "Far Away" not in ruth.get("/my-answers/sent").content.decode()


@pytest.mark.django_db
def test_the_same_file_again_is_once_and_a_newer_one_brings_only_what_is_new(
    world: World, ruth: Client
) -> None:
    one = bring(ruth, file_of())["Location"]
    assert bring(ruth, file_of(made_at="2026-05-05T00:00:00+00:00"))["Location"] == one
    ruth.post(one, {"part": "scores"})
    assert bring(ruth, file_of())["Location"] == one
    two = bring(ruth, file_of(SCORE, SCORE | {"value": 30}))["Location"]
    assert two != one
    assert [len(row.parts["scores"]) for row in hers(world)] == [1, 1]
    nothing = bring(ruth, file_of(SCORE, SCORE))
    assert nothing.status_code == 422
    assert "here already" in nothing.content.decode()


@pytest.mark.django_db
def test_it_is_taken_off_at_once_and_seen_by_nobody_else(world: World, ruth: Client) -> None:
    one = bring(ruth, file_of())["Location"]
    other = Client()
    sign_in(other, world.gerd)
    office = at_desk(world.administrator)
    for client in (other, office):
        assert client.get(one).status_code == 404
        assert client.get(f"{one}/scores").status_code == 404
        assert client.post(one, {"part": "scores"}).status_code == 404
        assert client.post(f"{one}/off").status_code == 404
    assert not hers(world, "nasser") and not hers(world, "gerd")
    assert ruth.post(f"{one}/off").status_code == 302
    assert not hers(world)


@pytest.mark.django_db
def test_nothing_ticked_or_unknown_takes_nothing_over(world: World, ruth: Client) -> None:
    one = bring(ruth, file_of())["Location"]
    assert "Tick what" in ruth.post(one, {}).content.decode()
    assert ruth.post(one, {"part": "sessions"}).status_code == 404
    assert hers(world)[0].untaken_at is not None
    for typed in ("x", "-1", "9" * 9):
        assert ruth.get(f"{one}/scores?from={typed}").status_code == 404
    assert ruth.get(f"{one}/scores?from=5000").status_code == 200
    assert ruth.get(f"{one}/visits").status_code == 404


@pytest.mark.django_db
def test_a_file_from_here_is_known(world: World, ruth: Client, settings: Any) -> None:
    answer = bring(ruth, file_of(site=settings.BASE_URL))
    assert answer.status_code == 422
    assert "This file is from here" in answer.content.decode()


def test_what_our_own_download_writes_another_portal_reads(tmp_path: Path) -> None:
    (take,) = [one for one in all_takes() if one.name == "scores"]
    fields = take.fields
    row = {field.name: f"said {field.name}" for field in fields}
    write_part(tmp_path, 1, Part("scores", "Scores", fields, [row]))
    made_at = datetime(2026, 1, 2, tzinfo=UTC)
    write_frame(tmp_path, Frame("Ruth E.", "Morning Hands", "01632", made_at, "en"))
    target = tmp_path / "made.zip"
    pack(tmp_path, target)
    read = read_brought(target.read_bytes(), all_takes())
    assert (read.house, read.made_at) == ("Morning Hands", made_at)
    assert read.parts == {"scores": [row]}


GOOD = {"about.json": json.dumps(about("A", ELSEWHERE, datetime.now(UTC), "en")).encode()}


def bomb() -> bytes:
    return zipped(GOOD | {"json/scores.json": b" " * (60 * 2**20)})


def doubled() -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("about.json", GOOD["about.json"])
        archive.writestr("about.json", b"{}")
    return raw.getvalue()


def packed_as(kind: int, *, broken: bool = False) -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", kind) as archive:
        archive.writestr("about.json", GOOD["about.json"] * (1 if not broken else 50))
    made = bytearray(raw.getvalue())
    if broken:
        made[45:90] = b"\xff" * 45
    return bytes(made)


def locked() -> bytes:
    raw = bytearray(zipped(GOOD))
    raw[6] |= 1  # says it is encrypted
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    return bytes(raw)


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "does not open"),
        (b"%PDF-1.7", "does not open"),
        (zipped(GOOD)[:-30], "does not open"),
        (locked(), "does not open"),
        (packed_as(zipfile.ZIP_DEFLATED, broken=True), "does not open"),
        (packed_as(zipfile.ZIP_LZMA), "does not open"),
        (packed_as(zipfile.ZIP_LZMA, broken=True), "does not open"),
        (packed_as(zipfile.ZIP_BZIP2, broken=True), "does not open"),
        (zipped(GOOD | {"json/scores.json": b'{"rows":[' + b"{}," * 500_000 + b"{}]}"}), "holds more"),
        (zipped({"x": b"y"}), "no file of"),
        (zipped({f"n{i}": b"" for i in range(2001)}), "holds more"),
        (doubled(), "holds more"),
        (bomb(), "unpacks to more"),
        (zipped({"about.json": b'{"format": "po-my-data", "version": 2}'}), "newer one"),
        (zipped({"about.json": b"[]"}), "another kind"),
        (zipped({"about.json": b"[" * 5000}), "was changed"),
        (zipped(GOOD | {"json/scores.json": b'{"rows": [1]}'}), "was changed"),
        (zipped(GOOD | {"json/scores.json": b'{"rows": {"a": 1}}'}), "was changed"),
        (zipped(GOOD | {"json/scores.json": b'{"rows": [{"value": "\\u0000"}]}'}), "was changed"),
        (zipped(GOOD | {"json/scores.json": b"\xff\xfe"}), "was changed"),
        (zipped(GOOD | {"json/scores.json": b'{"rows":[' + b'{"value":1},' * 20001 + b'{"value":1}]}'}), "holds more"),
    ],
)  # fmt: skip
def test_a_hostile_or_broken_file_is_refused_with_a_reason(raw: bytes, words: str) -> None:
    with pytest.raises(NotOurs, match=words):
        read_brought(raw, all_takes())


@pytest.mark.django_db
def test_numbers_and_days_no_calendar_knows_are_shown_as_they_stand(
    world: World, ruth: Client
) -> None:
    odd = [
        SCORE | {"sent_at": "9999-12-31T23:59:59-14:00", "value": 1},
        SCORE | {"sent_at": "0001-01-01T00:00:00+14:00", "value": 2},
    ]
    raw = file_of(*odd, made_at="0001-01-01T00:00:00+14:00")
    tables = {"about.json": json.dumps(about("A", ELSEWHERE, datetime.now(UTC), "en")).encode()}
    endless = zipped(
        tables | {"json/scores.json": b'{"rows":[{"value":1e999,"questionnaire":"x"}]}'}
    )
    for file in (raw, endless):
        one = bring(ruth, file)["Location"]
        assert ruth.get(one).status_code == 200
        ruth.post(one, {"part": "scores"})
        assert ruth.get(f"{one}/scores").status_code == 200
        assert ruth.get("/me/brought").status_code == 200
    assert hers(world)[0].made_at is None


@pytest.mark.django_db
def test_nobody_brings_files_without_end(
    world: World, ruth: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("members.actions.brought.MOST_FILES", 2)
    for value in (1, 2):
        assert bring(ruth, file_of(SCORE | {"value": value})).status_code == 302
    more = bring(ruth, file_of(SCORE | {"value": 3}))
    assert more.status_code == 422 and "Take one off first" in more.content.decode()
    assert bring(ruth, file_of(SCORE | {"value": 1})).status_code == 302  # it is there already
    for _try in range(10):
        last = bring(ruth, b"no file")
    assert last.status_code == 429


def test_names_in_the_file_lead_nowhere_and_long_cells_are_cut() -> None:
    rows = [{"value": "x" * 9000, "questionnaire": ["a", {"b": 1}], "sent_at": 10**40}]
    files = GOOD | {
        "../../etc/passwd": b"x",
        "/json/scores.json": b"not read",
        "json/scores.json": json.dumps({"rows": rows}).encode(),
    }
    (row,) = read_brought(zipped(files), all_takes()).parts["scores"]
    assert row["value"] == "x" * 4000
    assert row["questionnaire"] == "a; "
    assert row["sent_at"] == str(10**40)
