"""Questions that are counted often get a column of their own beside the answers."""

from __future__ import annotations

import json
import re
from collections.abc import Collection

from django.db import connection, transaction

from audit.actions import record
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand
from questionnaires.definition import DATES, Item
from questionnaires.definition import NUMBERS as NUMBER_TYPES
from registry.cohort import codes_of, is_coded, may_choose_by
from registry.cohort_sql import CODES, LISTS, NUMBERS
from registry.layout import Layout, has_boxes
from registry.models import Dataset, Form
from registry.queries.datasets import my_rights
from registry.rules import may_manage

# As counted_list of the vault reads a box that was the only choice before it was one of several.
PLAIN = re.compile(r"-?[A-Za-z0-9][A-Za-z0-9.:*+!/_-]{0,39}", re.ASCII)


class TooMany(Exception):
    """More questions of one form and kind than there are columns; `form` names it."""

    def __init__(self, form: str) -> None:
        super().__init__(form)
        self.form = form


def could_be_counted(layout: Layout) -> list[tuple[str, Item]]:
    """(form, question) of everything people are chosen by that has a kind of column: choices, boxes,
    dates, numbers, and codes of a list.
    """
    return [
        (form, item)
        for form, items in layout.questions.items()
        for item in items
        if may_choose_by(item) and columns_for(item)
    ]


def columns_for(item: Item) -> tuple[str, ...]:
    """The columns that can hold its answers; none where they are of no such kind."""
    if item.type in NUMBER_TYPES:
        return NUMBERS
    if has_boxes(item):
        return LISTS if all(map(PLAIN.fullmatch, codes_of(item))) else ()
    if is_coded(item):
        return LISTS
    return CODES if item.type in DATES or codes_of(item) else ()


def say_counted_often(
    *, actor: Actor, dataset: Dataset, layout: Layout, chosen: Collection[tuple[str, str]]
) -> None:
    """From now on counts by these questions are sooner done; entries that are there are filled.

    `chosen`: form and question. Raises TooMany before anything is written.
    """
    with transaction.atomic():
        demand(may_manage(actor, my_rights(actor=actor, registry_id=dataset.registry_id)))
        wanted: dict[str, dict[str, str]] = {}
        for form, item in could_be_counted(layout):
            if (form, item.link_id) in chosen:
                kept = wanted.setdefault(form, {})
                free = columns_for(item)
                column = next((one for one in free if one not in kept), None)
                if column is None:
                    raise TooMany(form)
                kept[column] = item.link_id
        for row in Form.objects.filter(dataset=dataset).order_by("pk"):
            columns = wanted.get(row.name, {})
            if columns != row.counted:
                with connection.cursor() as cursor:
                    cursor.execute("select count_often(%s, %s)", [row.pk, json.dumps(columns)])
        record(actor=actor, verb="registry.dataset.counted_often", thing=dataset)
