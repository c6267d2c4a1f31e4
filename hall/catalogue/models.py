"""One table: a service and its guide."""

from __future__ import annotations

from django.db import models

from hall.people.models import Department
from sync.wire import Bilingual, ServiceSummary
from wording import Text


class Service(models.Model):
    """A service of one department; the guide's lists hold ``{"zh": ..., "en": ...}`` objects."""

    code = models.CharField(max_length=64, unique=True)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="services")
    place = models.PositiveIntegerField()
    """Order in the catalogue."""
    title_zh = models.CharField(max_length=80)
    title_en = models.CharField(max_length=80)
    summary_zh = models.CharField(max_length=400)
    summary_en = models.CharField(max_length=400)
    location_zh = models.CharField(max_length=120)
    location_en = models.CharField(max_length=120)
    materials = models.JSONField(default=list)
    steps = models.JSONField(default=list)
    at_terminal = models.BooleanField(default=False)

    class Meta:
        ordering = ("place",)

    def __str__(self) -> str:
        return self.code

    @property
    def title(self) -> Text:
        return Text(self.title_zh, self.title_en)

    def summarise(self) -> ServiceSummary:
        """The service as terminals and the public page show it."""
        return ServiceSummary(
            code=self.code,
            title=Bilingual(zh=self.title_zh, en=self.title_en),
            summary=Bilingual(zh=self.summary_zh, en=self.summary_en),
            department=Bilingual(zh=self.department.name_zh, en=self.department.name_en),
            materials=tuple(Bilingual.model_validate(item) for item in self.materials),
            steps=tuple(Bilingual.model_validate(item) for item in self.steps),
            location=Bilingual(zh=self.location_zh, en=self.location_en),
            at_terminal=self.at_terminal,
        )
