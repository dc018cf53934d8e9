"""An event as whoever looks after it fills it in."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any, cast

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from members.event_rules import FURTHEST, MOST_PLACES
from members.models import Event, Group
from members.queries.event_shown import house_zone
from po_platform.kit.forms_look import Hinted

DAY = _("Write the day like this: 2026-03-04")
TIME = _("Write the time like this: 19:30")
Readers = Event.Readers


class EventForm(forms.Form):
    """What, when, where, for whom, and whether one says that one comes."""

    title = forms.CharField(label=_("What is it called?"), max_length=120)
    on = forms.DateField(
        label=_("Which day?"),
        widget=forms.DateInput({"type": "date", "class": "w-mid"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y"],
        error_messages={"required": _("Write the day it takes place"), "invalid": DAY},
    )
    at = forms.TimeField(
        label=_("When does it begin?"),
        widget=forms.TimeInput({"type": "time", "class": "w-short"}, format="%H:%M"),
        error_messages={"required": _("Write the time it begins"), "invalid": TIME},
    )
    until = forms.TimeField(
        label=_("Until when?"),
        required=False,
        widget=forms.TimeInput({"type": "time", "class": "w-short"}, format="%H:%M"),
        error_messages={"invalid": TIME},
    )
    last_day = forms.DateField(
        label=_("On which day does it end, if on another one?"),
        required=False,
        widget=forms.DateInput({"type": "date", "class": "w-mid"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y"],
        error_messages={"invalid": DAY},
    )
    place = forms.CharField(
        label=_("Where?"),
        required=False,
        max_length=200,
        help_text=_("The address, and how one gets in: a lift, a bell, a parking place."),
    )
    phone = forms.CharField(
        label=_("Which number does one dial to take part by telephone?"),
        required=False,
        max_length=40,
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "off", "class": "w-mid"}),
    )
    link = forms.URLField(
        label=_("Which address does one open to take part by picture?"),
        required=False,
        max_length=500,
        assume_scheme="https",
        validators=[URLValidator(schemes=["https", "http"])],
        error_messages={"invalid": _("Write the whole address, beginning with https://")},
    )
    text = forms.CharField(
        label=_("What shall people know?"),
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 6, "class": "house"}),
        help_text=_(
            "For whom it is, what happens, whether it costs something. An empty line parts two"
            " paragraphs. Name nobody who did not agree to it."
        ),
    )
    language = forms.ChoiceField(label=_("In which language?"), choices=settings.LANGUAGES)
    readers = forms.ChoiceField(label=_("Who can read it?"), widget=forms.RadioSelect)
    signup = forms.ChoiceField(
        label=_("Does one say here that one comes?"),
        choices=[
            ("no", _("No, one just comes")),
            (
                "number",
                Hinted(_("Yes, and we see how many"), _("Nobody sees who they are.")),
            ),
            (
                "names",
                Hinted(
                    _("Yes, and we see who comes"),
                    _(
                        "Whoever looks after the event sees display names. Members are told so"
                        " before they say that they come, and read each look in “My data”."
                    ),
                ),
            ),
        ],
        initial="no",
        widget=forms.RadioSelect,
    )
    places = forms.IntegerField(
        label=_("How many places are there, if not any number?"),
        required=False,
        min_value=1,
        max_value=MOST_PLACES,
        widget=forms.NumberInput({"class": "w-short"}),
    )

    def __init__(self, *args: Any, group: Group | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [choice for choice in Readers if group is not None or choice != Readers.GROUP]
        if group is not None and not group.public:
            offered.remove(Readers.EVERYBODY)
        field = cast("forms.ChoiceField", self.fields["readers"])
        field.choices = [(choice.value, choice.label) for choice in offered]
        self.initial.setdefault("readers", Readers.GROUP if group else Readers.MEMBERS)
        self.initial.setdefault("language", get_language())

    def clean_on(self) -> date:
        on = cast("date", self.cleaned_data["on"])
        today = timezone.localdate(timezone=house_zone())
        if on < today and on != self.initial.get("on"):
            raise ValidationError(_now("Choose today or a day to come"))
        if on > today + FURTHEST:
            raise ValidationError(_now("Choose a day within two years"))
        return on

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        ways = {"place", "phone", "link"}
        if not any(given.get(way) for way in ways) and not ways & self.errors.keys():
            self.add_error("place", _now("Write where it is, a number to dial or an address"))
        if given.get("last_day") and not given.get("until") and "until" not in self.errors:
            self.add_error("until", _now("Write the time it ends"))
        if {"on", "at"} & self.errors.keys():
            return given
        begins, ends = self._begins(given), self._ends(given)
        if ends is not None and ends <= begins:
            self.add_error("until", _now("Choose an end that is later than the beginning"))
        if ends is not None and ends > begins + timedelta(days=31):
            self.add_error("last_day", _now("Choose an end within a month"))
        return given

    def values(self) -> dict[str, Any]:
        """As the actions take them."""
        given = self.cleaned_data
        return {
            **{name: given[name] for name in ("title", "place", "phone", "link", "language")},
            "text": given["text"].replace("\r\n", "\n"),
            "starts_at": self._begins(given),
            "ends_at": self._ends(given),
            "readers": given["readers"],
            "signup": given["signup"] != "no",
            "named": given["signup"] == "names",
            "places": given["places"] if given["signup"] != "no" else None,
        }

    def _begins(self, given: dict[str, Any]) -> datetime:
        return _moment(given["on"], given["at"])

    def _ends(self, given: dict[str, Any]) -> datetime | None:
        if not given.get("until"):
            return None
        return _moment(given.get("last_day") or given["on"], given["until"])


class ComeForm(forms.Form):
    """Whether somebody who comes wants to be reminded."""

    mark_optional = False
    reminds = forms.BooleanField(
        label=_("Remind me about a day before. The e-mail does not say of what."), required=False
    )


class WhyForm(forms.Form):
    """Why it does not take place; everybody who can read the event reads it."""

    why = forms.CharField(
        label=_("Why, and what instead?"),
        required=False,
        max_length=300,
        help_text=_("Everybody who can read the event reads it. Name nobody."),
    )


def initial_of_event(row: Event) -> dict[str, Any]:
    """What the form shows of a stored one."""
    begins = row.starts_at.astimezone(house_zone())
    ends = row.ends_at.astimezone(house_zone()) if row.ends_at else None
    names = ("title", "place", "phone", "link", "text", "language", "readers", "places")
    return {
        **{name: getattr(row, name) for name in names},
        "on": begins.date(),
        "at": begins.time(),
        "until": ends.time() if ends else None,
        "last_day": ends.date() if ends and ends.date() != begins.date() else None,
        "signup": ("names" if row.named else "number") if row.signup else "no",
    }


def _moment(on: date, at: time) -> datetime:
    return datetime.combine(on, at, tzinfo=house_zone())
