from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "karez.places"
    verbose_name = "区划、单位与人员"
