"""Asking to act for a child by law, what stands on the paper, and a first account of one's own."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from files.sniffing import BINARY
from members.models import Proxy
from members.proxy_secrets import Said
from po_platform.kit.memorable_date import MemorableDateField, MemorableDateInput

from .joining import DisplayNameField
from .me import EARLIEST_BIRTH
from .office import LONGEST_ADDRESS, reason_field, sure_field

MAX_PAPER = 5_000_000  # bytes
KINDS = [(magic, kind) for magic, kind in BINARY if kind != "application/zip"]


class AskAsProxyForm(forms.Form):
    """For whom, why, and the paper that says so."""

    name = forms.CharField(
        label=_("For whom do you act? First and last name"),
        max_length=120,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": _("Write the first and last name")},
    )
    born = MemorableDateField(
        label=_("Their date of birth"),
        not_before=EARLIEST_BIRTH,
        not_after=timezone.localdate,
        help_text=_("On the day they come of age it ends by itself."),
        widget=MemorableDateInput(),
        error_messages={"required": _("Write the date of birth")},
    )
    ground = forms.ChoiceField(
        label=_("Why may you act for them?"),
        choices=Proxy.Ground.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why you may act for them")},
    )
    shown = forms.ChoiceField(
        label=_("How do we see the paper?"),
        choices=Proxy.Shown.choices,
        widget=forms.RadioSelect,
        help_text=_("For example a birth certificate, or the letter of the court."),
        error_messages={"required": _("Choose how we see the paper")},
    )
    paper = forms.FileField(
        label=_("The paper"),
        required=False,
        help_text=_(
            "PDF, PNG or JPEG, up to 5 MB. Only the office opens it, and it is deleted once it is"
            " checked."
        ),
        widget=forms.FileInput({"accept": "application/pdf,image/png,image/jpeg"}),
    )
    attempt = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def clean_paper(self) -> tuple[str, bytes] | None:
        file = self.cleaned_data["paper"]
        if not file:
            return None
        if file.size > MAX_PAPER:
            raise forms.ValidationError(_("Choose a file of up to 5 MB"))
        content = file.read()
        kind = next((kind for magic, kind in KINDS if content.startswith(magic)), None)
        if kind is None:
            raise forms.ValidationError(_("Choose a PDF, PNG or JPEG file"))
        return kind, content

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        missing = given.get("shown") == Proxy.Shown.FILE and not given.get("paper")
        if missing and "paper" not in self.errors:
            self.add_error("paper", _("Add the paper, or choose another way to show it"))
        return given

    def said(self) -> Said:
        """The child as the asker wrote it."""
        return Said(" ".join(self.cleaned_data["name"].split()), self.cleaned_data["born"])


class NameIfNew(DisplayNameField):
    """Empty for somebody who is here already."""

    def clean(self, value: Any) -> str:
        return super().clean(value) if (value or "").strip() else ""


class PaperForm(forms.Form):
    """What the office reads on the paper."""

    number = forms.CharField(
        label=_("Member number, if this person is a member already"),
        max_length=20,
        required=False,
        widget=forms.TextInput({"class": "w-mid", "autocomplete": "off"}),
    )
    shown = NameIfNew(
        label=_("Name others see, if they are new here"),
        required=False,
        help_text=_("First name and initial, for example Ruth E."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    name = forms.CharField(
        label=_("First and last name, as on the paper"),
        max_length=120,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    born = MemorableDateField(
        label=_("Date of birth, as on the paper"),
        not_before=EARLIEST_BIRTH,
        not_after=timezone.localdate,
        widget=MemorableDateInput(),
    )
    until = MemorableDateField(
        label=_("Last day of the paper"),
        required=False,
        help_text=_("Leave it empty when it names none: it then ends when they come of age."),
    )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if not given.get("number") and not given.get("shown") and "shown" not in self.errors:
            self.add_error("shown", _("Write a member number, or the name others will see"))
        return given

    def said(self) -> Said:
        """The child as it stands on the paper."""
        given = self.cleaned_data
        return Said(" ".join(given["name"].split()), given["born"], given["shown"])


class RefuseProxyForm(forms.Form):
    """Why not; whoever asked reads it."""

    why = forms.CharField(
        label=_("Why not?"),
        max_length=200,
        help_text=_("In a few words. The person who asked reads them."),
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": _("Write why it is not accepted")},
    )


class OwnSignInForm(forms.Form):
    """A first account for somebody others act for."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=LONGEST_ADDRESS,
        required=False,
        help_text=_(
            "Their own, never one that a legal proxy reads. Leave it empty when there is none: the"
            " card is enough."
        ),
        widget=forms.EmailInput({"autocomplete": "off"}),
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=settings.LANGUAGES, initial=get_language
    )
    sure = sure_field()
    reason = reason_field()
