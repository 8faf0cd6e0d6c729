from django.apps import AppConfig


class RulebookConfig(AppConfig):
    name = "karez.rulebook"
    verbose_name = "政策依据"

    def ready(self) -> None:
        from karez import policy
        from karez.rulebook import commands, queries  # noqa: F401

        policy.set_confirmations(queries.confirmed)
