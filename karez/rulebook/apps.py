from importlib import import_module
from pkgutil import iter_modules

from django.apps import AppConfig, apps
from django.utils.module_loading import module_has_submodule

BROUGHT = ("facts", "rules", "waits")
"""What rooms bring to the rulebook: modules (or packages of modules) of these names, found by their place."""


class RulebookConfig(AppConfig):
    name = "karez.rulebook"
    verbose_name = "政策"

    def ready(self) -> None:
        from karez import policy
        from karez.rulebook import commands, queries  # noqa: F401

        policy.set_confirmations(queries.confirmed)
        for app in apps.get_app_configs():
            for name in BROUGHT:
                if app.module and module_has_submodule(app.module, name):
                    _load(f"{app.name}.{name}")


def _load(name: str) -> None:
    module = import_module(name)
    for part in iter_modules(getattr(module, "__path__", ())):
        import_module(f"{name}.{part.name}")
