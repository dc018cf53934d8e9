"""What is said about two records, and which questions ask who somebody is."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from po_platform.kit.forms_look import Hinted
from registry.models import Alike, Joined

NONE = "-"


class JudgeForm(forms.Form):
    """One person, two people, or later."""

    verdict = forms.ChoiceField(
        label=_("Are these two records about one person?"),
        choices=[
            (
                Alike.State.SAME,
                Hinted(_("Yes, one person"), _("Somebody else looks too before anything changes.")),
            ),
            (
                Alike.State.DIFFERENT,
                Hinted(_("No, two people"), _("We remember that and do not ask again.")),
            ),
            (Alike.State.LATER, Hinted(_("I cannot say yet"), _("Put off, to be found again."))),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you found")},
    )

    def __init__(self, *args: Any, said_same: bool, **kwargs: Any) -> None:
        """`said_same`: somebody said yes already; only something else is left to say."""
        super().__init__(*args, **kwargs)
        if said_same:
            field = self.fields["verdict"]
            field.label = _("Or do you find something else?")
            field.choices = [one for one in field.choices if one[0] != Alike.State.SAME]  # type: ignore[attr-defined]  # a ChoiceField


class WhoAsksForm(forms.Form):
    """The questions that ask for name and birth date. `names`, `dates`: (form|question, label)."""

    names = forms.MultipleChoiceField(
        label=_("Which questions ask for the name?"),
        help_text=_("Only questions marked as telling who somebody is. All of one form."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    born = forms.ChoiceField(
        label=_("Which question asks for the date of birth?"), widget=forms.RadioSelect
    )
    mark_optional = False

    def __init__(
        self, *args: Any, names: list[tuple[str, str]], dates: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["names"].choices = names  # type: ignore[attr-defined]  # a ChoiceField
        none = (NONE, _("None of them"))
        self.fields["born"].choices = [*dates, none]  # type: ignore[attr-defined]  # a ChoiceField

    def clean(self) -> dict[str, Any]:
        """Marks are made from one entry, so everything has to be asked on one form."""
        given = super().clean() or {}
        chosen = [*given.get("names", ()), *([born] if (born := self._born(given)) else [])]
        if len({one.partition("|")[0] for one in chosen}) > 1:
            self.add_error("names", _("Choose questions of one form"))
        return given

    @staticmethod
    def _born(given: dict[str, Any]) -> str:
        found = str(given.get("born", NONE))
        return "" if found == NONE else found

    def chosen(self) -> tuple[str, list[str], str]:
        """Form, the questions for the name, the question for the birth date or ''."""
        names = [one.partition("|") for one in self.cleaned_data["names"]]
        born = self._born(self.cleaned_data).partition("|")[2]
        return (names[0][0] if names else ""), [name for _form, _bar, name in names], born


class FoundForm(forms.Form):
    """What somebody says about entries that came into her record from another one."""

    said = forms.ChoiceField(
        label=_("What do you say?"),
        choices=[
            (
                Joined.Said.USE,
                Hinted(
                    _("They are about me, and may be used like my other answers"),
                    _("What you agreed to in this registry holds for them too."),
                ),
            ),
            (
                Joined.Said.KEEP_OUT,
                Hinted(
                    _("They are about me, and stay out of research"),
                    _("They stay in your record, for you and those who keep the registry."),
                ),
            ),
            (
                Joined.Said.NOT_ME,
                Hinted(
                    _("They are not about me"),
                    _("They leave your record at once, and those who keep the registry see why."),
                ),
            ),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you say")},
    )
