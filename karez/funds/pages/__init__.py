"""The pages of this room: lists, details and panels, registered where they stand."""

from karez.funds.pages import allotments, grants, on_figures, on_forms, on_papers, on_projects

__all__ = ["allotments", "grants", "on_figures", "on_forms", "on_papers", "on_projects"]
