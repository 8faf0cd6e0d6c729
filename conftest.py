"""Chooses the database of the test run before Django loads; the fixtures are karez.testing.fixtures.

KAREZ_TEST_DB=sqlite (default) runs every test, KAREZ_TEST_DB=postgres those that use the database.
"""

import django

from karez.testing import environment

environment.prepare()
django.setup()  # pytest-django does so only where the settings were named before this file

pytest_plugins = [
    "karez.testing.county",
    "karez.testing.fixtures",
    "karez.testing.deployment",
    "karez.testing.selection",
]
