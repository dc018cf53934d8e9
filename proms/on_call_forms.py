"""What somebody on the telephone says about what she is asked, in words to read out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from po_platform.kit.spoken import plain_day
from proms.actions.plans_on_call import LEFT, SaidOnCall
from proms.models import Enrolment
from proms.queries.schedules import OnSchedule
from proms.reasons import PAUSE
from proms.schedule_forms import day_field

SAYS = [
    ("not_now", _("Not now: we ask again in 4 weeks")),
    ("too_ill", _("Too ill for it: we ask again in 4 weeks")),
    ("hospital", _("In hospital: we ask again in 4 weeks")),
    (PAUSE, _("A pause until the day they say")),
    ("too_long", _("It takes too long: we call about the next one and read it out")),
    ("technical", _("It did not work: we call about the next one")),
    ("go_on", _("It goes on as before")),
    ("too_much", _("It is too much: these questions stop")),
    ("not_wanted", _("They do not want to answer these: they stop")),
    (LEFT, _("These questions stop, and no reason is given")),
]


class PlanOnCallForm(forms.Form):
    """Which plan, what they say, and whether a reason is shown to those who see the answers."""

    plan = forms.ChoiceField(
        label=_("About which questions?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose which questions they speak of")},
    )
    why = forms.ChoiceField(
        label=_("What do they say?"),
        widget=forms.RadioSelect,
        choices=SAYS,
        help_text=_("Nobody has to give a reason."),
        error_messages={"required": _("Choose what fits best")},
    )
    until = day_field(_("With a pause: nothing new before which day?"), required=False)
    shown = forms.BooleanField(
        label=_("They agree that this reason stands beside their answers"),
        required=False,
        help_text=_(
            "Read out: “Clinicians you share your answers with, and a doctor you give a code, can see"
            " the reason if you wish. You can take that back on any day.” Without a clear yes, leave"
            " it empty."
        ),
    )

    def __init__(self, *args: Any, plans: Sequence[OnSchedule], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plans = {str(one.enrolment.ref): one for one in plans}
        choices = [(ref, _words(one)) for ref, one in self.plans.items()]
        self.fields["plan"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField
        if len(choices) == 1:
            self.fields["plan"].initial = choices[0][0]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        until, today = given.get("until"), timezone.localdate()
        if given.get("why") == PAUSE and "until" not in self.errors:
            if until is None:
                self.add_error("until", _now("Write the day"))
            elif not today < until <= today + timedelta(days=366):
                self.add_error("until", _now("Choose a day to come, within a year"))
        return given

    def said(self) -> SaidOnCall:
        """What was filled in."""
        given = self.cleaned_data
        return SaidOnCall(given["why"], given["until"], given["shown"])


class PageByPostForm(forms.Form):
    """For which visit the page is, if they say so."""

    on = day_field(
        _("On which day is the visit?"),
        required=False,
        help_text=_("Only if they say it. It stands in the letter."),
    )

    def clean_on(self) -> Any:
        on, today = self.cleaned_data["on"], timezone.localdate()
        if on is not None and not today <= on <= today + timedelta(days=730):
            raise forms.ValidationError(_now("Choose a day to come, within two years"))
        return on


def _words(one: OnSchedule) -> str:
    """ "How was your week? – Every week. Stopped, because nothing came back." """
    return f"{', '.join(one.names)} – {one.rhythm}. {_state(one.enrolment)}"


def _state(held: Enrolment) -> str:
    if held.state != Enrolment.State.PAUSED:
        return _now("Goes on.")
    if held.paused_until:
        return _now("Paused until %(day)s.") % {"day": plain_day(held.paused_until)}
    return _now("Stopped, because nothing came back.")
