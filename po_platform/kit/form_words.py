"""What to do about a problem in a form, in our words, with the words of its label.

Django's own sentences ("This field is required.") blame and do not say which field. Messages an app
has written itself are left alone: only Django's stock messages, known by identity, are replaced.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core import validators
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise

_BY_CODE: dict[str, Words] = {
    "required": _("Fill in “%(label)s”"),
    "invalid_choice": _("Choose one of the answers shown for “%(label)s”"),
    "invalid_list": _("Choose one of the answers shown for “%(label)s”"),
    "invalid_pk_value": _("Choose one of the answers shown for “%(label)s”"),
    "max_length": _("Shorten “%(label)s” to %(limit_value)s characters. It has %(show_value)s now"),
    "min_length": _("Write at least %(limit_value)s characters for “%(label)s”"),
    "min_value": _("Write a number of %(limit_value)s or more for “%(label)s”"),
    "max_value": _("Write a number of %(limit_value)s or less for “%(label)s”"),
    "max_digits": _("Write “%(label)s” with at most %(max)s figures"),
    "max_whole_digits": _("Write “%(label)s” with at most %(max)s figures before the point"),
    "max_decimal_places": _("Write “%(label)s” with at most %(max)s figures after the point"),
    "null_characters_not_allowed": _(
        "“%(label)s” holds a sign we cannot keep. Delete it and write it again"
    ),
    "empty": _("The file for “%(label)s” is empty. Choose another one"),
    "missing": _("Choose a file for “%(label)s”"),
    "contradiction": _("Either choose a file for “%(label)s” or take the old one away, not both"),
    "invalid_image": _("We cannot read the picture for “%(label)s”. Choose another one"),
    "invalid_extension": _("Choose a file of one of these kinds: %(allowed_extensions)s"),
}

# The first kind of field that fits counts.
_REQUIRED: list[tuple[type[forms.Field], Words]] = [
    (forms.BooleanField, _("Tick “%(label)s” to go on")),
    (forms.FileField, _("Choose a file for “%(label)s”")),
    (forms.ChoiceField, _("Choose an answer for “%(label)s”")),
    (forms.ModelChoiceField, _("Choose an answer for “%(label)s”")),
]
_UNREADABLE: list[tuple[type[forms.Field], Words]] = [
    (forms.EmailField, _("Write the e-mail address with an @, for example name@example.org")),
    (forms.URLField, _("Write the web address in full, for example https://example.org")),
    (forms.FloatField, _("Write “%(label)s” as a number, for example 12.5")),
    (forms.DecimalField, _("Write “%(label)s” as a number, for example 12.5")),
    (forms.IntegerField, _("Write “%(label)s” as a whole number, for example 12")),
    (forms.DateTimeField, _("Write “%(label)s” as a day and a time")),
    (forms.DateField, _("Write “%(label)s” as day, month and year")),
    (forms.TimeField, _("Write “%(label)s” as a time, for example 14:30")),
    (forms.FileField, _("We could not read the file for “%(label)s”. Choose it again")),
    (forms.Field, _("Check “%(label)s”: we cannot read it like this")),
]
_TOO_LONG: list[tuple[type[forms.Field], Words]] = [
    (forms.FileField, _("Give the file for “%(label)s” a shorter name")),
]
_BY_KIND = {"required": _REQUIRED, "invalid": _UNREADABLE, "max_length": _TOO_LONG}


def words_for(bound: BoundField, error: ValidationError) -> str:
    """The sentence to show for `error` at this field, in the reader's language."""
    if not _is_stock(bound.field, error):
        return " ".join(error.messages)
    return str(_ours(bound.field, error)) % {"label": bound.label, **_readable(error.params or {})}


def _ours(field: forms.Field, error: ValidationError) -> Words:
    code = error.code or ""
    for kind, words in _BY_KIND.get(code, []):
        if isinstance(field, kind):
            return words
    return _BY_CODE.get(code, _UNREADABLE[-1][1])


def _is_stock(field: forms.Field, error: ValidationError) -> bool:
    """Whether Django wrote this message: it is the very object of a Django class."""
    for kind in type(field).__mro__:
        own = kind.__dict__.get("default_error_messages", {})
        if kind.__module__.startswith("django.") and own.get(error.code) is error.message:
            return True
    return any(_speaks(validator, error.message) for validator in field.validators)


def _speaks(validator: Any, message: object) -> bool:
    kind = type(validator)
    if kind.__module__ != validators.__name__:
        return False
    own = [getattr(kind, "message", None), *getattr(kind, "messages", {}).values()]
    if any(validator is shipped for shipped in vars(validators).values()):  # validate_slug
        own.append(validator.message)
    return any(message is words for words in own)


def _readable(params: dict[str, Any]) -> dict[str, Any]:
    return {name: value() if callable(value) else value for name, value in params.items()}
