"""The command line as people run it: processes, exit codes, files, printed JSON."""

import json
import re
import stat

import pytest

from karez.cli.messages import MESSAGES
from karez.testing.deployment import Deployment


def figures(deployment: Deployment, *more: object) -> dict[tuple[str, tuple[tuple[str, object], ...]], dict]:
    said = json.loads(
        deployment.run("figures", "--county", "652722", "--year", "2023", "--json", *more).stdout
    )
    assert (said["county"], said["year"]) == ("652722", 2023)
    return {(one["key"], tuple(sorted(one["by"].items()))): one for one in said["figures"]}


def test_help_is_in_both_languages_and_answers_without_django(deployment):
    said = deployment.run("--help").stdout
    assert "年度报告" in said and "annual report" in said
    assert deployment.run("report", "--help").stdout.count("--as-of")


def test_an_unknown_command_is_refused_by_its_exit_code(deployment):
    assert deployment.run("nosuch", code=2).stderr
    assert deployment.run(code=2).stdout.startswith("usage")


def test_messages_are_complete():
    for key, texts in MESSAGES.items():
        assert set(texts) == {"zh", "en"}, key


def test_the_demo_states_the_report(demo_deployment):
    got = figures(demo_deployment)
    wan = 1_000_000
    assert got["funds.received", ()]["value"] == 5126 * wan
    assert got["funds.received", ()]["text"] == "5126万元"
    split = {
        ("central", "consolidate"): 2372,
        ("regional", "consolidate"): 2316,
        ("central", "minority"): 330,
        ("central", "state_farm"): 108,
    }
    for (source, task), amount in split.items():
        assert got["funds.received", (("source", source), ("task", task))]["value"] == amount * wan
    categories = {
        "industry": (6, 2120, "0.413578", "41.36%"),
        "infrastructure": (5, 2916, "0.568865", "56.89%"),
        "employment": (1, 60, "0.011705", "1.17%"),
        "other": (1, 30, "0.005853", "0.59%"),
    }
    for category, (count, amount, share, text) in categories.items():
        by = (("category", category),)
        assert got["projects.count", by]["value"] == count
        assert got["projects.amount", by]["value"] == amount * wan
        assert got["projects.share", by]["value"] == share
        assert got["projects.share", by]["text"] == text
    assert got["projects.count", ()]["value"] == 13
    assert got["performance.expected_income", ()]["value"] == 50 * wan
    assert got["performance.expected_jobs", ()]["value"] == 150
    assert got["policy.central_industry_share", ()]["text"] == "65.35%"


def test_figures_stand_as_on_a_day(demo_deployment):
    got = figures(demo_deployment, "--as-of", "2022-12-31")
    assert got["funds.received", ()]["value"] == 3430_000_000
    assert got["funds.allotted", ()]["value"] == 0
    assert got["projects.share", ()]["value"] is None
    got = figures(demo_deployment, "--as-of", "2022-11-01")
    assert got["funds.received", ()]["value"] == 0
    assert got["funds.payment_rate", ()]["value"] is None
    assert got["funds.payment_rate", ()]["text"] == "—"


def test_the_printed_table_calls_places_by_name(demo_deployment):
    printed = demo_deployment.run("figures", "--county", "652722", "--year", "2023").stdout
    assert "茫丁乡 652722200000" in printed


def test_figures_do_not_load_the_web(demo_deployment):
    code = (
        "import sys; from karez.cli import main; main(['figures','--county','652722','--year','2023']); "
        "bad=[m for m in sys.modules if m.startswith(('karez.web.','granian')) and m != 'karez.web.apps']; "
        "assert not bad, bad"
    )
    import subprocess
    import sys

    done = subprocess.run(
        [sys.executable, "-c", code], env=demo_deployment.environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def test_a_figure_opens_to_its_rows(demo_deployment):
    said = json.loads(
        demo_deployment.run(
            "rows",
            "funds.allotted",
            "--by",
            "category=industry",
            "--county",
            "652722",
            "--year",
            "2023",
            "--json",
        ).stdout
    )
    assert said["figure"]["value"] == 2_120_000_000
    assert sum(row["measure"] for row in said["rows"]) == 2_120_000_000
    assert {row["category"] for row in said["rows"]} == {"industry"}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["figures", "--county", "999999", "--year", "2023"], "没有 999999 的账"),
        (["figures", "--county", "65", "--year", "2023"], "不是县的 6 位代码"),
        (["figures", "--county", "652722", "--year", "2023", "--as-of", "yesterday"], "不是日期"),
        (["rows", "no.such", "--county", "652722", "--year", "2023"], "没有数据项 no.such"),
        (["rows", "funds.paid", "--by", "category", "--county", "652722", "--year", "2023"], "键=值"),
        (["policy", "show", "nosuch"], "nosuch"),
        (["act", "funds.alot", "--as", "operator"], None),
        (["import", "nosuch.xlsx", "--county", "652722", "--year", "2023"], "nosuch.xlsx"),
        (["export", "nosuch/out.xlsx", "--county", "652722", "--year", "2023"], "nosuch/out.xlsx"),
        (["export", "out.xlsx", "--county", "652799", "--year", "2023"], "没有代码为“652799”的县"),
    ],
)
def test_what_cannot_be_done_says_why(demo_deployment, arguments, says):
    done = demo_deployment.run(*arguments, code=1)
    assert "Traceback" not in done.stderr
    if says:
        assert says in done.stderr
    else:
        assert json.loads(done.stdout)["error"]["hint"].count("funds.allot")


