"""Links of sources are looked at once a week, and never anything inside our own network."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django.utils import timezone

from education.actions import links
from education.actions.links import check_links
from education.link_check import is_outside, look_at
from education.models import Source
from tests.education.path import published
from tests.personas import World


class Patience:
    """Ends the page that never ends."""

    over = threading.Event()


class _Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/slow":
            while not Patience.over.wait(0.05):
                self.wfile.write(b"H")
            return
        status = int(self.path.strip("/").split("/")[0] or 200)
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "/404")
        self.end_headers()

    def log_message(self, *arguments: Any) -> None:
        """Silent."""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """A small web site on this machine; the path is the status it answers."""
    server = HTTPServer(("127.0.0.1", 0), _Answers)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    Patience.over.set()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    ("path", "answer"),
    [("/200", "fine"), ("/404", "gone"), ("/410", "gone"), ("/403", "unsure"), ("/302", "gone")],
)
def test_only_what_is_gone_is_called_gone(site: str, path: str, answer: str) -> None:
    assert look_at(f"{site}{path}", inside_too=True) == answer


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:1/", "http://[::1]/", "http://169.254.169.254/latest", "http://10.0.0.1/",
        "http://[::ffff:127.0.0.1]/", "http://[64:ff9b::7f00:1]/", "http://224.0.0.1/",
        "https://example.org:22/", "file:///etc/passwd", "gopher://x", "http://", "http://localhost/",
    ],
)  # fmt: skip
def test_nothing_inside_is_asked(site: str, url: str) -> None:
    assert look_at(url) == "unsure"
    assert look_at(f"{site}/200") == "unsure"


@pytest.mark.django_db
def test_a_link_that_is_gone_is_told_to_editors_once_a_week(
    world: World, sign_in: Any, site: str, settings: Any
) -> None:
    published(world)
    Source.objects.update(url=f"{site}/404")
    assert check_links() == 0, "not where the host does not want it"
    settings.CHECK_LINKS = True

    def look(url: str) -> Any:
        return look_at(url, inside_too=True)

    assert (check_links(look), check_links(look)) == (1, 0)
    assert "1 source is gone" in sign_in(world.editor).get("/write").content.decode()
    Source.objects.update(link_checked_at=timezone.now() - timedelta(days=8), url=f"{site}/200")
    assert check_links(look) == 1
    assert Source.objects.get().link == "fine"


@pytest.mark.django_db
def test_slow_links_leave_the_tick_to_other_work_and_come_next_time(
    world: World, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.CHECK_LINKS = True
    published(world)
    Source.objects.update(url="https://example.org/0")
    for number in range(2):
        Source.objects.create(title="Another", year=2024, url=f"https://example.org/{number + 1}")
    monkeypatch.setattr(links, "LONGEST", -1.0)
    assert check_links(lambda url: "fine") == 0
    monkeypatch.undo()
    settings.CHECK_LINKS = True
    assert check_links(lambda url: "fine") == 3


@pytest.mark.parametrize(
    ("address", "outside"),
    [
        ("93.184.215.14", True), ("2606:2800::1", True), ("64:ff9b::5db8:d70e", True),
        ("64:ff9b::a00:1", False), ("2002:7f00:1::", False), ("::ffff:10.0.0.1", False),
        ("224.0.0.1", False), ("100.64.0.1", False), ("169.254.169.254", False), ("fd00::1", False),
    ],
)  # fmt: skip
def test_an_address_packed_in_another_is_judged_by_what_it_reaches(
    address: str, outside: bool
) -> None:
    assert is_outside(address) is outside


def test_a_page_that_never_ends_is_left(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("education.link_check.MOST_SECONDS", 0.3)
    assert look_at(f"{site}/slow", inside_too=True) == "unsure"


def test_letters_of_other_alphabets_are_written_out(site: str) -> None:
    assert look_at(f"{site}/200/müde tage?q=ö", inside_too=True) == "fine"
