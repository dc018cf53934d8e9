"""Which consent a request rests on: the question of the registry whose yes permits this use."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from registry.consent import Question, Sheet, of_another_meaning, purpose_of
from registry.models import DataRequest, UseAsking
from registry.queries.participation import published_sheets

# What a permission of the Data Use Ontology permits: itself, and what is narrower (duo.csv, EBISPOT).
PERMITS = {
    "DUO:0000004": frozenset({"DUO:0000042", "DUO:0000006", "DUO:0000007"}),
    "DUO:0000042": frozenset({"DUO:0000042", "DUO:0000006", "DUO:0000007"}),
    "DUO:0000006": frozenset({"DUO:0000006", "DUO:0000007"}),
    "DUO:0000007": frozenset({"DUO:0000007"}),
}
NOT_COMMERCIAL = frozenset({"DUO:0000045", "DUO:0000046", "DUO:0000018"})
LIMITS = {
    "DUO:0000021": _("Only with the vote of an ethics committee."),
    "DUO:0000020": _("Only together with those who keep the registry."),
    "DUO:0000019": _("What comes out is published."),
    "DUO:0000029": _("What comes out goes back to the registry."),
    "DUO:0000022": _("Only in certain places; the words of the consent say where."),
    "DUO:0000011": _("Only to study where groups of people come from."),
    "DUO:0000012": _("Only for certain studies; the words of the consent say which."),
    "DUO:0000015": _("Not to develop methods or programs."),
    "DUO:0000016": _("Only for studies in which genes are looked at."),
    "DUO:0000024": _("Nothing is published before a day; the words of the consent say which."),
    "DUO:0000025": _("Only for some time; the words of the consent say how long."),
    "DUO:0000026": _("Only by certain people; the words of the consent say who."),
    "DUO:0000027": _("Only for certain projects; the words of the consent say which."),
    "DUO:0000028": _("Only at certain institutions; the words of the consent say which."),
    "DUO:0000043": _("It may be used where patients are treated, too."),
    "DUO:0000044": _("Not to study where groups of people come from."),
}
NONE = "registry:nobody"  # a purpose no grant has


def permits(question: Question, purpose: str, *, commercial: bool) -> bool:
    """Whether a yes to this question covers the use. Without a permission it covers none."""
    if question.kind != "data" or (commercial and NOT_COMMERCIAL & set(question.duo)):
        return False
    return any(purpose in PERMITS.get(code, ()) for code in question.duo)


def covering(questions: Iterable[Question], purpose: str, *, commercial: bool) -> Question | None:
    """The narrowest of these questions a yes to which covers the use."""
    fits = [one for one in questions if permits(one, purpose, commercial=commercial)]
    return min(fits, key=_breadth, default=None)


def _breadth(question: Question) -> tuple[int, bool]:
    """How much a yes to it permits. The order in the sheet says nothing: else who said yes to this
    use and no to companies would be in or out by it.
    """
    permitted = {purpose for code in question.duo for purpose in PERMITS.get(code, ())}
    return len(permitted), not NOT_COMMERCIAL & set(question.duo)


def use_of(row: DataRequest) -> str:
    """The purpose of the grants that open entries for this request; one that nobody gave if none.

    Whatever version somebody signed, a yes under this code permitted the same: a question whose
    meaning ever changed permits nothing.
    """
    question = _asked(row)
    return purpose_of(row.dataset.registry_id, question.code) if question else NONE


def limits_of(row: DataRequest) -> list[str]:
    """What the yes it rests on asks for besides, for whoever decides: nothing checks it but people."""
    question = _asked(row)
    return [str(words) for code, words in LIMITS.items() if question and code in question.duo]


def _asked(row: DataRequest) -> Question | None:
    """The question of the newest sheet whose yes this request rests on."""
    published = published_sheets(row.dataset.registry)
    asked = published[-1] if published else Sheet()
    unclear = of_another_meaning(asked, published)
    clear = [one for one in asked.questions if one not in unclear]
    return covering(clear, row.purpose, commercial=row.commercial)


def only_this(asking: UseAsking) -> str:
    """The purpose of a yes to this use alone; no code of a question has such a sign."""
    row = asking.request
    return purpose_of(row.dataset.registry_id, f"request={row.pk}.{asking.round}")


def uses_of(row: DataRequest) -> str:
    """Every purpose whose grants open entries for this request, with spaces between them.

    Besides the general one, where those who want to be asked each time were asked about it, in the words that were approved last.
    """
    use = use_of(row)
    asking = UseAsking.objects.filter(request=row, round=row.round, use=use).first()
    return f"{use} {only_this(asking)}" if asking else use
