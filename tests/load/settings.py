"""The bench's settings: the demo's, and one more page, the floor every figure is compared with."""

from po_platform.settings.dev import *  # noqa: F403  (settings are composed by layering)

ROOT_URLCONF = "tests.load.urls"
DEMO = False
