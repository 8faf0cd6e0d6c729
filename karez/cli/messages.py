"""What the command line says in Chinese and English; `make check` finds what is unused or missing."""

MESSAGES: dict[str, dict[str, str]] = {
    "karez": {
        "zh": "坎儿井：财政衔接资金从中央到村的全过程，每个数都能打开看凭据。",
        "en": "Karez: a county's subsidy money from the centre to the village, every figure open to its papers.",
    },
    "demo": {
        "zh": "装入演示县（精河县 2023），打印数据项，启动网站",
        "en": "load the demo county, print its figures, serve the site",
    },
    "no-serve": {"zh": "只装入和打印，不启动网站", "en": "load and print only"},
    "port": {"zh": "端口", "en": "port"},
    "host": {"zh": "监听地址（默认只限本机）", "en": "address to listen on (default: this machine only)"},
    "workers": {"zh": "进程数", "en": "number of processes"},
    "serve": {"zh": "启动网站", "en": "serve the site"},
    "init": {
        "zh": "准备数据目录：密钥、数据库、管理员",
        "en": "prepare KAREZ_HOME: secret key, database, administrator",
    },
    "admin": {"zh": "新建系统管理员的用户名", "en": "user name of a new administrator"},
    "init-county": {
        "zh": "同时装入一个县的区划（6 位代码）",
        "en": "also load a county's regions (6 digits)",
    },
    "hosts": {"zh": "允许访问的域名，可写多个", "en": "host names to answer to"},
    "password": {
        "zh": "给一个人发一次性密码，首次登录时须修改",
        "en": "issue a one-time password, to be changed at the first sign-in",
    },
    "user": {"zh": "用户名", "en": "user name"},
    "import": {"zh": "导入一个 Excel 工作簿", "en": "import a workbook"},
    "file": {"zh": "文件", "en": "file"},
    "county": {"zh": "县的 6 位代码", "en": "county code, 6 digits"},
    "year": {"zh": "预算年度", "en": "budget year"},
    "dry-run": {"zh": "只检查和预览，不保存", "en": "check and preview, save nothing"},
    "place": {
        "zh": "回答表中不认识的地名：名称=12位代码，可写多次",
        "en": "answer for an unknown place: NAME=CODE, repeatable",
    },
    "template": {"zh": "生成空白模板（.xlsx）", "en": "write the empty workbook"},
    "export": {
        "zh": "把一个县一个年度的账写成 Excel，各表与导入模板相同",
        "en": "write the books of a county and year as a workbook that import reads again",
    },
    "figures": {"zh": "列出一个县一个年度的全部数据项", "en": "list all figures of a county and year"},
    "as-of": {"zh": "截至哪一天（默认今天；演示为 2023-09-20）", "en": "as on this day"},
    "json": {"zh": "输出 JSON", "en": "print JSON"},
    "rows": {"zh": "打开一个数据项，看组成它的行", "en": "open a figure: the rows that make it up"},
    "figure": {"zh": "数据项的键，如 funds.paid", "en": "key of a figure, such as funds.paid"},
    "by": {"zh": "筛选，如 category=industry，可写多个", "en": "filter, such as category=industry"},
    "report": {"zh": "生成年度报告", "en": "write the annual report"},
    "format": {"zh": "格式", "en": "format"},
    "out": {"zh": "写到哪个文件", "en": "file to write"},
    "verify": {
        "zh": "重算余额、校验链、留痕和凭据，指出第一处不符",
        "en": "recompute balances, chains, trail and papers; name what differs",
    },
    "policy": {"zh": "政策参数和规则", "en": "policy parameters and rules"},
    "policy-show": {
        "zh": "显示一个参数的值、日期、依据和覆盖关系",
        "en": "a parameter's value, dates, reference and overlays",
    },
    "policy-list": {"zh": "列出全部参数", "en": "list all parameters"},
    "parameter": {"zh": "参数的键，如 industry_share", "en": "key of a parameter, such as industry_share"},
    "region": {"zh": "区划代码（默认全国）", "en": "region code (default: the nation)"},
    "on": {"zh": "哪一天（默认今天）", "en": "on which day"},
    "doctor": {"zh": "检查运行环境和数据目录", "en": "check the installation and KAREZ_HOME"},
    "acts": {"zh": "列出全部事项及其输入格式", "en": "list all acts with their schemas"},
    "act": {"zh": "办理一件事", "en": "do one act"},
    "act-name": {"zh": "事项的名称，如 funds.allot", "en": "name of an act, such as funds.allot"},
    "as": {"zh": "以谁的岗位办理：用户名 或 用户名:角色", "en": "as whom: USER or USER:ROLE"},
    "key": {"zh": "幂等键：同一个键只办一次", "en": "idempotency key: done once under one key"},
    "data": {"zh": "输入：JSON、@文件 或 -（标准输入）", "en": "input: JSON, @FILE or - for standard input"},
    "play": {
        "zh": "按文件逐行办理，遇到与预期不同即停",
        "en": "play a file of acts, stop at the first that goes another way",
    },
    "more": {
        "zh": "karez COMMAND --help 看一个命令的用法；数据在 KAREZ_HOME（默认 ./var），DATABASE_URL 可换成 PostgreSQL。",
        "en": "karez COMMAND --help tells how to use one; state lives in KAREZ_HOME (./var), DATABASE_URL moves it to PostgreSQL.",
    },
    "version": {"zh": "版本", "en": "version"},
}


COMMANDS = (
    "demo", "serve", "init", "password", "import", "template", "export", "figures", "rows", "report", "verify", "policy", "doctor", "acts",
    "act", "play",
)  # fmt: skip
"""The commands, in the order in which help names them."""


def overview() -> str:
    """What `karez --help` prints: by hand, since argparse alone takes longer to load than Python."""
    lines = [f"  {name:<9} {MESSAGES[name]['zh']}\n{'':12}{MESSAGES[name]['en']}" for name in COMMANDS]
    more = f"{MESSAGES['more']['zh']}\n{MESSAGES['more']['en']}"
    return (
        f"usage: karez COMMAND …\n\n{MESSAGES['karez']['zh']}\n{MESSAGES['karez']['en']}\n\n"
        + "\n".join(lines)
        + f"\n\n{more}"
    )


def say(key: str, **values: object) -> str:
    """Both languages of a message, one behind the other."""
    texts = MESSAGES[key]
    return f"{texts['zh']} · {texts['en']}".format(**values)
