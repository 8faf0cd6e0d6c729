"""The settings of tests: those of use, and the room that stands in tests only."""

from karez.conf.settings import *  # noqa: F403
from karez.conf.settings import INSTALLED_APPS as _INSTALLED

INSTALLED_APPS = [*_INSTALLED, "karez.testing.example"]
