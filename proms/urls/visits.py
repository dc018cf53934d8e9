"""Visits: a member's own, and the page a doctor opens with a code."""

from django.urls import path

from proms.views import for_the_doctor, helper_page, visits

urlpatterns = [
    path("my-answers/matters", visits.matters, name="matters"),
    path("my-answers/for-a-doctor", helper_page.page, name="helper_page"),
    path("my-answers/for-a-doctor.pdf", helper_page.pdf, name="helper_page_pdf"),
    path("visits", visits.visits, name="visits"),
    path("visits/new", visits.new, name="new_visit"),
    path("visits/<uuid:ref>", visits.visit, name="visit"),
    path("visits/<uuid:ref>/change", visits.change, name="change_visit"),
    path("visits/<uuid:ref>/cancel", visits.cancel, name="cancel_visit"),
    path("visits/<uuid:ref>/questions", visits.questions, name="visit_questions"),
    path("visits/<uuid:ref>/agreed", visits.agreed, name="visit_agreed"),
    path("visits/<uuid:ref>/own-record", visits.record, name="visit_record"),
    path("visits/<uuid:ref>/show", for_the_doctor.show, name="show_my_doctor"),
    path("visits/<uuid:ref>/summary.pdf", for_the_doctor.own_pdf, name="visit_pdf"),
    path("visits/<uuid:ref>/code", for_the_doctor.code, name="visit_code"),
    path("visits/<uuid:ref>/code/take-back", for_the_doctor.take_back, name="take_back_visit_code"),
    path("doctor", for_the_doctor.doctor, name="doctor"),
    path("doctor/summary", for_the_doctor.summary, name="doctor_summary"),
    path("doctor/summary.pdf", for_the_doctor.summary_pdf, name="doctor_pdf"),
]
