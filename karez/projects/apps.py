from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "karez.projects"
    verbose_name = "项目"

    def ready(self) -> None:
        from karez.projects import commands, figures, invariants, queries, sheets  # noqa: F401
