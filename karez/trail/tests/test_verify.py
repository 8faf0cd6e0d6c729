"""What `karez verify` finds when someone has been at the database behind the application's back, with raw SQL.

ledger of the fixture:  #1 arrive 中央  #2 arrive 自治区  #3 allot 300万元  #4 pay 120万元  #5 allot 30万元
"""

import pytest
from django.db import connection

from karez.acts import act as acts
from karez.funds.models import Account, Transfer
from karez.kernel import hashing
from karez.kernel.money import WAN
from karez.testing.county import CODE, as_day
from karez.trail import store
from karez.trail.guards import guard_names
from karez.trail.models import Chain, Entry, Paper

pytestmark = pytest.mark.django_db

GUARDED = ("funds_transfer", "funds_allotment", "payments_payment", "trail_entry")


@pytest.fixture
def county(county, settings, tmp_path):
    settings.PAPERS = tmp_path
    county.allot(300 * WAN)
    county.pay(120 * WAN)
    county.allot(30 * WAN, project="果园")
    county.set_target("水渠", "jobs", 10)
    digest, _ = store.keep([b"%PDF-1.7 example"])
    attach = acts.get("trail.attach")
    paper = Paper.objects.get(county=CODE, number="批复1号")
    attach(
        county.desks["财政局"],
        attach.read({"paper": paper.pk, "sha256": digest, "name": "批复.pdf"}),
        day=as_day("2023-03-02"),
    )
    return county


def behind(*statements, tables=GUARDED, put_back=True):
    """Raw SQL with the guards off; they are put back, since who does this would."""
    with connection.cursor() as cursor:
        for table in tables:
            guards(cursor, table, "off")
        for statement in statements:
            cursor.execute(statement)
        for table in tables if put_back else ():
            guards(cursor, table, "on")


def guards(cursor, table, state):
    for verb, name in zip(("UPDATE", "DELETE"), guard_names(table), strict=True):
        if connection.vendor == "postgresql":
            cursor.execute(
                "SET CONSTRAINTS ALL IMMEDIATE"
            )  # the deferred foreign keys are checked before ALTER
            cursor.execute(
                f'ALTER TABLE "{table}" {"DISABLE" if state == "off" else "ENABLE"} TRIGGER "{name}"'
            )
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        elif state == "off":
            cursor.execute(f'DROP TRIGGER "{name}"')
        else:
            cursor.execute(
                f'CREATE TRIGGER "{name}" BEFORE {verb} ON "{table}" '
                f"BEGIN SELECT RAISE(ABORT, 'karez: {table} is append-only'); END"
            )


def found(county, key=None):
    return [(one.invariant, one.where, one.what) for one in county.breaches() if key in (None, one.invariant)]


def first(county, key):
    """The one breach that the check `key` names, and that it is the only one of the check."""
    (only,) = found(county, key)
    return only[1:]


def loose(table, where):
    """Rows that stand in the way of removing a transfer go with it."""
    return f"DELETE FROM {table} WHERE transfer_id IN (SELECT id FROM funds_transfer WHERE {where})"


def test_untouched_books_are_clean(county):
    assert found(county) == []
    county.reverse(county.give_back(1 * WAN), day="2023-12-01")
    assert found(county) == []


def test_an_amount_changed(county):
    behind("UPDATE funds_transfer SET amount = amount - 1 WHERE seq = 3 AND county = '652722'")
    where, what = first(county, "ledger-chain")
    assert where == "台账 652722#3"
    assert "内容与写入时的校验值不符" in what and "金额现为 299.999999万元，办理时为 300万元" in what
    assert first(county, "ledger-trail") == (
        "台账 652722#3",
        "与留痕不符：金额现为 299.999999万元，办理时为 300万元。",
    )
    assert {where for _, where, _ in found(county, "balances")} == {
        "甲财〔2023〕中央号 账户“可用指标”", "甲财〔2023〕中央号 账户“已下达未支付”（水渠）",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("day = '2023-03-02'", "日期现为 2023-03-02，办理时为 2023-03-01"),
        ("username = 'u-别人'", "校验值不符"),
        ("kind = 'reallocate'", "种类现为 reallocate，办理时为 allot"),
        ("key = 'other'", "校验值不符"),
        ("paper_id = (SELECT min(id) FROM trail_paper)", "校验值不符"),
        ("hash = 'ffff'", "校验值现为 ffff…"),
        ("recorded_at = '2001-01-01 00:00:00+00'", "校验值不符"),
    ],
)
def test_anything_of_a_transfer_changed(county, change, says):
    change = change.replace("+00'", "'") if connection.vendor == "sqlite" else change
    behind(f"UPDATE funds_transfer SET {change} WHERE seq = 3 AND county = '652722'")
    where, what = first(county, "ledger-chain")
    assert where == "台账 652722#3" and says in what


