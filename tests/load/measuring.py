"""Requests from several clients at once against a real web process, and what they cost."""

from __future__ import annotations

import http.client
import os
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Cost:
    """One page under load. Times in milliseconds; CPU per request, app and Postgres apart."""

    requests_per_second: float
    p50_ms: float
    p95_ms: float
    app_cpu_ms: float
    postgres_cpu_ms: float
    bytes: int
    failures: int


@contextmanager
def web() -> Iterator[tuple[int, int]]:
    """(port, process id) of the real web server with the bench's pages, as the web role."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    argv = [sys.executable, "-m", "gunicorn", "po_platform.wsgi:application"]
    argv += ["--worker-class", "gthread", "--workers", "2", "--threads", "4", "--keep-alive", "30"]
    argv += ["--no-control-socket", "--bind", f"127.0.0.1:{port}", "--log-level", "error"]
    started = subprocess.Popen(argv, env={**os.environ, "PO_DB_ROLE": "app"})
    try:
        _wait_for(port)
        yield port, started.pid
    finally:
        started.terminate()
        started.wait()


def _wait_for(port: int) -> None:
    for _ in range(200):
        time.sleep(0.1)
        with socket.socket() as line:
            if line.connect_ex(("127.0.0.1", port)) == 0:
                return
    raise SystemExit("The web process does not answer.")


def typical(costs: Sequence[Cost]) -> Cost:
    """Of several measurements of one page: times in the middle, and the smallest CPU.

    Whatever else runs on the machine can only add to a CPU figure.
    """

    def middle(name: str) -> float:
        found: list[float] = [getattr(cost, name) for cost in costs]
        return round(statistics.median(found), 1)

    return Cost(
        requests_per_second=middle("requests_per_second"),
        p50_ms=middle("p50_ms"),
        p95_ms=middle("p95_ms"),
        app_cpu_ms=min(cost.app_cpu_ms for cost in costs),
        postgres_cpu_ms=min(cost.postgres_cpu_ms for cost in costs),
        bytes=costs[-1].bytes,
        failures=sum(cost.failures for cost in costs),
    )


def cpu_seconds(pids: Iterable[int]) -> float:
    """User and system time of processes and of their ended children."""
    total = 0
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        total += sum(int(fields[n]) for n in (11, 12, 13, 14))
    return total / TICKS


def family(pid: int) -> list[int]:
    """A process and all that came from it."""
    found = [pid]
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
            if parent == pid:
                found += family(int(entry.name))
    return found


def measure(
    *, port: int, path: str, cookie: str, requests: int, clients: int, web: int, postgres: int
) -> Cost:
    """`requests` GETs of one page, shared by `clients` threads with connections kept open."""
    left = iter(range(requests))
    lock = threading.Lock()
    times: list[float] = []
    sizes: list[int] = []
    failures = [0]

    def client() -> None:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        headers = {"Host": f"localhost:{port}", "Cookie": cookie, "Accept-Language": "en"}
        while True:
            with lock:
                if next(left, None) is None:
                    return
            start = time.perf_counter()
            line.request("GET", path, headers=headers)
            answer = line.getresponse()
            body = answer.read()
            took = (time.perf_counter() - start) * 1000
            with lock:
                times.append(took)
                sizes.append(len(body))
                failures[0] += answer.status != 200

    apps, servers = family(web), family(postgres)
    before = cpu_seconds(apps), cpu_seconds(servers)
    start = time.perf_counter()
    threads = [threading.Thread(target=client) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wall = time.perf_counter() - start
    after = cpu_seconds(apps), cpu_seconds(family(postgres))
    return Cost(
        requests_per_second=round(len(times) / wall, 1),
        p50_ms=round(statistics.median(times), 1),
        p95_ms=round(statistics.quantiles(times, n=20)[18], 1),
        app_cpu_ms=round((after[0] - before[0]) * 1000 / len(times), 2),
        postgres_cpu_ms=round((after[1] - before[1]) * 1000 / len(times), 2),
        bytes=round(statistics.median(sizes)),
        failures=failures[0],
    )
