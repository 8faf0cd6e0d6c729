"""No key without the entry of what was done under it. A migration of its own: PostgreSQL changes no table with pending checks."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("acts", "0002_done_entry")]
    operations = [
        migrations.AlterField(
            "done",
            "entry",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="trail.entry",
            ),
        ),
    ]
