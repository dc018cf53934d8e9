"""Groups and the list of diagnoses, as the office fills them in."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from members.models import Group, GroupContact, Person
from members.queries.conditions import catalogue
from po_platform.kit.forms_look import Hinted
from po_platform.kit.memorable_date import MemorableDateField

from .in_languages import InLanguages, Text

HOURS = Text(_("When to call"), 160, _("For example: Mondays, 6 to 8 in the evening."))


class GroupForm(InLanguages):
    """What a group is, who finds it and how one comes in."""

    in_languages = {
        "name": Text(_("Name"), 80),
        "text": Text(
            _("What the group is"),
            6000,
            _("For whom it is, where and when it meets. An empty line parts two paragraphs."),
            lines=8,
        ),
    }
    kind = forms.ChoiceField(
        label=_("What do its people have in common?"),
        choices=Group.Kind.choices,
        widget=forms.RadioSelect,
    )
    condition = forms.TypedChoiceField(
        label=_("Which diagnosis?"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("For groups about an illness. Who has this diagnosis is offered the group."),
    )
    language = forms.ChoiceField(
        label=_("Which language?"),
        required=False,
        help_text=_("For groups in a language. Who changes to this language is offered the group."),
    )
    shown = forms.ChoiceField(
        label=_("Who can read its page?"),
        choices=[
            ("public", _("Everybody")),
            ("members", _("Members who have signed in")),
        ],
        widget=forms.RadioSelect,
    )
    entry = forms.ChoiceField(
        label=_("How does one come in?"),
        choices=[
            (
                "open",
                Hinted(
                    _("With one click"),
                    _("Nobody sees who is in the group, not even those who lead it."),
                ),
            ),
            (
                "ask",
                Hinted(
                    _("By asking"),
                    _(
                        "Those who lead it see display names, and let people in. They need a"
                        " second factor."
                    ),
                ),
            ),
        ],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["condition"].choices = [("", _now("None")), *catalogue()]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["language"].choices = [("", _now("None")), *settings.LANGUAGES]  # type: ignore[attr-defined]  # a ChoiceField

    def order(self) -> list[str]:
        codes = [code for code, _language in settings.LANGUAGES]
        names, texts = ([f"{name}_{code}" for code in codes] for name in ("name", "text"))
        return ["kind", "condition", "language", *names, *texts]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not any(given.get(f"name_{code}") for code, _language in settings.LANGUAGES):
            first = settings.LANGUAGES[0][0]
            self.add_error(f"name_{first}", _now("Write a name in at least one language"))
        return given

    def values(self) -> dict[str, Any]:
        """As the actions take them; a diagnosis or language of another kind is left out."""
        given = self.cleaned_data
        kind = given["kind"]
        return {
            "kind": kind,
            "name": self.texts("name"),
            "text": self.texts("text"),
            "condition_id": given["condition"] if kind == Group.Kind.CONDITION else None,
            "language": given["language"] if kind == Group.Kind.LANGUAGE else "",
            "public": given["shown"] == "public",
            "by_request": given["entry"] == "ask",
        }


def initial_of_group(row: Group) -> dict[str, Any]:
    """What the form shows of a stored group."""
    return {
        "kind": row.kind,
        "condition": row.condition_id,
        "language": row.language,
        "shown": "public" if row.public else "members",
        "entry": "ask" if row.by_request else "open",
        **{f"name_{code}": text for code, text in row.name.items()},
        **{f"text_{code}": text for code, text in row.text.items()},
    }


class FindsPerson(InLanguages):
    """A person is named by what identifies her; the view says whom that finds."""

    mark = forms.CharField(
        label=_("E-mail address or member number"),
        max_length=200,
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    def take(self, found: list[Person]) -> Person | None:
        """The one person found; else the form says what to do."""
        if len(found) == 1:
            return found[0]
        self.add_error(
            "mark",
            _now("Nobody is known by this. Check it, or look under “People”")
            if not found
            else _now("Several people are known by this. Write the member number"),
        )
        return None


class LeadForm(FindsPerson):
    """Who leads from now on."""

    agreed = forms.BooleanField(
        label=_("This person agreed that the display name stands on the group’s page"),
    )


class ContactForm(FindsPerson):
    """Whom to call: exactly what this person agreed to show."""

    in_languages = {"hours": HOURS}

    public_name = forms.CharField(
        label=_("Name as it shall stand there"),
        max_length=80,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    phone = forms.CharField(
        label=_("Telephone as it shall stand there"),
        max_length=40,
        widget=forms.TextInput({"type": "tel", "autocomplete": "off", "class": "w-mid"}),
    )
    agreed_how = forms.ChoiceField(
        label=_("How did this person say yes to name, number and hours?"),
        choices=GroupContact.How.choices,
        widget=forms.RadioSelect,
    )
    agreed_on = MemorableDateField(label=_("When?"), not_after=timezone.localdate)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mark = self.fields["mark"]
        mark.required = False
        mark.help_text = _now(
            "If there is an account: whoever it is sees that the name stands here, and can take"
            " it off. Leave it empty for somebody without one."
        )
        mark.label = _now("E-mail address or member number, if any")

    def order(self) -> list[str]:
        hours = [f"hours_{code}" for code, _language in settings.LANGUAGES]
        return ["public_name", "phone", *hours, "agreed_how", "agreed_on", "mark"]

    def clean_phone(self) -> str:
        phone: str = self.cleaned_data["phone"].strip()
        if sum(sign.isdigit() for sign in phone) < 5:
            raise ValidationError(_now("Write a telephone number somebody can call"), code="phone")
        return phone

    def values(self) -> dict[str, Any]:
        """As the action takes them, without the person."""
        given = self.cleaned_data
        agreed_on: date = given["agreed_on"]
        return {
            "public_name": given["public_name"],
            "phone": given["phone"],
            "hours": self.texts("hours"),
            "agreed_on": agreed_on,
            "agreed_how": given["agreed_how"],
        }


class ConditionForm(InLanguages):
    """One line of the list members choose from."""

    in_languages = {"name": Text(_("Name"), 120, _("As people call it."))}

    code_system = forms.CharField(
        label=_("List of codes"),
        max_length=120,
        required=False,
        help_text=_("If you use one, for example ICD-10-GM or ORPHAcode. It is never shown large."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "class": "w-mid"}),
    )
    kept = forms.BooleanField(
        label=_("Members can choose it"),
        required=False,
        initial=True,
        help_text=_("Without the tick it is not offered any more. Who chose it keeps it."),
    )

    def order(self) -> list[str]:
        return [f"name_{code}" for code, _language in settings.LANGUAGES]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not any(given.get(f"name_{code}") for code, _language in settings.LANGUAGES):
            first = settings.LANGUAGES[0][0]
            self.add_error(f"name_{first}", _now("Write a name in at least one language"))
        return given
