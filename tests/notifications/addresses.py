"""The project's addresses with those of notifications, until the table of contents has them."""

from django.urls import include, path

from po_platform.urls import handler400, handler403, handler404, handler500

urlpatterns = [
    path("", include("notifications.urls")),
    path("", include("po_platform.urls")),
]
__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]
