"""`./po bench`: what pages, the vault, sending, computing again, registries and the outbox cost, beside what was promised.

The floor (signed in, layout and actor, nothing on it) is measured in the same run; figures of
different machines are compared as multiples of it. Prints tables, writes JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeVar

import django

T = TypeVar("T")
KILLS = 3  # of workers, while the outbox is emptied once more


def main() -> int:
    """1 when a page failed, or a row was lost or doubled by the outbox or by computing again.

    A broken promise is 0.
    """
    options = argparse.ArgumentParser(prog="./po bench")
    options.add_argument("--size", choices=("tiny", "small", "full"), default="full")
    options.add_argument("--requests", type=int, default=200, help="a page and round")
    options.add_argument("--rounds", type=int, default=3, help="the smallest CPU of these counts")
    options.add_argument("--clients", type=int, default=8)
    options.add_argument("--only", default="", help="pages with this in their name, nothing else")
    options.add_argument("--out", type=Path, default=Path(os.environ["PO_VAR"]) / "bench.json")
    given = options.parse_args()
    # In force before settings are read, here and in the processes started from here.
    os.environ |= {"DJANGO_SETTINGS_MODULE": "tests.load.settings", "PO_DB_ROLE": "owner"}
    django.setup()
    report = _measured(given)
    given.out.write_text(json.dumps(report, indent=1) + "\n")
    from tests.load.printing import print_report

    print_report(report)
    print(f"\nWritten to {given.out}")
    failed = any(page["failures"] for page in report["pages"].values())
    parts = ("rescoring", "outbox", "nudges", "windows")
    exact = all(report.get(part, {"exact": True})["exact"] for part in parts)
    return 1 if failed or not exact else 0


def _measured(given: argparse.Namespace) -> dict[str, Any]:
    from tests.load import (
        bench_nudges,
        bench_posting,
        bench_registry,
        bench_rescoring,
        bench_sending,
        bench_vault,
        bench_windows,
        ground,
        volume,
    )

    size = volume.SIZES[given.size]
    _say(f"Making the volume “{size.name}” unless it is there …")
    started = time.perf_counter()
    volume.make(size)
    bench_vault.prepare(size.entries)
    bench_registry.prepare(size.entries)
    counts = volume.counts()
    _say(f"  {counts}, {time.perf_counter() - started:.0f} s")
    found = ground.prepare()
    report = {
        "size": size.name,
        "counts": counts,
        "machine": {"cores": os.cpu_count(), "python": platform.python_version()},
        "clients": given.clients,
        "pages": _pages(given, found),
    }
    if given.only:
        return report
    _say("  the vault …")
    vault = [asdict(timing) for timing in bench_vault.measure(_as_app, ground.questions(found))]
    _say("  sending …")
    sending = _as_app(lambda: bench_sending.measure(size.sendings))
    _say("  posting …")
    sending |= _as_app(lambda: bench_posting.measure(min(size.sendings, size.members - 3)))
    _say("  computing again …")
    rescoring = bench_rescoring.measure(_as_app)
    _say("  the outbox …")
    outbox = _outbox(size.outbox, size.mails)
    _say("  nudges …")
    nudges = bench_nudges.measure(_as_app)
    _say("  windows …")
    windows = bench_windows.measure(_as_app)
    _say("  registries …")
    registry = _as_app(bench_registry.measure)
    volume.tidy()
    besides = {"sending": sending, "rescoring": rescoring, "outbox": outbox, "nudges": nudges}
    return {**report, "vault": vault, "registry": registry, **besides, "windows": windows}


def _outbox(rows: int, mails: int) -> dict[str, Any]:
    """Half of what is due reminds of questionnaires; workers are killed on the way."""
    from tests.load import bench_outbox

    asked = bench_outbox.ask(rows // 2)
    try:
        return _as_app(
            lambda: bench_outbox.measure(rows=rows, mails=mails, kills=KILLS, asked=asked)
        )
    finally:
        bench_outbox.take_back()


def _pages(given: argparse.Namespace, found: Any) -> dict[str, Any]:
    from tests.load.ground import postmaster, query_counts
    from tests.load.measuring import measure, typical, web
    from tests.load.pages import FLOOR, PAGES

    pages = [page for page in PAGES if given.only in page.name or page.name == FLOOR]
    queries = _as_app(lambda: query_counts(found, pages))
    loaded: dict[str, list[Any]] = {page.name: [] for page in pages}
    alone: dict[str, list[Any]] = {page.name: [] for page in pages}
    with web() as (port, pid):
        ask = {"port": port, "web": pid, "postgres": postmaster()}
        for number in range(-1, given.rounds):  # the first one only warms up
            _say(f"  pages, round {number + 1} of {given.rounds}")
            for page in pages:
                at = {"path": found.address(page), "cookie": found.cookies[page.who], **ask}
                many = given.requests if number >= 0 else max(given.requests // 4, 4)
                loaded[page.name].append(measure(requests=many, clients=given.clients, **at))
                alone[page.name].append(measure(requests=max(many // 4, 4), clients=1, **at))
    return {
        page.name: {
            **asdict(typical(loaded[page.name][1:])),
            "alone_p95_ms": typical(alone[page.name][1:]).p95_ms,
            "queries": queries[page.name],
        }
        for page in pages
    }


def _as_app(work: Callable[[], T]) -> T:
    """Signed in to Postgres as the web is, in this process and in those it starts meanwhile."""
    from tests.database import become

    become("app")
    os.environ["PO_DB_ROLE"] = "app"
    try:
        return work()
    finally:
        become("owner")
        os.environ["PO_DB_ROLE"] = "owner"


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
