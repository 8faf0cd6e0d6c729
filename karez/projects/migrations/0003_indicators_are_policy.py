"""Which indicators there are is policy, not a choice of this field."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("projects", "0002_spans")]

    operations = [
        migrations.AlterField("target", "indicator", models.CharField(verbose_name="指标", max_length=40)),
    ]
