"""The shape of a visit, and of how often forms come up."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from registry.actions.visits import Plan
from registry.models import Event, Form
from registry.templatetags.registry_words import form_words

FIRST = "0"


class VisitForm(forms.Form):
    """One visit: its name, its place, its days, its forms."""

    title = forms.CharField(
        label=_("What is the visit called?"),
        max_length=200,
        error_messages={"required": _("Write what the visit is called")},
    )
    after = forms.ChoiceField(label=_("Where does it stand?"))
    from_day = forms.IntegerField(
        label=_("From which day is it due?"),
        help_text=_(
            "Days after somebody joined, for example 90. Leave both empty if it has no day."
        ),
        min_value=0,
        max_value=40_000,
        required=False,
    )
    until_day = forms.IntegerField(
        label=_("Until which day?"), min_value=0, max_value=40_000, required=False
    )
    repeats = forms.BooleanField(
        label=_("This visit happens again and again"),
        help_text=_("Then all its forms can be filled in anew each time."),
        required=False,
    )
    forms = forms.TypedMultipleChoiceField(
        label=_("Which forms are filled in at it?"),
        help_text=_("A form that is at no visit is filled in apart from them."),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    mark_optional = False

    def __init__(self, *args: Any, visits: list[Event], listed: list[Form], **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.fields["after"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (FIRST, _("As the first")),
            *((str(one.pk), _("After “%(visit)s”") % {"visit": one.title}) for one in visits),
        ]
        self.fields["forms"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (one.pk, form_words(one)) for one in listed
        ]

    def clean(self) -> dict[str, Any]:
        """The two days belong together."""
        given = super().clean() or {}
        first, last = given.get("from_day"), given.get("until_day")
        if (first is None) != (last is None) and not self.errors:
            empty = "from_day" if first is None else "until_day"
            self.add_error(empty, _("Write both days, or leave both empty"))
        elif first is not None and last is not None and last < first:
            self.add_error("until_day", _("Write a day that is not before the first"))
        return given

    def plan(self) -> Plan:
        """As it was written."""
        given = self.cleaned_data
        days = None if given["from_day"] is None else (given["from_day"], given["until_day"])
        return Plan(
            given["title"], given["forms"], int(given["after"]) or None, days, given["repeats"]
        )


class HowOftenForm(forms.Form):
    """Which forms repeat, and when members look at theirs again."""

    again = forms.MultipleChoiceField(
        label=_("Which forms are filled in anew each time?"),
        help_text=_("For what happens more than once, such as a stay in hospital."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    mark_optional = False

    def __init__(self, *args: Any, listed: list[Form], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.listed = [one for one in listed if one.members_fill]
        self.fields["again"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (one.name, form_words(one)) for one in listed
        ]
        for one in self.listed:
            self.fields[f"months-{one.pk}"] = forms.IntegerField(
                label=_("“%(form)s”: after how many months do members look at it again?")
                % {"form": form_words(one)},
                help_text=_("They get a mail and one reminder. Empty: we do not ask again."),
                min_value=1,
                max_value=120,
                required=False,
            )

    def months(self) -> dict[str, int]:
        """Form → months, where one was given."""
        given = {one.name: self.cleaned_data[f"months-{one.pk}"] for one in self.listed}
        return {name: months for name, months in given.items() if months}
