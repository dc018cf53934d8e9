"""Addresses of registries, for those who keep them and for those who are in them."""

from . import keeping, mine

app_name = "registry"

urlpatterns = [*keeping.urlpatterns, *mine.urlpatterns]
