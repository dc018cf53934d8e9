"""The clinician's page: what matters to the person, what changed in five lines, then the charts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from po_platform.access.actor import Actor
from po_platform.kit.charts import Chart, KeyEntry, key_of
from po_platform.kit.charts.words import period_words
from po_platform.kit.spoken import plain_day
from proms.arrangement import Arrangement, scale_key
from proms.course import Change, change_of, charts_of, in_language
from proms.models import Response
from proms.own_lists import said_lists
from proms.queries.course import Course, Line, course_of, newest_responses
from proms.queries.diary import diary_of
from proms.queries.norms import norms_for
from proms.queries.reasons import Said
from proms.queries.visits import InOwnWords, in_own_words
from proms.reasons import said_words
from proms.take_along import said_in

EVERYTHING = Arrangement()
LINES = 5
NEWEST = 12  # sets of answers the page links to
# Said on every page for others, whatever is kept: so that its words show nothing of that.
NEED_NOT = gettext_lazy(
    "This page holds what the person shows. It need not be everything they answered."
)


@dataclass(frozen=True)
class OwnWords:
    """What the person wrote herself, and to which question."""

    question: str
    words: str


@dataclass(frozen=True)
class Sources:
    """How one scale is computed, and whose words and limits stand beside it."""

    name: str
    rule: str
    computed: str
    bands: tuple[str, ...]
    change: str


@dataclass(frozen=True)
class Letter:
    """One page about one person. `others`: what else there is to say about changes, (what, whom).

    `named`: the key of each scale and questionnaire on it → its words, whatever the values are.
    `course`: what the charts are drawn from.
    """

    newest: Response | None
    said: InOwnWords
    own_words: list[OwnWords]
    changes: list[Change]
    others: list[tuple[str, str]]
    worse_up: list[Chart]
    better_up: list[Chart]
    folded: list[Chart]
    diary: list[Chart]
    key: tuple[KeyEntry, ...]
    responses: list[Response]
    sources: list[Sources]
    named: dict[str, str]
    course: Course

    @property
    def lists(self) -> list[tuple[str, list[str]]]:
        """Her own lists, each under its heading."""
        return said_lists(self.said)

    @property
    def charts(self) -> list[Chart]:
        """Every scale, also what is folded."""
        return [*self.worse_up, *self.better_up, *self.folded]

    @property
    def newest_of_each(self) -> list[Response]:
        """The newest set of answers to each questionnaire."""
        return _newest_of_each(self.responses)

    @property
    def has_words(self) -> bool:
        """Whether a source of words for its numbers is named."""
        return any(one.bands or one.change for one in self.sources)

    @property
    def opened(self) -> int:
        """How many open first."""
        return len(self.worse_up) + len(self.better_up)

    @property
    def period(self) -> str:
        """ "December 2025 to November 2026" of all charts."""
        if not self.charts:
            return ""
        span = self.charts[0].span
        return period_words(span.start, span.last)


def letter_about(
    *,
    actor: Actor,
    subject: UUID,
    language: str,
    today: date,
    arrangement: Arrangement = EVERYTHING,
    birth_year: int | None = None,
) -> Letter:
    """Everything the actor may see of one subject's answers, arranged to be read in 30 seconds.

    Also her own is meant for others: of her diary it holds what she shows to those, and nothing of
    what she keeps to herself.
    What `arrangement` does not open is folded; what changed is told of every scale all the same.
    `birth_year`: as the reader sees it, for the averages she chose to see.
    """
    course = course_of(actor=actor, subject=subject, for_others=True)
    lines = course.lines
    kept = diary_of(actor=actor, subject=subject, shown=True)
    norms = norms_for(lines, arrangement.norms, birth_year)
    drawn = charts_of(lines, language, today, kept, norms)
    charts, diary = drawn[: len(lines)], drawn[len(lines) :]
    first = arrangement.opened([scale_key(line.spec.id, line.scale.id) for line in lines])
    opened = [charts[place] for place in first]
    responses = newest_responses(actor=actor, subject=subject, size=NEWEST)
    changes, others = _sorted(changes_told(charts))
    return Letter(
        newest=responses[0] if responses else None,
        said=in_own_words(actor=actor, subject=subject, today=today),
        own_words=_own_words(responses),
        changes=changes,
        others=others + _not_returned(lines, language) + _reasons(course.said),
        worse_up=[c for c in opened if c.series.direction == "higher_worse"],
        better_up=[c for c in opened if c.series.direction == "higher_better"],
        folded=[chart for place, chart in enumerate(charts) if place not in first],
        diary=diary,
        key=key_of(drawn, language=language),
        responses=responses,
        sources=list(dict.fromkeys(_sources(line, language) for line in lines)),
        named=_named(lines, language),
        course=course,
    )


def _named(lines: Sequence[Line], language: str) -> dict[str, str]:
    found = {line.spec.id: in_language(line.spec.title, language) for line in lines}
    for line in lines:
        found[scale_key(line.spec.id, line.scale.id)] = in_language(line.scale.label, language)
    return found


def changes_told(charts: Sequence[Chart]) -> list[Change]:
    """The change of each scale; two of the same name say which questionnaire they are of."""
    names = Counter(chart.series.name for chart in charts)
    found = []
    for chart in charts:
        change = change_of(chart)
        if change is not None and names[change.name] > 1:
            change = replace(change, name=f"{change.name} ({chart.series.measure})")
        found += [change] if change is not None else []
    return found


def _sorted(told: Sequence[Change]) -> tuple[list[Change], list[tuple[str, str]]]:
    """At most five lines: what its source calls meaningful, what lies in another band, what moved,
    then what is new.

    Within these in the order of the form; what did not change is named together.
    """
    ranked = [one for one in told if one.meaningful]
    ranked += [one for one in told if not one.meaningful and one.crossed]
    ranked += [one for one in told if one.meaningful is None and one.moved and not one.crossed]
    ranked += [one for one in told if one.moved is None]
    rest = {
        _("No meaningful change"): [
            one for one in told if one.meaningful is False and not one.crossed
        ],
        _("The same as the time before"): [
            one for one in told if one.meaningful is None and one.moved is False
        ],
        _("Also changed, see below"): ranked[LINES:],
    }
    others = [
        (words, ", ".join(f"{one.name} {one.value}" for one in some))
        for words, some in rest.items()
        if some
    ]
    return ranked[:LINES], others


def _not_returned(lines: Sequence[Line], language: str) -> list[tuple[str, str]]:
    """ "2 of 9: 4 March 2026, 11 March 2026" for each questionnaire something is missing of."""
    found = []
    by_instrument = {line.instrument_id: line for line in lines if line.missed}
    for line in by_instrument.values():
        returned = {
            point.response_id
            for one in lines
            if one.instrument_id == line.instrument_id
            for point in one.points
        }
        days = [plain_day(at) for at in line.missed[-3:]]
        words = _("%(missed)s of %(all)s, last: %(days)s") % {
            "missed": len(line.missed),
            "all": len(line.missed) + len(returned),
            "days": ", ".join(days),
        }
        name = in_language(line.spec.title, language)
        found.append((_("Not returned"), f"{name} {words}"))
    return found


def _reasons(said: Sequence[Said]) -> list[tuple[str, str]]:
    """The last reason for each questionnaire, in one line for those it was given for together."""
    newest = {one.instrument_id: one for one in reversed(said)}
    together: dict[str, list[str]] = {}
    for one in newest.values():
        words = said_words(one.why, one.said_at, one.until)
        together.setdefault(words, []).append(one.name)
    return [(_("Reason given"), f"{words} ({', '.join(some)})") for words, some in together.items()]


def _own_words(responses: Sequence[Response]) -> list[OwnWords]:
    """At most two texts, of the newest answers to each questionnaire."""
    found = [
        OwnWords(_whose(response) % {"question": said.question}, said.answer)
        for response in _newest_of_each(responses)
        for said in said_in(response)
        if said.own_words and said.answer
    ]
    return found[:2]


def _newest_of_each(responses: Sequence[Response]) -> list[Response]:
    newest: dict[int, Response] = {}
    for response in responses:
        newest.setdefault(response.instrument_id, response)
    return list(newest.values())


def _whose(response: Response) -> str:
    """A question with who wrote the answer to it, where that was not the person herself."""
    if response.given_by == "helper":
        return _("%(question)s (entered by a helper)")
    if response.given_by == "proxy":
        return _("%(question)s (entered by a legal proxy)")
    return "%(question)s"


def _sources(line: Line, language: str) -> Sources:
    scale, spec = line.scale, line.spec
    title = in_language(spec.title, language)
    words = {"title": title, "version": spec.version, "source": scale.source}
    rule = _("%(title)s, rule %(version)s") % words
    computed = _("%(title)s, rule %(version)s: %(source)s") % words
    bands = tuple(dict.fromkeys(band.source for band in scale.bands))
    change = scale.change.source if scale.change else ""
    return Sources(in_language(scale.label, language), rule, computed, bands, change)
