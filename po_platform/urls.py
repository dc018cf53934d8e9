"""The table of contents: one include per app."""

from django.urls import path

from po_platform.access.declare import public

from . import errors, health, kept, robots, schema
from .kit.pages import pages

urlpatterns = [
    path("livez", public(health.alive), name="livez"),
    path("readyz", public(health.ready), name="readyz"),
    path("robots.txt", public(robots.robots), name="robots"),
    pages("members.urls"),
    pages("members.urls.allauth_names"),
    pages("proms.urls"),
    pages("registry.urls"),
    pages("education.urls"),
    pages("moderation.urls"),
    pages("forums.urls"),
    pages("search.urls"),
    pages("notifications.urls"),
    pages("files.urls"),
    pages("po_platform.demo.urls"),
    path("typed", kept.keep, name="keep_typed"),
    path("api/schema", schema.view, name="api_schema"),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error
