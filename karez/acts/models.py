"""What was done under which key, so that the same act sent twice is done once."""

from django.db import models


class Done(models.Model):
    """An act done under an idempotency key: who asked for what, and what came of it."""

    key = models.CharField(max_length=120, unique=True)
    act = models.CharField(max_length=40)
    username = models.CharField(max_length=40)
    asked = models.JSONField()
    result = models.CharField(max_length=60)  # "funds.allotment:12"
    at = models.DateTimeField(auto_now_add=True)
