"""Where each answer of an entry comes from: who gave it, how and when, and who confirmed it.

Stored beside the answers, by question: `how` (Entry.Source), `by` (account, None for a file and for
what was worked out),
`at` (ISO moment), `via` ("paper": she signed it, `by` typed it in; "record": she took it over from her
own record in another registry, which one is not kept), while it stands confirmed
`ok_by`, `ok_at`, and for a code `terms`: its list and the edition that was looked at. A value that changes has the
provenance of its change and is confirmed no more; the former one stays in the entry's history.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from registry.cells import State

PAPER, RECORD, SCORES = "paper", "record", "scores"
WORKED_OUT = "worked_out"
NO_TERMS: Mapping[str, Any] = {}
Kept = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where one answer comes from. `how`: a value of Entry.Source; `paper`: typed in from one she signed.

    `taken_over`: she had written it down in another registry before. `sending`: it is a score of a
    questionnaire, of the answers with this ref; '' for everything else.
    """

    how: str
    by: int | None
    at: datetime
    ok_by: int | None = None
    ok_at: datetime | None = None
    paper: bool = False
    taken_over: bool = False
    sending: str = ""

    @property
    def confirmed(self) -> bool:
        return self.ok_at is not None


def after(
    kept: Kept,
    before: State,
    now: State,
    *,
    how: str,
    by: int | None,
    at: datetime,
    terms: Mapping[str, Any] = NO_TERMS,
    via: str = "",
    sending: str = "",
    calculated: Collection[str] = (),
) -> Any:
    """The provenance of every answer once `before` has become `now`.

    `terms`: of answers that are codes; `sending`: of scores, the ref of the answers they are of;
    `calculated`: questions nobody answers.
    """
    fresh = {"how": how, "by": by, "at": at.isoformat(), **({"via": via} if via else {})}
    fresh |= {"sending": sending} if sending else {}
    found = {}
    for name in {*now.answers, *now.missing}:
        same = before.answers.get(name) == now.answers.get(name) and before.missing.get(
            name
        ) == now.missing.get(name)
        if same and name in kept:
            found[name] = dict(kept[name])
        elif name in calculated:
            found[name] = _worked_out(at)
        else:
            found[name] = {**fresh, **({"terms": terms[name]} if name in terms else {})}
    return found


def worked_out(kept: Kept, fresh: Mapping[str, Any], *, at: datetime) -> Any:
    """The same once these came out otherwise. `fresh`: question → value; None: none any more."""
    found = {name: dict(one) for name, one in kept.items() if name not in fresh}
    return found | {name: _worked_out(at) for name, value in fresh.items() if value is not None}


def _worked_out(at: datetime) -> dict[str, Any]:
    return {"how": WORKED_OUT, "by": None, "at": at.isoformat()}


def still_so(kept: Kept, names: Iterable[str], *, how: str, by: int | None, at: datetime) -> Any:
    """Somebody looked and nothing has changed: these answers are as new; confirmed ones stay so."""
    found = {name: dict(one) for name, one in kept.items()}
    for name in names:
        if found.get(name, {}).get("how") == WORKED_OUT:
            continue  # nobody looks whether a sum is still so
        held = {
            key: value
            for key, value in found.get(name, {}).items()
            if key.startswith("ok_") or key == "terms"
        }
        found[name] = {"how": how, "by": by, "at": at.isoformat(), **held}
    return found


def confirmed(kept: Kept, names: Collection[str], *, by: int, at: datetime) -> Any:
    """The same with these answers confirmed."""
    mark = {"ok_by": by, "ok_at": at.isoformat()}
    return {name: {**one, **(mark if name in names else {})} for name, one in kept.items()}


def unconfirmed(kept: Kept, names: Collection[str]) -> Any:
    """The same with these answers confirmed no more."""
    return {
        name: {k: v for k, v in one.items() if name not in names or not k.startswith("ok_")}
        for name, one in kept.items()
    }


def origin_of(kept: Kept, name: str) -> Origin | None:
    """Where the answer to one question comes from, if that is known."""
    one = kept.get(name)
    if not one:
        return None
    ok_at = one.get("ok_at")
    return Origin(
        one["how"],
        one.get("by"),
        datetime.fromisoformat(one["at"]),
        one.get("ok_by"),
        datetime.fromisoformat(ok_at) if ok_at else None,
        one.get("via") == PAPER,
        one.get("via") == RECORD,
        one.get("sending", "") if one.get("via") == SCORES else "",
    )


def scored(kept: Kept) -> set[str]:
    """The questions scores answered: nobody is asked them, and they are told nevertheless."""
    return {name for name, one in kept.items() if "sending" in one}


def sendings(kept: Kept) -> set[str]:
    """The refs of the answers whose scores an entry holds."""
    return {str(one["sending"]) for one in kept.values() if "sending" in one}


def told(kept: Kept) -> dict[str, dict[str, Any]]:
    """For her own file: without the ids of accounts, which say nothing to her."""
    return {
        name: {
            "how": one["how"],
            "when": one["at"],
            **({"via": one["via"]} if "via" in one else {}),
            **({"confirmed": one["ok_at"]} if "ok_at" in one else {}),
            **({"terms": one["terms"]} if "terms" in one else {}),
        }
        for name, one in kept.items()
    }
