"""Answers to choose from, written in Python: a page of forty questions has two hundred of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_tag
def choices(options: Iterable[Any]) -> SafeString:
    """Each answer with its whole row clickable; they stand in an element of class "choices".

    An option has name, value, label (perhaps with a hint under it), type ("radio" or "checkbox")
    and attrs (its id, perhaps checked), as Django's widgets and the form engine give them.
    """
    return mark_safe("\n".join(_row(option) for option in options))  # noqa: S308  # of safe parts


def _row(option: Any) -> SafeString:
    given = option.__getitem__ if isinstance(option, Mapping) else partial(getattr, option)
    attrs = given("attrs")
    own_id = attrs.get("id")
    return format_html(
        '<label{}><input type="{}" name="{}" value="{}"{}>{}</label>',
        format_html(' for="{}"', own_id) if own_id else "",
        given("type"), given("name"), str(given("value")), _attributes(attrs), _words(given("label")),
    )  # fmt: skip


def _attributes(attrs: Mapping[str, Any]) -> SafeString:
    found = [
        f" {conditional_escape(name)}"
        if value is True
        else f' {conditional_escape(name)}="{conditional_escape(str(value))}"'
        for name, value in attrs.items()
        if value is not False and name != "class"
    ]
    return mark_safe("".join(found))  # noqa: S308  # each part is escaped


def _words(label: Any) -> Any:
    hint = getattr(label, "hint", "")
    if not hint:
        return label
    return format_html('<span><b>{}</b><span class="hint">{}</span></span>', label, hint)
