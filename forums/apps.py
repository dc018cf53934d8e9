"""Boards, topics, posts, and what each member has read and follows."""

from django.apps import AppConfig


class ForumsConfig(AppConfig):
    """Boards, topics, posts, and what each member has read and follows."""

    name = "forums"
