from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "karez.reports"
    verbose_name = "报告"

    def ready(self) -> None:
        from karez.reports import commands, invariants  # noqa: F401
