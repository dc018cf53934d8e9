"""Changing the role the default connection signs in with, as migrations and the web do."""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import unquote, urlsplit

import psycopg2
from django.db import connection

URLS = {
    "owner": "DATABASE_OWNER_URL",
    "app": "DATABASE_URL",
    "erase": "DATABASE_ERASE_URL",
    "backup": "DATABASE_BACKUP_URL",
}


def become(role: str) -> None:
    """The default connection signs in as this role from now on."""
    url = urlsplit(os.environ[URLS[role]])
    connection.close()
    connection.settings_dict.update(
        USER=unquote(url.username or ""), PASSWORD=unquote(url.password or "")
    )


def connect_as(role: str) -> Any:
    """A plain connection of its own to the test database."""
    url = urlsplit(os.environ[URLS[role]])
    return psycopg2.connect(
        host=url.hostname,
        port=url.port,
        user=unquote(url.username or ""),
        password=unquote(url.password or ""),
        dbname=connection.settings_dict["NAME"],
    )
