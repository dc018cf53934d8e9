"""Names of forms, and where answers come from, as people read them."""

from datetime import date

from django import template
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from po_platform.kit import spoken
from registry.alike_words import why
from registry.models import Alike, Form
from registry.provenance_words import confirmed_by, how_it_came
from registry.queries.before import Step
from registry.queries.values import Value

register = template.Library()


@register.filter
def form_words(form: Form | str) -> str:
    """A form in the reader's language; by its name alone `first_visit` is `First visit`."""
    if isinstance(form, str):
        return form.replace("_", " ").capitalize()
    said = form.titles.get((get_language() or "en").split("-")[0])
    return said or form_words(form.name)


@register.filter
def plain_day(value: str | None) -> str:
    """ "2026-03-04", as a mail carries a day, in words. Nothing for nothing."""
    return spoken.plain_day(date.fromisoformat(value)) if value else ""


@register.filter
def came(value: Value, me: int | None = None) -> str:
    """Who gave an answer, how and when. `me`: the account of the person it is about."""
    return how_it_came(value.origin, value.by, me=me)


@register.filter
def step_came(step: Step, me: int | None = None) -> str:
    """The same of one writing of a form."""
    if step.undone:
        return _("A file was taken back, on %(day)s.") % {"day": spoken.day(step.at)}
    return how_it_came(step.origin, step.by, me=me)


@register.filter
def confirmed(value: Value) -> str:
    """Who stands for an answer, '' while nobody does."""
    return confirmed_by(value.origin, value.ok_by)


@register.filter
def why_alike(pair: Alike) -> str:
    """What two records have in common, in a sentence or two."""
    return why(pair.why)
