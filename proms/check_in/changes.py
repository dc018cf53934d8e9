"""What differs between the check-in people answer now and the one being written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal

from django.utils.translation import gettext as _

from proms.check_in.content import Answer, Band, Content, Question, Scale, Words
from proms.check_in.lacking import LANGUAGES

Sort = Literal["new", "gone", "changed"]


@dataclass(frozen=True, slots=True)
class Changed:
    """One difference: about what, and how it read before and reads now."""

    sort: Sort
    what: str
    before: str = ""
    after: str = ""


def changes(old: Content, new: Content) -> list[Changed]:
    """Every difference people would notice, in the order of the check-in."""
    found = [*_words(_("Title"), old.title, new.title)]
    found += _words(_("Introduction"), old.about, new.about)
    found += _parts(_named(old.asked), _named(new.asked))
    found += _parts(_named(old.computed), _named(new.computed))
    kept = [one.name for one in new.asked if one.name in _named(old.asked)]
    if kept != [one.name for one in old.asked if one.name in kept]:
        found.append(Changed("changed", _("The order of the questions")))
    return found


def _named(every: tuple[Any, ...]) -> dict[str, Any]:
    return {one.name: one for one in every}


def _parts(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Changed]:
    for name, now in new.items():
        if name not in old:
            yield Changed("new", _said(now.words))
        else:
            yield from _inside(old[name], now)
    for name, before in old.items():
        if name not in new:
            yield Changed("gone", _said(before.words))


def _inside(old: Question | Scale, new: Question | Scale) -> Iterator[Changed]:
    about = _said(new.words)
    for one in fields(old):
        before, after = getattr(old, one.name), getattr(new, one.name)
        if before == after or one.name == "out":
            continue
        if isinstance(before, Mapping):
            yield from _words(about, before, after)
        else:
            yield Changed("changed", about, _shown(one.name, before), _shown(one.name, after))


def _words(what: str, old: Words, new: Words) -> Iterator[Changed]:
    for language in LANGUAGES:
        before, after = old.get(language, ""), new.get(language, "")
        if before != after:
            yield Changed("changed", f"{what} ({language})", before, after)


def _shown(name: str, value: Any) -> str:
    if isinstance(value, tuple):
        return "; ".join(_part(one) for one in value)
    words = {
        "sum": _("the sum"),
        "mean": _("the mean"),
        "all": _("every answer is needed"),
        "half": _("half of the answers are enough"),
        "higher_better": _("higher is better"),
        "higher_worse": _("higher is worse"),
    }
    return words.get(str(value), str(value))


def _part(one: Answer | Band | str) -> str:
    if isinstance(one, Answer):
        return f"{_said(one.words)} = {one.counts or '–'}"
    return f"{one.begins}: {_said(one.words)}" if isinstance(one, Band) else one


def _said(words: Words) -> str:
    return " / ".join(words[one] for one in LANGUAGES if one in words)
