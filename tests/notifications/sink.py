"""A small mail server on loopback that keeps what it is given, and refuses what it is told to."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message


@dataclass(frozen=True)
class Received:
    """One mail as it came in."""

    to: str
    message: Message

    @property
    def message_id(self) -> str:
        return str(self.message["Message-ID"])


@dataclass
class Sink:
    """`refuse`: address → answer to RCPT. `on_mail(n)`: called when the n-th mail is in, before
    it is acknowledged; raises Hangup to drop the line instead."""

    port: int = 0
    received: list[Received] = field(default_factory=list)
    refuse: dict[str, str] = field(default_factory=dict)
    refuse_data: str = ""
    on_mail: Callable[[int], None] = lambda number: None

    def ids(self) -> list[str]:
        return [mail.message_id for mail in self.received]


class Hangup(Exception):
    """The server drops the line."""


class _Conversation(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        sink: Sink = self.server.sink  # type: ignore[attr-defined]  # set by running_sink
        self._say("220 sink")
        to = ""
        while line := self.rfile.readline():
            word, _, rest = line.decode().strip().partition(" ")
            match word.upper():
                case "EHLO" | "HELO":
                    self._say("250 sink")
                case "RCPT":
                    to = rest.partition("<")[2].rstrip(">")
                    self._say(sink.refuse.get(to, "250 fine"))
                case "DATA":
                    if sink.refuse_data:
                        self._say(sink.refuse_data)
                        continue
                    self._say("354 go on")
                    sink.received.append(Received(to, message_from_bytes(self._body())))
                    try:
                        sink.on_mail(len(sink.received))
                    except Hangup:
                        return
                    self._say("250 taken")
                case "QUIT":
                    self._say("221 bye")
                    return
                case _:
                    self._say("250 fine")

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())

    def _body(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        return b"".join(lines)


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A killed dispatcher leaves its line open: nothing to report."""


@contextmanager
def running_sink() -> Iterator[Sink]:
    """The server on a free port, until the end of the block."""
    with _Server(("127.0.0.1", 0), _Conversation) as server:
        sink = Sink(port=server.server_address[1])
        server.sink = sink  # type: ignore[attr-defined]  # read by the conversation
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield sink
        server.shutdown()
        thread.join()
