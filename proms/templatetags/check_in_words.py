"""Words of a check-in in the reader's language."""

from django import template

from proms.queries.check_ins import said

register = template.Library()
register.filter("said", said)
