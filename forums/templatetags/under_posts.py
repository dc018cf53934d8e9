"""What stands under a post, written in Python: a page of twenty posts has a hundred links and buttons."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from django import template
from django.template import Context
from django.utils.safestring import SafeString, mark_safe

from forums.post_acts import Act

register = template.Library()


@register.simple_tag(takes_context=True)
def under_post(context: Context, acts: Sequence[Act]) -> SafeString:
    """The links and buttons with which a reader does something with a post; nothing for none."""
    if not acts:
        return SafeString("")
    token = _hidden("csrfmiddlewaretoken", str(context["csrf_token"]))
    found = "".join(_button(act, token) if act.presses else _link(act) for act in acts)
    return mark_safe(f"<footer>{found}</footer>")  # noqa: S308  (of escaped parts)


def _link(act: Act) -> str:
    about = f'<span class="hidden"> {escape(act.about)}</span>' if act.about else ""
    return f'<a class="act" href="{escape(act.url)}">{escape(act.label)}{about}</a>'


def _button(act: Act, token: str) -> str:
    sent = "".join(_hidden(name, value) for name, value in act.sends.items())
    return (
        f'<form method="post" action="{escape(act.url)}">{token}{sent}<button class="act"'
        f' type="submit">{escape(act.label)}<span class="hidden"> {escape(act.about)}</span>'
        "</button></form>"
    )


def _hidden(name: str, value: str) -> str:
    return f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
