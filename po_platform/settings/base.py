"""Settings every way of running shares; what differs stands in dev, test and production."""

from __future__ import annotations

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from . import env

BASE_DIR = Path(__file__).resolve().parents[2]
VAR_DIR = Path(env.text("PO_VAR", str(BASE_DIR / "var")))
KEYS_DIR = Path(env.text("PO_KEYS_DIR", str(VAR_DIR / "keys")))
BASE_URL = env.text("PO_BASE_URL", "http://localhost:8000")
DEMO = env.flag("PO_DEMO")

DEBUG = False
ALLOWED_HOSTS: list[str] = ["localhost", "127.0.0.1", "[::1]"]

INSTALLED_APPS = [
    "po_platform.kit",
    "po_platform.access",
    "audit",
    "files",
    "notifications",
    "members",
    "questionnaires",
    "proms",
    "registry",
    "education",
    "moderation",
    "search",
    "forums",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "rest_framework",
    "drf_spectacular",
    "pgtrigger",
    "pghistory",
    "csp",
    "po_platform",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "po_platform.access.middleware.Alive",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "members.middleware.WhoActs",
    "members.middleware.Language",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "members.parts.PartsOff",
    "po_platform.access.middleware.Door",
]

ROOT_URLCONF = "po_platform.urls"
WSGI_APPLICATION = "po_platform.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "members.context.page_frame",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": [
                "django.templatetags.i18n",
                "po_platform.kit.templatetags.addresses",
                "po_platform.kit.templatetags.choices",
            ],
        },
    }
]
FORM_RENDERER = "po_platform.kit.forms_look.Renderer"

# One role at a time: the web and worker are po_app; migrations and seeding ask for the owner.
_ROLES = {"app": "DATABASE_URL", "owner": "DATABASE_OWNER_URL", "erase": "DATABASE_ERASE_URL"}
DATABASE_ROLE = env.text("PO_DB_ROLE", "app")
TIME_ZONE = env.text("PO_TIME_ZONE", "Europe/Berlin")
DATABASES = {
    "default": {
        "TIME_ZONE": TIME_ZONE,  # a day begins for the vault's functions when it begins for people here
        **env.database(_ROLES[DATABASE_ROLE], "postgresql://po_app@localhost/po"),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,  # members.middleware.WhoActs opens the request's transaction
    }
}
DATABASES["default"]["OPTIONS"].setdefault("connect_timeout", "5")
# Only where erasing happens (the worker, commands) is this role's address given.
ERASE_DATABASE = env.database("DATABASE_ERASE_URL") if env.text("DATABASE_ERASE_URL", "") else None
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Limits and used-code marks live in Postgres: they survive when the key-value server is gone.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "po_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

REDIS_URL = env.text("REDIS_URL", "redis://localhost:6379/0")
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker waits for the broker, however long
# Below the visibility timeout, after which an unfinished task would be handed out again.
CELERY_TASK_TIME_LIMIT = 3300
CELERY_TASK_SOFT_TIME_LIMIT = 3000
# A frozen broker must not hold a request: publishing (po_platform/kit/broker.py) tries once, for a
# second. What was to be done is a row in Postgres, and the tick finds it.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "socket_timeout": 1,
    "socket_connect_timeout": 1,
}
CELERY_BEAT_SCHEDULE = {"tick": {"task": "notifications.tick", "schedule": 15.0}}
CELERY_TIMEZONE = "UTC"

AUTH_USER_MODEL = "members.Account"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "members:sign_in"
LOGIN_REDIRECT_URL = "members:start"

ACCOUNT_ADAPTER = "members.allauth_glue.AccountAdapter"
MFA_ADAPTER = "members.allauth_glue.SecondFactorAdapter"
# A person is not a mailbox: two people may share an address, so no address is a key.
ACCOUNT_UNIQUE_EMAIL = False
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = "handle"
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_SIGNUP_FIELDS = ["username*"]  # its sign-up is closed; joining is ours
ACCOUNT_EMAIL_VERIFICATION = "none"  # a code from the mailbox is the only way in; see members
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGIN_TIMEOUT = 15 * 60
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "dashed": False, "length": 6}
ALLAUTH_TRUSTED_PROXY_COUNT = int(env.text("PO_TRUSTED_PROXIES", "0"))
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"  # a passkey alone signs in, so it is two factors
MFA_TOTP_TOLERANCE = 0  # a tolerance lets one code be used twice

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 30 * 24 * 3600  # members stay signed in for 30 days; staff idle out sooner
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "po_platform.errors.csrf_failure"

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["po_platform.access.drf.ActorAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["po_platform.access.drf.DeclaredAccess"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["po_platform.access.drf.StrictJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "po_platform.access.drf_errors.explain",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Patient organisation portal",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("de", _("German"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
FILE_CHECK = env.text("PO_FILE_CHECK", "")
STORED_FILES_DIR = Path(env.text("PO_FILES_DIR", str(VAR_DIR / "files")))
STORED_FILES_PER_PERSON = 500 * 1024 * 1024  # bytes
# Where nginx answers "X-Accel-Redirect" from that folder ("/stored/"); '' when it does not.
STORED_FILES_REDIRECT = env.text("PO_FILES_REDIRECT", "")
# People are told these days before they ask to be erased; the backup command keeps to them.
BACKUPS_DIR = Path(env.text("PO_BACKUPS_DIR", str(VAR_DIR / "backups")))
BACKUPS_KEPT_DAYS = int(env.text("PO_BACKUPS_KEPT_DAYS", "90"))
BACKUP_KEYS_KEPT_DAYS = int(env.text("PO_BACKUP_KEYS_KEPT_DAYS", "30"))
# Who was erased, as marks: it outlives a restored database, so it lies outside of it.
ERASURE_LIST = Path(env.text("PO_ERASURE_LIST", str(STORED_FILES_DIR / "erasures.jsonl")))

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
    }
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# Once a week the links of sources are looked at; a demo leaves the outside alone.
CHECK_LINKS = env.flag("PO_CHECK_LINKS", True) and not DEMO

DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000

DEFAULT_FROM_EMAIL = env.text("PO_MAIL_FROM", "portal@localhost")
# Where mails to the portal arrive (see docs/how-to/receive-mail.md); '' when it takes none.
MAIL_IN = env.text("PO_MAIL_IN", "")
# The name our mail server signs its checks with (Authentication-Results); '' when it makes none.
MAIL_IN_CHECKED_BY = env.text("PO_MAIL_IN_CHECKED_BY", "")
# A mailbox those mails are fetched from: imaps://user:password@host/folder; '' fetches nothing.
IMAP_URL = env.text("PO_IMAP_URL", "")
if IMAP_URL:
    CELERY_BEAT_SCHEDULE["fetch_mail"] = {"task": "notifications.fetch_mail", "schedule": 60.0}
# Where calls for somebody in danger are handed over to a telephone or message service; '' to none.
CALL_URL = env.text("PO_CALL_URL", "")
if CALL_URL and not CALL_URL.startswith(("https://", "http://")):
    raise ImproperlyConfigured("PO_CALL_URL must begin with https:// or http://.")
# How long words a moderator took off or covered are kept sealed, so that it can be undone.
SEALED_DAYS = int(env.text("PO_SEALED_DAYS", "30"))
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_TIMEOUT = 20

SILENCED_SYSTEM_CHECKS = [
    "mfa.W001",  # our own pages, not allauth's templates
]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "po_platform.logs.Line"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "django.server": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "django.request": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
    },
}
