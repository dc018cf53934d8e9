"""Which consent a request rests on: the question of the registry whose yes permits this use."""

from __future__ import annotations

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
NONE = "registry:nobody"  # a purpose no grant has


def permits(question: Question, purpose: str, *, commercial: bool) -> bool:
    """Whether a yes to this question covers the use. Without a permission it covers none."""
    if question.kind != "data" or (commercial and NOT_COMMERCIAL & set(question.duo)):
        return False
    return any(purpose in PERMITS.get(code, ()) for code in question.duo)


def use_of(row: DataRequest) -> str:
    """The purpose of the grants that open entries for this request; one that nobody gave if none.

    Whatever version somebody signed, a yes under this code permitted the same: a question whose
    meaning ever changed permits nothing.
    """
    registry = row.dataset.registry
    published = published_sheets(registry)
    asked = published[-1] if published else Sheet()
    unclear = of_another_meaning(asked, published)
    fits = [
        one
        for one in asked.questions
        if one not in unclear and permits(one, row.purpose, commercial=row.commercial)
    ]
    return purpose_of(registry.pk, fits[0].code) if fits else NONE


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
