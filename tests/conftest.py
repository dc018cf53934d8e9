"""The test run's ground: a database whose tables belong to the owner and whose web role is po_app."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from hypothesis import HealthCheck, settings

from members.queries.organisation import forget_organisation
from tests import personas
from tests.database import become
from tests.personas import World

# That a busy machine takes longer is no fault of the code.
settings.register_profile("calm", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("calm")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Slow tests run only when asked for: ./po test --all gives -m ''."""
    if config.option.markexpr or config.getoption("--all", False):
        return
    kept = [item for item in items if not item.get_closest_marker("slow")]
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = kept


def pytest_make_parametrize_id(config: pytest.Config, val: object, argname: str) -> str | None:
    """Bytes do not name a case: a ZIP holds the second it was made in, and workers must collect the same names."""
    return argname if isinstance(val, bytes) else None


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--all", action="store_true", help="also the slow tests")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> Iterator[None]:
    become("app")
    yield
    become("owner")


@pytest.fixture(autouse=True)
def _forget_kept_rows() -> None:
    forget_organisation()


@pytest.fixture
def at_any_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    """What opens in the morning opens at midnight: these tests run before breakfast, too."""
    monkeypatch.setattr("proms.windows.OPENS_AT", time(0))


@pytest.fixture
def world(db: Any) -> World:
    """A small organisation with one of everybody; see tests/personas.py."""
    cache.clear()
    return personas.build_world()


@pytest.fixture
def sign_in() -> Any:
    """sign_in(persona) → a browser-like client with that persona's session."""

    def make(persona: personas.Persona, **session: Any) -> Client:
        client = Client(headers={"accept-language": "en"})
        personas.sign_in(client, persona, **session)
        return client

    return make