def test_a_row_removed_from_the_middle(county):
    behind(
        loose("payments_payment", "seq = 4"), "DELETE FROM funds_transfer WHERE seq = 4 AND county = '652722'"
    )
    assert first(county, "ledger-chain") == (
        "台账 652722#4", "缺少这一行：第 3 行之后是第 5 行。留痕里它是 2023-05-01 甲财〔2023〕中央号 的 120万元。",
    )  # fmt: skip
    assert first(county, "ledger-trail")[0] == "台账 652722#4"
    assert first(county, "payments")[1] == "支付明细合计 0万元，台账账户 120万元。"


def test_the_last_row_removed(county):
    behind(
        loose("funds_allotment", "seq = 5"), "DELETE FROM funds_transfer WHERE seq = 5 AND county = '652722'"
    )
    where, what = first(county, "ledger-chain")
    assert (where, what) == (
        "台账 652722#5", "缺少链尾：应有 5 行，只有 4 行。留痕里它是 2023-03-01 甲财〔2023〕中央号 的 30万元。",
    )  # fmt: skip


def test_the_last_row_removed_with_the_head_and_the_balances_put_right(county):
    """Whoever does all this has the ledger agree with itself; the trail still knows better."""
    head = Transfer.objects.get(county=CODE, seq=4).hash
    behind(
        loose("funds_allotment", "seq = 5"),
        "DELETE FROM funds_transfer WHERE seq = 5 AND county = '652722'",
        f"UPDATE trail_chain SET seq = 4, head = '{head}' WHERE name = 'ledger' AND county = '652722'",
        f"UPDATE funds_account SET balance = {700 * WAN} WHERE kind = 'available' AND balance = {670 * WAN}",
        f"UPDATE funds_account SET balance = 0 WHERE kind = 'allotted' AND balance = {30 * WAN}",
    )
    assert found(county) == [
        (
            "ledger-trail",
            "台账 652722#5",
            "台账里没有这一笔，留痕里它是 2023-03-01 甲财〔2023〕中央号 的 30万元。",
        )
    ]


def test_two_rows_swapped(county):
    behind(
        "UPDATE funds_transfer SET seq = 99 WHERE seq = 3 AND county = '652722'",
        "UPDATE funds_transfer SET seq = 3 WHERE seq = 4 AND county = '652722'",
        "UPDATE funds_transfer SET seq = 4 WHERE seq = 99",
    )
    where, what = first(county, "ledger-chain")
    assert where == "台账 652722#3" and "换过位置" in what
    assert "金额现为 120万元，办理时为 300万元；日期现为 2023-05-01" in what


ADD = """INSERT INTO funds_transfer (county, seq, kind, grant_id, debit_id, credit_id, amount, day, recorded_at, username,
 key, paper_id, hash) SELECT county, 6, kind, grant_id, debit_id, credit_id, {amount}, day, recorded_at, username,
 'added', paper_id, '{hash}' FROM funds_transfer WHERE seq = 3 AND county = '652722'"""


def plausible():
    """The hash that an added row would have."""
    row = Transfer.objects.select_related("paper").get(county=CODE, seq=3)
    row.seq, row.key, row.amount = 6, "added", 5 * WAN
    from karez.funds.ledger import content

    return hashing.link(Chain.objects.get(name="ledger", county=CODE).head, content(row))


def test_a_row_added_at_the_end(county):
    behind(ADD.format(amount=5 * WAN, hash=plausible()))
    assert first(county, "ledger-chain") == ("台账 652722#6", "链尾之后多出的一行：链记到第 5 行为止。")
    assert first(county, "ledger-trail") == ("台账 652722#6", "留痕里没有这一笔：不是经系统办理的。")


def test_a_row_added_with_the_head_moved(county):
    digest = plausible()
    behind(
        ADD.format(amount=5 * WAN, hash=digest),
        f"UPDATE trail_chain SET seq = 6, head = '{digest}' WHERE name = 'ledger' AND county = '652722'",
    )
    assert found(county, "ledger-chain") == []
    assert first(county, "ledger-trail") == ("台账 652722#6", "留痕里没有这一笔：不是经系统办理的。")
    assert found(county, "balances") != []