def test_the_policy_shows_its_source(demo_deployment):
    said = demo_deployment.run(
        "policy", "show", "industry_share", "--region", "652722", "--on", "2023-06-01"
    ).stdout
    assert "≥50%" in said and "新财规〔2021〕11号" in said and "待核实" in said
    assert "industry_share" in demo_deployment.run("policy", "list").stdout


def test_verify_is_clean_and_notices_a_hand_in_the_database(own_demo):
    assert "全部一致" in own_demo.run("verify").stdout
    own_demo.django(
        "from django.db import connection as c; k=c.cursor(); "
        "k.execute(\"UPDATE funds_account SET balance = balance + 1 WHERE kind = 'paid' AND project_id = "
        "(SELECT MIN(project_id) FROM funds_account WHERE kind = 'paid')\")"
    )
    done = own_demo.run("verify", code=1)
    assert "账户“已支付”" in done.stdout and "相差 0.000001万元" in done.stdout
    said = json.loads(own_demo.run("verify", "--json", code=1).stdout)
    assert not said["ok"] and {one["invariant"] for one in said["breaches"]} >= {"balances", "payments"}


def test_acts_are_listed_with_their_schemas(demo_deployment):
    said = json.loads(demo_deployment.run("acts", "--json").stdout)
    allot = next(one for one in said if one["name"] == "funds.allot")
    assert set(allot["input"]["required"]) == {"grant", "project", "amount", "paper"}
    assert "下达指标" in demo_deployment.run("acts", "funds.allot").stdout


def test_acts_are_done_and_played(own_demo, tmp_path):
    steps = [
        {
            "act": "funds.arrive",
            "as": "operator",
            "on": "2023-10-08",
            "key": "a",
            "data": {
                "county": "652722", "year": 2023, "source": "county", "task": "consolidate", "amount": "100万元",
                "issued": "2023-10-01", "received": "2023-10-08", "paper": {"number": "示例县财〔2023〕9号"},
            },
        },
        {
            "act": "funds.allot",
            "as": "caizheng",
            "on": "2023-10-09",
            "data": {"grant": "示例县财〔2023〕9号", "project": "农村道路建设工程", "amount": 100_000_001,
                     "paper": {"number": "示例批〔2023〕9号"}},
            "expect": "funds.shortfall",
        },
        {
            "act": "funds.allot",
            "as": "nongye",
            "on": "2023-10-09",
            "data": {"grant": "示例县财〔2023〕9号", "project": "农村道路建设工程", "amount": 100_000_000,
                     "paper": {"number": "示例批〔2023〕9号"}},
            "expect": "forbidden",
        },
        {
            "act": "funds.allot",
            "as": "caizheng",
            "on": "2023-10-09",
            "data": {"grant": "示例县财〔2023〕9号", "project": "农村道路建设工程", "amount": 100_000_000,
                     "paper": {"number": "示例批〔2023〕9号"}},
        },
    ]  # fmt: skip
    path = tmp_path / "play.jsonl"
    path.write_text("# 一个场景\n" + "\n".join(json.dumps(step) for step in steps), "utf-8")
    assert "4 件" in own_demo.run("play", path).stdout
    assert figures(own_demo, "--as-of", "2023-10-09")["funds.allotted", ()]["value"] == 5226_000_000
    assert figures(own_demo, "--as-of", "2023-10-08")["funds.allotted", ()]["value"] == 5126_000_000

    path.write_text(json.dumps(steps[3] | {"expect": "ok"}), "utf-8")
    assert "预期 ok，实际 funds.shortfall" in own_demo.run("play", path, code=1).stderr

    data = json.dumps(steps[0]["data"])
    again = own_demo.run(
        "act", "funds.arrive", "--as", "operator", "--on", "2023-10-08", "--key", "a", "--data", data
    )
    assert json.loads(again.stdout)["result"]["document"] == "示例县财〔2023〕9号"
    other = json.dumps(steps[0]["data"] | {"amount": 1})
    said = own_demo.run(
        "act",
        "funds.arrive",
        "--as",
        "operator",
        "--on",
        "2023-10-08",
        "--key",
        "a",
        "--data",
        "-",
        stdin=other,
        code=1,
    )
    assert json.loads(said.stdout)["error"]["rule"] == "acts.key_reused"
    assert "全部一致" in own_demo.run("verify").stdout


