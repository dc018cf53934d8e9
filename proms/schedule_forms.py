"""The shape of a schedule, of a pause, and of a reason for not answering."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from proms.actions.schedules import Planned
from proms.models import Instrument, Schedule
from proms.windows import Delta

EVERY: dict[str, tuple[Any, Delta | None]] = {
    "once": (_("Once"), None),
    "w1": (_("Every week"), Delta(days=7)),
    "w2": (_("Every 2 weeks"), Delta(days=14)),
    "w4": (_("Every 4 weeks"), Delta(days=28)),
    "m1": (_("Every month"), Delta(months=1)),
    "m3": (_("Every 3 months"), Delta(months=3)),
    "m6": (_("Every 6 months"), Delta(months=6)),
    "m12": (_("Every year"), Delta(months=12)),
}
PLACES = ("first", "second", "third")
WHO_SEES_FOR_CHILD = _(
    "To clinicians the answers are shared with, and to a doctor who is given a code. If you leave"
    " this empty, they see only that nothing came or that it pauses. You can take it back on any"
    " day under “What comes when”."
)
WHO_SEES_IT = _(
    "To clinicians you share your answers with, and to a doctor you give a code. If you leave this"
    " empty, they see only that nothing came or that it pauses. You can take it back on any day"
    " under “What comes when”."
)


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
    times = forms.IntegerField(
        label=_("How many times?"),
        required=False,
        min_value=1,
        max_value=200,
        help_text=_("Leave empty: until somebody ends it."),
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

    def __init__(
        self,
        *args: Any,
        instruments: Iterable[Instrument],
        anchors: Iterable[str],
        later: bool = False,
        **kwargs: Any,
    ) -> None:
        """`later`: also asks how long after the anchor it begins, as a plan for others needs."""
        super().__init__(*args, **kwargs)
        if not later:
            del self.fields["after_days"]
        self.usable = {one.slug: one for one in instruments}
        choices = [(one.slug, one.name) for one in self.usable.values()]
        for place in PLACES:
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
        chosen = [given[place] for place in PLACES if given.get(place)]
        if len(set(chosen)) != len(chosen):
            self.add_error("second", _now("Choose each questionnaire once"))
        return given

    def planned(self) -> Planned:
        """What was filled in."""
        given = self.cleaned_data
        around_visits = given["anchor"] == Schedule.Anchor.VISIT
        return Planned(
            instruments=[self.usable[given[place]] for place in PLACES if given[place]],
            anchor=given["anchor"],
            anchor_on=given["anchor_on"] or timezone.localdate(),
            first_days=-given["visit_days"] if around_visits else given.get("after_days") or 0,
            every=None if around_visits else EVERY[given["every"]][1],
            times=given["times"],
            due_days=given["due_days"],
            overdue_days=(given["due_days"] + given["closes_days"] + 1) // 2,
            closes_days=given["closes_days"],
            reminders=given["reminders"],
        )


class PauseForm(forms.Form):
    """Until when nothing comes, and whether those who see her answers see that she pauses."""

    until = day_field(_("Nothing new before which day?"))
    shown = forms.BooleanField(
        label=_("Show beside my answers that I pause, and until when"),
        required=False,
        help_text=WHO_SEES_IT,
    )

    def __init__(self, *args: Any, for_child: bool = False, **kwargs: Any) -> None:
        """`for_child`: somebody fills it in who acts for a child by law."""
        super().__init__(*args, **kwargs)
        if for_child:
            self.fields["shown"].label = _("Show beside the answers that it pauses, and until when")
            self.fields["shown"].help_text = WHO_SEES_FOR_CHILD

    def clean_until(self) -> Any:
        until, today = self.cleaned_data["until"], timezone.localdate()
        if not today < until <= today + timedelta(days=366):
            raise forms.ValidationError(_now("Choose a day to come, within a year"))
        return until


class AnchorForm(forms.Form):
    """From which day it counts."""

    anchor_on = day_field(_("Count from which day?"))

    def clean_anchor_on(self) -> Any:
        day, today = self.cleaned_data["anchor_on"], timezone.localdate()
        if not today - timedelta(days=366) <= day <= today + timedelta(days=731):
            raise forms.ValidationError(_now("Choose a day within the last year or the next two"))
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


WHYS = [
    ("not_now", _("Not now. Ask me again in 4 weeks")),
    ("too_ill", _("I am too ill for it. Ask me again in 4 weeks")),
    ("hospital", _("I was or am in hospital. Ask me again in 4 weeks")),
    ("too_long", _("It takes too long. Call me about the next one, and read it to me")),
    ("technical", _("It did not work. Call me about the next one")),
    ("too_much", _("It is too much for me. Stop these questions")),
    ("not_wanted", _("I do not want to answer these. Stop them")),
    ("go_on", _("Another reason. I would like to go on")),
]


# Nobody is called about a child: who acts for it answers on the screen.
WHYS_FOR_CHILD = [
    ("not_now", _("Not now. Ask again in 4 weeks")),
    ("too_ill", _("Too ill for it. Ask again in 4 weeks")),
    ("hospital", _("In hospital now or lately. Ask again in 4 weeks")),
    ("too_much", _("It is too much. Stop these questions")),
    ("not_wanted", _("We do not want to answer these. Stop them")),
    ("go_on", _("Another reason. It may go on")),
]


class WhyForm(forms.Form):
    """A reason, kindly asked; each says what follows. Shown to nobody unless she ticks it."""

    why = forms.ChoiceField(
        label=_("What fits best?"),
        widget=forms.RadioSelect,
        choices=WHYS,
        error_messages={"required": _("Choose what fits best")},
    )
    shown = forms.BooleanField(
        label=_("Show this reason beside my answers"), required=False, help_text=WHO_SEES_IT
    )

    def __init__(self, *args: Any, for_child: bool = False, **kwargs: Any) -> None:
        """`for_child`: somebody fills it in who acts for a child by law."""
        super().__init__(*args, **kwargs)
        if for_child:
            self.fields["why"].choices = WHYS_FOR_CHILD  # type: ignore[attr-defined]  # a ChoiceField
            self.fields["shown"].label = _("Show this reason beside the answers")
            self.fields["shown"].help_text = WHO_SEES_FOR_CHILD
