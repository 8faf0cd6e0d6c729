"""The pages of this room: lists, details and panels, registered where they stand."""

from karez.payments.pages import on_figures, on_grants, on_projects, payments

__all__ = ["on_figures", "on_grants", "on_projects", "payments"]
