"""Deployments of Karez as people run it: a home of their own, commands as processes, a site that is served."""

import fcntl
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
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

    def django(self, code: str) -> str:
        """What this code prints, run past the acts as a process with Django set up. Fails when it fails."""
        done = subprocess.run(
            [sys.executable, "-c", f"import django; django.setup(); {code}"],
            env=self.environment | {"DJANGO_SETTINGS_MODULE": "karez.conf.settings"},
            capture_output=True, text=True, timeout=240, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

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
        address = f"http://127.0.0.1:{(port := free_port())}"
        log = self.home / "served.txt"  # a pipe that nobody reads would stop the site once it is full
        with log.open("w") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "karez", "serve", "--port", str(port)],
                env=self.environment, stdout=output, stderr=subprocess.STDOUT,
            )  # fmt: skip
        try:
            _wait_for(f"{address}/sign-in/", process, log)
            yield address
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()


def _wait_for(address: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    """Until it answers. Fails with what the process printed when that ends before, and after two minutes."""
    until = time.monotonic() + 120
    while True:
        try:
            urllib.request.urlopen(address, timeout=30).close()
            return
        except OSError as error:
            if process.poll() is not None:
                raise AssertionError(log.read_text("utf-8")) from None
            if time.monotonic() > until:
                raise AssertionError(
                    f"{address} does not answer: {error}\n{log.read_text('utf-8')}"
                ) from None
            time.sleep(0.1)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def fresh(folder: Path, copied: Deployment | None = None) -> Iterator[Deployment]:
    """A deployment on the database of this test run: empty, or like another that nobody serves or uses meanwhile."""
    accounts = dict(copied.accounts) if copied else {}
    if copied:
        shutil.copytree(copied.home, folder)
    folder.mkdir(parents=True, exist_ok=True)
    if environment.database() == "sqlite":
        yield Deployment(folder, accounts=accounts)
        return
    address = environment.new_database(copied.database_url if copied else None)
    try:
        yield Deployment(folder, address, accounts)
    finally:
        environment.drop_database(address)


@pytest.fixture
def deployment(tmp_path: Path) -> Iterator[Deployment]:
    """An empty deployment of the test's own."""
    with fresh(tmp_path / "home") as made:
        yield made


@pytest.fixture(scope="session")
def loaded_demo() -> Deployment:
    """The demo as `karez demo` loads it, once for all workers. The others are its copies: nobody serves or changes it."""
    folder = environment.shared() / "demo"
    folder.mkdir(exist_ok=True)
    note = folder / "demo.json"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not note.exists():
            address = None if environment.database() == "sqlite" else environment.new_database()
            made = Deployment(folder / "home", address).demo()
            note.write_text(json.dumps({"database_url": address, "accounts": made.accounts}), "utf-8")
        return Deployment(folder / "home", **json.loads(note.read_text("utf-8")))


@pytest.fixture(scope="session")
def demo_deployment(
    loaded_demo: Deployment, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Deployment]:
    """The demo, one for each worker: to be read, not written."""
    with fresh(tmp_path_factory.mktemp("demo") / "home", loaded_demo) as made:
        yield made


@pytest.fixture(scope="session")
def demo_site(demo_deployment: Deployment) -> Iterator[str]:
    """The address of the served demo."""
    with demo_deployment.served() as address:
        yield address


@pytest.fixture
def own_demo(loaded_demo: Deployment, tmp_path: Path) -> Iterator[Deployment]:
    """A demo of the test's own, to be written."""
    with fresh(tmp_path / "home", loaded_demo) as made:
        yield made
