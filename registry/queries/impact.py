"""How many entries would lose something if a draft were put in use."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from po_platform.access.actor import Actor
from registry.impact import Change, changes
from registry.layout import Layout
from registry.models import Dataset, Entry
from registry.queries.datasets import draft_of, form_in_use, said_to_repeat, version_in_use

Told = Sequence[tuple[Change, int]]


def impact_of_draft(*, actor: Actor, dataset: Dataset) -> Told:
    """(change, entries that lose an answer, or a reason for none, by it).

    Of what is sealed only the provenance says that there is an answer, and not which; where an
    entry has none yet, everything sealed of its form counts.
    """
    version, draft = version_in_use(dataset), draft_of(dataset)
    if version is None or draft is None:
        return []
    old = form_in_use(version).definition
    found = changes(old, form_in_use(draft).definition)
    layout = Layout(old)
    sealed = {
        item.link_id: form
        for form, listed in layout.questions.items()
        for item in listed
        if item.identifier
    }
    once = dataset.forms.filter(repeats=False, name__in=said_to_repeat(draft) & {*layout.forms})
    words = _("The form is filled in again and again from then on.")
    found += [Change(name, words, is_form=True) for name in once.values_list("name", flat=True)]
    counted = {
        f"n{n}": _holding(change, sealed.get(change.link_id, ""))
        for n, change in enumerate(found)
        if change.loses
    }
    mine = Entry.objects.visible_to(actor).filter(form__dataset_id=dataset.pk, voided_at=None)
    counts: dict[str, Any] = (
        mine.aggregate(**{name: Count("pk", filter=q) for name, q in counted.items()})
        if counted
        else {}
    )
    return [(change, counts.get(f"n{n}", 0)) for n, change in enumerate(found)]


def _holding(change: Change, sealed_in: str) -> Q:
    """`sealed_in`: the form of a question whose answers are sealed, else ''."""
    name = change.link_id
    if change.is_form:
        return Q(form__name=name)
    if sealed_in:
        before = Q(provenance={}, form__name=sealed_in) & ~Q(sealed="")
        return Q(provenance__has_key=name) | before
    if not change.codes:
        return Q(answers__has_key=name) | Q(missing__has_key=name)
    found = Q()
    for code in change.codes:
        found |= Q(answers__contains={name: code}) | Q(answers__contains={name: [code]})
    return found
