"""Who is offered to be named on a page on which something is written, and a name put into the text."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from forums.markup import bake
from forums.models import Named, Topic
from forums.names import as_typed
from forums.naming_rules import most_in_a_post
from forums.queries.naming import names_in, offered
from forums.queries.posts import writer_of
from forums.sight import Sight

Bakes = Callable[[Mapping[str, Any]], str]


@dataclass(frozen=True, slots=True)
class Naming:
    """`people`: (ref, name) of who is offered; `most`: how many one post of hers names."""

    sight: Sight
    topic: Topic
    people: Sequence[tuple[str, str]] = ()
    most: int = 0
    published: int = 0
    before: Sequence[Named] = field(default=())

    @classmethod
    def of(cls, sight: Sight, topic: Topic, before: Sequence[Named] = ()) -> Naming:
        """For an answer, or a change of a post in which these are named already; two queries."""
        writer = writer_of(sight=sight)
        published = writer.published if writer else 0
        people = offered(sight=sight, topic=topic) if topic.pk else []
        return cls(sight, topic, people, most_in_a_post(published), published, before)

    @property
    def choices(self) -> list[tuple[str, str, str]]:
        """(ref, name, what is put into the text)."""
        return to_choose(self.people)

    def typed(self, ref: str) -> str:
        """What is put into the text for one of those offered, '' for nobody."""
        return next((as_typed(name) for one, name in self.people if one == ref), "")

    def bakes(self, given: Mapping[str, Any]) -> str:
        """The text as others will read it. `given`: cleaned, with the audience of a new topic."""
        if audience := given.get("audience"):
            self.topic.audience = audience
        named = names_in(
            sight=self.sight, topic=self.topic, html=bake(given["text"]),
            published=self.published, before=self.before,
        )  # fmt: skip
        return named.html


def to_choose(people: Sequence[tuple[str, str]]) -> list[tuple[str, str, str]]:
    """(ref, name, what is put into the text)."""
    return [(ref, name, as_typed(name)) for ref, name in people]
