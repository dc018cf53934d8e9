"""All forms and questions of a draft in order, and each thing that can be done with them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, TypeVar

from registry.question_rows import (
    Question,
    Row,
    form_of,
    name_of,
    names_in,
    propose_name,
    put_away,
    question_of,
    renamed,
    row_of,
)
from registry.question_tags import retagged

T = TypeVar("T")


class NotThere(LookupError):
    """The form or question is not in the draft (any more)."""


class ChangedMeanwhile(Exception):
    """Somebody else wrote the same question since its page was opened."""


class StillUsed(Exception):
    """Rules of `others` look at the question."""

    def __init__(self, others: Sequence[str]) -> None:
        self.others = others
        super().__init__(", ".join(others))


@dataclass(frozen=True)
class Head:
    """A form. Without a title it is called as its name says.

    `repeats`, `members_fill` (whoever takes part fills it in): from its first use on.
    """

    name: str
    title: str = ""
    repeats: bool = False
    members_fill: bool = False


@dataclass(frozen=True)
class Book:
    """`rows`: of the dictionary, the record's number first. `heads`: every form, empty ones last."""

    rows: tuple[Row, ...]
    heads: tuple[Head, ...]

    @classmethod
    def of(cls, metadata: Mapping[str, Any]) -> Book:
        """Of a version's metadata."""
        rows = tuple(dict(row) for row in metadata.get("redcap", ()))
        return cls(rows, heads_of(rows, metadata.get("forms", ())))

    @classmethod
    def begun(cls, title: str) -> Book:
        """One form without a question: what a record is called is the only field."""
        name = propose_name(title, (), "form")
        record = {"field_name": "record_id", "form_name": name, "field_type": "text"}
        return cls(({**record, "field_label": "Record"},), (Head(name, title),))

    def to_json(self) -> dict[str, Any]:
        """For the metadata of a version."""
        return {"redcap": list(self.rows), "forms": heads_json(self.heads)}

    @property
    def names(self) -> set[str]:
        """Of all questions, the record's number among them."""
        return {name_of(row) for row in self.rows}

    @property
    def taken(self) -> set[str]:
        """Names no further question can have."""
        ends = ("complete", "timestamp")
        return self.names | {f"{head.name}_{end}" for head in self.heads for end in ends}

    def head(self, form: str) -> Head:
        """Raises NotThere."""
        found = next((head for head in self.heads if head.name == form), None)
        if found is None:
            raise NotThere(form)
        return found

    def questions(self, form: str) -> list[Row]:
        """Of one form, in order."""
        return [row for row in self.rows[1:] if form_of(row) == form]

    def row(self, form: str, name: str) -> Row:
        """Raises NotThere."""
        found = next((row for row in self.questions(form) if name_of(row) == name), None)
        if found is None:
            raise NotThere(name)
        return found

    def added(self, form: str, rows: Iterable[Row]) -> Book:
        """Questions at the end of a form; pressed twice they stand there once."""
        self.head(form)
        rows = list(rows)
        last = self.questions(form)[-len(rows) :]
        if [question_alike(row) for row in last] == [question_alike(row) for row in rows]:
            return self
        mine = [{**row, "form_name": self._written(form)} for row in rows]
        return self._with(form, [*self.questions(form), *mine])

    def changed(self, form: str, name: str, question: Question, seen: str) -> Book:
        """Another question in its place; under another name, rules follow it. Raises ChangedMeanwhile."""
        before = self.row(form, name)
        if mark_of(before) != seen:
            raise ChangedMeanwhile
        after = row_of(question, form, before)
        listed = [after if row is before else row for row in self.questions(form)]
        book = self._with(form, listed)
        return book if question.name == name else book.with_names({name: question.name})

    def moved(self, form: str, name: str, by: int) -> Book:
        """One place up (-1) or down (1); at the end it stays where it is."""
        return self._with(form, _moved(self.questions(form), self.row(form, name), by))

    def put_away(self, form: str, name: str, *, away: bool) -> Book:
        """Not asked any more, or again; what is in files stays there."""
        row = self.row(form, name)
        listed = [put_away(one, away=away) if one is row else one for one in self.questions(form)]
        return self._with(form, listed)

    def without(self, form: str, name: str) -> Book:
        """It was never in use, so nothing is lost. Raises StillUsed."""
        row = self.row(form, name)
        if others := [
            name_of(one) for one in self.rows if one is not row and name in names_in(one)
        ]:
            raise StillUsed(others)
        return self._with(form, [one for one in self.questions(form) if one is not row])

    def with_form(self, title: str, *, repeats: bool, taken: Collection[str] = ()) -> Book:
        """A new, empty form at the end; pressed twice it is one."""
        if self.heads[-1].title == title and not self.questions(self.heads[-1].name):
            return self
        ends = {name.removesuffix("_complete") for name in self.names if name.endswith("_complete")}
        names = {head.name for head in self.heads} | ends | set(taken)
        head = Head(propose_name(title, names, "form"), title, repeats)
        return replace(self, heads=(*self.heads, head))

    def with_head(self, head: Head) -> Book:
        """Another title; its name stays."""
        self.head(head.name)
        return replace(
            self, heads=tuple(head if one.name == head.name else one for one in self.heads)
        )

    def moved_form(self, form: str, by: int) -> Book:
        """One place up or down."""
        return self._ordered(_moved(self.heads, self.head(form), by))

    def without_form(self, form: str) -> Book:
        """An empty form goes; one with questions and the last one stay."""
        head = self.head(form)
        if self.questions(form) or len(self.heads) == 1:
            raise StillUsed([name_of(row) for row in self.questions(form)])
        return self._ordered([one for one in self.heads if one is not head])

    def with_names(self, names: dict[str, str]) -> Book:
        """Rules and formulas that look at questions by these names look at them by the new ones."""
        return replace(self, rows=tuple(follow(row, names) for row in self.rows))

    def _written(self, form: str) -> str:
        return next((row["form_name"] for row in self.rows if form_of(row) == form), form)

    def _with(self, form: str, listed: Sequence[Row]) -> Book:
        by_form = {head.name: self.questions(head.name) for head in self.heads} | {form: listed}
        return self._made(self.heads, by_form)

    def _ordered(self, heads: Sequence[Head]) -> Book:
        return self._made(heads, {head.name: self.questions(head.name) for head in heads})

    def _made(self, heads: Sequence[Head], by_form: Mapping[str, Sequence[Row]]) -> Book:
        """The record's number stands first, in the first form."""
        first = {**self.rows[0], "form_name": self._written(heads[0].name)}
        rows = (first, *(row for head in heads for row in by_form[head.name]))
        return Book(rows, heads_of(rows, heads_json(heads)))


