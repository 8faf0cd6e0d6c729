from django.apps import AppConfig


class ExampleConfig(AppConfig):
    name = "karez.testing.example"
    label = "example"
    verbose_name = "务工"

    def ready(self) -> None:
        from karez.testing.example import commands, figures, invariants, queries, sheets  # noqa: F401
