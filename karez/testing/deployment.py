"""Deployments of Karez as people run it: a home of their own, commands as processes, a site that is served."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from karez.testing import environment

ROW = re.compile(r"^(\w+)\s+(\S+)\s+(\S.*?)\s{2,}(\S+)$")


@dataclass
class Deployment:
    """A KAREZ_HOME with its database; `run` is a command line in it."""

    home: Path
    database_url: str | None = None
    accounts: dict[str, str] = field(default_factory=dict)
    """User name -> password, of a demo."""

    @property
    def environment(self) -> dict[str, str]:
        """The environment of its processes."""
        mine = {"KAREZ_HOME": str(self.home)} | (
            {"DATABASE_URL": self.database_url} if self.database_url else {}
        )
        dropped = ("DATABASE_URL", "KAREZ_ON", "KAREZ_DEBUG", "DJANGO_SETTINGS_MODULE")
        return {name: value for name, value in os.environ.items() if name not in dropped} | mine

    def run(
        self, *arguments: object, code: int | None = 0, stdin: str = ""
    ) -> subprocess.CompletedProcess[str]:
        """`karez …` as a process. Fails when it ends with another code (None: any)."""
        done = subprocess.run(
            [sys.executable, "-m", "karez", *map(str, arguments)],
            env=self.environment, capture_output=True, text=True, input=stdin, timeout=240, check=False,
        )  # fmt: skip
        assert code is None or done.returncode == code, (
            f"{arguments}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        )
        return done

    def demo(self) -> "Deployment":
        """Load the demo county and learn its accounts."""
        printed = self.run("demo", "--no-serve").stdout
        for line in printed.partition("演示账号")[2].splitlines():
            if (match := ROW.match(line.strip())) and match[1] != "用户名":
                self.accounts[match[1]] = match[2]
        return self

    @contextmanager
    def served(self) -> Iterator[str]:
        """The site, served until the block ends; gives its address."""
        port = free_port()
        process = subprocess.Popen(
            [sys.executable, "-m", "karez", "serve", "--port", str(port)],
            env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        try:
            address = f"http://127.0.0.1:{port}"
            for _ in range(300):
                try:
                    urllib.request.urlopen(f"{address}/sign-in", timeout=5).close()
                    break
                except OSError:
                    if process.poll() is not None:
                        raise AssertionError(process.stdout.read() if process.stdout else "") from None
                    time.sleep(0.1)
            yield address
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def fresh(folder: Path) -> Iterator[Deployment]:
    """An empty deployment on the database of this test run."""
    folder.mkdir(parents=True, exist_ok=True)
    if environment.database() == "sqlite":
        yield Deployment(folder)
        return
    import psycopg

    server = os.environ["DATABASE_URL"]
    name = f"karez_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as link:
        link.execute(f'CREATE DATABASE "{name}"')
    try:
        yield Deployment(
            folder, re.sub(r"/[^/?]*(\?|$)", rf"/{name}\1", server, count=1) if "?" in server else server
        )
    finally:
        with psycopg.connect(server, autocommit=True) as link:
            link.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture
def deployment(tmp_path: Path) -> Iterator[Deployment]:
    """An empty deployment of the test's own."""
    with fresh(tmp_path / "home") as made:
        yield made


@pytest.fixture(scope="session")
def demo_deployment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """The demo, one for each worker: to be read, not written."""
    with fresh(tmp_path_factory.mktemp("demo") / "home") as made:
        yield made.demo()


@pytest.fixture(scope="session")
def demo_site(demo_deployment: Deployment) -> Iterator[str]:
    """The address of the served demo."""
    with demo_deployment.served() as address:
        yield address
