"""Pages about living with an illness: written by volunteers, checked by doctors, read by members."""

from django.apps import AppConfig


class EducationConfig(AppConfig):
    """Articles with medical review, a glossary, and what readers say about them."""

    name = "education"
