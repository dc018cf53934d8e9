"""Codes that open one page about a programme for a doctor: twelve signs, kept as a keyed hash."""

from __future__ import annotations

from django.utils.crypto import salted_hmac

from members.share_codes import code_from
from po_platform.kit.crypto import blind_index, secret_hash


def code_of(seed: str) -> str:
    """The code of a seed; worth nothing without the server's key."""
    return code_from(salted_hmac("education.doctor_page", seed, algorithm="sha256").digest())


def code_hash(code: str) -> bytes:
    """How it is stored."""
    return secret_hash(blind_index("doctor_page", code))
