"""One set of embedded servers of our own, apart from those the other tests run on."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from po_platform.embedded import roles, servers

NAMES = (
    *roles.URLS.values(),
    "REDIS_URL",
    "SECRET_KEY",
    "PO_KEYS_DIR",
    "PO_VAR",
    "PO_DB_ROLE",
    "PO_DEMO",
    "PO_BASE_URL",
)


@pytest.fixture(scope="package")
def bare_environment() -> Iterator[None]:
    """Nothing is configured, as on a machine that has just been given the code."""
    with pytest.MonkeyPatch.context() as patch:
        for name in NAMES:
            patch.delenv(name, raising=False)
            patch.delenv(f"{name}_FILE", raising=False)
        patch.setenv("DJANGO_SETTINGS_MODULE", "po_platform.settings.dev")
        yield


@pytest.fixture(scope="package")
def var(bare_environment: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for the servers, with a space in its name and a letter that is not ASCII."""
    return tmp_path_factory.mktemp("var") / "a pläce"


@pytest.fixture(scope="package")
def running(var: Path) -> Iterator[servers.Servers]:
    with servers.running(var, durable=False) as started:
        yield started


@pytest.fixture
def environ(running: servers.Servers) -> dict[str, str]:
    """The environment of a command that uses these servers."""
    return {**os.environ, **running.environ()}
