"""A host's machine: every secret is given, https in front, cookies bound to the host."""

from urllib.parse import urlsplit

from . import env
from .base import *  # noqa: F403  (settings are composed by layering)
from .base import BASE_URL, DEMO

if DEMO:
    raise env.SettingMissing("PO_DEMO gives everybody a way in; it cannot be set in production.")

SECRET_KEY = env.secret("SECRET_KEY")
ALLOWED_HOSTS = [urlsplit(BASE_URL).hostname or "", *env.words("PO_ALLOWED_HOSTS")]
CSRF_TRUSTED_ORIGINS = [BASE_URL]
MAIL_KEPT = False

SECURE_SSL_REDIRECT = env.flag("PO_SSL_REDIRECT", True)
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_NAME = "__Host-csrf"
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

EMAIL_HOST = env.text("PO_SMTP_HOST", "localhost")
EMAIL_PORT = int(env.text("PO_SMTP_PORT", "587"))
EMAIL_HOST_USER = env.text("PO_SMTP_USER", "")
EMAIL_HOST_PASSWORD = env.text("PO_SMTP_PASSWORD", "")
EMAIL_USE_TLS = env.flag("PO_SMTP_TLS", True)
