"""A file sealed with a key of its own, read and written a piece at a time (AES-256-GCM)."""

from __future__ import annotations

import secrets
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO
from zipfile import ZIP_STORED, ZipFile

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

PIECE = 1 << 20
NONCE, TAG, KEY = 12, 16, 32
INSIDE, NOTE = "sealed.bin", "READ_ME.txt"
WORDS = "A sealed copy of data. Without its key, which is kept apart, nobody can read it.\n"


class NotOpened(Exception):
    """Another key, or not the bytes that were sealed."""


def new_key() -> bytes:
    """32 random bytes."""
    return secrets.token_bytes(KEY)


def seal(source: Path, target: Path, key: bytes) -> None:
    """A ZIP with the sealed bytes and a note, for whoever finds it."""
    nonce = secrets.token_bytes(NONCE)
    work = Cipher(algorithms.AES(key), modes.GCM(nonce)).encryptor()
    with ZipFile(target, "w", ZIP_STORED) as made, source.open("rb") as plain:
        made.writestr(NOTE, WORDS)
        with made.open(INSIDE, "w", force_zip64=True) as out:
            out.write(nonce)
            while piece := plain.read(PIECE):
                out.write(work.update(piece))
            out.write(work.finalize() + work.tag)


def unseal(source: Path, key: bytes) -> IO[bytes]:
    """What was sealed, at its beginning, in a file that goes when it is closed. Raises NotOpened."""
    out: IO[bytes] = TemporaryFile()  # noqa: SIM115  # whoever asked closes it
    with ZipFile(source) as made:
        left = made.getinfo(INSIDE).file_size - NONCE - TAG
        with made.open(INSIDE) as sealed:
            work = Cipher(algorithms.AES(key), modes.GCM(sealed.read(NONCE))).decryptor()
            while left:
                piece = sealed.read(min(PIECE, left))
                left -= len(piece)
                out.write(work.update(piece))
            try:
                out.write(work.finalize_with_tag(sealed.read(TAG)))
            except InvalidTag as error:
                out.close()
                raise NotOpened from error
    out.seek(0)
    return out
