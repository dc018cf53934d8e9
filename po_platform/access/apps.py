"""Loads every app's policies and checks once all models are known."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig, apps
from django.db.models.signals import pre_migrate


class AccessConfig(AppConfig):
    """The roof's access layer."""

    name = "po_platform.access"
    label = "access"

    def ready(self) -> None:
        from . import checks  # noqa: F401  (registers the system checks)
        from .vault import grant_by_default

        for config in apps.get_app_configs():
            if "." not in config.name and find_spec(f"{config.name}.policies"):
                import_module(f"{config.name}.policies")
        pre_migrate.connect(grant_by_default, sender=self, dispatch_uid="grants")