def heads_of(rows: Iterable[Row], kept: Iterable[Mapping[str, Any]]) -> tuple[Head, ...]:
    """Forms in the order of their rows, then those without any."""
    known = {
        one["name"]: Head(
            one["name"],
            one.get("title", ""),
            bool(one.get("repeats")),
            bool(one.get("members_fill")),
        )
        for one in kept
    }
    order = dict.fromkeys(form for form, _rows in groupby(rows, key=form_of))
    empty = [name for name in known if name not in order]
    return tuple(known.get(name) or Head(name) for name in [*order, *empty])


def heads_json(heads: Iterable[Head]) -> list[dict[str, Any]]:
    """For the metadata of a version."""
    return [
        {"name": one.name, "title": one.title, "repeats": one.repeats}
        | ({"members_fill": True} if one.members_fill else {})
        for one in heads
    ]


def follow(row: Row, names: dict[str, str]) -> Row:
    """The row with other names of questions in its rule, formula and annotation."""
    columns = ["branching", *(["choices"] if row.get("field_type") == "calc" else [])]
    made = {one: renamed(row[one], names) for one in columns if row.get(one)}
    if row.get("annotation"):
        made["annotation"] = retagged(row["annotation"], names)
    return {**row, **made}


def question_alike(row: Row) -> Question:
    """Everything the row asks, but its name."""
    return replace(question_of(row), name="")


def mark_of(row: Mapping[str, Any]) -> str:
    """Another one as soon as anything in the row, or in a whole version's metadata, differs."""
    return hashlib.sha256(json.dumps(row, sort_keys=True).encode()).hexdigest()[:20]


def _moved(listed: Sequence[T], one: T, by: int) -> list[T]:
    at = next(place for place, each in enumerate(listed) if each is one)
    rest = [each for each in listed if each is not one]
    place = min(max(at + by, 0), len(rest))
    return [*rest[:place], one, *rest[place:]]


Change = Callable[[Book], Book]
