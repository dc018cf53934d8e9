"""Which answers of an entry do not apply any more, as SQL for whoever counts or copies entries."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.backends.utils import CursorWrapper

from registry.conditions import Conditions
from registry.layout import Layout
from registry.row_sql import list_of, literal
from registry.sealing import identifiers

# What the deciders of one occasion say: on this form, or on another one as registry.around has it.
# Nothing where she did not agree to have that form seen, which is not the same as no answer. An entry
# speaks for its own form itself: nothing is looked up for that.
AROUND = """
left join lateral (select o.answers as said from registry_entry o
  where e.form_id <> {form} and o.subject_id = e.subject_id and o.form_id = {form}
    and o.event_id is not distinct from e.event_id
    and (o.instance = 0 or o.instance = e.instance and o.repeats_event and e.repeats_event)
  order by o.instance desc limit 1) d{form} on true
"""
OWN = "(case when e.form_id = {form} then e.answers end)"
OWN_OR_AROUND = "(case when e.form_id = {form} then e.answers else d{form}.said end)"


@dataclass(frozen=True)
class Applying:
    """For `registry_entry e`: joins what deciders say, and the text that stands for it.

    `conditional`: the questions this is about; `hidden`: by that text what does not apply. A
    statement finds that in `name`, where `looked_up` put it.
    """

    name: str = ""
    around: str = ""
    key: str = "null"
    conditional: frozenset[str] = frozenset()
    hidden: Mapping[str, list[str]] = field(default_factory=dict)

    def still(self, name: str) -> tuple[str, list[Any]]:
        """SQL that is true where this question applies, and what is bound to it."""
        gone = f"(select gone from {self.name}) -> ({self.key})"  # noqa: S608  (our own name)
        return f"coalesce(not jsonb_exists({gone}, %s), true)", [name]


ALWAYS = Applying()


def looked_up(some: Iterable[Applying]) -> tuple[str, list[Any]]:
    """How a statement begins that asks them, and what is bound to it: once, for it may be long."""
    found = {one.name: json.dumps(one.hidden) for one in some if one.conditional}
    tables = [f"{name} as materialized (select %s::jsonb as gone)" for name in found]
    return f"with {', '.join(tables)} " if tables else "", [*found.values()]


def applying(
    cursor: CursorWrapper, layout: Layout, forms: Mapping[str, int], asked: Collection[str]
) -> Applying:
    """For these questions, as the role of the cursor sees entries; no query where all apply always.

    What hangs on a question the consent answers is left as it is: no entry holds that answer.
    """
    found = Conditions.of(layout, list(forms), identifiers(layout) | layout.told, among=asked)
    if not found.conditional:
        return ALWAYS
    where = {
        forms[form]
        for form, items in layout.questions.items()
        if form in forms and any(item.link_id in found.conditional for item in items)
    }
    elsewhere = [forms[form] for form in found.deciding if where != {forms[form]}]
    around = "".join(AROUND.format(form=form) for form in elsewhere)
    says = {
        form: (OWN_OR_AROUND if forms[form] in elsewhere else OWN).format(form=forms[form])
        for form in found.deciding
    }
    said = [f"{says[form]} -> {literal(name)}" for form, name in found.deciders]
    said += [f"{says[form]} is not null" for form in found.deciding]
    key = list_of(said).replace("%", "%%")
    cursor.execute(
        f"select distinct {key} from registry_entry e {around} where e.form_id = any(%s)",  # noqa: S608  (names are quoted)
        [sorted(where)],
    )
    hidden = found.hidden([text for (text,) in cursor.fetchall()])
    name = f"gone{min(forms.values())}"  # another one for each dataset
    return Applying(name, around, key, found.conditional, hidden)
