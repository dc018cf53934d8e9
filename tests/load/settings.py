"""The bench's settings: the demo's, and one more page, the floor every figure is compared with."""

from po_platform.settings.base import *  # noqa: F403  (settings are composed by layering)
from po_platform.settings.dev import (  # noqa: F401
    EMAIL_BACKEND,
    MAIL_KEPT,
    SECRET_KEY,
    STORAGES,
    WHITENOISE_USE_FINDERS,
)

ROOT_URLCONF = "tests.load.urls"
DEMO = False
