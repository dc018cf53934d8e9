"""Accounts, people, identity, roles, consent and grants, my data, office."""

from django.apps import AppConfig


class MembersConfig(AppConfig):
    """Accounts, people, identity, roles, consent and grants, my data, office."""

    name = "members"

    def ready(self) -> None:
        from notifications.directory import register_directory

        from . import (
            desk_work,
            ending_work,
            events_start,
            leaving_own,
            news_start,
            office_work,
            own_groups,
            own_start,
            rights_work,
            sessions,
            upkeep,
        )
        from .holdings import register_holding
        from .notices import register_notices
        from .notification_provider import Members
        from .queries.holdings import FACTS, own_lines

        register_directory(Members())
        own_start.connect()
        office_work.connect()
        desk_work.connect()
        register_notices()
        sessions.connect()
        register_holding(own_lines, facts=FACTS)
        own_groups.connect()
        upkeep.connect()
        leaving_own.connect()
        ending_work.connect()
        news_start.connect()
        events_start.connect()
        rights_work.connect()
