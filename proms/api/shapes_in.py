"""What programs may send; anything else is told, nothing is guessed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

EARLIEST = timedelta(days=365)  # how long ago somebody may have begun
AHEAD = timedelta(minutes=5)  # clocks differ


class AwareMoment(serializers.DateTimeField):
    """A moment with its zone: without one nobody knows when it was."""

    def enforce_timezone(self, value: datetime) -> datetime:
        if timezone.is_naive(value):
            raise serializers.ValidationError(_("Add the time zone, as in 2026-03-04T07:12:00Z."))
        try:
            return value.astimezone(UTC)
        except OverflowError as error:
            raise serializers.ValidationError(_("This moment is not in the calendar.")) from error


class ClientRef(serializers.UUIDField):
    """A UUID as text: a number would be taken for one too."""

    def to_internal_value(self, data: Any) -> UUID:
        if not isinstance(data, str):
            raise serializers.ValidationError(_("Give a UUID as text."))
        return UUID(str(super().to_internal_value(data)))


class StrictShape(serializers.Serializer[Any]):
    """Fields nobody knows are told, not passed over."""

    def to_internal_value(self, data: Any) -> Any:
        strange = sorted(set(data) - set(self.fields)) if isinstance(data, dict) else []
        if strange:
            told = _("There is no such field.")
            raise serializers.ValidationError({str(name)[:60]: [told] for name in strange[:20]})
        return super().to_internal_value(data)


class StartIn(StrictShape):
    """Which questionnaire, by its short name."""

    instrument = serializers.CharField(max_length=80)


class SendingIn(StrictShape):
    """One sending. `client_ref` is made by the client once and sent again with every try."""

    client_ref = ClientRef()
    answers = serializers.DictField()
    missing = serializers.DictField(required=False, default=dict)
    language = serializers.CharField(required=False, default="", max_length=12)
    started_at = AwareMoment(required=False, allow_null=True, default=None)

    def validate_started_at(self, value: datetime | None) -> datetime | None:
        now = timezone.now()
        if value is not None and not now - EARLIEST < value < now + AHEAD:
            raise serializers.ValidationError(_("Give a moment in the past twelve months."))
        return value
