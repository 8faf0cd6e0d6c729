from django.apps import AppConfig


class ActsConfig(AppConfig):
    name = "karez.acts"
    verbose_name = "事项"

    def ready(self) -> None:
        from karez.acts import commands, people, queries  # noqa: F401
