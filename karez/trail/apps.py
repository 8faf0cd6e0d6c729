from django.apps import AppConfig


class TrailConfig(AppConfig):
    name = "karez.trail"
    verbose_name = "留痕与凭据"
