"""Coming in: the decision about somebody who asked, and an invitation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from members.hat_tasks import GIVEN_IN_OFFICE
from members.hats import HAT_LABELS
from members.models import Clinic
from po_platform.access.actor import Hat
from po_platform.kit.forms_look import Hinted

from .office import LONGEST_ADDRESS


class DecideForm(forms.Form):
    """Let in or not; who is not let in is told why."""

    mark_optional = False  # the reason is asked for by the hint, and only for a no

    let_in = forms.ChoiceField(
        label=_("What do you decide?"),
        choices=[
            ("yes", Hinted(_("Let in"), _("Can use everything members use, at once."))),
            ("no", Hinted(_("Do not let in"), _("Gets an e-mail with your reason."))),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Your reason"),
        max_length=300,
        required=False,
        help_text=_("Only when you do not let somebody in. The person reads these words."),
        widget=forms.Textarea({"rows": 3, "class": "house"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("let_in") == "no" and not cleaned.get("reason", "").strip():
            self.add_error("reason", _now("Write why. The person reads it"))
        return cleaned


class InviteForm(forms.Form):
    """An invitation by e-mail, or as a code to read over the telephone."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=LONGEST_ADDRESS,
        required=False,
        help_text=_("Leave it empty to get a code that you can read out or print."),
        widget=forms.EmailInput({"autocomplete": "off"}),
    )
    role = forms.ChoiceField(
        label=_("As what?"),
        choices=lambda: [(hat.value, HAT_LABELS[hat]) for hat in GIVEN_IN_OFFICE],
        initial=Hat.MEMBER.value,
    )
    clinic = forms.TypedChoiceField(
        label=_("At which clinic?"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=_("Only for clinicians."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        clinics = Clinic.objects.order_by("name", "pk").values_list("pk", "name")
        self.fields["clinic"].choices = [("", _now("None")), *clinics]  # type: ignore[attr-defined]  # a ChoiceField
        if len(self.fields["clinic"].choices) == 1:  # type: ignore[attr-defined]  # a ChoiceField
            del self.fields["clinic"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("clinic") and cleaned.get("role") != Hat.CLINICIAN:
            self.add_error("clinic", _now("Choose a clinic only for a clinician"))
        return cleaned
