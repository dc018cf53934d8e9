"""The table of contents: one include per app."""

from django.urls import include, path

from po_platform.access.declare import public

from . import errors, health, kept, robots, schema

urlpatterns = [
    path("livez", public(health.alive), name="livez"),
    path("readyz", public(health.ready), name="readyz"),
    path("robots.txt", public(robots.robots), name="robots"),
    path("", include("members.urls")),
    path("", include("members.urls.allauth_names")),
    path("", include("proms.urls")),
    path("", include("registry.urls")),
    path("", include("education.urls")),
    path("", include("moderation.urls")),
    path("", include("forums.urls")),
    path("", include("search.urls")),
    path("", include("notifications.urls")),
    path("", include("files.urls")),
    path("", include("po_platform.demo.urls")),
    path("typed", kept.keep, name="keep_typed"),
    path("api/schema", schema.view, name="api_schema"),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error
