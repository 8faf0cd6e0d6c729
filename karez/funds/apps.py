from django.apps import AppConfig


class FundsConfig(AppConfig):
    name = "karez.funds"
    verbose_name = "资金"

    def ready(self) -> None:
        from karez.funds import carry_over, commands, figures, invariants, queries, sheets  # noqa: F401
