"""The database itself keeps what was written and signed."""

from django.db import migrations

from karez.trail.guards import append_only


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial")]
    operations = [append_only("reports_text"), append_only("reports_signature")]
