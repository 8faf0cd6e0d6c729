"""Every address of the site: those that the rooms brought to their pages modules, and the pages of errors."""

from django.urls import URLPattern

from karez.pages import hooks

handler403 = "karez.web.views.errors.forbidden"
handler404 = "karez.web.views.errors.missing"
handler500 = "karez.web.views.errors.broken"

urlpatterns: list[URLPattern] = hooks.addresses()
