"""Writing a check-in of the organisation's own: a page for each part."""

from django.urls import path

from proms.views import check_in_parts as parts
from proms.views import check_ins

HERE = "check-ins/<uuid:ref>"

urlpatterns = [
    path("check-ins", check_ins.all_check_ins, name="check_ins"),
    path("check-ins/new", check_ins.new, name="new_check_in"),
    path(HERE, check_ins.one, name="check_in"),
    path(f"{HERE}/title", parts.title, name="check_in_title"),
    path(f"{HERE}/questions/<slug:name>", parts.question, name="check_in_question"),
    path(f"{HERE}/questions/<slug:name>/answers", parts.answers, name="check_in_answers"),
    path(f"{HERE}/scales/<slug:name>", parts.scale, name="check_in_scale"),
    path(f"{HERE}/scales/<slug:name>/bands", parts.bands, name="check_in_bands"),
    path(f"{HERE}/parts/<slug:name>", parts.move, name="move_check_in_part"),
    path(f"{HERE}/look", check_ins.look, name="look_at_check_in"),
    path(f"{HERE}/numbers", check_ins.numbers, name="check_in_numbers"),
    path(f"{HERE}/publish", check_ins.publish, name="publish_check_in"),
]
