"""Words around answers: who gave them, and what is said to everybody who answers."""

from typing import Any

from django import template

from proms.given_by import given_by_words
from proms.watched import fixed_words, line_while_answering

register = template.Library()
register.filter("given_by", given_by_words)
register.simple_tag(line_while_answering, name="line_while_answering")


@register.simple_tag(takes_context=True, name="fixed_words")
def fixed_words_here(
    context: dict[str, Any], language: str = "", *, on_paper: bool = False
) -> tuple[str, ...]:
    """To whoever looks at the page; read out or as on her sheet, in the language of the form."""
    name = getattr(context.get("visitor"), "for_whom", "") or ""
    return fixed_words(language=language, name=name, on_paper=on_paper)
