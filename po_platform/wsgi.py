"""The web process's entry point."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "po_platform.settings.production")
application = get_wsgi_application()

# What is loaded now stays for good: looking through it again and again for garbage made one page in
# twenty wait up to a quarter of a second. All pages' code is loaded first, the first reader's too.
get_resolver().url_patterns  # noqa: B018  (loads them)
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 100)
