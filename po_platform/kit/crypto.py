"""Encryption of identifiers: one data key per person, wrapped by a key outside the database."""

from __future__ import annotations

import hashlib
import hmac
import logging
import os
import re
import unicodedata
from functools import cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import (
    InvalidUnwrap,
    aes_key_unwrap,
    aes_key_wrap,
)
from django.conf import settings

from .sealed import is_declared

log = logging.getLogger(__name__)
VERSION = b"\x01"
KEK = re.compile(r"kek-[1-9]\d{0,3}")
NUMBERED = b"\x02"  # then two bytes: the number of the key the application sealed with
_NAMES_ITS_KEY = re.compile(NUMBERED.hex() + "([0-9a-fA-F]{4})")
_NONCE = 12
_SHORTEST = len(VERSION) + _NONCE + 16  # the tag of an empty text


class KeyMissing(Exception):
    """A key file is absent or has the wrong size; the message names it."""


class NotDeclared(Exception):
    """A text is to be sealed for a column that no model declares in `Holds.sealed`."""


class Tampered(Exception):
    """A ciphertext was changed, moved to another place, or meets the wrong key."""


class KeyGone(Tampered, KeyMissing):
    """A text was sealed with a key file that is not here any more: it does not open, others do."""


@cache
def _read_key(folder: Path, name: str) -> bytes:
    try:
        key = (folder / name).read_bytes()
    except OSError as error:
        raise KeyMissing(f"The key file {folder / name} cannot be read.") from error
    if len(key) != 32:
        raise KeyMissing(f"The key file {folder / name} must hold exactly 32 bytes.")
    return key


def key(name: str) -> bytes:
    """32 bytes from the key folder.

    kek-N wraps data keys and seals for the application; the newest does, older ones open theirs.
    index-1 and audit-1 open nothing: they make marks, to find a value again and to know a subject
    in the record. A mark cannot be made anew without its value, so these two stay as they are.
    """
    return _read_key(Path(settings.KEYS_DIR), name)


def key_files(folder: Path) -> list[str]:
    """The kek files there are, oldest first; copies an editor left beside them are none."""
    names = (path.name for path in folder.glob("kek-*"))
    return sorted(filter(KEK.fullmatch, names), key=lambda name: int(name.removeprefix("kek-")))


@cache
def _newest(folder: Path) -> str:
    names = key_files(folder)
    if not names:
        raise KeyMissing(f"There is no key file kek-1 in {folder}.")
    return names[-1]


def newest_wrapping_key() -> str:
    """The id of the key new data keys are wrapped with; older ones still open theirs."""
    return _newest(Path(settings.KEYS_DIR))


def new_data_key() -> tuple[str, bytes, bytes]:
    """(wrapping key id, wrapped data key, data key)."""
    data_key = AESGCM.generate_key(bit_length=256)
    kek = newest_wrapping_key()
    return kek, aes_key_wrap(key(kek), data_key), data_key


def unwrap(kek: str, wrapped: bytes) -> bytes:
    """The data key; raises Tampered (KeyGone) when it was not wrapped with this key, or that is gone."""
    try:
        return aes_key_unwrap(_key_of_a_text(kek), wrapped)
    except InvalidUnwrap as error:
        raise Tampered("A data key does not open with its wrapping key.") from error


def rewrap(kek: str, wrapped: bytes) -> tuple[str, bytes]:
    """The same data key under the newest wrapping key; no data row is touched."""
    newest = newest_wrapping_key()
    return newest, aes_key_wrap(key(newest), unwrap(kek, wrapped))


def seal(data_key: bytes, text: str, place: str) -> bytes:
    """`text` encrypted for exactly one place ("table|column|row"); '' stays ''-able."""
    nonce = os.urandom(_NONCE)
    return VERSION + nonce + AESGCM(data_key).encrypt(nonce, text.encode(), place.encode())


def open_sealed(data_key: bytes, sealed: bytes, place: str) -> str:
    """The text again; raises Tampered when a bit, the place or the key differs."""
    raw = bytes(sealed)
    if raw[:1] != VERSION or len(raw) < _SHORTEST:
        raise Tampered("A ciphertext is cut short or has an unknown version.")
    nonce, body = raw[1 : 1 + _NONCE], raw[1 + _NONCE :]
    try:
        return AESGCM(data_key).decrypt(nonce, body, place.encode()).decode()
    except InvalidTag as error:
        raise Tampered(f"A ciphertext at {place.split('|')[0]} does not open.") from error


def seal_for_application(text: str, place: str, *, passing: bool = False) -> str:
    """Under the application's newest key, for exactly one place; hex text that names its key.

    `passing`: for a visit, a cache or a page, and never in a table. Raises NotDeclared otherwise
    where no model says that its column holds it: a change of keys would leave it behind.
    """
    if not passing and not is_declared(place):
        raise NotDeclared(f"No model declares a sealed column for {place.partition('|')[0]}.")
    name = newest_wrapping_key()
    return prefix_of(name) + seal(key(name), text, place).hex()[2:]


def open_for_application(sealed: str, place: str) -> str:
    """The reverse of seal_for_application; a text of before keys had numbers opens with kek-1.

    Raises Tampered, which KeyGone is too; KeyMissing where the newest key is not here either.
    """
    raw = bytes.fromhex(sealed)
    if raw[:1] != NUMBERED:
        return open_sealed(_key_of_a_text("kek-1"), raw, place)
    if len(raw) < _SHORTEST + 2:
        raise Tampered("A ciphertext is cut short.")
    number = int.from_bytes(raw[1:3], "big")
    return open_sealed(_key_of_a_text(f"kek-{number}"), VERSION + raw[3:], place)


def opened_or_none(sealed: str, place: str) -> str | None:
    """As open_for_application, for one of many: None where it does not open, and the log says which."""
    try:
        return open_for_application(sealed, place)
    except Tampered as error:
        log.error("The text sealed for %s does not open: %s", place, error)
        return None


def _key_of_a_text(name: str) -> bytes:
    try:
        return key(name)
    except KeyMissing as error:
        key(newest_wrapping_key())  # where no key is to be read, it is not this text's fault
        raise KeyGone(str(error)) from error


def prefix_of(name: str) -> str:
    """How every text the application sealed with this key begins."""
    return (NUMBERED + int(name.removeprefix("kek-")).to_bytes(2, "big")).hex()


def key_named_in(sealed: str) -> str:
    """The key an application's text was sealed with; its first six signs are enough."""
    found = _NAMES_ITS_KEY.match(sealed)
    return f"kek-{int(found[1], 16)}" if found else "kek-1"


def folded(value: str) -> str:
    """As marks see it: capitals, ways to write the same sign and blanks make no difference."""
    return " ".join(unicodedata.normalize("NFKC", value).casefold().split())


def blind_index(column: str, value: str) -> str:
    """A keyed mark under which an exact value is found again; never for birth dates or sex."""
    plain = folded(value)
    return hmac.new(key("index-1"), f"{column}|{plain}".encode(), hashlib.sha256).hexdigest()


def audit_mark(subject: object) -> str:
    """The pseudonym a subject has in audit rows; survives erase without pointing back."""
    return hmac.new(key("audit-1"), f"subject|{subject}".encode(), hashlib.sha256).hexdigest()


def secret_hash(secret: str) -> bytes:
    """How codes and tokens of high entropy are stored."""
    return hashlib.sha256(secret.encode()).digest()
