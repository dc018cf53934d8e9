"""The files for a host name only what exists: no container engine is needed to know that."""

from __future__ import annotations

import importlib.util
import os
import re
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from po_platform.embedded import ROOT, roles

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if service["image"] == "po-platform"}
DOCKERFILE = (ROOT / "Dockerfile").read_text()
NGINX = (ROOT / "deploy" / "nginx.conf.template").read_text()
MADE_BY_US = {*roles.URLS.values(), "DATABASE_ADMIN_URL"}


@pytest.mark.parametrize("name", OURS)
def test_every_command_of_ours_exists(name: str) -> None:
    program, *arguments = OURS[name]["command"]
    assert (Path(sys.executable).parent / program).exists()
    if program == "python":
        assert _runs(arguments), f"{name}: {arguments} does not run"
    else:
        assert any("po_platform." in part for part in arguments)
    for part in arguments:
        if match := re.fullmatch(r"(po_platform\.\w+)(?::(\w+))?", part):
            module = importlib.util.find_spec(match[1])
            assert module
            assert module.origin
            assert re.search(rf"^{match[2] or 'app'} =", Path(module.origin).read_text(), re.M)


@pytest.mark.parametrize("name", SERVICES)
def test_every_secret_is_declared_given_and_made(name: str, made: Path) -> None:
    service = SERVICES[name]
    used = set(re.findall(r"/run/secrets/(\w+)", str(service)))
    if name == "nginx":
        used |= set(re.findall(r"/run/secrets/(\w+)", NGINX))
    assert used == set(service.get("secrets", []))
    for secret in used:
        file = Path(COMPOSE["secrets"][secret]["file"])
        assert file.parent == Path("deploy/secrets")
        assert (made / file.name).exists(), f"make_secrets.py does not make {file.name}"


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_waits_for_services_that_exist(name: str) -> None:
    for other, how in SERVICES[name].get("depends_on", {}).items():
        assert other in SERVICES
        if how["condition"] == "service_healthy":
            assert "healthcheck" in SERVICES[other]
        else:
            assert SERVICES[other]["restart"] == "no"


@pytest.mark.parametrize("name", SERVICES)
def test_every_mount_exists(name: str) -> None:
    for mount in SERVICES[name].get("volumes", []):
        source = mount.split(":")[0]
        if source.startswith("./deploy/secrets"):
            continue  # the host's own
        assert (ROOT / source).exists() if source.startswith("./") else source in COMPOSE["volumes"]


@pytest.mark.parametrize("name", OURS)
def test_the_settings_know_every_variable(name: str) -> None:
    code = "".join(path.read_text() for path in (ROOT / "po_platform" / "settings").glob("*.py"))
    for variable in OURS[name].get("environment", {}):
        bare = variable.removesuffix("_FILE")
        assert f'"{bare}"' in code or bare in MADE_BY_US, f"nobody reads {variable}"


def test_only_nginx_can_be_reached_and_the_database_reaches_nobody() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["nginx"]
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert SERVICES["postgres"]["networks"] == SERVICES["redis"]["networks"] == ["inside"]


def test_only_the_owner_migrates_and_only_worker_and_restore_erase() -> None:
    holders = {
        secret: {name for name, service in SERVICES.items() if secret in service.get("secrets", [])}
        for secret in ("database_owner_url", "database_erase_url", "database_admin_url")
    }
    assert holders == {
        "database_owner_url": {"roles", "migrate", "restore"},
        "database_erase_url": {"roles", "worker", "restore"},
        "database_admin_url": {"roles"},
    }


def test_secrets_are_closed_to_other_people_and_never_made_twice(made: Path) -> None:
    assert stat.S_IMODE(made.stat().st_mode) == 0o700
    before = {path: path.read_bytes() for path in made.rglob("*") if path.is_file()}
    assert all(len(before[made / "keys" / key]) == 32 for key in ("kek-1", "index-1", "audit-1"))
    _make_secrets(made)
    assert {path: path.read_bytes() for path in made.rglob("*") if path.is_file()} == before


def test_a_newer_key_is_made_when_asked_for_and_an_old_one_put_away_stays_away(
    tmp_path: Path,
) -> None:
    made = tmp_path / "secrets"
    _make_secrets(made)
    keys = made / "keys"
    first = (keys / "kek-1").read_bytes()
    _make_secrets(made, "--new-key")
    assert (keys / "kek-1").read_bytes() == first
    assert len((keys / "kek-2").read_bytes()) == 32
    assert stat.S_IMODE((keys / "kek-2").stat().st_mode) == 0o444
    (keys / "kek-1").unlink()
    _make_secrets(made)
    _make_secrets(made, "--new-key")
    assert {path.name for path in keys.glob("kek-*")} == {"kek-2", "kek-3"}


def test_a_frozen_database_ends_in_an_error_page_in_time() -> None:
    limits = dict(re.findall(r"^proxy_(\w+)_timeout (\d+)s;", NGINX, re.M))
    assert {*limits} == {"connect", "send", "read"}
    assert all(int(seconds) <= 30 for seconds in limits.values())
    assert "server web:8000" in NGINX
    assert 'bind = "0.0.0.0:8000"' in (ROOT / "deploy" / "gunicorn.conf.py").read_text()


def test_the_image_is_built_from_what_is_there_and_runs_as_nobody_special() -> None:
    ignored = (ROOT / ".dockerignore").read_text().split()
    assert {".git", "var", "deploy/secrets"} <= set(ignored)
    for line in re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.M):
        assert all((ROOT / source).exists() for source in line.split())
    assert re.search(r"^USER portal$", DOCKERFILE, re.M)
    (version,) = re.findall(r"uv==(\S+)", DOCKERFILE)
    assert f'UV_VERSION = "{version}"' in (ROOT / "po").read_text()


def test_the_image_can_collect_its_static_files(tmp_path: Path) -> None:
    names = ("PATH", "PYTHONDONTWRITEBYTECODE")
    done = subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"],
        cwd=ROOT,
        env={
            **{name: os.environ[name] for name in names if name in os.environ},
            "DJANGO_SETTINGS_MODULE": "po_platform.settings.production",
            "SECRET_KEY": "only-while-the-image-is-being-built-00000000",
            "PO_VAR": str(tmp_path),
        },
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert list((tmp_path / "static").glob("**/*.css"))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder make_secrets.py fills."""
    folder = tmp_path_factory.mktemp("secrets")
    _make_secrets(folder)
    return folder


def _make_secrets(folder: Path, *options: str) -> None:
    subprocess.run(
        [sys.executable, "-I", ROOT / "deploy" / "make_secrets.py", folder, *options],
        check=True,
        capture_output=True,
    )


def _runs(arguments: list[str]) -> bool:
    """Whether `python …` names a module or a file of ours that is there."""
    if arguments[0] == "-m":
        return importlib.util.find_spec(arguments[1]) is not None
    return (ROOT / arguments[0]).is_file()
