"""The tests: real Postgres, real key-value server, fast password hashes, mail kept in the outbox."""

from . import env
from .base import *  # noqa: F403  (settings are composed by layering)
from .base import INSTALLED_APPS as BASE_APPS

SECRET_KEY = env.text("SECRET_KEY", "test-only-secret-key-of-no-value-0000000000")
INSTALLED_APPS = [*BASE_APPS, "tests"]  # its flush command empties tables as their owner
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
DEMO = True  # the demo's pages are walked like all others
MAIL_KEPT = True
CELERY_TASK_ALWAYS_EAGER = False
CHECK_LINKS = False
