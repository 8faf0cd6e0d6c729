"""Each test starts from the files alone: no county has confirmed anything. What the site had set comes back afterwards."""

from collections.abc import Iterator

import pytest

from karez import policy


@pytest.fixture(autouse=True)
def _files_alone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(policy, "_confirmations", None)
    monkeypatch.setattr(policy, "_book", policy.book())
    yield


@pytest.fixture
def confirmed() -> None:
    policy.set_confirmations(lambda key, region, on: True)
