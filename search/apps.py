"""One search page; features bring what they know and decide themselves who finds it."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """One search page; features bring what they know and decide themselves who finds it."""

    name = "search"
