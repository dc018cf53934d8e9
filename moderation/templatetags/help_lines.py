"""Where somebody can turn to, in a box on any page."""

from __future__ import annotations

from typing import Any

from django import template

from members.asking import actor_of
from moderation.models import HelpLine
from moderation.queries.help_lines import box_lines_here

register = template.Library()


@register.inclusion_tag("moderation/_help_lines.html", takes_context=True)
def help_lines(context: dict[str, Any]) -> dict[str, list[HelpLine]]:
    """The few checked ones in the reader's language, with the way to all. At most two queries."""
    return {"lines": box_lines_here(actor=actor_of(context["request"]))}
