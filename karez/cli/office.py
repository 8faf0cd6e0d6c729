"""karez demo, serve, init, doctor: setting up and running."""

import os
import sys
from argparse import Namespace
from datetime import date
from typing import Any

from karez.cli import start
from karez.conf import home
from karez.kernel.refusal import Refusal


def _prepare() -> None:
    """The secret, the database's tables; safe to repeat."""
    home.make_secret()
    start.django()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)


def init(arguments: Namespace) -> int:
    """Prepare KAREZ_HOME, and make an administrator where one is named."""
    made = not home.secret_path().exists()
    if arguments.hosts:
        home.save(allowed_hosts=[*home.DEFAULTS["allowed_hosts"], *arguments.hosts])
    _prepare()
    print(f"✓ 数据目录 {home.home()}" + ("，已生成密钥" if made else ""))
    if arguments.county:
        from karez.places.counties import ensure

        print(f"✓ 已装入 {ensure(arguments.county).name} 的区划")
    if arguments.admin:
        _administrator(arguments.admin)
    return 0


def _administrator(username: str) -> None:
    """The administrator of the whole deployment, enrolled as anybody else is."""
    from karez.acts.people import Enrol, enrol
    from karez.places.models import Region
    from karez.places.rights import operator

    region, _ = Region.objects.get_or_create(code="0" * 12, defaults={"name": "全国", "level": "nation"})
    do = enrol.read({"username": username, "name": "系统管理员", "role": "admin", "region": region})
    assert isinstance(do, Enrol)
    enrol(operator(), do, day=start.day_of(None))
    print(f"✓ 管理员 {username}，一次性密码 {_one_time(username)}（只显示这一次，首次登录时须修改）")


def password(arguments: Namespace) -> int:
    """Issue a one-time password and print it, this once."""
    start.django()
    print(
        f"✓ {arguments.user} 的一次性密码 {_one_time(arguments.user)}（只显示这一次，首次登录时须修改；原密码已作废）"
    )
    return 0


def _one_time(username: str) -> str:
    from karez.acts.people import OfPerson, issue_password
    from karez.places.rights import operator

    done = issue_password(operator(), OfPerson(person=username), day=start.day_of(None))
    return done.result.one_time_password


def demo(arguments: Namespace) -> int:
    """Load the demo county, print its figures and the demo accounts, and serve."""
    _prepare()
    from karez.demo.setup import DAY, is_demo, people, steps
    from karez.figures import Scope, list_all
    from karez.places.models import Region

    if Region.objects.exists() and not is_demo():
        raise Refusal(
            f"{home.home()} 里已有别的账，不能装入演示县。",
            rule="demo.not_empty",
            hint="请另设 KAREZ_HOME，如 KAREZ_HOME=./demo karez demo。",
        )
    home.save(day=DAY, day_of="652722")
    for _ in start.progress(steps(), None, "demo"):
        pass
    from karez.cli.books import figures_table

    scope = Scope.whole("652722", 2023, date.fromisoformat(DAY))
    print(f"精河县（652722）2023 年度，截至 {DAY}\n")
    print(figures_table(list_all(scope)))
    accounts = people()
    print("\n演示账号（密码每次装入时重设，只在这里显示）：\n")
    print(start.table(["用户名", "密码", "岗位", "姓名"], [list(row) for row in accounts]))
    print(f"\n  网站：http://127.0.0.1:{arguments.port}/\n", flush=True)
    return 0 if arguments.no_serve else _serve("127.0.0.1", arguments.port, 1)


def serve(arguments: Namespace) -> int:
    """Serve the site."""
    if not home.secret_path().exists():
        raise Refusal("数据目录还没有准备好。", rule="not_ready", hint="请先运行 karez init 或 karez demo。")
    print(f"http://{arguments.host}:{arguments.port}/", flush=True)
    return _serve(arguments.host, arguments.port, arguments.workers)


def _serve(host: str, port: int, workers: int) -> int:
    import socket

    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Refusal(
                f"端口 {port} 不能用：{error.strerror}。",
                rule="port",
                hint=f"换一个端口，如 --port {port + 1}。",
            ) from None
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "karez.conf.settings")
    from granian import Granian
    from granian.constants import Interfaces

    Granian(
        "karez.web.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=4,
        log_access=False,
    ).serve()
    return 0


def doctor(arguments: Namespace) -> int:
    """Look at the installation and say what is wrong and how to mend it."""
    results: list[tuple[bool, str, str]] = []

    def look(label: str, check: Any, mend: str) -> None:
        try:
            said = check()
        except Exception as error:
            results.append((False, label, f"{error}；{mend}"))
        else:
            results.append((bool(said), label, str(said) if said else mend))

    look(
        "Python",
        lambda: sys.version.split()[0] if sys.version_info >= (3, 11) else "",
        "需要 Python 3.11 或更新",
    )
    look("数据目录", lambda: home.home() if home.home().exists() else "", "运行 karez init")
    look("密钥（权限 600）", _secret, "运行 karez init，或 chmod 600 secret.key")
    look("设置", lambda: "、".join(f"{k}={v}" for k, v in home.load().items() if v), "改正 karez.json")
    look("数据库", _database, "运行 karez init，或检查 DATABASE_URL")
    look("政策数据", _policies, "重新安装")
    look("区划数据", _divisions, "运行 make setup")
    look("网页组件", _front_end, "运行 make setup")
    look("中文字体", _fonts, "重新安装 pylopdf-fonts-zh-cn")
    for good, label, text in results:
        print(f"{'✓' if good else '✗'} {label}：{text}")
    return 0 if all(good for good, _, _ in results) else 1


def _secret() -> str:
    path = home.secret_path()
    return "600" if path.exists() and path.stat().st_mode & 0o777 == 0o600 else ""


def _database() -> str:
    start.django()
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        raise ValueError(f"有 {len(waiting)} 项数据库升级未做")
    return f"{connection.vendor} {'.'.join(map(str, connection.get_database_version()))}"


def _policies() -> str:
    from karez import policy
    from karez.policy import rules

    return f"{len(policy.parameters())} 个参数，{len(rules.registry())} 条规则"


def _divisions() -> str:
    from karez.places import divisions

    return f"{divisions.total():,} 个区划" if divisions.available() else ""


def _front_end() -> str:
    from karez.conf.settings import PACKAGE

    found = sorted(one.name for one in (PACKAGE / "pages" / "static" / "vendor").glob("*"))
    return "、".join(found)


def _fonts() -> str:
    from pathlib import Path

    import pylopdf_fonts_zh_cn

    folder = Path(pylopdf_fonts_zh_cn.__file__).parent
    return "、".join(sorted(one.stem for one in folder.rglob("*.[ot]t[fc]"))[:4])
