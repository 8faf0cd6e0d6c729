"""The four sheets of an import and their columns: names, types, what else counties call them, an example, a note.

A header is compared folded (full-width to half-width, no spaces, no unit, no 必填 mark), so aliases are written plainly.
The earlier alias wins where two columns of a sheet would both fit. "Adding an import column" starts here.
"""

import re
import unicodedata
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Column:
    """One column. `type`: text, document (文号), money, date, bool, int, code (then `codes` names the list), place."""

    name: str
    header: str
    type: str
    required: bool = False
    aliases: tuple[str, ...] = ()
    codes: str = ""
    example: str | int | float = ""
    note: str = ""
    longest: int = 120
    width: int = 14


@dataclass(frozen=True)
class Sheet:
    """One sheet. `identity` names the columns that together must not occur twice; `order` pairs of dates in order."""

    kind: str
    title: str
    aliases: tuple[str, ...]
    columns: tuple[Column, ...]
    identity: tuple[str, ...]
    order: tuple[tuple[str, str], ...] = ()
    note: str = ""
    by_name: dict[str, Column] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {column.name: column for column in self.columns})

    def __hash__(self) -> int:
        return hash(self.kind)


_UNIT = re.compile(r"[(\[【/]?(?:单位[:])?(?:人民币)?(亿元|万元|千元|元|分)(?:/年)?[)\]】]?$")
_MARK = re.compile(r"^[*※★☆]+|[*※★☆]+$|[(\[【](?:必填|选填|可选|可不填|必须填写|下拉选择|是/否)[)\]】]|[::]$")
_SPACE = re.compile(r"[\s​﻿]+")


