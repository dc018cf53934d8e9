"""Which scales of a summary open first and which are folded (none leaves it), and links beside."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field


def scale_key(spec_id: str, scale_id: str) -> str:
    """How a scale is called across versions of its rule."""
    return f"{spec_id}.{scale_id}"


@dataclass(frozen=True, slots=True)
class Guidance:
    """A link to a clinic's own paper. `about`: a questionnaire ("<spec>") or one of its scales."""

    clinic: str
    title: str
    url: str
    about: str
    version: str
    responsible: str


@dataclass(frozen=True, slots=True)
class Arrangement:
    """`clinic`: what a clinic opens first, in its order; none: everything. `first` and `folded`:
    what a clinician chose for this one person. `guidance`: its clinics' links, by clinic. `norms`:
    scale key → the published average she wants beside it."""

    clinic: tuple[str, ...] = ()
    first: frozenset[str] = frozenset()
    folded: frozenset[str] = frozenset()
    guidance: tuple[Guidance, ...] = ()
    norms: Mapping[str, str] = field(default_factory=dict)

    def opened(self, keys: Sequence[str]) -> list[int]:
        """Which of a person's scales open first: their places in `keys`, in the order to show.

        Where a person has answered none of what is chosen, all open: a summary is never empty.
        """
        ranked = sorted(range(len(keys)), key=lambda n: self._rank(keys[n]))  # stable
        found = [n for n in ranked if self._opens(keys[n], keys)]
        return found or list(range(len(keys)))

    def links(self, named: Mapping[str, str]) -> list[tuple[str, Guidance]]:
        """The links for what stands in a summary, each with the words of what it is about.

        `named`: scale key or questionnaire → its words, of what was answered at all. No value comes
        in here: whatever somebody answered, the same links stand in the same order.
        """
        return [(named[one.about], one) for one in self.guidance if one.about in named]

    def _opens(self, key: str, keys: Collection[str]) -> bool:
        if key in self.first or key in self.folded:
            return key in self.first
        return key in self.clinic or not set(self.clinic) & set(keys)

    def _rank(self, key: str) -> int:
        return self.clinic.index(key) if key in self.clinic else len(self.clinic)
