"""The policy of a test: the shipped files alone, or all their values confirmed. What the site had set comes back afterwards."""

import pytest

from karez import policy


@pytest.fixture
def files_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """No county has confirmed anything."""
    monkeypatch.setattr(policy, "_confirmations", None)
    monkeypatch.setattr(policy, "_book", policy.book())


@pytest.fixture
def confirmed(files_alone: None) -> None:
    """Every county has confirmed every value."""
    policy.set_confirmations(lambda key, region, on: True)
