"""What was done under which key, so that the same act sent twice is done once."""

from django.db import models

from karez.trail.models import Entry


class Done(models.Model):
    """An act done under an idempotency key: who asked for what, and what came of it."""

    key = models.CharField(max_length=120, unique=True)
    act = models.CharField(max_length=40)
    username = models.CharField(max_length=40)
    asked = models.JSONField()
    result = models.CharField(max_length=60)  # "funds.allotment:12"
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField(auto_now_add=True)
