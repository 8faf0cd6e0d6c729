"""A paper is one by its number in a series, and its kinds are tags: what stood twice under one 文号 becomes one paper.

The paper registered first stays; the others' files and whatever named them go to it. Backwards, each paper gets the first
of its kinds again, and what was put together stays together.
"""

from collections import defaultdict
from contextlib import ExitStack

from django.db import migrations, models

from karez.trail.guards import lifted

VOUCHER = "voucher"
"""The one kind, at this time, whose numbers are no 文号."""


def merge(apps, editor):
    paper_model = apps.get_model("trail", "Paper")
    same = defaultdict(list)
    for paper in paper_model.objects.order_by("pk"):
        paper.series = "voucher" if paper.kind == VOUCHER else "document"
        same[paper.county, paper.series, paper.number].append(paper)
    kept, gone = [], {}
    for first, *others in same.values():
        first.kinds = list(dict.fromkeys(paper.kind for paper in (first, *others)))
        for other in others:
            first.dated = first.dated or other.dated
            first.title = first.title or other.title
            gone[other.pk] = first.pk
        kept.append(first)
    if gone:
        _attachments(apps, gone)
        _references(apps, editor, paper_model, gone)
        paper_model.objects.filter(pk__in=gone).delete()
    paper_model.objects.bulk_update(kept, ["series", "kinds", "dated", "title"], batch_size=500)
    editor.connection.check_constraints()


def _attachments(apps, gone):
    """A file that both papers have is the kept paper's; an act repeated under its key finds that one."""
    attachment_model, done_model = apps.get_model("trail", "Attachment"), apps.get_model("acts", "Done")
    for attachment in attachment_model.objects.filter(paper__in=gone).order_by("pk"):
        twin = attachment_model.objects.filter(
            paper=gone[attachment.paper_id], sha256=attachment.sha256
        ).first()
        if twin is None:
            attachment.paper_id = gone[attachment.paper_id]
            attachment.save(update_fields=["paper"])
        else:
            done_model.objects.filter(result=f"trail.attachment:{attachment.pk}").update(
                result=f"trail.attachment:{twin.pk}"
            )
            attachment.delete()


def _references(apps, editor, paper_model, gone):
    with ExitStack() as stack:
        for model in apps.get_models():
            for field in model._meta.concrete_fields:
                if field.related_model is paper_model:
                    stack.enter_context(lifted(editor, model._meta.db_table))
                    for old, new in gone.items():
                        model.objects.filter(**{field.attname: old}).update(**{field.attname: new})


def split_kind(apps, editor):
    for paper in apps.get_model("trail", "Paper").objects.iterator():
        paper.kind = next(iter(paper.kinds), "other")
        paper.save(update_fields=["kind"])
    editor.connection.check_constraints()


class Migration(migrations.Migration):
    dependencies = [
        ("trail", "0002_append_only"),
        # Everything that names a paper at this time.
        ("acts", "0001_initial"),
        ("funds", "0002_append_only"),
        ("rulebook", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            "paper",
            "series",
            models.CharField(
                verbose_name="编号",
                max_length=10,
                choices=[("document", "文号"), ("voucher", "凭证号")],
                default="document",
            ),
            preserve_default=False,
        ),
        migrations.AddField("paper", "kinds", models.JSONField(verbose_name="种类", default=list)),
        migrations.RemoveConstraint("paper", "paper_once"),
        migrations.RunPython(merge, split_kind),
        migrations.AlterField("paper", "kind", models.CharField(max_length=12, default="")),
        migrations.RemoveField("paper", "kind"),
        migrations.AddConstraint(
            "paper",
            models.UniqueConstraint(
                fields=("county", "series", "number"),
                name="paper_once",
                violation_error_message="这个文号已登记。",
            ),
        ),
    ]
