"""The database itself keeps these tables append-only."""

from django.db import migrations

from karez.trail.guards import append_only


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_initial")]
    operations = [append_only("payments_payment")]
