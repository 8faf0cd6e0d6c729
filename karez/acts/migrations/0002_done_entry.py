"""Each act done under a key names its entry in the trail, so that a repetition can speak of it."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def name_entries(apps: Any, editor: Any) -> None:
    """The entry of what was done earlier: the last one of that act and person before the key was written.

    Both were written in one transaction, the entry first and under its chain's lock, so none can lie between them.
    """
    done, entries = apps.get_model("acts", "Done"), apps.get_model("trail", "Entry")
    for one in done.objects.filter(entry=None).iterator():
        written = entries.objects.filter(act=one.act, username=one.username, recorded_at__lte=one.at)
        one.entry = written.order_by("-recorded_at").first()
        one.save(update_fields=["entry"])


class Migration(migrations.Migration):
    dependencies = [("acts", "0001_initial"), ("trail", "0002_append_only")]
    operations = [
        migrations.AddField(
            "done",
            "entry",
            models.ForeignKey(
                null=True,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="trail.entry",
            ),
        ),
        migrations.RunPython(name_entries, migrations.RunPython.noop),
    ]
