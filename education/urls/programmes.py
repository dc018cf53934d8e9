"""Self-help programmes: before somebody begins, and on her way."""

from django.urls import path

from education.views import cards, doctor_page, guiding, keying, measuring, programmes, way

MINE = "programmes/mine/<uuid:ref>"

urlpatterns = [
    path("programmes", programmes.programmes, name="programmes"),
    path("programmes/card", programmes.card, name="card"),
    path("programmes/<uuid:ref>", programmes.open_programme, name="open_programme"),
    path("programmes/plans/<uuid:ref>", way.plan, name="plan"),
    path(MINE, way.way, name="way"),
    path(f"{MINE}/goal", way.goal, name="goal"),
    path(f"{MINE}/steps/<slug:step_id>", way.step, name="step"),
    path(f"{MINE}/plan", way.new_plan, name="new_plan"),
    path(f"{MINE}/pause", way.pause, name="pause"),
    path(f"{MINE}/move", way.move, name="move_on"),
    path(f"{MINE}/my-plan", way.my_plan_page, name="my_plan"),
    path(f"{MINE}/changed", measuring.changed, name="programme_changed"),
    path("programmes/asked/<uuid:ref>", measuring.measuring, name="measuring"),
    path("programmes/asked/<uuid:ref>/day", measuring.measuring_day, name="measuring_day"),
    path(f"{MINE}/doctor", doctor_page.for_doctor, name="for_doctor"),
    path(f"{MINE}/doctor/choose", doctor_page.choose, name="choose_for_doctor"),
    path(f"{MINE}/doctor/code", doctor_page.page_code, name="page_code"),
    path(f"{MINE}/doctor/take-back", doctor_page.take_back, name="take_back_page"),
    path("programmes/doctor", doctor_page.doctor, name="doctor"),
    path("programmes/doctor/page", doctor_page.doctor_reads, name="doctor_reads"),
    path(f"{MINE}/paper", keying.on_paper, name="on_paper"),
    path(f"{MINE}/paper/sheets", keying.own_sheets, name="own_sheets"),
    path("desk/steps/<int:ticket_id>", keying.keyed_steps, name="keyed_steps"),
    path("desk/steps/<int:ticket_id>/<slug:step_id>", keying.keyed_step, name="keyed_step"),
    path(f"{MINE}/guide", guiding.my_guide, name="my_guide"),
    path(f"{MINE}/guide/sees", guiding.what_guide_sees, name="what_guide_sees"),
    path(f"{MINE}/guide/wait", guiding.wait, name="wait_for_guide"),
    path(f"{MINE}/guide/let-go", guiding.let_go, name="let_guide_go"),
    path("cards", cards.cards, name="cards"),
    path("cards/new", cards.new_card, name="new_card"),
    path("cards/<uuid:ref>", cards.card_sheet, name="card_sheet"),
    path("cards/<uuid:ref>/next-visit", doctor_page.follow_up, name="follow_up"),
    path("cards/<uuid:ref>/take-back", cards.take_back, name="take_back_card"),
    path("guide", guiding.guided_people, name="guided_people"),
    path("guide/me", guiding.guide_page, name="guide_page"),
    path("guide/<uuid:ref>", guiding.guided_person, name="guided_person"),
    path("guide/<uuid:ref>/settled", guiding.settled, name="guide_settled"),
    path("guide/<uuid:ref>/alarm/<uuid:message>", guiding.alarm, name="guide_alarm"),
    path("programmes/<slug:slug>", programmes.programme, name="programme"),
    path("programmes/<slug:slug>/for-me", programmes.for_me, name="for_me"),
    path("programmes/<slug:slug>/begin", programmes.begin, name="begin"),
    path("programmes/<slug:slug>/paper", programmes.paper, name="programme_paper"),
    path("programmes/<slug:slug>/later", programmes.later, name="later"),
]
