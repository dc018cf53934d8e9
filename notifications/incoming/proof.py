"""Whether the host's own mail server found that a mail is from its sender (RFC 8601); pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

MOST = 4000  # signs of one header
_COMMENT = re.compile(r"\([^()]*\)")
_QUOTED = re.compile(r'"[^"]*"?')
_METHOD = re.compile(r"\s*([a-z0-9-]+)\s*(?:/\s*\d+\s*)?=\s*([a-z]+)(?=\s|$)(.*)", re.S)
_FROM = re.compile(r"(?:^|\s)header\.from=(\S*)")
# What each method vouches for, the stronger word first.
_NAMED = {
    "spf": (re.compile(r"(?:^|\s)smtp\.mailfrom=(\S+)"),),
    "dkim": (re.compile(r"(?:^|\s)header\.d=(\S+)"), re.compile(r"(?:^|\s)header\.i=(\S+)")),
}


class Proof(StrEnum):
    """`HERS`: it is. `FAIL`: the owner of the address says it is not. `NONE`: nobody knows."""

    HERS = "pass"
    FAIL = "fail"
    NONE = "none"


def proof_in(checked: Sequence[str], *, server: str, sender: str) -> Proof:
    """What `server` says in the topmost header of its name; below it a sender may write anything.

    A pass of DMARC, for just the sender's domain where it names one; or, where the sender's domain asks for none, of SPF or DKIM for just that domain.
    """
    for header in checked:
        said = _without_extras(header[:MOST].lower())
        name, *results = said.split(";")
        if name.split()[:1] == [server.lower()]:
            return _judged(results, sender.lower().rpartition("@")[2])
    return Proof.NONE


def _without_extras(header: str) -> str:
    """Quoted words and comments hold what the sender wrote."""
    said = _QUOTED.sub("", header)
    while (shorter := _COMMENT.sub(" ", said)) != said:
        said = shorter
    return said


def _judged(results: Sequence[str], domain: str) -> Proof:
    found = [match.groups() for one in results if (match := _METHOD.fullmatch(one))]
    dmarc = {result for method, result, _rest in found if method == "dmarc"}
    if dmarc & {"fail", "temperror", "permerror"}:
        return Proof.FAIL
    if dmarc == {"pass"}:
        named = [
            one for method, _pass, rest in found if method == "dmarc" for one in _FROM.findall(rest)
        ]
        about_her = all(one.rpartition("@")[2] == domain for one in named)
        return Proof.HERS if about_her else Proof.NONE
    vouched = [_vouched(method, rest) for method, result, rest in found if result == "pass"]
    return Proof.HERS if domain and domain in vouched else Proof.NONE


def _vouched(method: str, rest: str) -> str:
    """The domain; '' where none is named, or more than one."""
    for pattern in _NAMED.get(method, ()):
        if named := {one.rpartition("@")[2] for one in pattern.findall(rest)}:
            return named.pop() if len(named) == 1 else ""
    return ""
