"""Self-help programmes and lessons by their words: what can be begun now, by everybody."""

from __future__ import annotations

from django.contrib.postgres.search import SearchRank
from django.db.models import Case, F, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from education.models import Programme, ProgrammeVersion
from education.programme_shape import read_modules, steps_of
from education.queries.retold import own_name
from po_platform.access.actor import Actor
from search.compiled import Compiled
from search.indexing import index_row, stems_in
from search.providers import Asked, Found, Hit, Provider
from search.snippets import marked

MOST = 10


def index_programme(programme: Programme) -> None:
    """Makes the live version findable: its title before what it is for and what its steps are called."""
    live = programme.live
    if live is not None:
        index_row(programme, programme.language, title=live.title, rest=_told(live))


def _told(live: ProgrammeVersion) -> str:
    """What everybody may read before she begins; who should rather talk to a person is not told of."""
    titles = [step.title for step in steps_of(read_modules(live.modules))]
    return " ".join([live.lead, *live.good_for, *titles])


def find_programmes(_actor: Actor, asked: Asked) -> Found:
    """Those that can be begun, in the reader's language first; what was stopped is left out. Two queries."""
    if asked.since or asked.place or asked.before:
        return Found()
    words = Compiled(asked.query)
    own = Case(When(language=asked.language, then=Value(0)), default=Value(1))
    rows = Programme.objects.filter(live__isnull=False, live__stop=None, search=words)
    rows = rows.annotate(rank=SearchRank(F("search"), words), other=own).select_related("live")
    found = [one for one in rows.order_by("other", "-rank", "pk")[:MOST] if one.live is not None]
    snippets = marked([_told(one.live) for one in found if one.live is not None], asked.query)
    return Found(
        [
            Hit(
                one.title,
                reverse("education:programme", args=[one.slug]),
                snippet,
                _about(one, asked.language),
                one.language,
            )
            for one, snippet in zip(found, snippets, strict=True)
        ]
    )


def _about(row: Programme, language: str) -> str:
    count = sum(1 for _step in steps_of(read_modules(row.live.modules))) if row.live else 0
    steps = ngettext("%(n)d step", "%(n)d steps", count) % {"n": count}
    kept = [steps, _("an example, not checked yet")] if row.example else [steps]
    return ", ".join(kept if row.language == language else [own_name(row.language), *kept])


def _stems() -> list[str]:
    return stems_in(Programme, "live_id")


def _index_again() -> int:
    rows = list(Programme.objects.filter(live__isnull=False).select_related("live"))
    for programme in rows:
        index_programme(programme)
    return len(rows)


PROGRAMMES = Provider(
    "programmes", gettext_lazy("Programmes and lessons"), find_programmes, _stems, _index_again
)
