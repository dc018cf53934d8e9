"""`./po bench [--size small|full] [--out FILE]`: what pages cost, as a table and as JSON.

The floor (signed in, layout and actor, nothing on it) is measured in the same run; figures of
different machines are compared as multiples of it.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import django

PAGES = [
    ("floor", "ruth", "/bench/floor"),
    ("start", "ruth", "/start"),
    ("question", "ruth", "/answer/{assignment}/1"),
    ("all questions", "ruth", "/answer/{assignment}/all"),
    ("course, 5 scales", "ruth", "/my-answers"),
    ("my data", "ruth", "/me"),
    ("sharing", "ruth", "/sharing"),
    ("clinician's list", "nasser", "/clinic"),
    ("clinician's summary", "nasser", "/clinic/people/{subject}"),
]


@dataclass(frozen=True)
class Ground:
    """Who visits, with which session, and whose things are looked at."""

    cookies: dict[str, str]
    assignment: str
    subject: str

    def address(self, path: str) -> str:
        return path.format(assignment=self.assignment, subject=self.subject)


def main() -> int:
    """Measures, prints the table, writes the JSON."""
    options = argparse.ArgumentParser(prog="./po bench")
    options.add_argument("--size", choices=("small", "full"), default="full")
    options.add_argument("--requests", type=int, default=400)
    options.add_argument("--clients", type=int, default=8)
    options.add_argument("--out", type=Path, default=Path(os.environ["PO_VAR"]) / "bench.json")
    given = options.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.load.settings"
    report = _measured(given)
    given.out.write_text(json.dumps(report, indent=1) + "\n")
    _print(report)
    print(f"\nWritten to {given.out}")
    return 1 if any(page["failures"] for page in report["pages"].values()) else 0


def _measured(given: argparse.Namespace) -> dict[str, Any]:
    os.environ["PO_DB_ROLE"] = "owner"
    django.setup()
    from tests.load import ground, volume
    from tests.load.measuring import measure

    size = volume.SIZES[given.size]
    print(f"Making the volume “{size.name}” unless it is there …", flush=True)
    started = time.perf_counter()
    volume.make(size)
    counts = volume.counts()
    found = ground.prepare(Ground)
    print(f"  {counts}, {time.perf_counter() - started:.0f} s", flush=True)
    queries = _as_app(lambda: ground.query_counts(found, PAGES))
    port, web = _web()
    try:
        postgres = ground.postmaster()
        pages = {}
        for name, who, path in PAGES:
            address, cookie = found.address(path), found.cookies[who]
            ask = {"clients": given.clients, "web": web.pid, "postgres": postgres}
            measure(port, address, cookie, requests=40, **ask)  # warm
            cost = measure(port, address, cookie, requests=given.requests, **ask)
            pages[name] = {**asdict(cost), "queries": queries[name]}
            print(f"  {name}", flush=True)
    finally:
        web.terminate()
        web.wait()
    machine = {"cores": os.cpu_count(), "python": platform.python_version()}
    return {"size": size.name, "counts": counts, "machine": machine, "pages": pages}


def _as_app(work: Callable[[], Any]) -> Any:
    """In this process, signed in to Postgres as the web is."""
    from tests.database import become

    become("app")
    try:
        return work()
    finally:
        become("owner")


def _web() -> tuple[int, subprocess.Popen[bytes]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    argv = [sys.executable, "-m", "gunicorn", "po_platform.wsgi:application"]
    argv += ["--worker-class", "gthread", "--workers", "2", "--threads", "4"]
    argv += ["--keep-alive", "30", "--bind", f"127.0.0.1:{port}", "--log-level", "error"]
    web = subprocess.Popen(argv, env={**os.environ, "PO_DB_ROLE": "app"})
    for _ in range(200):
        time.sleep(0.1)
        with socket.socket() as line:
            if line.connect_ex(("127.0.0.1", port)) == 0:
                return port, web
    raise SystemExit("The web process does not answer.")


def _print(report: dict[str, Any]) -> None:
    floor = report["pages"]["floor"]
    head = ("page", "req/s", "p50", "p95", "app ms", "× floor", "pg ms", "queries", "KB")
    print("\n" + f"{head[0]:22}" + "".join(f"{word:>9}" for word in head[1:]))
    for name, page in report["pages"].items():
        cells = (
            page["requests_per_second"],
            page["p50_ms"],
            page["p95_ms"],
            page["app_cpu_ms"],
            round(page["app_cpu_ms"] / floor["app_cpu_ms"], 2) if floor["app_cpu_ms"] else "–",
            page["postgres_cpu_ms"],
            page["queries"],
            round(page["bytes"] / 1024, 1),
        )
        print(f"{name:22}" + "".join(f"{cell:>9}" for cell in cells))


if __name__ == "__main__":
    sys.exit(main())
