"""The kinds of notice there are: each says what its mail may carry, and how it is stopped."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .paper import PaperWriter

# Lazy translations are no str; templates and str() turn them into one.
Words = Any


@dataclass(frozen=True, slots=True)
class Pending:
    """A notice about to go out: `row_id` answers for it, `about` is what the sender gave."""

    row_id: int
    person_id: int
    about: str
    context: Mapping[str, Any]


# Takes the notices of one kind that are due now; gives back the row ids that are still right.
StillWanted = Callable[[Sequence[Pending]], Collection[int]]
# Takes the sender's own reference; gives more of a mail's context, in the language set at the moment.
Fill = Callable[[str], Mapping[str, Any]]
# Takes the person and the sender's own reference; the address she can answer to, '' for none.
ReplyTo = Callable[[int, str], str]
# Takes the person, the account whose mailbox it is and the sender's own reference; what this person
# chose to have in her own mails, {} for nothing. In the language set at the moment.
OwnWords = Callable[[int, int, str], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Group:
    """Kinds a person stops together: `label` completes "E-mails about …", in neutral words."""

    name: str
    label: Words


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of notice.

    `name`: app.noun, as in "proms.reminder". `line`: how one of them is called in a digest
    ("Something to fill in"). `template`: the mail's text without ".txt". `keys`: all that its
    context may hold. No word here or there names a questionnaire, a board or an illness. `paper`:
    what it says in a letter, which nobody reads through the envelope; a kind without it goes by
    e-mail only. `by_phone`: False where it is too long to be read out on a call, and who wants calls
    gets the letter. `calls_only`: a person rings, whatever way she chose for mails. `letters_only`: asked for on paper,
    so it is printed, whatever way she chose. `shows`: what whoever prints such a letter can read of its
    person, as the mark of a look; '' where it says nothing of her health. `fill`: words many share, such as a circular's, read when each mail is written.
    `reply_to`: where an answer to the mail goes; its template knows then whether it `can_be_answered`.
    `own_words`: read when a mail is written, kept nowhere, and asked for no mailbox others read.
    `told_by`: kinds with the same word say the same, so of what goes out together one is enough;
    one that says it `again` does not go out on a day (of the person's own) on which one of them did.
    `opens_one`: its address opens one thing alone; so on a day that told of something new, what is said
    again waits for the next day instead of being left out.
    """

    name: str
    group: Group
    line: Words
    template: str = "notifications/mail/waiting"
    keys: frozenset[str] = frozenset({"path", "count"})
    digestible: bool = True
    unsubscribable: bool = True
    still_wanted: StillWanted | None = None
    paper: PaperWriter | None = None
    by_phone: bool = True
    calls_only: bool = False
    letters_only: bool = False
    shows: str = ""
    fill: Fill | None = None
    reply_to: ReplyTo | None = None
    own_words: OwnWords | None = None
    told_by: str = ""
    again: bool = False
    opens_one: bool = False

    @property
    def says(self) -> str:
        """The same word for kinds that say the same."""
        return self.told_by or self.name


_kinds: dict[str, Kind] = {}


class UnknownKind(LookupError):
    """Nobody registered this kind in this process."""


def register(kind: Kind) -> Kind:
    """Once per kind at start, from an AppConfig.ready or from wiring; the same again is no error."""
    if _kinds.setdefault(kind.name, kind) != kind:
        raise ValueError(f"There are two different kinds called {kind.name}.")
    return kind


def kind_of(name: str) -> Kind:
    """The kind of this name; raises UnknownKind."""
    try:
        return _kinds[name]
    except KeyError:
        raise UnknownKind(name) from None


def known_kind(name: str) -> Kind | None:
    """The kind of this name; None where nobody registered it."""
    return _kinds.get(name)


def groups() -> list[Group]:
    """What a person can stop, each once, by name."""
    found = {kind.group.name: kind.group for kind in _kinds.values() if kind.unsubscribable}
    return [found[name] for name in sorted(found)]


def said_by(word: str) -> list[str]:
    """The kinds that say the same, by their `told_by`."""
    return [kind.name for kind in _kinds.values() if kind.told_by == word]


def all_kinds() -> list[Kind]:
    """Every kind registered in this process."""
    return list(_kinds.values())
