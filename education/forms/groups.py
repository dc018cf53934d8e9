"""A group as its guide fills it in, and how somebody joins."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from education.models import Programme, ProgrammeGroup
from members.queries.event_shown import house_zone

from .cards import one_of

DAY = _("Write the day like this: 2026-03-04")
TIME = _("Write the time like this: 19:30")
LARGEST = 30


def _day(label: Any, missing: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput({"type": "date", "class": "w-mid"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y"],
        error_messages={"required": missing, "invalid": DAY},
    )


def _time(label: Any, missing: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        widget=forms.TimeInput({"type": "time", "class": "w-short"}, format="%H:%M"),
        error_messages={"required": missing, "invalid": TIME},
    )


class GroupForm(forms.Form):
    """What, when, where, for how many. Once it opened, `row` keeps its opening meeting."""

    programme = forms.ModelChoiceField(
        Programme.objects.none(), label=_("Which programme?"), to_field_name="ref",
        empty_label=None, widget=forms.RadioSelect,
        error_messages={"required": _("Choose a programme")},
    )  # fmt: skip
    title = forms.CharField(
        label=_("What is the group called?"), max_length=120,
        error_messages={"required": _("Write what it is called")},
    )  # fmt: skip
    about = forms.CharField(
        label=_("What happens in the two meetings?"), max_length=600, required=False,
        widget=forms.Textarea({"rows": 3}),
    )  # fmt: skip
    size = forms.IntegerField(
        label=_("For how many people?"),
        min_value=2,
        max_value=LARGEST,
        initial=8,
        error_messages={"required": _("Write for how many people")},
    )
    opens_on = _day(_("The opening meeting is on"), _("Write the day of the opening meeting"))
    opens_time = _time(
        _("The opening meeting begins at"), _("Write when the opening meeting begins")
    )
    closes_on = _day(_("The closing meeting is on"), _("Write the day of the closing meeting"))
    closes_time = _time(
        _("The closing meeting begins at"), _("Write when the closing meeting begins")
    )
    place = forms.CharField(
        label=_("Where, or with which link?"), max_length=300,
        help_text=_("Only those who joined read it."),
        error_messages={"required": _("Write the place or the link")},
    )  # fmt: skip

    def __init__(
        self, *args: Any, programmes: Sequence[Programme], row: ProgrammeGroup | None = None,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.opened = row.opens_at if row and row.opens_at <= timezone.now() else None
        one_of(self, programmes)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if self.errors:
            return found
        opens = self._moment("opens")
        closes = self._moment("closes")
        ahead = ValidationError(_now("Choose a day that lies ahead."))
        if self.opened is not None:
            if opens != self.opened.replace(second=0, microsecond=0):
                words = _now("The opening meeting has been already.")
                self.add_error("opens_on", ValidationError(words))
            if closes <= timezone.now():
                self.add_error("closes_on", ahead)
        elif opens <= timezone.now():
            self.add_error("opens_on", ahead)
        elif closes <= opens:
            words = _now("The closing meeting comes after the opening one.")
            self.add_error("closes_on", ValidationError(words))
        return found

    def _moment(self, which: str) -> datetime:
        given = self.cleaned_data
        naive = datetime.combine(given[f"{which}_on"], given[f"{which}_time"])
        return naive.replace(tzinfo=house_zone())

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        names = ("programme", "title", "about", "size", "place")
        opens = self.opened or self._moment("opens")
        moments = {"opens_at": opens, "over_at": self._moment("closes")}
        return {**{name: self.cleaned_data[name] for name in names}, **moments}


def known_of(row: ProgrammeGroup) -> dict[str, Any]:
    """The form's fields as they stand in the row."""
    opens, closes = (at.astimezone(house_zone()) for at in (row.opens_at, row.over_at))
    return {
        "programme": str(row.programme.ref), "title": row.title, "about": row.about,
        "size": row.size, "place": row.place, "opens_on": opens.date(),
        "opens_time": opens.time(), "closes_on": closes.date(), "closes_time": closes.time(),
    }  # fmt: skip


class JoinForm(forms.Form):
    """Whether the others read a first name, and which."""

    named = forms.ChoiceField(
        label=_("May the others in the group read your first name here?"),
        choices=[("no", _("No")), ("yes", _("Yes"))], initial="no", widget=forms.RadioSelect,
        error_messages={"required": _("Say whether they may")},
    )  # fmt: skip
    called = forms.CharField(
        label=_("If yes: what do they call you?"), max_length=40, required=False,
        widget=forms.TextInput({"autocomplete": "given-name", "class": "w-mid"}),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        words = " ".join(str(found.get("called", "")).split())
        if found.get("named") == "yes" and not words:
            self.add_error("called", _now("Write what they call you"))
        found["called"] = words if found.get("named") == "yes" else ""
        return found
