"""A small mailbox on this machine that speaks enough IMAP over TLS for one visitor at a time."""

from __future__ import annotations

import re
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

PASSWORD = "a%b c@d"


@dataclass
class Lying:
    """One message in the folder."""

    raw: bytes
    flags: set[str] = field(default_factory=set)


class Handler(socketserver.StreamRequestHandler):
    """Answers LOGIN, SELECT, UID SEARCH, UID FETCH, UID STORE, EXPUNGE and LOGOUT."""

    timeout = 10

    def handle(self) -> None:
        self._say("* OK ready")
        while line := self.rfile.readline().decode().strip():
            tag, _, words = line.partition(" ")
            name = words.split()[0].upper()
            self.server.said.append(words)  # type: ignore[attr-defined]  # ours
            if name == "UID":
                name = words.split()[1].upper()
            if self.server.silent_after == name:  # type: ignore[attr-defined]  # ours
                return
            refused = getattr(self, f"do_{name.lower()}", lambda _words: None)(words)
            self._say(f"{tag} {refused or 'OK done'}")
            if name == "LOGOUT":
                return

    def _say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")

    @property
    def box(self) -> dict[int, Lying]:
        found: dict[int, Lying] = self.server.box  # type: ignore[attr-defined]  # ours
        return found

    def do_capability(self, words: str) -> None:
        self._say("* CAPABILITY IMAP4rev1")

    def do_login(self, words: str) -> str:
        return "" if words.endswith(f'"{PASSWORD}"') else "NO wrong password"

    def do_select(self, words: str) -> str:
        self._say(f"* {len(self.box)} EXISTS")
        return "" if '"Portal in"' in words else "NO no such folder"

    def do_search(self, words: str) -> None:
        found = [n for n, one in self.box.items() if not one.flags & {r"\Seen", r"\Deleted"}]
        self._say(" ".join(["* SEARCH", *map(str, found)]))

    def do_fetch(self, words: str) -> None:
        asked = re.fullmatch(r"UID FETCH (\d+) \(BODY\.PEEK\[\]<0\.(\d+)>\)", words)
        assert asked, words
        raw = self.box[int(asked[1])].raw[: int(asked[2])]
        self._say(f"* 1 FETCH (UID {asked[1]} BODY[]<0> {{{len(raw)}}}")
        self.wfile.write(raw + b")\r\n")

    def do_store(self, words: str) -> None:
        asked = re.fullmatch(r"UID STORE (\d+) \+FLAGS\.SILENT \((.*)\)", words)
        assert asked, words
        self.box[int(asked[1])].flags |= set(asked[2].split())

    def do_expunge(self, words: str) -> None:
        for number in [n for n, one in self.box.items() if r"\Deleted" in one.flags]:
            del self.box[number]

    def do_logout(self, words: str) -> None:
        self._say("* BYE")


class Server(socketserver.ThreadingTCPServer):
    """`said`: what the visitor asked for; `silent_after`: hangs up at this command."""

    daemon_threads = True

    def __init__(self, context: ssl.SSLContext) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.socket = context.wrap_socket(self.socket, server_side=True)
        self.box: dict[int, Lying] = {}
        self.said: list[str] = []
        self.silent_after = ""

    def put(self, raw: bytes) -> int:
        number = max(self.box, default=100) + 1
        self.box[number] = Lying(raw)
        return number

    @property
    def url(self) -> str:
        password = PASSWORD.replace("%", "%25").replace("@", "%40").replace(" ", "%20")
        return (
            f"imaps://talk%40in.example:{password}@127.0.0.1:{self.server_address[1]}/Portal%20in"
        )

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A visitor who hangs up is no news."""


@contextmanager
def serving(folder: Path) -> Iterator[tuple[Server, Path]]:
    """The server and the certificate that vouches for it."""
    certificate, key = _made(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server = Server(context)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server, certificate
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def _made(folder: Path) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail.in.example")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    paths = folder / "mail.crt", folder / "mail.key"
    paths[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return paths
