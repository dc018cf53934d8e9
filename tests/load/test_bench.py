"""The bench itself: it runs from nothing to its report, and names what was not kept."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from po_platform.embedded import ROOT
from tests.load.pages import PAGES, Promise

# What another run's servers would give away: the bench starts its own.
GIVEN = ("DATABASE_", "REDIS_URL", "SECRET_KEY", "PO_", "DJANGO_SETTINGS_MODULE")


@pytest.mark.slow
def test_the_bench_walks_every_page_and_loses_nothing(tmp_path: Path) -> None:
    environ = {k: v for k, v in os.environ.items() if not k.startswith(GIVEN)}
    argv = [sys.executable, "-m", "po_platform.embedded.bench", "--size", "tiny"]
    done = subprocess.run(
        [*argv, "--requests", "4", "--rounds", "1"],
        cwd=ROOT,
        env={**environ, "PO_VAR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    report = json.loads((tmp_path / "bench" / "bench.json").read_text())
    assert set(report["pages"]) == {page.name for page in PAGES}
    assert not any(page["failures"] for page in report["pages"].values())
    outbox = report["outbox"]
    assert outbox["exact"]
    assert outbox["killed"] and 0 < outbox["done_meanwhile"] < outbox["reminders"] == 3_000
    assert report["rescoring"]["exact"] and report["rescoring"]["responses"] > 0
    assert report["vault"]
    assert report["registry"]["rows"] == 1_000 and report["registry"]["cohort_ms"] > 0
    files = report["registry"]["files"]
    assert {"codes, 40 fields", "codes, 300 fields"} <= set(files)
    assert {"freezing a release: lines", "release, lines of codes"} <= set(files)
    assert report["sending"]["scored_per_second"] > 0
    told = done.stdout.splitlines()
    assert all(any(line.startswith(page.name) for line in told) for page in PAGES)


def test_a_promise_that_was_not_kept_is_named_with_both_figures() -> None:
    promise = Promise(app_cpu_ms=12, p95_ms=120)
    assert promise.broken({"app_cpu_ms": 12, "p95_ms": 119.5, "postgres_cpu_ms": 99}) == []
    assert promise.broken({"app_cpu_ms": 12.1, "p95_ms": 119.5}) == ["app_cpu_ms 12.1 > 12"]
