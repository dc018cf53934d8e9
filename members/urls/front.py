"""The public front, everybody's start page, language and colours."""

from django.urls import path

from members.views import look, start

urlpatterns = [
    path("", start.front, name="front"),
    path("start", start.start, name="start"),
    path("look/<int:version>/theme.css", look.theme_css, name="theme_css"),
    path("language", look.set_language, name="set_language"),
]
