"""Form engine: definition, expressions, validation, rendering, drafts, FHIR."""

from django.apps import AppConfig


class QuestionnairesConfig(AppConfig):
    """Form engine: definition, expressions, validation, rendering, drafts, FHIR."""

    name = "questionnaires"
