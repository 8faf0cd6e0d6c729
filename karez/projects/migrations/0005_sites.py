"""Further places of a project, as its editions say them. Until now a project had one place, its `region`: none has any."""

import django.db.models.deletion
from django.db import migrations, models

from karez.trail.guards import append_only


class Migration(migrations.Migration):
    dependencies = [
        ("places", "0001_initial"),
        ("trail", "0002_append_only"),
        ("projects", "0004_arrangements"),
    ]

    operations = [
        migrations.CreateModel(
            name="Site",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sites",
                        to="projects.edition",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.region",
                        verbose_name="其他建设地点",
                    ),
                ),
            ],
            options={
                "verbose_name": "建设地点",
                "ordering": ["region_id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=["edition", "region"],
                        name="site_once",
                        violation_error_message="同一建设地点只能列一次。",
                    )
                ],
            },
        ),
        append_only("projects_site"),
    ]
