"""Leaving, a death as the office was told, a death as the family tells it, and a last wish."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from members.actions.ending import Told
from members.actions.told import Tidings
from members.models import CallRequest, Ending
from members.models.ending import After
from members.queries.last_wish import Wished
from po_platform.kit.forms_look import Hinted
from po_platform.kit.memorable_date import MemorableDateField

from .calls import dialled
from .office import reason_field

WAYS = [
    (value, capfirst(words)) for value, words in Ending.Way.choices if value != Ending.Way.SCREEN
]
KEEP = Hinted(
    _("Keep it"), _("It stays locked away. It can be erased later, with a call or a letter.")
)
NAMELESS = Hinted(
    _("Keep only the scores, without a name"),
    _("The numbers worked out of answers stay, and their days. Everything else is deleted."),
)
ERASE = Hinted(_("Erase it"), _("Everything is deleted when the 30 days are over."))


class DiedForm(forms.Form):
    """Who told the office, and how; written down by one person, confirmed by another."""

    way = forms.ChoiceField(label=_("How were you told?"), choices=WAYS, widget=forms.RadioSelect)
    by = forms.CharField(
        label=_("Who told you, and how can we reach them?"),
        max_length=200,
        help_text=_("For example: Anton, her husband, and his telephone number."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    happened_on = MemorableDateField(
        label=_("Day of death"),
        required=False,
        not_after=timezone.localdate,
        help_text=_("Leave it empty if you do not know it."),
    )

    def told(self, wished: Wished | None) -> Told:
        """The member's own wish decides; nothing is deleted of somebody who said nothing."""
        given = self.cleaned_data
        wish = (wished.after if wished else "") or After.KEEP
        return Told(given["way"], " ".join(given["by"].split()), given["happened_on"], wish)


class LeftForm(forms.Form):
    """Somebody leaves by letter or telephone."""

    way = forms.ChoiceField(
        label=_("How did they tell you?"), choices=WAYS, widget=forms.RadioSelect
    )
    wish = forms.ChoiceField(
        label=_("What becomes of the data?"),
        choices=[(After.KEEP, KEEP), (After.ERASE, ERASE)],
        initial=After.KEEP,
        widget=forms.RadioSelect,
    )
    reason = reason_field()

    def told(self) -> Told:
        """What was filled in."""
        return Told(self.cleaned_data["way"], wish=self.cleaned_data["wish"])


class LeaveForm(forms.Form):
    """A member leaves by herself."""

    wish = forms.ChoiceField(
        label=_("What becomes of your data?"),
        choices=[(After.KEEP, KEEP), (After.ERASE, ERASE)],
        initial=After.KEEP,
        widget=forms.RadioSelect,
    )


class TidingsForm(forms.Form):
    """Somebody tells us that a member has died; nothing here acts by itself."""

    mark_optional = False

    whom = forms.CharField(
        label=_("Who has died?"),
        max_length=120,
        help_text=_("The full name."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    name = forms.CharField(
        label=_("Your name"), max_length=80, widget=forms.TextInput({"autocomplete": "name"})
    )
    number = forms.CharField(
        label=_("Your telephone number"),
        max_length=40,
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel", "class": "w-mid"}),
    )
    suits = forms.ChoiceField(
        label=_("When does it suit you?"),
        choices=CallRequest.Suits.choices,
        initial=CallRequest.Suits.ANY,
        widget=forms.RadioSelect,
    )
    language = forms.ChoiceField(
        label=_("In which language?"), choices=settings.LANGUAGES, widget=forms.RadioSelect
    )

    def clean_number(self) -> str:
        return dialled(self.cleaned_data["number"])

    def tidings(self) -> Tidings:
        """What was filled in."""
        given: dict[str, Any] = self.cleaned_data
        words = {name: " ".join(given[name].split()) for name in ("whom", "name")}
        return Tidings(**words, number=given["number"], suits=given["suits"],
                       language=given["language"])  # fmt: skip


class LastWishForm(forms.Form):
    """Everything here may stay empty."""

    after = forms.ChoiceField(
        label=_("What becomes of your data when you have died?"),
        choices=[
            (After.KEEP, KEEP),
            (After.NAMELESS, NAMELESS),
            (After.ERASE, ERASE),
            ("", Hinted(_("I leave it open"), _("Then we keep it, locked away."))),
        ],
        required=False,
        widget=forms.RadioSelect,
    )
    reporters = forms.CharField(
        label=_("Who may tell us that you have died?"),
        max_length=200,
        required=False,
        help_text=_(
            "A name, and what this person is to you. Others may tell us too; then we ask more."
        ),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    copy_to = forms.CharField(
        label=_("Who gets a copy of your data?"),
        max_length=200,
        required=False,
        help_text=_(
            "Leave it empty, and nobody does. Your answers are in it, without those you keep to yourself."
        ),
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    def wished(self) -> Wished:
        """What was filled in."""
        given = self.cleaned_data
        return Wished(
            given["after"],
            " ".join(given["reporters"].split()),
            " ".join(given["copy_to"].split()),
        )
