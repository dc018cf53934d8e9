"""Who shall help, and with what: each tick on its own."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from members.help_words import HINTS, LABELS
from members.models import Decision
from po_platform.access.actor import Tick
from po_platform.kit.forms_look import Hinted


class TicksForm(forms.Form):
    """What a helper does; at least one thing."""

    ticks = forms.MultipleChoiceField(
        label=_("What may they do?"),
        choices=[(tick.value, Hinted(LABELS[tick], HINTS[tick])) for tick in Tick],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick what helps you. You can change it later."),
        error_messages={"required": _("Tick at least one thing they may do")},
    )

    def chosen(self) -> frozenset[Tick]:
        return frozenset(Tick(word) for word in self.cleaned_data["ticks"])


class HelperForm(TicksForm):
    """Somebody's name as the person calls her, and where to write to."""

    meant_for = forms.CharField(
        label=_("Who shall help you?"),
        max_length=60,
        help_text=_("The name as you call them, for example my daughter Anna."),
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": _("Write the name of the person who shall help you")},
    )
    email = forms.EmailField(
        label=_("Their e-mail address"),
        required=False,
        max_length=254,
        help_text=_(
            "We write to them once. Without an address you get a code to hand over, by post or"
            " on the telephone."
        ),
        widget=forms.EmailInput({"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["meant_for", "email", "ticks"])

    def clean_meant_for(self) -> str:
        return " ".join(self.cleaned_data["meant_for"].split())


class OfficeHelperForm(HelperForm):
    """The same, on somebody's word; how the word came."""

    way = forms.ChoiceField(
        label=_("How did they tell us?"),
        choices=[(way.value, way.label) for way in (Decision.Way.PHONE, Decision.Way.PAPER)],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how they told us")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["meant_for"].label = _("Who shall help?")
        self.fields["meant_for"].help_text = ""
        self.order_fields(["way", "meant_for", "email", "ticks"])


class HelpCodeForm(forms.Form):
    """The code somebody gave the helper, in any grouping."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("Twelve figures and letters, for example 7K2M 9QXD 3TRB."),
        widget=forms.TextInput(
            {"class": "w-mid", "autocomplete": "off", "autocapitalize": "characters"}
        ),
    )
