"""What somebody says who joins: as little as possible."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from members.actions.age import ANSWERS
from members.names import LONGEST, SHORTEST, has_a_letter, has_only_name_signs, tidy_name
from members.of_age import OF_AGE
from members.parts import parts_off
from members.share_codes import as_typed

from .asked_name import AsksAboutName

NAME_HINT = _(
    "Others see this name. It can be your own or another one. Choose one that is not your full"
    " name if you want to stay private."
)


class DisplayNameField(forms.CharField):
    """A name in any script, tidied; whether it is free is asked later, by whoever may know."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Your name on these pages"))
        kwargs.setdefault("help_text", NAME_HINT)
        kwargs.setdefault("widget", forms.TextInput({"autocomplete": "nickname"}))
        super().__init__(max_length=200, **kwargs)

    def clean(self, value: Any) -> str:
        name = tidy_name(super().clean(value))
        if not SHORTEST <= len(name) <= LONGEST:
            raise ValidationError(_("Choose a name of 2 to 60 characters"))
        if "@" in name:
            raise ValidationError(_("Choose a name without @: others see it"))
        if not has_only_name_signs(name) or not has_a_letter(name):
            raise ValidationError(_("Use letters for your name, with figures, dots or dashes"))
        return name


class JoinForm(AsksAboutName):
    """Name, address, age, language, rules; a few words only where a person decides."""

    display_name = DisplayNameField()
    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("Others do not see it. We send a code to it, now and when you sign in."),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email", "spellcheck": "false"}),
    )
    language = forms.ChoiceField(
        label=_("In which language shall we write to you?"), widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("Would you like to tell us something?"),
        help_text=_("Somebody from us reads it when deciding. Leave out health details."),
        max_length=500,
        required=False,
        widget=forms.Textarea({"class": "people"}),
    )
    old_enough = forms.BooleanField()
    of_age = forms.ChoiceField(
        label=_("Are you 18 or older?"),
        help_text=_(
            "Adults and young people do not write messages to each other here. You can also say"
            " it later."
        ),
        choices=[(one.value, one.label) for one in ANSWERS],
        required=False,
        widget=forms.RadioSelect,
    )
    accepts = forms.BooleanField(label=_("I accept these rules"))
    # Hidden, see join.html: what the page she ticks on says.
    rules_mark = forms.CharField(required=False, max_length=64)
    at_least = forms.IntegerField(required=False, min_value=0, max_value=150)

    def __init__(
        self, *args: Any, minimum_age: int, rules_mark: str, asks_words: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.current_mark, self.minimum_age = rules_mark, minimum_age
        self.fields["language"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (code, get_language_info(code)["name_local"].capitalize())
            for code, _name in settings.LANGUAGES
        ]
        self.fields["old_enough"].label = _now("I am %(age)s or older") % {"age": minimum_age}
        self.fields["old_enough"].error_messages["required"] = _now(
            "You can join from the age of %(age)s. If you are younger, call us"
        ) % {"age": minimum_age}
        if minimum_age >= OF_AGE or "forums" in parts_off():  # nothing here asks for it then
            del self.fields["of_age"]
        if not asks_words:
            del self.fields["words"]
        if not rules_mark:
            del self.fields["accepts"]

    def clean(self) -> dict[str, Any]:
        super().clean()
        if self.cleaned_data.get("rules_mark", "") != self.current_mark:
            self.add_error(
                "accepts" if "accepts" in self.fields else None,
                _now("Our rules have changed since you opened this page. Read them once more"),
            )
        if (self.cleaned_data.get("at_least") or 0) < self.minimum_age:
            self.add_error(
                "old_enough",
                _now(
                    "The age for joining has changed since you opened this page. Read it once more"
                ),
            )
            self.data = {**dict(self.data.items()), "old_enough": ""}  # nobody said this yet
        return self.cleaned_data


class LetterJoinForm(JoinForm):
    """The same with a letter in hand and no mailbox."""

    email = None  # type: ignore[assignment]  # Django's way to leave a field out


class NameForm(AsksAboutName):
    """Another name, when the first one is taken."""

    display_name = DisplayNameField()


class InvitationForm(forms.Form):
    """The code from a letter, a mail or the telephone."""

    code = forms.CharField(
        label=_("The code of your invitation"),
        help_text=_("12 letters and figures, for example K7QM 2XWD 9TRB."),
        max_length=60,
        widget=forms.TextInput({"autocomplete": "off", "class": "w-mid"}),
    )

    def clean_code(self) -> str:
        code = as_typed(self.cleaned_data["code"])
        if code is None:
            raise ValidationError(_("Enter all 12 letters and figures of the code"))
        return code
