"""A board's name in the reader's language."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from forums.authors import shown_author
from forums.models import Board, Post
from forums.queries.posts import words_alone
from members.queries.organisation import in_language

register = template.Library()


@register.filter
def board_title(board: Board) -> str:
    """In the reader's language, else in another."""
    return in_language(board.title, get_language() or "en")


@register.filter
def shown_by(post: Post) -> str:
    """Who wrote it, as every reader finds it."""
    return shown_author(post)


@register.filter
def words(post: Post) -> SafeString:
    """A post's words as everybody reads them."""
    return words_alone(post)
