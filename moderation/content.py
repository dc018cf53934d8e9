"""What can be reported and decided about: features register their kinds, this app knows no others."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models.expressions import RawSQL
from django.utils.functional import Promise
from django.utils.safestring import SafeString

from po_platform.access.actor import Actor

Words = str | Promise
NOTICED = "noticed"  # among the reasons of a case: a program found it, whatever else it waited for
DANGER = "danger_words"  # among them: words that sound like danger stand in it
TO_TEAM = "to_team"  # among them: they stand in what its author answered to the team
NAMES_STAFF = "names_staff"  # among them: it names somebody of a clinic or practice in full
UNCOVERED = "uncovered"  # the answer to an objection that gives the piece back
COVERED = "covered"  # what a decision does that takes a piece out and leaves the thing where it is


class Standing(StrEnum):
    """How a thing stands for its readers. A decision leads from one of these to another."""

    HELD = "held"
    PUBLISHED = "published"
    CONTEXT = "context"  # published, with a label above it
    FOLDED = "folded"
    UNJUDGED = "unjudged"  # folded since it came out, open to answers; nobody decided about it yet
    RETURNED = "returned"
    REMOVED = "removed"
    TAKEN_BACK = "taken_back"


class Outdated(PermissionDenied):
    """The author or another moderator was faster: nothing was decided."""


@dataclass(frozen=True, slots=True)
class Label:
    """What readers find above a thing that stays: a sentence, and a page of ours to read."""

    path: str
    title: str
    said: str


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing as a case shows it. `person_id`: whoever wrote it and can be told so, None for nobody.

    `url`: where readers find it; `own_url`: where its author does; `answer_url`: where one answers it
    for all to read, ending in a query. `why`: sentences its author was
    told when it began to wait. `files`: pictures and documents that belong to it.
    `label`: the last one that stood above it, whether or not it does now; `label_gone`: its page is
    not there any more. `only_left`: nobody wrote
    it for others to read, so it is looked at and left. `stays`: somebody wrote it to one person, so no
    decision changes it; what can be done is about its author.
    """

    kind: str
    ref: UUID
    title: str
    place: Words
    html: SafeString
    version: int
    standing: Standing
    person_id: int | None
    name: str
    at: datetime
    url: str = ""
    own_url: str = ""
    answer_url: str = ""
    note: str = ""
    why: Sequence[Words] = ()
    files: SafeString | None = None
    label: Label | None = None
    label_gone: bool = False
    only_left: bool = False
    stays: bool = False

    @property
    def never_changes(self) -> bool:
        """Whether to leave it is all that can be decided."""
        return self.only_left or self.stays

    @property
    def can_be_answered(self) -> bool:
        """Whether others read it where it stands, and can answer."""
        out = (Standing.PUBLISHED, Standing.CONTEXT, Standing.UNJUDGED)
        return self.standing in out and not self.never_changes


@dataclass(frozen=True, slots=True)
class Line:
    """One thing in a list: nothing of what it says."""

    title: str
    place: Words
    name: str


def _none_of_them(refs: Collection[UUID]) -> Collection[UUID]:
    return ()


def _nothing_to_do(ref: UUID) -> None:
    return None


def _nothing_beside(ref: UUID) -> SafeString:
    return SafeString()


@dataclass(frozen=True, slots=True)
class Covering:
    """Taking a piece out of a thing, and putting it back. Both lock it, compare the version (raise
    Outdated) and give the version it then has. `cover`: every place of these words in it.
    """

    cover: Callable[[Actor, UUID, int, str], int]
    uncover: Callable[[Actor, UUID, int], int]


@dataclass(frozen=True, slots=True)
class ContentKind:
    """What a feature answers about its things.

    `for_case`: the thing, for whoever moderates; `for_reader`: the same, None unless this actor may
    read it. `former`: the words of an earlier version, '' when they are gone. `lines`: one query for
    a list. `settle`: locks the thing, compares the version (raises Outdated), brings it to a
    standing, and gives the version it then has; to where it stands already changes nothing.
    `gone`: which of these their authors took back for good. `covering`: where a piece of a thing can
    be covered. `purged`: its sealed words are deleted; what lies beside them goes too. `beside`:
    what that is, for whoever may read the sealed words. `put_label`: like `settle`, but out with
    this label above it; None for a kind that carries none. To settle at CONTEXT brings back the last.
    `words`: all that is written in it, for this machine alone; None for what stays between two people.
    `kept_from`: things whose cases are not the acting moderator's to see, though none of them is about
    her as a person, with what was written to the team about them; None for a kind that has no such
    things. `uncalled`: the people from whom a case (its key) is kept so. `reasons`: what members can
    tell us about it, in codes of Report.Reason; none for the usual ones.
    """

    name: str
    label: Words
    for_case: Callable[[UUID], Thing | None]
    for_reader: Callable[[Actor, UUID], Thing | None]
    former: Callable[[UUID, int], str]
    lines: Callable[[Collection[UUID]], Mapping[UUID, Line]]
    settle: Callable[[Actor, UUID, int, Standing, str], int]
    gone: Callable[[Collection[UUID]], Collection[UUID]] = _none_of_them
    covering: Covering | None = None
    purged: Callable[[UUID], None] = _nothing_to_do
    beside: Callable[[UUID], SafeString] = _nothing_beside
    put_label: Callable[[Actor, UUID, int, Label, str], int] | None = None
    words: Callable[[UUID], str] | None = None
    kept_from: Callable[[], RawSQL] | None = None
    uncalled: Callable[[int], Collection[int]] | None = None
    reasons: Collection[str] = ()


def never_changed(
    name: str,
    label: Words,
    for_case: Callable[[UUID], Thing | None],
    *,
    why: Words,
    for_reader: Callable[[Actor, UUID], Thing | None] = lambda actor, ref: None,
    kept_from: Callable[[], RawSQL] | None = None,
    uncalled: Callable[[int], Collection[int]] | None = None,
    reasons: Collection[str] = (),
) -> ContentKind:
    """A kind of which a case can only be left: nobody wrote it for all to read. `why`: it stays so.

    In lists stand nothing of its words and no name: they are seen over shoulders.
    """

    def lines(refs: Collection[UUID]) -> Mapping[UUID, Line]:
        return {ref: Line(str(label), "", "") for ref in refs}

    def settle(actor: Actor, ref: UUID, version: int, after: Standing, _why: str) -> int:
        if after is not Standing.PUBLISHED:
            raise PermissionDenied(why)
        return version

    return ContentKind(
        name, label, for_case, for_reader, lambda ref, version: "", lines, settle,
        kept_from=kept_from, uncalled=uncalled, reasons=reasons,
    )  # fmt: skip


_kinds: dict[str, ContentKind] = {}


def register_content(kind: ContentKind) -> None:
    """Once per kind at start. `name` stands in addresses: a slug such as "post"."""
    if _kinds.setdefault(kind.name, kind) is not kind:
        raise ValueError(f"There are two different kinds called {kind.name}.")


def uncalled_for(case_id: int) -> set[int]:
    """The people nobody calls for this case: a feature keeps it from them."""
    asked = [kind.uncalled for kind in _kinds.values() if kind.uncalled is not None]
    return {person for ask in asked for person in ask(case_id)}


def kinds_kept_from() -> list[ContentKind]:
    """Those with cases some moderator does not see."""
    return [kind for kind in _kinds.values() if kind.kept_from is not None]


def content_kind(name: str) -> ContentKind | None:
    """The kind of this name, None where nobody registered it."""
    return _kinds.get(name)
