"""The shape of a schedule, of its changes, and of the day somebody likes to answer on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from po_platform.access.refusals import Allowed, Denied
from proms.actions.schedules import Planned
from proms.actions.taking_part import Changed
from proms.models import Instrument, Schedule
from proms.rules import begins_in_time
from proms.windows import Delta

EVERY: dict[str, tuple[Any, Delta | None]] = {
    "once": (_("Once"), None),
    "w1": (_("Every week"), Delta(days=7)),
    "w2": (_("Every 2 weeks"), Delta(days=14)),
    "w4": (_("Every 4 weeks"), Delta(days=28)),
    "wn": (_("Every so many weeks: write how many below"), Delta(days=7)),
    "m1": (_("Every month"), Delta(months=1)),
    "m3": (_("Every 3 months"), Delta(months=3)),
    "m6": (_("Every 6 months"), Delta(months=6)),
    "m12": (_("Every year"), Delta(months=12)),
    "mn": (_("Every so many months: write how many below"), Delta(months=1)),
}
COUNTED = ("wn", "mn")  # so many times the step beside them
PLACES = ("first", "second", "third", "fourth", "fifth", "sixth")
MY_PLACES = PLACES[:3]  # what somebody plans for herself stays short
FURTHEST = timedelta(days=3653)


def day_field(label: Any, **kwargs: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput({"type": "date", "class": "w-mid"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y"],
        error_messages={
            "required": _("Write the day"),
            "invalid": _("Write the day like this: 2026-03-04"),
        },
        **kwargs,
    )


class ScheduleForm(forms.Form):
    """Which questionnaires, from when, how often, how long each stays open."""

    first = forms.ChoiceField(
        label=_("Which questionnaire?"), error_messages={"required": _("Choose a questionnaire")}
    )
    second = forms.ChoiceField(label=_("And then?"), required=False)
    third = forms.ChoiceField(label=_("And after that?"), required=False)
    fourth = forms.ChoiceField(label=_("As the fourth?"), required=False)
    fifth = forms.ChoiceField(label=_("As the fifth?"), required=False)
    sixth = forms.ChoiceField(label=_("As the sixth?"), required=False)
    anchor = forms.ChoiceField(label=_("From when?"), widget=forms.RadioSelect)
    anchor_on = day_field(_("The first day"), required=False)
    after_days = forms.IntegerField(
        label=_("First time after how many days?"),
        required=False,
        min_value=0,
        max_value=730,
        help_text=_(
            "Counted from the first day, or from the day each member begins. 42 is six weeks later."
            " Leave empty: at once."
        ),
    )
    visit_days = forms.IntegerField(
        label=_("How many days before each visit?"),
        required=False,
        min_value=0,
        max_value=90,
        help_text=_("Only around visits. 0 is the day itself."),
    )
    every = forms.ChoiceField(
        label=_("How often?"), choices=[(key, words) for key, (words, _delta) in EVERY.items()]
    )
    every_number = forms.IntegerField(
        label=_("Every how many weeks or months?"),
        required=False,
        min_value=1,
        max_value=60,
        help_text=_("Only for “Every so many …”."),
    )
    times = forms.IntegerField(
        label=_("How many times?"),
        required=False,
        min_value=1,
        max_value=200,
        help_text=_("Leave empty: until somebody ends it."),
    )
    until = day_field(
        _("Until which day?"),
        required=False,
        help_text=_("Nothing of it opens after this day. Leave empty: until somebody ends it."),
    )
    due_days = forms.IntegerField(
        label=_("Due after how many days?"), min_value=0, max_value=90, initial=3
    )
    closes_days = forms.IntegerField(
        label=_("Open for how many days?"), min_value=0, max_value=120, initial=7
    )
    reminders = forms.IntegerField(
        label=_("How many reminders?"),
        min_value=0,
        max_value=3,
        initial=1,
        help_text=_("Besides the first notice. None is sent once the answers are there."),
    )
    offered = forms.BooleanField(
        label=_("Only offer it"),
        required=False,
        help_text=_(
            "It comes to nobody’s list by itself. Members find it under “Take part” and begin it"
            " themselves, for example when it is meant for one illness."
        ),
    )

    def __init__(
        self,
        *args: Any,
        instruments: Iterable[Instrument],
        anchors: Iterable[str],
        later: bool = False,
        offers: bool = False,
        **kwargs: Any,
    ) -> None:
        """`later`: also asks how long after the anchor it begins, as a plan for others needs.

        `offers`: also whether it is only offered.
        """
        super().__init__(*args, **kwargs)
        self.places = PLACES if later else MY_PLACES
        for name in () if later else ("after_days", *PLACES[len(MY_PLACES) :]):
            del self.fields[name]
        if not offers:
            del self.fields["offered"]
        self.usable = {one.slug: one for one in instruments}
        choices = [(one.slug, one.name) for one in self.usable.values()]
        for place in self.places:
            nothing = [("", _now("Choose one") if place == "first" else _now("Nothing more"))]
            self.fields[place].choices = nothing + choices  # type: ignore[attr-defined]  # a ChoiceField
        labels = dict(Schedule.Anchor.choices)
        self.fields["anchor"].choices = [(one, labels[one]) for one in anchors]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["anchor"].initial = next(iter(anchors), "")
        self.fields["anchor_on"].initial = timezone.localdate()

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        around_visits = given.get("anchor") == Schedule.Anchor.VISIT
        day = given.get("anchor_on")
        today = timezone.localdate()
        if not around_visits and day is None and "anchor_on" not in self.errors:
            given["anchor_on"] = today
        elif day is not None and not today - timedelta(days=366) <= day <= today + timedelta(
            days=731
        ):
            self.add_error("anchor_on", _now("Choose a day within the last year or the next two"))
        if around_visits and given.get("visit_days") is None and "visit_days" not in self.errors:
            self.add_error("visit_days", _now("Write how many days before each visit"))
        due, closes = given.get("due_days"), given.get("closes_days")
        if due is not None and closes is not None and due > closes:
            self.add_error("closes_days", _now("It stays open at least until it is due"))
        self._check_rhythm(given, today)
        chosen = [given[place] for place in self.places if given.get(place)]
        if len(set(chosen)) != len(chosen):
            self.add_error("second", _now("Choose each questionnaire once"))
        return given

    def _check_rhythm(self, given: dict[str, Any], today: date) -> None:
        """So many weeks need a number; the last day lies ahead, and not before the first."""
        counted = given.get("anchor") != Schedule.Anchor.VISIT and given.get("every") in COUNTED
        if counted and not given.get("every_number") and "every_number" not in self.errors:
            self.add_error("every_number", _now("Write how many"))
        until = given.get("until")
        if until is not None:
            anchor, after = given.get("anchor"), timedelta(days=given.get("after_days") or 0)
            first = given.get("anchor_on") if anchor == Schedule.Anchor.DAY else None
            around_visits = anchor == Schedule.Anchor.VISIT
            begins = today if around_visits else max((first or today) + after, today)
            self._check_until(until, begins)

    def _check_until(self, until: date, first: date) -> None:
        if not first <= until <= timezone.localdate() + FURTHEST:
            self.add_error("until", _now("Choose a day to come, not before the first one"))

    def _every(self) -> Delta | None:
        given = self.cleaned_data
        step = EVERY[given["every"]][1]
        return step * given["every_number"] if step and given["every"] in COUNTED else step

    def planned(self) -> Planned:
        """What was filled in."""
        given = self.cleaned_data
        around_visits = given["anchor"] == Schedule.Anchor.VISIT
        return Planned(
            instruments=[self.usable[given[place]] for place in self.places if given[place]],
            anchor=given["anchor"],
            anchor_on=given["anchor_on"] or timezone.localdate(),
            first_days=-given["visit_days"] if around_visits else given.get("after_days") or 0,
            every=None if around_visits else self._every(),
            times=given["times"],
            due_days=given["due_days"],
            overdue_days=(given["due_days"] + given["closes_days"] + 1) // 2,
            closes_days=given["closes_days"],
            reminders=given["reminders"],
            until=given["until"],
            offered=bool(given.get("offered")),
        )


class ChangeForm(forms.Form):
    """How a plan for every member goes on: its days, its reminders, its end."""

    due_days = forms.IntegerField(label=_("Due after how many days?"), min_value=0, max_value=90)
    closes_days = forms.IntegerField(label=_("Open for how many days?"), min_value=0, max_value=120)
    reminders = forms.IntegerField(
        label=_("How many reminders?"),
        min_value=0,
        max_value=3,
        help_text=_("Besides the first notice. None is sent once the answers are there."),
    )
    until = day_field(
        _("Until which day?"),
        required=False,
        help_text=_("Nothing of it opens after this day. Leave empty: until somebody ends it."),
    )

    def __init__(self, *args: Any, schedule: Schedule, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("due_days", "closes_days", "reminders", "until"):
            self.fields[name].initial = getattr(schedule, name)
        if schedule.anchor == Schedule.Anchor.VISIT:  # what waits follows its visit, day by day
            for name in ("due_days", "closes_days"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        due, closes, until = (given.get(name) for name in ("due_days", "closes_days", "until"))
        if due is not None and closes is not None and due > closes:
            self.add_error("closes_days", _now("It stays open at least until it is due"))
        today = timezone.localdate()
        if until is not None and not today <= until <= today + FURTHEST:
            self.add_error("until", _now("Choose a day to come"))
        return given

    def changed(self) -> Changed:
        """What was filled in."""
        given = self.cleaned_data
        return Changed(
            given.get("due_days"), given.get("closes_days"), given["reminders"], given["until"]
        )


class AnchorForm(forms.Form):
    """From which day it counts."""

    anchor_on = day_field(_("Count from which day?"))

    def __init__(self, *args: Any, schedule: Schedule | None = None, **kwargs: Any) -> None:
        """`schedule`: whose last day is told beside the field, not only refused."""
        super().__init__(*args, **kwargs)
        self.schedule = schedule

    def clean_anchor_on(self) -> Any:
        day, today = self.cleaned_data["anchor_on"], timezone.localdate()
        if not today - timedelta(days=366) <= day <= today + timedelta(days=731):
            raise forms.ValidationError(_now("Choose a day within the last year or the next two"))
        in_time = begins_in_time(self.schedule, day) if self.schedule else Allowed()
        if isinstance(in_time, Denied):
            raise forms.ValidationError(in_time.reason)
        return day


class WeekdayForm(forms.Form):
    """On which weekday she likes to answer; None: on any."""

    mark_optional = False

    weekday = forms.TypedChoiceField(
        label=_("On which weekday do you like to answer?"),
        choices=[("", _("Any day")), *((str(day), words) for day, words in WEEKDAYS.items())],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.Select({"class": "w-mid"}),
        help_text=_(
            "What comes once a week or less often then waits for that day, if it is still open on it,"
            " and you have as much time for it. What belongs to a visit keeps its own day."
        ),
    )
