"""Names of forms as people read them."""

from django import template

register = template.Library()


@register.filter
def form_words(name: str) -> str:
    """`first_visit` as `First visit`."""
    return name.replace("_", " ").capitalize()