def fold(text: object) -> str:
    """Half-width, no white space: the form in which headers, names and labels are compared."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", str(text)))


def fold_header(text: object) -> tuple[str, str]:
    """A header cell as (name to compare, unit written in it or ""): `金 额（万元）*` → ("金额", "万元")."""
    folded = _MARK.sub("", fold(text))
    match = _UNIT.search(folded)
    if match and match.start() > 0:
        return _MARK.sub("", folded[: match.start()]).rstrip("(:,"), match.group(1)
    return folded, ""


_PROJECT = Column(
    "project",
    "项目名称",
    "text",
    required=True,
    aliases=(
        "项目名",
        "项目",
        "建设项目名称",
        "建设项目",
        "项目全称",
        "名称",
        "资金使用项目",
        "使用项目",
        "支付项目",
    ),
    example="填写示例：枸杞烘干中心建设项目",
    note="与项目库中的项目名称一致。",
    longest=120,
    width=34,
)
_DOCUMENT = Column(
    "document",
    "文号",
    "document",
    required=True,
    aliases=(
        "资金文号", "指标文号", "文件号", "文件文号", "资金文件", "资金文件号", "资金文件文号", "下达文号", "指标文件号",
        "指标文件", "资金来源文号", "来源文号", "指标号", "资金下达文号", "上级文号", "上级文件号", "上级下达文号", "发文字号",
        "文件字号", "资金指标文号", "资金指标文件",
    ),
    example="新财振〔2023〕0号",
    note="资金文件的发文字号，如 新财振〔2023〕0号；括号写成 [ ]、( ) 也认得。",
    width=24,
)  # fmt: skip

_SOURCE = Column(
    "source", "资金层级", "code", codes="source", aliases=("资金级次", "级次", "层级", "资金级别", "资金来源级次", "来源级次"),
    note="一份文件含多笔资金时才需要填写。",
)  # fmt: skip
_TASK = Column(
    "task", "资金任务", "code", codes="task", aliases=("任务方向", "资金任务方向", "支出方向", "资金方向", "资金类别", "资金类型"),
    note="一份文件含多笔资金时才需要填写。", width=18,
)  # fmt: skip

GRANTS = Sheet(
    "grants",
    "资金台账",
    ("资金来源台账", "资金来源", "资金到位", "资金到位台账", "资金文件台账", "资金", "指标台账", "衔接资金台账", "资金来源表",
     "资金到位情况", "资金下达台账", "上级资金台账", "资金收入台账"),
    (
        Column(
            "document", "文号", "document", required=True, aliases=_DOCUMENT.aliases,
            example="填写示例：新财振〔2023〕0号", note=_DOCUMENT.note, width=30,
        ),
        Column(
            "source", "资金层级", "code", required=True, codes="source",
            aliases=("资金级次", "级次", "层级", "资金级别", "级别", "资金来源级次", "来源级次", "资金来源层级", "资金来源",
                     "来源层级", "来源", "预算级次", "资金性质"),
            example="中央", note="中央、自治区（省级）、自治州（地区、市级）、县级。",
        ),
        Column(
            "task", "资金任务", "code", required=True, codes="task",
            aliases=("任务方向", "资金任务方向", "支出方向", "资金方向", "资金类别", "资金类型", "资金用途", "任务", "方向",
                     "资金任务类别", "专项名称", "资金名称", "资金种类", "使用方向"),
            example="巩固拓展脱贫攻坚成果和乡村振兴", note="从下拉列表选择。", width=34,
        ),
        Column(
            "amount", "金额", "money", required=True,
            aliases=("下达金额", "资金规模", "资金额度", "下达资金", "到位金额", "到位资金", "资金金额", "指标金额", "资金总额",
                     "收到金额", "资金", "下达额度", "总金额", "资金数", "下达资金额", "资金下达金额", "规模", "金额合计"),
            example=100, note="本文件下达本县的金额，大于 0，精确到分。",
        ),
        Column(
            "issued", "下达日期", "date", required=True,
            aliases=("下达时间", "发文日期", "发文时间", "文件日期", "成文日期", "印发日期", "资金下达日期", "资金下达时间",
                     "上级下达日期", "上级下达时间", "指标下达日期", "指标下达时间", "文件时间"),
            example="2023-05-10", note="资金文件的成文日期。",
        ),
        Column(
            "received", "收到日期", "date", required=True,
            aliases=("收到时间", "到位日期", "到位时间", "收文日期", "收文时间", "资金到位日期", "资金到位时间", "到账日期",
                     "到账时间", "县级收到日期", "县级收到时间", "收到文件日期", "收到文件时间", "接收日期"),
            example="2023-05-22", note="本县收到文件、资金可用的日期，不早于下达日期。",
        ),
        Column(
            "advance_notice", "提前告知", "bool",
            aliases=("是否提前告知", "提前下达", "是否提前下达", "提前批", "提前告知资金", "是否提前批", "提前通知"),
            example="否", note="是或否；不填按“否”登记。",
        ),
        Column(
            "direct", "直达资金", "bool",
            aliases=("是否直达", "是否直达资金", "直达", "是否为直达资金", "中央直达资金", "中央直达"),
            example="是", note="是或否；不填按“否”登记。",
        ),
    ),
    identity=("document", "source", "task"),
    order=(("issued", "received"),),
    note="每个资金文件一行。",
)  # fmt: skip

PROJECTS = Sheet(
    "projects",
    "项目库",
    ("项目清单", "项目台账", "项目", "项目明细", "项目表", "项目库清单", "项目计划", "项目计划表", "年度项目库", "项目库台账",
     "项目汇总表", "巩固拓展脱贫攻坚成果和乡村振兴项目库", "项目基本信息"),
    (
        Column(
            "project", "项目名称", "text", required=True, aliases=_PROJECT.aliases, example=_PROJECT.example,
            note="全年唯一；资金分配、支付两表按它对应。", longest=120, width=34,
        ),
        Column(
            "category", "项目类型", "code", required=True, codes="category",
            aliases=("项目类别", "类别", "类型", "项目分类", "一级类型", "一级分类", "一级类别", "项目大类", "项目性质",
                     "一级项目类型"),
            example="产业发展", note="从下拉列表选择。",
        ),
        Column(
            "kind", "二级类型", "code", required=True, codes="kind",
            aliases=("二级项目类型", "二级类别", "二级分类", "项目二级类型", "项目子类型", "子类型", "子类", "项目小类", "小类",
                     "项目二级分类", "细类"),
            example="加工业", note="从下拉列表选择，须属于所选的项目类型。", width=18,
        ),
        Column(
            "township", "乡镇", "place",
            aliases=("所在乡镇", "乡(镇)", "乡镇(场)", "乡镇场", "建设地点(乡镇)", "实施乡镇", "项目乡镇", "乡镇名称", "乡/镇",
                     "乡镇街道", "乡镇(街道)", "实施地点乡镇", "乡(镇、场)", "乡(镇)场"),
            example="", note="全县性项目可不填；名称不认得时会请您指认，不会自行添加。",
        ),
        Column(
            "village", "村", "place",
            aliases=("村名", "所在村", "行政村", "村(社区)", "村社区", "建设地点(村)", "实施村", "项目村", "村名称", "村/社区",
                     "实施地点村", "村(居)", "村居", "村(队)", "行政村名称"),
            example="", note="写明村或社区，须同时写明乡镇。",
        ),
        Column(
            "supervisor", "主管部门", "text",
            aliases=("行业主管部门", "主管单位", "行业部门", "责任部门", "项目主管部门", "牵头部门", "项目主管单位", "责任单位"),
            example="农业农村局", longest=80, width=18,
        ),
        Column(
            "implementer", "实施单位", "text",
            aliases=("项目实施单位", "建设单位", "项目单位", "承担单位", "项目建设单位", "项目法人", "实施主体", "业主单位",
                     "项目业主"),
            example="示例镇人民政府", longest=80, width=18,
        ),
        Column(
            "operator", "经营主体", "text",
            aliases=("新型经营主体", "带动主体", "经营单位", "带动经营主体", "联农带农主体", "经营主体名称", "运营主体"),
            example="示例合作社", longest=120, width=18,
        ),
        Column(
            "content", "建设内容", "text", longest=4000,
            aliases=("建设内容及规模", "主要建设内容", "建设规模及内容", "建设任务", "项目内容", "建设内容与规模", "内容",
                     "建设规模", "主要建设内容及规模", "项目建设内容", "实施内容"),
            example="新建烘干车间1座", width=40,
        ),
        Column(
            "planned", "总投资", "money",
            aliases=("计划总投资", "投资总额", "项目总投资", "投资规模", "计划投资", "概算总投资", "预算总投资", "总投资额",
                     "项目投资", "投资", "资金规模", "项目资金", "项目预算总投资", "预算投资"),
            example=600, note="大于 0，精确到分。",
        ),
        Column(
            "starts", "开工日期", "date",
            aliases=("开工时间", "开始日期", "开始时间", "计划开工日期", "计划开工时间", "实施开始时间", "实际开工时间",
                     "实际开工日期", "起始日期"),
            example="2023-04-10",
        ),
        Column(
            "ends", "完工日期", "date",
            aliases=("完工时间", "竣工日期", "竣工时间", "结束日期", "结束时间", "计划完工日期", "计划完工时间", "计划竣工日期",
                     "计划竣工时间", "完成时间", "完成日期", "实际完工时间", "实际完工日期"),
            example="2023-10-20", note="不早于开工日期。",
        ),
        Column(
            "annual_income", "预计年收益", "money",
            aliases=("年收益", "预期年收益", "预计收益", "年收益额", "年经济收益", "预计年经济效益", "预计年增收", "预期收益",
                     "预计年收入", "年预计收益"),
            example=18, note="绩效目标：每年收益，大于 0。",
        ),
        Column(
            "jobs", "带动就业人次", "int",
            aliases=("带动就业", "就业人次", "带动就业人数", "带动务工人次", "预计带动就业", "就业人数", "吸纳就业人次",
                     "预计带动就业人次", "带动务工人数", "带动就业数"),
            example=10, note="绩效目标：人次，整数。",
        ),
    ),
    identity=("project",),
    order=(("starts", "ends"),),
    note="每个项目一行。",
)  # fmt: skip

ALLOTMENTS = Sheet(
    "allotments",
    "资金分配",
    ("资金安排", "指标下达", "资金分配表", "指标分配", "资金下达", "项目资金安排", "资金安排表", "资金计划", "项目资金分配",
     "资金分配台账", "指标下达台账", "资金分配方案", "项目计划批复"),
    (
        _PROJECT,
        _DOCUMENT,
        Column(
            "amount", "金额", "money", required=True,
            aliases=("安排金额", "分配金额", "安排资金", "分配资金", "下达金额", "指标金额", "资金规模", "下达资金", "资金金额",
                     "安排资金额", "批复金额", "资金", "计划金额", "下达指标", "安排额度", "本次安排金额"),
            example=60, note="从这个资金文件安排给这个项目的金额，大于 0。",
        ),
        Column(
            "approval", "批复文号", "document", required=True,
            aliases=("项目批复文号", "计划批复文号", "项目计划批复文号", "批文号", "批复文件", "批复文件号", "批准文号",
                     "资金安排文号", "资金批复文号", "分配文号", "批复", "审批文号", "县级批复文号"),
            example="示例政办批〔2023〕0号", width=24,
        ),
        Column(
            "day", "批复日期", "date", required=True,
            aliases=("批复时间", "批准日期", "批准时间", "安排日期", "安排时间", "分配日期", "分配时间", "审批日期", "审批时间",
                     "项目批复时间", "项目批复日期", "计划批复时间", "计划批复日期"),
            example="2023-02-20", note="不早于资金文件的收到日期。",
        ),
        _SOURCE,
        _TASK,
    ),
    identity=("project", "document", "source", "task", "approval", "amount", "day"),
    note="一个项目用几个资金文件的钱，就写几行。",
)  # fmt: skip

PAYMENTS = Sheet(
    "payments",
    "支付",
    ("支付明细", "支付台账", "资金支付", "支出明细", "支付表", "拨付明细", "资金拨付", "拨付台账", "支出台账", "资金支付台账",
     "资金支付明细", "国库支付", "国库集中支付", "支付情况", "资金拨付台账", "报账支付"),
    (
        _PROJECT,
        _DOCUMENT,
        Column(
            "amount", "金额", "money", required=True,
            aliases=("支付金额", "拨付金额", "支出金额", "付款金额", "支付资金", "支付额", "拨付资金", "实际支付金额", "实付金额",
                     "本次支付金额", "本次支付", "支付额度", "报账金额"),
            example=18.5, note="大于 0；退款、冲销请在系统中办理。",
        ),
        Column(
            "day", "支付日期", "date", required=True,
            aliases=("支付时间", "拨付日期", "拨付时间", "付款日期", "付款时间", "支出日期", "支出时间", "清算日期", "清算时间",
                     "凭证日期", "日期", "报账日期", "报账时间"),
            example="2023-05-12", note="国库集中支付凭证的日期。",
        ),
        Column(
            "voucher", "凭证号", "text", required=True,
            aliases=("支付凭证号", "凭证编号", "支付凭证编号", "记账凭证号", "凭证号码", "支付令号", "拨款单号", "凭证字号",
                     "支付凭证", "支付单号", "国库支付凭证号"),
            example="示例支〔2023〕0001号", note="单元格请设为文本，以免 Excel 改动长号码。", longest=120, width=24,
        ),
        Column(
            "payee", "收款人", "text", required=True,
            aliases=("收款单位", "收款方", "收款单位名称", "收款人名称", "收款人全称", "领款单位", "收款账户名称", "支付对象"),
            example="示例施工单位", longest=120, width=24,
        ),
        Column(
            "stage", "环节", "text",
            aliases=("支付环节", "资金环节", "款项性质", "款项类别", "支付阶段", "付款阶段", "款项", "支付类型", "支付进度环节"),
            example="预付款", note="预付款、进度款、结算款、质保金等。", longest=30,
        ),
        _SOURCE,
        _TASK,
    ),
    identity=("voucher", "project", "document", "source", "task"),
    note="每笔支付一行。",
)  # fmt: skip

SHEETS: tuple[Sheet, ...] = (GRANTS, PROJECTS, ALLOTMENTS, PAYMENTS)

# Columns that ledgers carry and the books do not need: left out without a word.
IGNORED = frozenset(
    {"", "序号", "编号", "备注", "说明", "年度", "年份", "县", "县市", "县(市)", "县(市、区)", "州市", "地州"}
)

EXAMPLE = "填写示例"


def candidates(sheet: Sheet) -> dict[str, list[tuple[int, Column]]]:
    """Folded header → the columns it may mean, best (lowest rank) first. Made once per sheet by the reader."""
    found: dict[str, list[tuple[int, Column]]] = {}
    for column in sheet.columns:
        for rank, alias in enumerate((column.header, *column.aliases)):
            found.setdefault(fold(alias), []).append((rank, column))
    for options in found.values():
        options.sort(key=lambda option: option[0])
    return found
