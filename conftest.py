"""Chooses the database of the test run before Django loads; the fixtures are karez.testing.fixtures.

KAREZ_TEST_DB=sqlite (default) runs every test, KAREZ_TEST_DB=postgres those that use the database.
"""

import os

import django
import hypothesis

from karez.testing import environment

# Tests are never timed; on CI they draw the same examples each time, so that a red run can be run again.
hypothesis.settings.register_profile(
    "karez",
    deadline=None,
    derandomize=bool(os.environ.get("CI")),
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("karez")
environment.prepare()
if not environment.more_rooms():
    collect_ignore_glob = ["karez/testing/*/tests/*"]  # tests of rooms that are not installed
django.setup()  # pytest-django does so only where the settings were named before this file

pytest_plugins = [
    "karez.testing.county",
    "karez.testing.fixtures",
    "karez.testing.helping",
    "karez.testing.inside",
    "karez.testing.pages",
    "karez.testing.migrating",
    "karez.testing.racing",
    "karez.testing.deployment",
    "karez.testing.policy",
    "karez.testing.browsing",
    "karez.testing.selection",
]
