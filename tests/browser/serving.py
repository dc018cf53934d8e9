"""One page at a time on a port of loopback; our static files are fetched once and then kept."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

ROOT = Path(__file__).parents[2]
CSP = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'"


def answer(path: str, html: str) -> tuple[bytes, dict[str, str]]:
    """What is sent for this path: a static file of ours, and the page itself for all else."""
    file = ROOT / path.lstrip("/").split("?")[0]
    if path.startswith("/static/") and file.is_file():
        return file.read_bytes(), {"Content-Type": mimetypes.guess_type(file)[0] or "text/plain"}
    headers = {"Content-Security-Policy": CSP, "Content-Type": "text/html; charset=utf-8"}
    return html.encode(), headers


class OnePage(ThreadingHTTPServer):
    """Answers every path with `html`, as it stands when it is asked."""

    html = ""
    daemon_threads = True

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: OnePage

    def do_GET(self) -> None:
        body, headers = answer(self.path, self.server.html)
        self.send_response(200)
        kept = "no-store" if "Content-Security-Policy" in headers else "max-age=3600"
        for name, value in {**headers, "Cache-Control": kept}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        """Nobody reads what a test's server was asked."""


@contextmanager
def one_page() -> Iterator[OnePage]:
    """The server, until the block ends."""
    with OnePage(("127.0.0.1", 0), _Handler) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()
