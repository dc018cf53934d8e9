"""Accounts, people, identity, roles, consent and grants, my data, office."""

from django.apps import AppConfig


class MembersConfig(AppConfig):
    """Accounts, people, identity, roles, consent and grants, my data, office."""

    name = "members"
