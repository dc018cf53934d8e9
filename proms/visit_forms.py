"""The shape of a visit and of a short list in somebody's own words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from po_platform.kit.table_file import MOST_BYTES, NotATable, Table, read_table
from proms.actions.visits import When
from proms.own_record import MOST_CHOSEN, RecordLine

FURTHEST = timedelta(days=730)
LONGEST_LINE = 200


class VisitForm(forms.Form):
    """A day, perhaps a time, and with whom."""

    on = forms.DateField(
        label=_("Which day?"),
        widget=forms.DateInput({"type": "date", "class": "w-mid"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y"],
        error_messages={
            "required": _("Write the day of the visit"),
            "invalid": _("Write the day like this: 2026-03-04"),
        },
    )
    at = forms.TimeField(
        label=_("At what time?"),
        required=False,
        widget=forms.TimeInput({"type": "time", "class": "w-short"}, format="%H:%M"),
        error_messages={"invalid": _("Write the time like this: 9:30")},
    )
    with_whom = forms.CharField(
        label=_("With whom?"),
        required=False,
        max_length=80,
        help_text=_("As you call it, for example “Dr Harrow” or “day clinic”."),
    )

    def clean_on(self) -> Any:
        on = self.cleaned_data["on"]
        today = timezone.localdate()
        if on < today:
            raise forms.ValidationError(_now("Choose today or a day to come"))
        if on > today + FURTHEST:
            raise forms.ValidationError(_now("Choose a day within two years"))
        return on

    def when(self) -> When:
        """What was filled in."""
        given = self.cleaned_data
        return When(given["on"], given["at"], " ".join(given["with_whom"].split()))


class DayListForm(forms.Form):
    """A clinic's list of visits; `table` is what stands in the file."""

    file = forms.FileField(
        label=_("Your list"),
        help_text=_(
            "Excel (.xlsx) or CSV with a line of headings: number, name, born, day, time. "
            "A line needs your number for the person, or name and year of birth."
        ),
        widget=forms.FileInput({"accept": ".xlsx,.csv,.txt,text/csv"}),
        error_messages={"required": _("Choose a file"), "empty": _("Choose a file with content")},
    )
    on = forms.DateField(
        label=_("Which day, where a line names none?"),
        required=False,
        widget=forms.DateInput({"type": "date", "class": "w-mid"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y"],
        error_messages={"invalid": _("Write the day like this: 2026-03-04")},
    )
    table: Table

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size is None or file.size > MOST_BYTES:
            raise forms.ValidationError(_now("Choose a smaller file: at most 10 megabytes"))
        try:
            self.table = read_table(file.read())
        except NotATable as error:
            raise forms.ValidationError(str(error)) from error
        return file


class LinesForm(forms.Form):
    """A few lines, the first the most important; empty ones are left out."""

    mark_optional = False
    count = 5

    def __init__(self, *args: Any, lines: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, self.count + 1):
            self.fields[f"line{number}"] = forms.CharField(
                label=_("%(number)s, the most important") % {"number": number}
                if number == 1
                else str(number),
                required=False,
                max_length=LONGEST_LINE,
                initial=lines[number - 1] if number <= len(lines) else "",
            )

    def lines(self) -> list[str]:
        """What was written, in its order."""
        given = (self.cleaned_data[name] for name in self.fields)
        return [" ".join(line.split()) for line in given if line.split()]

    @classmethod
    def moved_up(cls, typed: dict[str, str], number: int) -> list[str]:
        """The typed lines with one of them a place higher; nothing is saved by that."""
        lines = [str(typed.get(f"line{place}", "")) for place in range(1, cls.count + 1)]
        if 2 <= number <= cls.count:
            lines[number - 2 : number] = [lines[number - 1], lines[number - 2]]
        return lines


class RecordForm(forms.Form):
    """Which lines of her own record stand on the page for one visit; none is ticked at first."""

    mark_optional = False

    chosen = forms.MultipleChoiceField(
        label=_("What may your doctor read of it?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": _("Your record has changed meanwhile. Look at the lines once more.")
        },
    )

    def __init__(
        self, *args: Any, offered: Sequence[RecordLine], held: Sequence[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offered = offered
        field: Any = self.fields["chosen"]
        field.choices = [(one.key, one.words) for one in offered]
        field.initial = [one.key for one in offered if one.words in held]
        field.help_text = _now("At most %(most)d lines.") % {"most": MOST_CHOSEN}

    def clean_chosen(self) -> list[str]:
        """As many as fit on the page."""
        chosen: list[str] = self.cleaned_data["chosen"]
        if len(chosen) > MOST_CHOSEN:
            words = _now("Choose at most %(most)d lines, so that it stays one page.")
            raise forms.ValidationError(words % {"most": MOST_CHOSEN})
        return chosen

    def lines(self) -> list[str]:
        """The words of what was ticked, in the order of the page."""
        chosen = set(self.cleaned_data["chosen"])
        return [one.words for one in self.offered if one.key in chosen]
