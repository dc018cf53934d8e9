"""The shape of a measure, of a line, and of a table of them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from proms.actions.diary import Line, NewMeasure
from proms.models import DiaryMeasure
from proms.rules import may_write_down

LONGEST_AGO = timedelta(days=3653)
NUMBER = {"class": "w-short", "inputmode": "decimal"}


def earliest(today: date) -> date:
    """The first day somebody may still write about."""
    return today - LONGEST_AGO


class NumberField(forms.DecimalField):
    """With a comma or a point, as people write it."""

    def __init__(self, **kwargs: Any) -> None:
        given: dict[str, Any] = {
            "max_digits": 8,
            "decimal_places": 2,
            "widget": forms.TextInput(NUMBER),
        }
        super().__init__(**(given | kwargs))

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)


class MeasureForm(forms.Form):
    """What she writes numbers down about."""

    name = forms.CharField(
        label=_("What do you want to write down?"),
        max_length=60,
        help_text=_("As you call it, for example “Pain in the morning” or “Steps”."),
        error_messages={"required": _("Give it a name")},
    )
    unit = forms.CharField(
        label=_("In which unit?"),
        max_length=20,
        required=False,
        help_text=_("For example kg or minutes."),
        widget=forms.TextInput({"class": "w-short"}),
    )
    low = NumberField(label=_("The lowest number there can be"), initial=0)
    high = NumberField(
        label=_("The highest number there can be"),
        initial=10,
        help_text=_("Up to eleven whole numbers become buttons to tap."),
    )
    direction = forms.ChoiceField(
        label=_("What does a high number mean?"),
        widget=forms.RadioSelect,
        choices=DiaryMeasure.Direction.choices,
        error_messages={"required": _("Choose what a high number means")},
    )

    def clean(self) -> dict[str, Any]:
        low, high = self.cleaned_data.get("low"), self.cleaned_data.get("high")
        if low is not None and high is not None and low >= high:
            self.add_error("high", gettext("The highest number has to be above the lowest"))
        return self.cleaned_data

    def new(self) -> NewMeasure:
        """What was filled in."""
        given = self.cleaned_data
        return NewMeasure(
            " ".join(given["name"].split()), given["unit"].strip(),
            given["low"], given["high"], given["direction"],
        )  # fmt: skip


class LineForm(forms.Form):
    """A day, perhaps a time, and words."""

    on = forms.DateField(
        label=_("Which day?"),
        widget=forms.DateInput({"type": "date", "class": "w-mid"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y"],
        error_messages={
            "required": _("Write the day"),
            "invalid": _("Write the day like this: 2026-03-04"),
        },
    )
    at = forms.TimeField(
        label=_("At what time?"),
        required=False,
        widget=forms.TimeInput({"type": "time", "class": "w-short"}, format="%H:%M"),
        error_messages={"invalid": _("Write the time like this: 9:30")},
    )
    words = forms.CharField(label=_("In your own words"), required=False, max_length=300)

    def clean_on(self) -> Any:
        on, today = self.cleaned_data["on"], timezone.localdate()
        if on > today:
            raise forms.ValidationError(gettext("Choose today or an earlier day"))
        if on < earliest(today):
            raise forms.ValidationError(gettext("Choose a day of the past ten years"))
        return on

    def line(self, **more: Any) -> Line:
        """What was filled in."""
        given = self.cleaned_data
        return Line(given["on"], given["at"], words=" ".join(given["words"].split()), **more)


class NumberForm(LineForm):
    """A number of one measure; the day is today unless she says otherwise."""

    value = NumberField(label=_("The number"), error_messages={"required": _("Write the number")})
    field_order = ("value", "on", "at", "words")

    def __init__(self, *args: Any, measure: DiaryMeasure, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.measure = measure
        self.fields["value"].help_text = measure.unit

    def clean_value(self) -> Any:
        value = self.cleaned_data["value"]
        verdict = may_write_down(self.measure, value)
        if not verdict:
            raise ValidationError(getattr(verdict, "reason", ""))
        return value


class EventForm(LineForm):
    """Something that happened, or words for the day."""

    kind = forms.ChoiceField(
        label=_("What is it?"),
        widget=forms.RadioSelect,
        initial="event",
        choices=[
            ("event", _("Something that happened, for example a new medicine")),
            ("words", _("A thought I want to keep")),
        ],
    )
    shared = forms.BooleanField(
        required=False, label=_("Those who see my answers may see this too")
    )
    field_order = ("kind", "words", "on", "at", "shared")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].required = True
        self.fields["words"].error_messages["required"] = _("Write a few words")


class TableForm(forms.Form):
    """A table to read in."""

    file = forms.FileField(
        label=_("Table"),
        help_text=_(
            "CSV or Excel. Columns: day, time, measure, value, unit, words, event. A measure has"
            " to be in your diary already, by the same name."
        ),
        error_messages={"required": _("Choose a file"), "empty": _("Choose a file with content")},
    )
