"""Marks of what came from an older forum: nothing of its ids, names or addresses can be read from them."""

from __future__ import annotations

from uuid import UUID

from po_platform.kit.crypto import blind_index, opened_or_none, seal_for_application


def mark_of(source: str, key: str) -> str:
    """Of a board, topic or post by its key there."""
    return blind_index("forums|brought", f"{source} {key}")


def author_mark(source: str, key: str) -> str:
    """Of an account there."""
    return blind_index("forums|former author", f"{source} {key}")


def name_mark(name: str) -> str:
    """Of the name others saw there; '' for none."""
    return blind_index("forums|former name", name) if name.strip() else ""


def address_mark(address: str) -> str:
    """Of the mailbox there; '' for none."""
    return blind_index("forums|former address", address) if "@" in address else ""


def sealed_name(mark: str, name: str) -> str:
    """The name others saw there, for a moderator who vouches for somebody."""
    return seal_for_application(name, f"forums_formerauthor|{mark}") if name else ""


def sealed_profile(mark: str, address: str) -> str:
    """The page of the account there, for a moderator who looks whether a word stands on it."""
    return seal_for_application(address, f"forums_formerauthor profile|{mark}") if address else ""


def opened_profile(mark: str, sealed: str) -> str:
    """The reverse; '' too where it does not open."""
    return (opened_or_none(sealed, f"forums_formerauthor profile|{mark}") or "") if sealed else ""


def sealed_asked_name(ref: UUID, name: str) -> str:
    """The name a member says she had there."""
    return seal_for_application(name, f"forums_profileword|{ref}")


def opened_asked_name(ref: UUID, sealed: str) -> str:
    """The reverse; '' too where it does not open."""
    return (opened_or_none(sealed, f"forums_profileword|{ref}") or "") if sealed else ""


def opened_name(mark: str, sealed: str) -> str:
    """The reverse; '' too where it does not open."""
    return (opened_or_none(sealed, f"forums_formerauthor|{mark}") or "") if sealed else ""
