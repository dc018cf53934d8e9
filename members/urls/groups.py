"""Groups, diagnoses, something has changed, first weeks."""

from django.urls import path

from members.views import changed, conditions, first_weeks, groups, groups_office

urlpatterns = [
    path("groups", groups.groups, name="groups"),
    path("groups/<uuid:ref>", groups.group, name="group"),
    path("groups/<uuid:ref>/join", groups.join, name="join_group"),
    path("groups/<uuid:ref>/leave", groups.leave, name="leave_group"),
    path("groups/<uuid:ref>/back", groups.back, name="come_back"),
    path("groups/<uuid:ref>/people", groups.people, name="group_people"),
    path("groups/<uuid:ref>/step-down", groups.step_down, name="step_down"),
    # What is hers alone
    path("me/conditions", conditions.conditions, name="conditions"),
    path("me/conditions/new", conditions.say, name="say_condition"),
    path("me/conditions/<uuid:ref>", conditions.correct, name="correct_condition"),
    path("me/conditions/<uuid:ref>/off", conditions.take_off, name="take_off_condition"),
    path("me/conditions/<uuid:ref>/back", conditions.put_back, name="put_back_condition"),
    path("me/changed", changed.changed, name="changed"),
    path("me/where", first_weeks.where, name="where"),
    path("me/first-weeks", first_weeks.first_weeks, name="first_weeks"),
    path("me/first-weeks/ask-me", first_weeks.ask_me, name="ask_me"),
    path("questions-for-the-doctor", first_weeks.questions, name="doctor_questions"),
    # The office
    path("office/groups", groups_office.groups, name="office_groups"),
    path("office/groups/new", groups_office.new_group, name="new_group"),
    path("office/groups/<uuid:ref>", groups_office.group, name="office_group"),
    path("office/groups/<uuid:ref>/change", groups_office.change_group, name="change_group"),
    path("office/groups/<uuid:ref>/close", groups_office.close_group, name="close_group"),
    path("office/groups/<uuid:ref>/leads", groups_office.name_lead, name="name_lead"),
    path("office/groups/<uuid:ref>/leads/<int:lead_id>", groups_office.end_lead, name="end_lead"),
    path("office/groups/<uuid:ref>/contacts", groups_office.name_contact, name="name_contact"),
    path(
        "office/groups/<uuid:ref>/contacts/<int:contact_id>",
        groups_office.end_contact,
        name="end_contact",
    ),
    path("office/conditions", groups_office.conditions, name="office_conditions"),
    path("office/conditions/new", groups_office.condition, name="new_condition"),
    path("office/conditions/<int:condition_id>", groups_office.condition, name="office_condition"),
]
