"""The worker's entry point: Redis only carries hints, what must happen is a row in Postgres."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "po_platform.settings.production")
app = Celery("po_platform")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
