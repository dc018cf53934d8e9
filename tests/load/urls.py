"""All pages, and the floor: signed in, with layout and actor, and nothing on it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from po_platform.access.declare import signed_in
from po_platform.urls import handler400, handler403, handler404, handler500
from po_platform.urls import urlpatterns as pages


@signed_in()
def floor(request: HttpRequest) -> HttpResponse:
    """The frame of every page."""
    return render(request, "layouts/base.html")


urlpatterns = [path("bench/floor", floor), *pages]
__all__ = ["handler400", "handler403", "handler404", "handler500"]