def test_a_balance_changed(county):
    behind("UPDATE funds_account SET balance = balance + 1 WHERE kind = 'paid'")
    assert found(county) == [
        (
            "balances",
            "甲财〔2023〕中央号 账户“已支付”（水渠）",
            "余额为 120.000001万元，按转账应为 120万元，相差 0.000001万元。",
        ),
        ("grants", "甲财〔2023〕中央号", "各账户余额相加差 0.000001万元。"),
        ("allotments", "甲财〔2023〕中央号 项目 水渠", "下达指标明细合计 300万元，台账账户 300.000001万元。"),
        ("payments", "甲财〔2023〕中央号 项目 水渠", "支付明细合计 120万元，台账账户 120.000001万元。"),
    ]


def test_two_balances_changed_so_that_the_grant_adds_up(county):
    behind(
        "UPDATE funds_account SET balance = balance - 5 WHERE kind = 'allotted' AND balance > 100000000",
        "UPDATE funds_account SET balance = balance + 5 WHERE kind = 'available' AND balance = 670000000",
    )
    assert "grants" not in {key for key, _, _ in found(county)}
    assert len(found(county, "balances")) == 2


def test_a_paper_file_altered_or_gone(county):
    path = next(path for path in store.Path(store.settings.PAPERS).rglob("*") if path.is_file())
    path.chmod(0o600)
    path.write_bytes(b"%PDF-1.7 forged")
    assert found(county) == [
        ("papers", "凭据 批复1号 附件 批复.pdf", "附件内容与登记时的校验值不符，可能被改动过。")
    ]
    path.unlink()
    assert found(county) == [("papers", "凭据 批复1号 附件 批复.pdf", "附件文件不在了。")]


@pytest.mark.parametrize(
    "change",
    ["username = 'u-别人'", "day = '2020-01-01'", "before = '{}'", "after = '{\"amount\": 1}'", "after = '[]'",
     "after = '{\"transfer\": [1]}'", "findings = '[1]'", "label = '别的'"],
)  # fmt: skip
def test_a_trail_entry_changed(county, change):
    seq = Entry.objects.get(county=CODE, act="payments.pay").seq
    behind(f"UPDATE trail_entry SET {change} WHERE seq = {seq} AND county = '652722'")
    where, what = first(county, "trail-chain")
    assert where == f"留痕 652722#{seq}" and "内容与写入时的校验值不符" in what
    if change.startswith("after"):
        assert first(county, "ledger-trail") == ("台账 652722#4", "留痕里没有这一笔：不是经系统办理的。")


def test_trail_entries_removed(county):
    last = Entry.objects.filter(county=CODE).count()
    behind(f"DELETE FROM trail_entry WHERE seq = {last} AND county = '652722'")
    assert first(county, "trail-chain") == (
        f"留痕 652722#{last}",
        f"缺少链尾：应有 {last} 行，只有 {last - 1} 行。",
    )
    behind("DELETE FROM trail_entry WHERE seq = 2 AND county = '652722'")
    assert first(county, "trail-chain") == ("留痕 652722#2", "缺少这一行：第 1 行之后是第 3 行。")


@pytest.mark.parametrize("name", ["ledger", "trail"])
def test_a_head_changed_or_gone(county, name):
    word = {"ledger": "台账", "trail": "留痕"}[name]
    behind(f"UPDATE trail_chain SET head = 'ff' WHERE name = '{name}' AND county = '652722'")
    assert first(county, f"{name}-chain")[0] == f"{word} 652722 链头"
    behind(f"DELETE FROM trail_chain WHERE name = '{name}' AND county = '652722'")
    assert first(county, f"{name}-chain") == (f"{word} 652722", "链头不见了。")


@pytest.mark.parametrize("table", GUARDED)
def test_a_trigger_is_missing(county, table):
    behind(tables=(table,), put_back=False)
    assert [where for _, where, _ in found(county)] == [
        f"触发器 {table}_no_update",
        f"触发器 {table}_no_delete",
    ]


def test_a_trigger_that_does_nothing_counts_as_missing(county):
    name = "funds_transfer_no_update"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$; "
                f"DROP TRIGGER {name} ON funds_transfer; "
                f"CREATE TRIGGER {name} BEFORE UPDATE ON funds_transfer FOR EACH ROW EXECUTE FUNCTION nothing()"
            )
        else:
            cursor.execute(f"DROP TRIGGER {name}")
            cursor.execute(f"CREATE TRIGGER {name} BEFORE UPDATE ON funds_transfer BEGIN SELECT 1; END")
    assert [where for _, where, _ in found(county)] == [f"触发器 {name}"]


