"""The demo and a developer's machine: plain http on loopback, mail kept on a page."""

from . import env
from .base import *  # noqa: F403  (settings are composed by layering)
from .base import DATABASES, VAR_DIR

SECRET_KEY = env.text("SECRET_KEY", "developer-only-secret-key-of-no-value-000000")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
MAIL_KEPT = True  # the demo shows what was sent at a page of its own; nothing leaves the machine
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
ACCOUNT_RATE_LIMITS = {"login": "100/m/ip"}
__all__ = ["DATABASES", "VAR_DIR"]
