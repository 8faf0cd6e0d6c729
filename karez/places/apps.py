from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "karez.places"
    verbose_name = "人员与区划"
