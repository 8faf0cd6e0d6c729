from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "karez.pages"
    verbose_name = "页面"
