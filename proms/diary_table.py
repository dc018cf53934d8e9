"""A table somebody brings, as lines of her own diary: all of it, or what stands in the way."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from po_platform.access.actor import SignedIn
from po_platform.kit.table_file import read_table
from proms.actions.diary import Line
from proms.diary import Read, TableRefused, from_table
from proms.diary_forms import earliest
from proms.models import DiaryMeasure
from proms.queries.diary import my_measures
from proms.rules import may_write_down


def lines_in(actor: SignedIn, raw: bytes) -> list[tuple[DiaryMeasure | None, Line]]:
    """What to write down, in the order of the table. Raises NotATable, TableRefused."""
    today = timezone.localdate()
    read = from_table(read_table(raw), today=today, earliest=earliest(today))
    measures = {one.name.casefold(): one for one in my_measures(actor=actor)}
    problems, found = [], []
    for one in read:
        measure = measures.get(one.measure.casefold()) if one.measure else None
        wrong = _wrong(one, measure)
        if wrong:
            problems.append(_("Line %(n)s: %(what)s.") % {"n": one.number, "what": wrong})
        found.append((measure, Line(one.on, one.at, one.value, one.words, one.event)))
    if problems:
        raise TableRefused(problems)
    return found


def _wrong(one: Read, measure: DiaryMeasure | None) -> str:
    if not one.measure or one.value is None:
        return ""
    if measure is None:
        return _("“%s” is not in your diary yet") % one.measure[:60]
    return getattr(may_write_down(measure, one.value), "reason", "")
