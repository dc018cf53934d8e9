"""A person's own record and how she wants pages and mail."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.text import capfirst
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from members.identity import Known
from members.models import Account, Person
from notifications.kinds import groups
from po_platform.kit.memorable_date import MemorableDateField, MemorableDateInput

EARLIEST_BIRTH = date(1900, 1, 1)


class IdentityForm(forms.Form):
    """Everything here may stay empty."""

    real_name = forms.CharField(
        label=_("Name"),
        max_length=120,
        required=False,
        help_text=_("As on your insurance card. Only those you share with and the office see it."),
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    birth_date = MemorableDateField(
        label=_("Date of birth"),
        required=False,
        not_before=EARLIEST_BIRTH,
        not_after=timezone.localdate,
        help_text=_("Your clinician sees only the year."),
        widget=MemorableDateInput(birthday=True),
    )
    address = forms.CharField(
        label=_("Address"),
        max_length=300,
        required=False,
        help_text=_("For letters from us."),
        widget=forms.Textarea({"rows": 3, "autocomplete": "street-address", "class": "house"}),
    )
    phone = forms.CharField(
        label=_("Telephone"),
        max_length=40,
        required=False,
        help_text=_("So that we can call you back."),
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel", "class": "w-mid"}),
    )

    def known(self) -> Known:
        """What was filled in."""
        given = self.cleaned_data
        return Known(
            " ".join(given["real_name"].split()),
            given["address"].strip(),
            given["phone"].strip(),
            given["birth_date"],
        )


class LookForm(forms.Form):
    """How pages look; for everybody, also without an account."""

    mark_optional = False

    text_size = forms.ChoiceField(
        label=_("Size of the text"),
        choices=Account.TextSize.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    contrast = forms.ChoiceField(
        label=_("Contrast"),
        choices=Account.Contrast.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    theme = forms.ChoiceField(
        label=_("Light or dark"),
        choices=Account.Theme.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    calm_motion = forms.BooleanField(
        label=_("Nothing moves by itself"), required=False, help_text=_("Also no gentle fading.")
    )


@cache
def _zones() -> list[tuple[str, list[tuple[str, str]]]]:
    """Time zones by part of the world; only those people live in."""
    parts: dict[str, list[tuple[str, str]]] = {}
    for name in sorted(available_timezones()):
        part, _slash, place = name.partition("/")
        if place and part not in ("Etc", "SystemV", "US", "Canada", "Mexico", "Brazil", "Chile"):
            parts.setdefault(part, []).append((name, place.replace("_", " ").replace("/", ", ")))
    return [*parts.items(), ("UTC", [("UTC", "UTC")])]


def _mail_groups() -> list[tuple[str, str]]:
    return [(group.name, capfirst(str(group.label))) for group in groups()]


class PreferencesForm(LookForm):
    """Look, language, and when mail may come."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    time_zone = forms.ChoiceField(
        label=_("Where you live"),
        choices=_zones,
        help_text=_("A large city with the same clock as yours, so that days and times are right."),
    )
    reached_by = forms.ChoiceField(
        label=_("How shall we reach you?"),
        choices=Person.Way.choices,
        required=False,
        widget=forms.RadioSelect,
        help_text=_(
            "When something waits for you to fill in. Letters go to the address in your own record,"
            " calls to the number there. Everything else comes by e-mail."
        ),
    )
    mail_frequency = forms.ChoiceField(
        label=_("How often may we write?"),
        choices=Account.MailFrequency.choices,
        widget=forms.RadioSelect,
        help_text=_("Codes for signing in always come at once."),
    )
    digest_hour = forms.TypedChoiceField(
        label=_("When shall the summary come?"),
        choices=[(hour, f"{hour:02d}:00") for hour in range(24)],
        coerce=int,
        empty_value=8,  # type: ignore[arg-type]  # the stubs know text only
        required=False,
        help_text=_("If we write once a day or once a week."),
        widget=forms.Select({"class": "w-short"}),
    )
    digest_weekday = forms.TypedChoiceField(
        label=_("On which day, if once a week?"),
        choices=list(WEEKDAYS.items()),
        coerce=int,
        empty_value=0,  # type: ignore[arg-type]  # the stubs know text only
        required=False,
        widget=forms.Select({"class": "w-mid"}),
    )
    mails = forms.MultipleChoiceField(
        label=_("E-mails you want"),
        choices=_mail_groups,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("We write about these things. Untick what you do not want."),
    )
    no_mail_until = MemorableDateField(
        label=_("A rest from e-mails, until"),
        required=False,
        not_before=timezone.localdate,
        not_after=lambda: timezone.localdate() + timedelta(days=366),
        help_text=_(
            "For a stay in hospital, or simply because. What waits comes in one e-mail then. Codes for"
            " signing in still come. Empty: no rest."
        ),
    )
    quiet_from = forms.TimeField(
        label=_("No e-mails from"),
        required=False,
        widget=forms.TimeInput({"type": "time", "class": "w-short"}, format="%H:%M"),
        help_text=_("For example 20:00. Leave both empty if any time is fine."),
    )
    quiet_until = forms.TimeField(
        label=_("E-mails again from"),
        required=False,
        widget=forms.TimeInput({"type": "time", "class": "w-short"}, format="%H:%M"),
        help_text=_("For example 08:00. What waits then comes in the morning."),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        begins, ends = given.get("quiet_from"), given.get("quiet_until")
        if "quiet_from" in self.errors or "quiet_until" in self.errors:
            return given
        if (begins is None) != (ends is None):
            missing = "quiet_until" if ends is None else "quiet_from"
            self.add_error(missing, _now("Write both times, or none"))
        elif begins is not None and begins == ends:
            self.add_error("quiet_until", _now("Write another time than the one above"))
        return given
