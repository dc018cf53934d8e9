"""The shape of choosing which scales open first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from members.models import Clinic
from proms.actions.arrangement import MOST
from proms.models import ScaleChoice
from proms.queries.arrangement import Choosable
from proms.queries.norms import Offers

Place = ScaleChoice.Place


class ClinicScalesForm(forms.Form):
    """Up to six, one under the other; empty ones are left out."""

    mark_optional = False

    def __init__(
        self, *args: Any, scales: Sequence[Choosable], chosen: Sequence[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        groups: dict[str, list[tuple[str, str]]] = {}
        for one in scales:
            groups.setdefault(one.measure, []).append((one.key, one.label))
        known = {one.key for one in scales}
        kept = [key for key in chosen if key in known]
        for number in range(1, MOST + 1):
            self.fields[f"place{number}"] = forms.ChoiceField(
                label=_("Place %(number)s") % {"number": number},
                required=False,
                choices=[("", _("Nothing more")), *groups.items()],
                initial=kept[number - 1] if number <= len(kept) else "",
            )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        seen: set[str] = set()
        for name in self.fields:
            key = given.get(name)
            if key and key in seen:
                self.add_error(name, _now("This one has a place already. Choose another"))
            seen.add(key or "")
        return given

    def scales(self) -> list[str]:
        """What was chosen, in its order."""
        return [key for name in self.fields if (key := self.cleaned_data[name])]


class NumberForm(forms.Form):
    """A clinic's own number for somebody; with one clinic nobody is asked which."""

    number = forms.CharField(
        label=_("Your number for this person"),
        max_length=40,
        help_text=_("As it stands in your lists. Gaps and strokes do not matter."),
        widget=forms.TextInput({"class": "w-mid", "autocomplete": "off"}),
        error_messages={"required": _("Write your number for this person")},
    )

    def __init__(self, *args: Any, clinics: Sequence[Clinic], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.usable = {str(one.pk): one.pk for one in clinics}
        if len(clinics) > 1:
            self.fields["clinic"] = forms.ChoiceField(
                label=_("Of which clinic?"),
                choices=[(str(one.pk), one.name) for one in clinics],
                widget=forms.RadioSelect,
            )
            self.order_fields(["clinic", "number"])

    def clean_number(self) -> str:
        number = str(self.cleaned_data["number"])
        if not any(sign.isalnum() for sign in number):
            raise forms.ValidationError(_("Write the number with its figures or letters"))
        return number

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        chosen = given.pop("clinic", None) or next(iter(self.usable), "0")
        return {**given, "clinic_id": self.usable.get(chosen, 0)}


class AveragesForm(forms.Form):
    """For each scale with a table of published averages: which line stands beside it, if any."""

    mark_optional = False

    def __init__(
        self,
        *args: Any,
        scales: Sequence[Choosable],
        offers: Offers | None = None,
        norms: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        offers, norms = offers or {}, norms or {}
        self.lines = {
            f"line{number}": one.key for number, one in enumerate(scales, 1) if one.key in offers
        }
        for number, one in enumerate(scales, 1):
            if one.key in offers:
                self.fields[f"line{number}"] = forms.ChoiceField(
                    label=_("%(scale)s (%(measure)s): dotted line")
                    % {"scale": one.label, "measure": one.measure},
                    required=False,
                    choices=[("", _("No line")), *offers[one.key]],
                    initial=norms.get(one.key, ""),
                )

    def norms(self) -> dict[str, str]:
        """scale key → the line chosen, "" for none; of what is offered now."""
        return {key: self.cleaned_data[name] for name, key in self.lines.items()}


class PatientScalesForm(AveragesForm):
    """Each scale of one person: as the clinic chose, first, or folded; and a line beside it."""

    def __init__(
        self, *args: Any, scales: Sequence[Choosable], chosen: Mapping[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, scales=scales, **kwargs)
        self.keys = {f"scale{number}": one.key for number, one in enumerate(scales, 1)}
        for number, one in enumerate(scales, 1):
            self.fields[f"scale{number}"] = forms.ChoiceField(
                label=_("%(scale)s (%(measure)s)") % {"scale": one.label, "measure": one.measure},
                required=False,
                choices=Place.choices,
                initial=chosen.get(one.key, Place.CLINIC),
            )
        every = range(1, len(scales) + 1)
        self.order_fields([f"{kind}{number}" for number in every for kind in ("scale", "line")])

    def places(self) -> dict[str, str]:
        """scale key → place."""
        return {key: self.cleaned_data[name] or Place.CLINIC for name, key in self.keys.items()}
