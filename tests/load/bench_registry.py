"""What registries cost: files of data beside COPY of a typed table, a release, a count, one entry, a list.

The floor is COPY of a table with the same answers as typed columns, in the same run. CPU is that of
this process and of its Postgres backend together; memory is the most this process grew by.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from typing import Any
from uuid import uuid4

from django.db import connection

from members.models import Decision, Grant
from po_platform.access.actor import Hat, SignedIn, acting_as
from questionnaires.redcap.exporting import dictionary_csv
from registry.actions.counted_often import say_counted_often
from registry.actions.counting import subjects_of
from registry.actions.datasets import make_registry, take_in_dictionary
from registry.actions.entries import save_entry
from registry.cohort import Criterion
from registry.consent import purpose_of
from registry.entry_flow import At
from registry.file_formats import FORMATS
from registry.models import (
    DataRequest,
    Dataset,
    Entry,
    Release,
    Right,
    Subject,
)
from registry.queries.data_file import DataFile, data_file
from registry.queries.datasets import layout_of, version_in_use
from registry.queries.records import records
from registry.release_end import as_release, drop_copied
from registry.release_freeze import freeze, give_pseudonyms, sealed_key
from registry.release_lines import copy_lines, finish_lines
from registry.release_typed import sheet_of
from registry.release_work import PEOPLE_AT_ONCE
from registry.request_shown import Shown
from registry.sealing import state_of
from tests.load.many import insert_many
from tests.load.measuring import cpu_seconds
from tests.load.volume import figure
from tests.questionnaires.dictionaries import field

FIELDS, WIDE_FIELDS, EACH = 40, 300, 20
CSV_TIMES_COPY, RELEASE_TIMES_COPY, MOST_MB = 3.5, 1.2, 150
FILES = ("codes", "parquet")
COHORT_MS = 50
COUNTED = ("f0", "f1", "f2", "f6")  # f1 applies only where f0 says so
SAVED = 20
NOWHERE = Path("/dev/null")
# field number modulo 5 → (how the dictionary asks, the JSON of an answer, its typed column)
SHAPES: tuple[tuple[dict[str, str], str, str], ...] = (
    ({"type": "radio", "choices": "1, one | 2, two | 3, three"}, "(mod(g, 3) + 1)::text", "text"),
    ({"validation": "integer"}, "mod(g, 977)", "int"),
    ({"validation": "number"}, "trim_scale(mod(g, 7919) / 8.0)", "float8"),
    ({"validation": "date_ymd"}, "to_char(date '1950-01-01' + mod(g, 20000)::int, 'YYYY-MM-DD')", "date"),
    ({"type": "text"}, "'answer ' || mod(g, 500)", "text"),
)  # fmt: skip


@dataclass(frozen=True)
class Ground:
    """The curator, her two datasets, and how many entries the floor has for each of the second."""

    actor: SignedIn
    dataset: Dataset
    wide: Dataset


def prepare(entries: int) -> None:
    """As the owner, once a volume: a dataset of forty fields, one of three hundred, and the floors."""
    curator = figure("mirela", Hat.CURATOR, strong=True).actor()
    if not Dataset.objects.filter(slug="bench").exists():
        _make(curator, entries)
    _count_often(curator)  # a volume may be older than this


def _make(curator: SignedIn, entries: int) -> None:
    people, wide = max(entries // EACH, 5), max(entries // 50, 20)
    with acting_as(curator):
        registry = make_registry(actor=curator, title="Bench")
        for title, count in (("Bench", FIELDS), ("Bench wide", WIDE_FIELDS)):
            raw = dictionary_csv(_rows(count)).encode()
            taken = take_in_dictionary(actor=curator, raw=raw, registry=registry, title=title)
            assert taken.dataset is not None, taken.to_json()  # ours
    purpose = purpose_of(registry.pk, "bench")
    params = {"registry": registry.pk, "people": people, "purpose": purpose}
    insert_many(
        Subject, source="generate_series(1, %(people)s) g", params=params,
        number="g::text", registry_id="%(registry)s", vital="'alive'",
    )  # fmt: skip
    insert_many(
        Decision, source="registry_subject s where s.registry_id = %(registry)s", params=params,
        subject_id="s.subject_id", purpose="%(purpose)s", answer="'yes'", language="'en'",
    )  # fmt: skip
    insert_many(
        Grant, source="members_decision d where d.purpose = %(purpose)s", params=params,
        subject_id="d.subject_id", purpose="d.purpose", grantee_kind="'nobody'",
        scope="array['past', 'future']", decision_id="d.id",
    )  # fmt: skip
    _count_often(curator)
    with connection.cursor() as cursor:  # the history of invented rows tells nothing
        cursor.execute("alter table registry_entry disable trigger user")
        cursor.execute("alter table registry_entry enable trigger fill_counted")
        _entries("bench", FIELDS, entries, params)
        _entries("bench-wide", WIDE_FIELDS, wide, params)
        cursor.execute("alter table registry_entry enable trigger user")
        for name, count, rows in (
            ("bench_typed", FIELDS, entries), ("bench_typed_wide", WIDE_FIELDS, wide),
        ):  # fmt: skip
            columns = ", ".join(f"({SHAPES[n % 5][1]})::{SHAPES[n % 5][2]} as f{n}" for n in range(count))  # fmt: skip
            cursor.execute(
                f"create table {name} as select g as id, {columns} from generate_series(1, %s) g",
                [rows],
            )
            cursor.execute(f"grant select on {name} to po_app")
    with connection.cursor() as cursor:
        cursor.execute("analyze")


def _count_often(curator: SignedIn) -> None:
    """The questions of the count have columns of their own, as a curator says it for hers."""
    dataset = Dataset.objects.get(slug="bench")
    version = version_in_use(dataset)
    assert version is not None  # the first is in use at once
    if dataset.forms.get().counted:
        return
    chosen = {("visit", name) for name in COUNTED}
    with acting_as(curator):
        say_counted_often(
            actor=curator, dataset=dataset, layout=layout_of(dataset, version), chosen=chosen
        )


def _rows(count: int) -> list[dict[str, str]]:
    asked = [field(f"f{n}", form="visit", **SHAPES[n % 5][0]) for n in range(count)]
    asked[1] |= {"branching": "[f0] = '1'"}  # files and counts leave out what does not apply
    return [field("record_id", form="visit"), *asked]


def _entries(slug: str, count: int, entries: int, params: dict[str, Any]) -> None:
    dataset = Dataset.objects.get(slug=slug)
    form, version = dataset.forms.get(), version_in_use(dataset)
    assert version is not None  # the first is in use at once
    pairs = [f"'f{n}', {SHAPES[n % 5][1]}" for n in range(count)]
    blocks = [", ".join(pairs[at : at + 40]) for at in range(0, count, 40)]
    insert_many(
        Entry,
        source="(select s.*, row_number() over (order by s.id) - 1 as nth from registry_subject s"
        " where s.registry_id = %(registry)s) s"
        " join generate_series(1, %(entries)s) g on mod(g - 1, %(people)s) = s.nth",
        params={**params, "entries": entries, "form": form.pk, "version": version.pk},
        record_id="s.id", subject_id="s.subject_id", registry_id="s.registry_id",
        form_id="%(form)s", version_id="%(version)s",
        instance="((g - 1) / %(people)s + 1)::int",
        answers=" || ".join(f"jsonb_build_object({block})" for block in blocks),
    )  # fmt: skip


def measure() -> dict[str, Any]:
    """As the web role. Files: CPU seconds, times COPY, and megabytes; then single steps."""
    actor = figure("mirela", Hat.CURATOR, strong=True).actor()
    datasets = {one.slug: one for one in Dataset.objects.select_related("registry")}
    found = Ground(actor, datasets["bench"], datasets["bench-wide"])
    files: dict[str, dict[str, float]] = {}
    with acting_as(actor):
        _cost(lambda: _copy("bench_typed"))  # warms up
        floor, wide = _cost(lambda: _copy("bench_typed")), _cost(lambda: _copy("bench_typed_wide"))
        for kind in FILES:
            if FORMATS[kind].here():
                files[f"{kind}, {FIELDS} fields"] = _as_times(
                    _written(found, "dataset", kind), floor
                )
                files[f"{kind}, {WIDE_FIELDS} fields"] = _as_times(
                    _written(found, "wide", kind), wide
                )
        rows = Entry.objects.visible_to(actor).filter(form__dataset=found.dataset).count()
        steps = {
            "cohort_ms": _best(lambda: _cohort(found.dataset, "f6")),
            "hanging_cohort_ms": _best(lambda: _cohort(found.dataset, "f1")),
            "save_ms": _saving(found),
            "list_ms": _best(lambda: len(records(actor=actor, dataset=found.dataset))),
        }
    files |= {what: _as_times(cost, floor) for what, cost in _release(found).items()}
    return {"rows": rows, "copy_cpu_s": round(floor[0], 3), "files": files, **steps}


def _file(actor: SignedIn, dataset: Dataset) -> DataFile:
    version = version_in_use(dataset)
    assert version is not None  # as above
    return data_file(actor=actor, dataset=dataset, version=version, level=Right.Export.FULL)


def _written(found: Ground, which: str, kind: str) -> tuple[float, float]:
    def write() -> None:
        with NOWHERE.open("wb") as out:
            FORMATS[kind].write(_file(found.actor, getattr(found, which)), out)

    return _cost(write)


def _copy(table: str) -> None:
    with NOWHERE.open("wb") as out, connection.cursor() as cursor:
        cursor.copy_expert(f"copy {table} to stdout (format csv)", out)


def _release(found: Ground) -> dict[str, tuple[float, float]]:
    """What a release costs from the entries to its lines of codes, by pieces as its job makes it.

    Freezing it and finishing its lines are done once and promise nothing; what is frozen is then
    copied.
    """
    ref, names = uuid4(), [f"f{n}" for n in range(FIELDS)]
    request = DataRequest.objects.create(dataset=found.dataset, asked_by=0, variables=names)
    version = version_in_use(found.dataset)
    assert version is not None  # as above
    release = Release.objects.create(
        ref=ref, request=request, built_by=1, sealed_key=sealed_key(ref, bytes(32)),
        use=purpose_of(found.dataset.registry_id, "bench"),
        manifest={"questions": names, "version": {"number": version.number}},
    )  # fmt: skip
    actor, shown = as_release(release), Shown(request, version)
    sheet = sheet_of(release, shown)

    def frozen() -> None:
        release.as_of = freeze(actor, release, shown)
        release.pseudonyms = give_pseudonyms(actor, release)

    def pieces() -> Iterator[list[str]]:
        for at in range(0, len(release.pseudonyms), PEOPLE_AT_ONCE):
            yield release.pseudonyms[at : at + PEOPLE_AT_ONCE]

    def finished() -> None:
        for piece in pieces():
            finish_lines(actor, release, sheet, piece)

    def copied() -> None:
        with NOWHERE.open("wb") as out:
            for piece in pieces():
                copy_lines(actor, release, piece, out)

    with acting_as(actor):
        costs = {
            "freezing a release: answers": _cost(frozen),
            "freezing a release: lines": _cost(finished),
            "release, lines of codes": _cost(copied),
        }
        drop_copied(release)
    Release.objects.filter(pk=release.pk).update(state=Release.State.FAILED)
    return costs


def _cost(work: Callable[[], object]) -> tuple[float, float]:
    """(CPU seconds of this process and its backend, megabytes it grew by)."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        (backend,) = cursor.fetchone()
    before, memory = cpu_seconds([backend]), _Memory()
    started = time.process_time()
    with memory:
        work()
    spent = time.process_time() - started + cpu_seconds([backend]) - before
    return spent, memory.grown / 1024