def test_reports_are_written(demo_deployment, tmp_path):
    for form in ("txt", "html", "docx", "pdf"):
        out = tmp_path / f"report.{form}"
        demo_deployment.run("report", "--county", "652722", "--year", "2023", "--format", form, "--out", out)
        assert out.stat().st_size > 1000
    text = (tmp_path / "report.txt").read_text("utf-8")
    for stated in (
        "5126万元",
        "2372万元",
        "2316万元",
        "330万元",
        "108万元",
        "41.36%",
        "56.89%",
        "50万元",
        "孙雪娇",
    ):
        assert stated in text
    assert "None" not in text


def test_a_workbook_makes_a_round_trip(deployment, tmp_path):
    deployment.run("init", "--admin", "root")
    book = tmp_path / "template.xlsx"
    deployment.run("template", book)
    done = deployment.run("import", book, "--county", "652722", "--year", "2023", code=None)
    assert "Traceback" not in done.stderr


def test_the_books_go_out_and_come_back_unchanged(demo_deployment, tmp_path):
    book, whose = tmp_path / "精河县2023.xlsx", ("--county", "652722", "--year", "2023")
    said = demo_deployment.run("export", book, *whose).stdout
    assert re.findall(r"(资金台账|项目库|资金分配|支付) +(\d+)", said) == [
        ("资金台账", "7"), ("项目库", "13"), ("资金分配", "17"), ("支付", "29"),
    ]  # fmt: skip
    told = json.loads(demo_deployment.run("import", book, *whose, "--dry-run", "--json").stdout)
    assert told["faults"] == [] and told["acts"] == {} and told["new_departments"] == []
    assert {kind: counts["same"] for kind, counts in told["counts"].items()} == {
        "grants": 7, "projects": 13, "allotments": 17, "payments": 29,
    }  # fmt: skip
    assert sum(counts["new"] + counts["changed"] for counts in told["counts"].values()) == 0


def test_init_keeps_its_secret(deployment):
    said = deployment.run("init", "--admin", "root").stdout
    assert "管理员 root，一次性密码 " in said
    secret = deployment.home / "secret.key"
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    before = secret.read_text()
    deployment.run("init")
    assert secret.read_text() == before
    assert "已经存在" in deployment.run("init", "--admin", "root", code=1).stderr


def test_the_demo_does_not_mix_with_an_office(deployment):
    deployment.run("init", "--county", "652723")
    assert "已有别的账" in deployment.run("demo", "--no-serve", code=1).stderr


def test_nothing_is_served_before_init(deployment):
    assert "karez init" in deployment.run("serve", code=1).stderr


def test_the_doctor_names_what_is_missing(deployment):
    done = deployment.run("doctor", code=1)
    assert "✗ 密钥" in done.stdout and "karez init" in done.stdout
    deployment.run("init")
    assert "✗" not in deployment.run("doctor").stdout


def test_help_names_every_command():
    from karez.cli.messages import COMMANDS
    from karez.cli.parser import build

    (commands,) = [one for one in build()._actions if one.dest == "==SUPPRESS==" or one.choices][:1]
    assert tuple(commands.choices) == COMMANDS


def test_an_office_gets_its_people_in(deployment):
    first = _one_time(deployment.run("init", "--county", "652722", "--admin", "root").stdout)
    second = _one_time(deployment.run("password", "root").stdout)
    assert first != second
    refused = deployment.run("password", "nobody", code=1)
    assert "没有用户“nobody”" in refused.stderr and not refused.stdout
    data = '{"username": "li.na", "name": "李娜", "role": "finance", "region": "652722"}'
    done = json.loads(deployment.run("act", "places.enrol", "--as", "root", "--data", data).stdout)
    assert done["ok"] and "password" not in done["result"]
    assert _one_time(deployment.run("password", "li.na").stdout)
    assert deployment.run("verify", "--county", "652722").stdout


def _one_time(printed):
    """The one-time password in what a command printed."""
    return re.search(r"一次性密码 ([a-z]+(?:-[a-z]+){2}-\d{4})", printed)[1]
