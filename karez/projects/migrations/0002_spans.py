"""Editions and targets get their second time: since when each row was known, and until when.

When what was said, the trail tells; where it does not, the day of registration at midnight stands for it. A row that a
later one had closed is kept as it was told and said anew with its end; one of no days at all was superseded on its own day.
Backwards, what is not known any more goes, but for such rows of no days, of which each act had one.
"""

from collections import defaultdict
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import django.utils.timezone
from django.db import migrations, models
from django.db.models import F, Q

STILL = date(9999, 12, 31)
HERE = ZoneInfo("Asia/Shanghai")
TELLING = ("projects.register", "projects.amend", "projects.set_target")


def know(apps, editor):
    """Give each row its time of knowing, by project and key in the order of the acts, which is that of the ids."""
    edition_model, target_model = apps.get_model("projects", "Edition"), apps.get_model("projects", "Target")
    moments = _moments(apps)
    registered = dict(apps.get_model("projects", "Project").objects.values_list("pk", "registered"))
    for model, key in ((edition_model, None), (target_model, "indicator")):
        told = defaultdict(list)
        for row in model.objects.order_by("pk"):
            told[row.project_id, getattr(row, key) if key else ""].append(row)
        changed, anew = [], []
        for (project, which), rows in told.items():
            when = moments.get((project, which), [])
            if len(when) != len(rows):
                when = [datetime.combine(registered[project], time(), HERE)] * len(rows)
            for row, moment, until in zip(rows, when, [*when[1:], None], strict=True):
                row.recorded_at, row.superseded_at = moment, until
                if row.valid_from < row.valid_to < STILL:
                    anew.append(_closed(model, row, until))
                row.valid_to = STILL
                changed.append(row)
        model.objects.bulk_update(changed, ["recorded_at", "superseded_at", "valid_to"], batch_size=500)
        model.objects.bulk_create(anew, batch_size=500)
    editor.connection.check_constraints()  # PostgreSQL alters no table with checks outstanding


def _closed(model, row, moment):
    """What still holds of a row whose end became known at the moment."""
    facts = {
        field.attname: getattr(row, field.attname)
        for field in model._meta.concrete_fields
        if not field.primary_key
    }
    return model(**facts | {"recorded_at": moment, "superseded_at": None})


def _moments(apps):
    """When acts said something of a project, and of each of its indicators: (project, indicator or "") -> moments."""
    found = defaultdict(list)
    rows = apps.get_model("trail", "Entry").objects.filter(act__in=TELLING).order_by("county", "seq")
    for act, subject, after, moment in rows.values_list("act", "subject", "after", "recorded_at").iterator(
        2000
    ):
        model, _, pk = subject.partition(":")
        if model != "projects.project" or not pk.isdigit():
            continue
        for which in after if act == "projects.set_target" else [""]:
            found[int(pk), which].append(moment)
    return found


def forget(apps, editor):
    """Each row by which something was told takes the ends that are known now, or none; what was said anew goes."""
    for name, key in (("Edition", None), ("Target", "indicator")):
        model = apps.get_model("projects", name)
        rows_of = defaultdict(list)
        for row in model.objects.order_by("pk"):
            rows_of[row.project_id, getattr(row, key) if key else ""].append(row)
        kept, gone = [], []
        for rows in rows_of.values():
            told = _told(rows)
            ends = {id(row): (row.valid_from, row.valid_from) for row in told}
            for known in (row for row in rows if row.superseded_at is None):
                same = [row for row in told if row.valid_from == known.valid_from] or told[:1]
                ends[id(same[-1])] = (known.valid_from, known.valid_to)
            for row in told:
                row.valid_from, row.valid_to = ends[id(row)]
            kept += told
            gone += [row.pk for row in rows if row not in told]
        model.objects.filter(pk__in=gone).delete()
        model.objects.bulk_update(kept, ["valid_from", "valid_to"], batch_size=500)
    editor.connection.check_constraints()


def _told(rows):
    told, latest = [], None
    for row in (row for row in rows if row.valid_to == STILL):
        if latest is None or row.valid_from >= latest.valid_from:
            told.append(row)
        latest = row
    return told


class Migration(migrations.Migration):
    dependencies = [("projects", "0001_initial"), ("trail", "0002_append_only")]

    operations = [
        *(
            migrations.AddField(model, name, field)
            for model in ("edition", "target")
            for name, field in (
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("superseded_at", models.DateTimeField(null=True)),
            )
        ),
        *(
            migrations.AlterField(model, "valid_to", models.DateField(default=STILL))
            for model in ("edition", "target")
        ),
        migrations.RunPython(know, forget),
        migrations.RemoveIndex("edition", "projects_ed_project_5c7535_idx"),
        migrations.AddIndex(
            "edition",
            models.Index(
                fields=["project", "valid_from", "valid_to"],
                condition=Q(superseded_at__isnull=True),
                name="edition_known_now",
            ),
        ),
        *(
            migrations.AddConstraint(model, constraint)
            for model, key in (("edition", ["project"]), ("target", ["project", "indicator"]))
            for constraint in (
                models.UniqueConstraint(
                    fields=key,
                    condition=Q(valid_to=STILL, superseded_at__isnull=True),
                    name=f"{model}_current_once",
                    violation_error_message="同一时刻另有人作了修改，请刷新后重试。",
                ),
                models.CheckConstraint(
                    condition=Q(valid_from__lt=F("valid_to")),
                    name=f"{model}_begins_before_it_ends",
                    violation_error_message="结束日期必须晚于开始日期。",
                ),
            )
        ),
    ]
