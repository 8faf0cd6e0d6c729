"""Each test starts from the files alone."""

import pytest


@pytest.fixture(autouse=True)
def _files_alone(files_alone: None) -> None:
    pass
