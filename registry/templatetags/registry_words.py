"""Names of forms, and where answers come from, as people read them."""

from django import template

from registry.alike_words import why
from registry.models import Alike
from registry.provenance_words import confirmed_by, how_it_came
from registry.queries.values import Value

register = template.Library()


@register.filter
def form_words(name: str) -> str:
    """`first_visit` as `First visit`."""
    return name.replace("_", " ").capitalize()


@register.filter
def came(value: Value, me: int | None = None) -> str:
    """Who gave an answer, how and when. `me`: the account of the person it is about."""
    return how_it_came(value.origin, value.by, me=me)


@register.filter
def confirmed(value: Value) -> str:
    """Who stands for an answer, '' while nobody does."""
    return confirmed_by(value.origin, value.ok_by)


@register.filter
def why_alike(pair: Alike) -> str:
    """What two records have in common, in a sentence or two."""
    return why(pair.why)