class _Memory:
    """The most this process grew by meanwhile, in kilobytes, looked at fifty times a second."""

    def __enter__(self) -> None:
        self.start = self.most = _resident()
        self.over = Event()
        self.watch = Thread(target=self._look, daemon=True)
        self.watch.start()

    def _look(self) -> None:
        while not self.over.wait(0.02):
            self.most = max(self.most, _resident())

    def __exit__(self, *_error: object) -> None:
        self.over.set()
        self.watch.join()
        self.grown = self.most - self.start


def _resident() -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1])
    return 0


def _as_times(cost: tuple[float, float], floor: tuple[float, float]) -> dict[str, float]:
    return {
        "cpu_s": round(cost[0], 3),
        "times_copy": round(cost[0] / floor[0], 1) if floor[0] else 0.0,
        "mb": round(cost[1], 1),
    }


def _cohort(dataset: Dataset, number: str) -> int:
    version = version_in_use(dataset)
    assert version is not None  # as above
    criteria = (
        Criterion("visit", "f0", "any", ("1",)),
        Criterion("visit", number, "least", ("900",)),
        Criterion("visit", "f2", "most", ("500",)),
    )
    use = purpose_of(dataset.registry_id, "bench")
    return len(subjects_of(dataset, layout_of(dataset, version), criteria, use))


def _saving(found: Ground) -> float:
    rows = Entry.objects.visible_to(found.actor).filter(form__dataset=found.dataset)
    listed = list(rows.select_related("record", "form", "version", "event").order_by("pk")[:SAVED])
    times = []
    for number, entry in enumerate(listed):
        at = At(entry.record, found.dataset, entry.form, entry.event, entry.instance)
        state = state_of(entry)
        state.answers["f1"] = number
        started = time.perf_counter()
        save_entry(
            actor=found.actor, at=at, entry=entry, state=state, occurred_on="",
            seen_version=entry.row_version,
        )  # fmt: skip
        times.append((time.perf_counter() - started) * 1000)
    return round(statistics.median(times), 1)


def _best(work: Callable[[], object]) -> float:
    times = []
    for _round in range(3):
        started = time.perf_counter()
        work()
        times.append((time.perf_counter() - started) * 1000)
    return round(min(times), 1)
