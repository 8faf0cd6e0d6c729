from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "karez.web"
    verbose_name = "网页"