@pytest.mark.parametrize(
    ("statement", "key", "where", "says"),
    [
        ("UPDATE funds_grant SET amount = amount + 1 WHERE source = 'central'", "grants", "甲财〔2023〕中央号",
         "登记为 2023-02-10 收到 1000.000001万元，台账为 2023-02-10 到位 1000万元"),
        ("UPDATE funds_grant SET source = 'county' WHERE source = 'central'", "grants", "甲财〔2023〕中央号",
         "source 现为 county，登记时为 central"),
        ("UPDATE funds_grant SET year = 2022 WHERE source = 'central'", "grants", "甲财〔2023〕中央号",
         "year 现为 2022，登记时为 2023"),
        ("UPDATE payments_payment SET payee = '别人'", "payees", "台账 652722#4", "收款人现为“别人”，办理时为“承建单位”"),
        ("UPDATE payments_payment SET project_id = (SELECT id FROM projects_project WHERE name = '果园')", "payments",
         "台账 652722#4", "支付明细的项目或增减与台账账户不符"),
        ("UPDATE funds_allotment SET sign = -1 WHERE transfer_id = (SELECT id FROM funds_transfer WHERE seq = 3 AND county = '652722')",
         "allotments", "台账 652722#3", "指标明细的项目或增减与台账账户不符"),
        ("UPDATE projects_project SET category = 'industry' WHERE name = '水渠'", "editions", "项目 652722-2023-00001",
         "现状与最后一次登记不符：category"),
        ("UPDATE projects_edition SET category = 'industry' WHERE name = '水渠'", "projects-trail", "项目 652722-2023-00001",
         "第 1 条登记与留痕不符：category 现为“industry”，办理时为“infrastructure”"),
        ("UPDATE projects_edition SET valid_from = '2023-03-01' WHERE name = '水渠'", "projects-trail", "项目 652722-2023-00001",
         "自 2023-03-01 起有效，办理日期为 2023-02-15"),
        ("UPDATE projects_target SET value = 99", "projects-trail", "项目 652722-2023-00001",
         "第 1 条绩效目标与留痕不符：jobs 现为“99”，办理时为“10”"),
        ("DELETE FROM projects_target", "projects-trail", "项目 652722-2023-00001", "绩效目标有 0 条，留痕里有 1 条"),
    ],
)  # fmt: skip
def test_the_records_beside_the_ledger_changed(county, statement, key, where, says):
    behind(statement)
    assert any(place == where and says in what for _, place, what in found(county, key)), found(county)


def test_an_account_removed(county):
    account = Account.objects.get(grant__county=CODE, kind="paid")
    if connection.vendor == "sqlite":
        behind("PRAGMA defer_foreign_keys = ON")
    else:
        behind(
            "ALTER TABLE funds_transfer DROP CONSTRAINT IF EXISTS "
            + foreign_key("funds_transfer", "credit_id")
        )
    behind(f"DELETE FROM funds_account WHERE id = {account.pk}")
    assert (f"账户 {account.pk}", "不见了，按转账应有余额 120万元。") in [
        one[1:] for one in found(county, "balances")
    ]
    with connection.cursor() as cursor:  # put back, so that the test's own end finds its foreign keys whole
        cursor.execute(
            "INSERT INTO funds_account (id, grant_id, kind, project_id, balance, last_day) VALUES (%s, %s, 'paid', %s, %s, %s)",
            [account.pk, account.grant_id, account.project_id, account.balance, account.last_day],
        )


def foreign_key(table, column):
    with connection.cursor() as cursor:
        constraints = connection.introspection.get_constraints(cursor, table)
    return next(
        f'"{name}"' for name, one in constraints.items() if one["foreign_key"] and one["columns"] == [column]
    )


def test_a_value_that_cannot_be_read_is_a_breach_and_no_traceback(county):
    if connection.vendor == "sqlite":  # SQLite alone would take such a value
        behind("UPDATE funds_transfer SET day = 'yesterday' WHERE seq = 3 AND county = '652722'")
        assert "ledger-chain" in {key for key, _, _ in found(county)}
        behind("PRAGMA ignore_check_constraints = ON", "UPDATE trail_entry SET after = '{' WHERE seq = 3",
               "PRAGMA ignore_check_constraints = OFF")  # fmt: skip
        assert "trail-chain" in {key for key, _, _ in found(county)}
    else:
        behind("ALTER TABLE projects_edition RENAME TO lost", tables=())
        assert found(county, "editions")[0][2].startswith("没有核对完")


def test_one_county_may_be_checked_alone(county):
    behind("UPDATE funds_account SET balance = balance + 1 WHERE kind = 'paid'")
    from karez.trail.invariants import invariants

    assert [one for check in invariants() for one in check.breaches("652723")] == []
    assert [one.invariant for check in invariants() for one in check.breaches(CODE)] == [
        "balances", "grants", "allotments", "payments",
    ]  # fmt: skip
