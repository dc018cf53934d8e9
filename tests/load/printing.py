"""The report as tables: every figure beside its promise, and whether it was kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.load.bench_registry import COHORT_MS, CSV_TIMES_COPY, MOST_MB, RELEASE_TIMES_COPY
from tests.load.bench_sending import SCORED_PER_SECOND, SENT_P95_MS
from tests.load.pages import FLOOR, PAGES

ROWS_PER_SECOND = 20_000
KEPT, BROKEN, NONE = "kept", "MISSED", "–"


def print_report(report: dict[str, Any]) -> None:
    """Pages, then the vault, then sending, computing again and the outbox."""
    machine = report["machine"]
    print(f"\n{report['size']}: {report['counts']}; {machine['cores']} cores")
    print(f"{report['clients']} clients; “alone”: p95 with one client; CPU in ms per request\n")
    _pages(report["pages"])
    if "vault" in report:
        _vault(report["vault"])
        _rest(report)
        _registry(report["registry"])


def _pages(pages: dict[str, Any]) -> None:
    floor = pages[FLOOR]["app_cpu_ms"]
    head = ("req/s", "p50", "p95", "alone", "app ms", "× floor", "pg ms", "queries", "KB")
    _line("page", head, "promise")
    for page in PAGES:
        if page.name not in pages:
            continue
        found = pages[page.name]
        cells = (
            found["requests_per_second"],
            found["p50_ms"],
            found["p95_ms"],
            found["alone_p95_ms"],
            found["app_cpu_ms"],
            round(found["app_cpu_ms"] / floor, 1) if floor else NONE,
            found["postgres_cpu_ms"],
            found["queries"],
            round(found["bytes"] / 1024, 1),
        )
        promised = any(most is not None for most in vars(page.promise).values())
        broken = page.promise.broken({**found, "kilobytes": round(found["bytes"] / 1024, 1)})
        verdict = f"{BROKEN}: {', '.join(broken)}" if broken else KEPT if promised else NONE
        if found["failures"]:
            verdict = f"{found['failures']} FAILED"
        _line(page.name, cells, verdict)


def _vault(timings: Sequence[dict[str, Any]]) -> None:
    print(f"\n{'under row-level security':42}{'ms':>9}{'rows':>9}{'most':>9}")
    for one in timings:
        most = one["most_ms"]
        told = NONE if most is None else KEPT if one["milliseconds"] <= most else BROKEN
        limit = NONE if most is None else f"{most:g}"
        print(f"{one['what']:42}{one['milliseconds']:>9}{one['rows']:>9}{limit:>9}  {told}")


def _rest(report: dict[str, Any]) -> None:
    sending, again = report["sending"], report["rescoring"]
    outbox, nudges, windows = report["outbox"], report["nudges"], report["windows"]
    p95, scored = sending["sent_p95_ms"], sending["scored_per_second"]
    rows = outbox["rows_per_second"]
    lines = (
        ("sending 40 answers, p50 ms", sending["sent_p50_ms"], NONE, None),
        ("sending 40 answers, p95 ms", p95, f"≤ {SENT_P95_MS}", p95 <= SENT_P95_MS),
        ("sending a post, p50 ms", sending["posted_p50_ms"], NONE, None),
        ("sending a post, p95 ms", sending["posted_p95_ms"], NONE, None),
        ("scored responses/s and core", scored, f"≥ {SCORED_PER_SECOND}",
         scored >= SCORED_PER_SECOND),
        (f"again: {again['responses']} responses, seconds", again["seconds"], NONE, None),
        ("again: responses/s, one process", again["responses_per_second"], NONE, None),
        ("again: every number once, and the same", "yes" if again["exact"] else "no", "yes",
         bool(again["exact"])),
        (f"outbox: {outbox['rows']} due rows, rows/s", rows, f"≥ {ROWS_PER_SECOND}",
         rows >= ROWS_PER_SECOND),
        (f"outbox: of these reminders, {outbox['done_meanwhile']} done meanwhile",
         outbox["reminders"], NONE, None),
        ("outbox: mails/s, each a commit", outbox["mails_per_second"], NONE, None),
        (f"outbox: summaries of talk for {outbox['summaries']} people, s",
         outbox["summary_seconds"], NONE, None),
        ("outbox: workers killed when emptied again", outbox["killed"], "≥ 1",
         outbox["killed"] >= 1),
        ("outbox: every row exactly once", "yes" if outbox["exact"] else "no", "yes",
         bool(outbox["exact"])),
        (f"{nudges['nudged']} quiet on a programme, nudges/s", nudges["per_second"], NONE, None),
        ("nudges: one notice each", "yes" if nudges["exact"] else "no", "yes",
         bool(nudges["exact"])),
        (f"{windows['opened']} windows open, lists/s", windows["per_second"], NONE, None),
        ("windows: one each", "yes" if windows["exact"] else "no", "yes", bool(windows["exact"])),
    )  # fmt: skip
    print(f"\n{'besides':42}{'found':>9}{'promise':>12}")
    for what, found, promise, kept in lines:
        told = NONE if kept is None else KEPT if kept else BROKEN
        print(f"{what:42}{found:>9}{promise:>12}  {told}")


def _registry(found: dict[str, Any]) -> None:
    head = f"registry: files of {found['rows']} entries"
    print(f"\n{head:42}{'CPU s':>9}{'× COPY':>9}{'MB':>9}")
    for name, one in found["files"].items():
        most = CSV_TIMES_COPY if "codes," in name else None
        most = RELEASE_TIMES_COPY if name.startswith("release") else most
        broken = most is not None and (one["times_copy"] > most or one["mb"] > MOST_MB)
        told = NONE if most is None else BROKEN if broken else KEPT
        limit = "" if most is None else f"  ≤ {most:g} × and {MOST_MB} MB"
        print(f"{name:42}{one['cpu_s']:>9}{one['times_copy']:>9}{one['mb']:>9}  {told}{limit}")
    print(f"{'COPY of typed columns':42}{found['copy_cpu_s']:>9}")
    told = KEPT if found["cohort_ms"] <= COHORT_MS else BROKEN
    print(f"{'cohort of three conditions, ms':42}{found['cohort_ms']:>9}  {told}  ≤ {COHORT_MS} ms")
    for what, name in (
        ("cohort, one condition hangs on another", "hanging_cohort_ms"),
        ("one entry saved, p50 ms", "save_ms"),
        ("a curator’s page of records, ms", "list_ms"),
    ):
        print(f"{what:42}{found[name]:>9}")


def _line(name: str, cells: Sequence[object], verdict: str) -> None:
    print(f"{name:20}" + "".join(f"{cell:>8}" for cell in cells) + f"  {verdict}")
