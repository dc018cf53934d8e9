"""Addresses of registries: for those who keep them, who are in them, and who ask for data."""

from . import keeping, mine, requests

app_name = "registry"

urlpatterns = [*keeping.urlpatterns, *mine.urlpatterns, *requests.urlpatterns]
