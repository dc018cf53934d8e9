"""The roof as an app: connects the features once all of them are loaded."""

from django.apps import AppConfig


class RoofConfig(AppConfig):
    """Last in the list, so that every feature is there when it connects them."""

    name = "po_platform"
    label = "roof"

    def ready(self) -> None:
        from .wiring import connect

        connect()
