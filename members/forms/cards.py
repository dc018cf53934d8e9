"""PIN and code card: choosing the one, and answering with either."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from members import card_codes, pins
from members.check_figure import figures_of
from members.member_number import person_of_number
from members.models import Account
from members.names import told_apart
from members.passwords import same_password

from .signing import LONGEST_PASSWORD

_TYPED = {"class": "code-in", "inputmode": "numeric", "autocomplete": "off"}


class PinField(forms.CharField):
    """Six figures, however they were grouped."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Your PIN"))
        kwargs.setdefault("help_text", _("The 6 figures you chose yourself."))
        kwargs.setdefault("widget", forms.PasswordInput(_TYPED))
        super().__init__(max_length=60, **kwargs)

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        pin = figures_of(typed)
        if len(pin) != pins.LENGTH or any(sign.isalpha() for sign in typed):
            raise ValidationError(_("A PIN has 6 figures. Enter all of them"))
        return pin


class CardCodeField(forms.CharField):
    """Ten figures with their check figure: a slip of the pen is told before anybody counts a try."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("The next code of your card"))
        kwargs.setdefault(
            "help_text",
            _("10 figures, for example 402 719 3857. Take the first one you have not crossed out."),
        )
        kwargs.setdefault("widget", forms.TextInput(_TYPED | {"class": "w-mid"}))
        super().__init__(max_length=60, **kwargs)

    def clean(self, value: Any) -> str:
        code = card_codes.card_figures(super().clean(value))
        if not card_codes.is_whole(code):
            raise ValidationError(_("Enter all 10 figures of the code"))
        if not card_codes.is_well_copied(code):
            raise ValidationError(
                _("One figure is not as on the card. Compare them one by one; this was no try")
            )
        return code


class MemberNumberField(forms.CharField):
    """The number on the card, with its check figure; gives the person id it would belong to."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Your member number"),
            help_text=_("It stands at the top of your card, for example 1027-7."),
            max_length=40,
            widget=forms.TextInput(_TYPED | {"class": "w-mid"}),
        )

    def clean(self, value: Any) -> int:
        person_id = person_of_number(super().clean(value))
        if person_id is None:
            raise ValidationError(
                _("One figure is not as on the card. Compare them one by one; this was no try")
            )
        return person_id


class CardSignInForm(forms.Form):
    """For people without an e-mail address, or with a card at hand."""

    number = MemberNumberField()
    code = CardCodeField()


class CardForm(forms.Form):
    """The next code of her own card."""

    code = CardCodeField()


class PinForm(forms.Form):
    """Her PIN."""

    pin = PinField()


class OwnPasswordForm(forms.Form):
    """Her password, where the page knows already who she says she is."""

    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        max_length=LONGEST_PASSWORD,
        widget=forms.PasswordInput({"autocomplete": "off"}),
    )

    def clean_password(self) -> str:
        return same_password(self.cleaned_data["password"])


class WhoForm(forms.Form):
    """Which of the people behind one mailbox."""

    who = forms.ChoiceField(
        label=_("Who are you?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose your name")},
    )

    def __init__(self, accounts: list[Account], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = told_apart([account.person.display_name for account in accounts])
        self.fields["who"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (str(account.person.ref), name) for account, name in zip(accounts, names, strict=True)
        ]


class NewPinForm(forms.Form):
    """A PIN of one's own: not what somebody who knows her would try first."""

    pin = PinField(
        label=_("Your new PIN"),
        help_text=_("6 figures you remember, and nobody else would guess. Not a birthday."),
        widget=forms.TextInput(_TYPED),
    )

    def __init__(self, born: date | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.born = born

    def clean_pin(self) -> str:
        pin = str(self.cleaned_data["pin"])
        if pins.is_too_easy(pin, self.born):
            raise ValidationError(_("Somebody could guess this PIN. Choose another one"))
        return pin
