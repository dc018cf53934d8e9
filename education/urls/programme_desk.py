"""Writing programmes."""

from django.urls import path

from education.views import programme_desk as views
from education.views import programme_readers, stopping, walking

ONE = "write/programmes/<uuid:ref>"

urlpatterns = [
    path("write/programmes", views.desk, name="programmes_desk"),
    path("write/programmes/new", views.new, name="new_programme"),
    path(ONE, views.programme, name="programme_desk"),
    path(f"{ONE}/draft", views.draft, name="programme_draft"),
    path(f"{ONE}/top", views.top, name="programme_top"),
    path(f"{ONE}/parts", views.module, name="add_module"),
    path(f"{ONE}/parts/<slug:module_id>", views.module, name="module"),
    path(f"{ONE}/parts/<slug:module_id>/steps", views.add_step, name="add_step"),
    path(f"{ONE}/steps/<slug:step_id>", views.step, name="programme_step"),
    path(f"{ONE}/steps/<slug:step_id>/when", views.show_if, name="show_if"),
    path(f"{ONE}/steps/<slug:step_id>/move", views.move_step, name="move_step"),
    path(f"{ONE}/walk", walking.walk_as, name="walk_as"),
    path(f"{ONE}/walk/<slug:step_id>", walking.walk_step, name="walk_step"),
    path(f"{ONE}/how-far", views.how_far, name="how_far"),
    path(f"{ONE}/readers", programme_readers.readers, name="programme_readers"),
    path(f"{ONE}/stop", stopping.stop_programme, name="stop_programme"),
    path(f"{ONE}/language", views.tell_again, name="tell_programme_again"),
    path(f"{ONE}/publish", views.publish, name="publish_programme"),
]
