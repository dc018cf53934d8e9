"""The public front, everybody's start page, language and colours."""

from django.urls import path

from members.views import first_run, front, look, start

urlpatterns = [
    path("", front.front, name="front"),
    path("first-run", first_run.first_run, name="first_run"),
    path("imprint", front.imprint, name="imprint"),
    path("privacy", front.privacy, name="privacy"),
    path("rules", front.rules, name="rules"),
    path("start", start.start, name="start"),
    path("look/<int:version>/theme.css", look.theme_css, name="theme_css"),
    path("look/logo-<slug:ref>.png", look.logo, name="logo"),
    path("language", look.set_language, name="set_language"),
]
