from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "karez.payments"
    verbose_name = "支付"

    def ready(self) -> None:
        from karez.payments import commands, figures, invariants, queries, sheets  # noqa: F401
