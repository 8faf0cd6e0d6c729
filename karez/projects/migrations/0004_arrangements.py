"""A project's budget year becomes its arrangement for that year, from the day from which anything was said of it.

When it was arranged, its first edition tells. Backwards, a project is again of the year for which it was arranged first.
"""

from datetime import date

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models
from django.db.models import F, Min, Q

STILL = date(9999, 12, 31)


def arrange(apps, editor):
    arrangement_model = apps.get_model("projects", "Arrangement")
    editions = apps.get_model("projects", "Edition").objects.order_by()
    days = dict(editions.filter(superseded_at=None).values_list("project").annotate(since=Min("valid_from")))
    moments = dict(editions.values_list("project").annotate(moment=Min("recorded_at")))
    rows = apps.get_model("projects", "Project").objects.values_list("pk", "year", "registered")
    arrangement_model.objects.bulk_create(
        (
            arrangement_model(
                project_id=pk,
                year=year,
                valid_from=min(registered, days.get(pk, registered)),
                recorded_at=moments.get(pk) or django.utils.timezone.now(),
            )
            for pk, year, registered in rows.iterator(2000)
        ),
        batch_size=500,
    )
    editor.connection.check_constraints()  # PostgreSQL alters no table with checks outstanding


def give_years(apps, editor):
    first = {}
    for project, year in (
        apps.get_model("projects", "Arrangement").objects.order_by("-pk").values_list("project", "year")
    ):
        first[project] = year
    project_model = apps.get_model("projects", "Project")
    projects = list(project_model.objects.all())
    for project in projects:
        project.year = first[project.pk]
    project_model.objects.bulk_update(projects, ["year"], batch_size=500)
    editor.connection.check_constraints()


class Migration(migrations.Migration):
    dependencies = [("projects", "0003_indicators_are_policy")]

    operations = [
        migrations.RemoveConstraint("project", "project_name_once"),
        migrations.CreateModel(
            name="Arrangement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(default=STILL)),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("superseded_at", models.DateTimeField(null=True)),
                ("year", models.IntegerField(verbose_name="预算年度")),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="arrangements",
                        to="projects.project",
                    ),
                ),
            ],
            options={
                "ordering": ["project", "year", "valid_from"],
                "indexes": [
                    models.Index(
                        fields=["year", "project"],
                        condition=Q(superseded_at__isnull=True),
                        name="arrangement_known_now",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=["project", "year"],
                        condition=Q(valid_to=STILL, superseded_at__isnull=True),
                        name="arrangement_current_once",
                        violation_error_message="同一时刻另有人作了修改，请刷新后重试。",
                    ),
                    models.CheckConstraint(
                        condition=Q(valid_from__lt=F("valid_to")),
                        name="arrangement_begins_before_it_ends",
                        violation_error_message="结束日期必须晚于开始日期。",
                    ),
                ],
            },
        ),
        migrations.RunPython(arrange, give_years),
        migrations.AlterField("project", "year", models.IntegerField(verbose_name="年度", default=0)),
        migrations.RemoveField("project", "year"),
    ]
