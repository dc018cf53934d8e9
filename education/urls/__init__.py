"""Addresses of health pages: /learn for readers, /write for those who write and check."""

from . import desk, reading

app_name = "education"

urlpatterns = [*reading.urlpatterns, *desk.urlpatterns]
