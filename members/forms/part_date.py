"""A date of which the year may be all somebody knows."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext

from members.part_dates import PART, is_later
from po_platform.kit.memorable_date import MemorableDateField, MemorableDateInput

EARLIEST = 1900


class PartDateInput(MemorableDateInput):
    """Day and month may stay empty."""

    def decompress(self, value: Any) -> list[int | str]:
        found = PART.fullmatch(value) if isinstance(value, str) else None
        year, month, day = found.groups() if found else ("", "", "")
        return [int(day) if day else "", int(month) if month else "", year or ""]


class PartDateField(MemorableDateField):
    """Cleans to "2019", "2019-03" or "2019-03-14"; '' when nothing was written. Not in the future."""

    widget = PartDateInput

    def to_python(self, value: Any) -> Any:
        if value is None or isinstance(value, str):
            return value or ""
        day, month, year = (str(part or "").strip() for part in value)
        if not (day or month or year):
            return ""
        if not year or (day and not month):
            raise ValidationError(
                gettext("Write the year. The month and the day may stay empty")
                if not year
                else gettext("Write the month too, or leave the day empty"),
                code="incomplete",
            )
        whole = cast("date", super().to_python([day or "1", month or "1", year]))
        text = whole.isoformat()[: 10 if day else 7 if month else 4]
        if whole.year < EARLIEST or is_later(text, timezone.localdate()):
            raise ValidationError(
                gettext("Write a date that is not in the future and not before 1900"),
                code="out_of_range",
            )
        return text

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(data) != self.to_python(initial))
        except ValidationError:
            return True
