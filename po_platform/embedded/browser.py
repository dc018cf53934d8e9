"""Find a Chromium for the browser tests, or install one, or say plainly that there is none."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_APT = ("chromium", "fonts-dejavu-core", "fonts-open-sans")
_APT_LIMIT = 300
_DOWNLOAD_LIMIT = 300


def find_or_install(say: Callable[[str], None]) -> str | None:
    """The path of a browser that starts, or None after the reasons were said."""
    for way in (_given, _on_path, _from_apt, _from_playwright):
        path = way(say)
        if path and _starts(path):
            return path
    say(
        "There is no Chromium, and none could be installed. Install one (Debian:"
        " apt install chromium) and run this again."
    )
    return None


def _given(_say: Callable[[str], None]) -> str | None:
    return os.environ.get("PO_CHROMIUM")


def _on_path(_say: Callable[[str], None]) -> str | None:
    return next((path for name in _NAMES if (path := shutil.which(name))), None)


def _from_apt(say: Callable[[str], None]) -> str | None:
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return None
    say("Installing Chromium with apt …")
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "--no-install-recommends", *_APT]
    for command in (["apt-get", "update"], install):
        if not _done(command, _APT_LIMIT, say, environ):
            return None
    return _on_path(say)


def _from_playwright(say: Callable[[str], None]) -> str | None:
    say("Downloading Chromium …")
    playwright = [sys.executable, "-m", "playwright", "install", "chromium"]
    if not _done(playwright, _DOWNLOAD_LIMIT, say, dict(os.environ)):
        return None
    ask = "from playwright.sync_api import sync_playwright as p\nwith p() as q: print(q.chromium.executable_path)"
    said = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True)
    return said.stdout.strip() or None


def _done(
    command: Sequence[str], limit: int, say: Callable[[str], None], environ: dict[str, str]
) -> bool:
    try:
        subprocess.run(
            command,
            check=True,
            timeout=limit,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=sys.stderr,
        )
    except (OSError, subprocess.SubprocessError) as error:
        say(f"{' '.join(command)}: {error}")
        return False
    return True


def _starts(path: str) -> bool:
    # Ubuntu's package of that name is an empty shell without snap: only running it tells.
    try:
        subprocess.run([path, "--version"], check=True, timeout=30, capture_output=True)
    except (OSError, subprocess.SubprocessError):
        return False
    return True
