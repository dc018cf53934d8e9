"""Where somebody can turn to, in a box on any page."""

from __future__ import annotations

from django import template

from moderation.models import HelpLine
from moderation.queries.help_lines import box_lines_here

register = template.Library()


@register.inclusion_tag("moderation/_help_lines.html")
def help_lines() -> dict[str, list[HelpLine]]:
    """The few checked ones in the reader's language, with the way to all. One query."""
    return {"lines": box_lines_here()}
