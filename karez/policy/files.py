"""Reading policy files: YAML with exact decimals and no key twice, faults told in Chinese with file and place."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from karez.policy.values import PolicyFileError

DATA = Path(__file__).parent / "data"


class _Fault(yaml.constructor.ConstructorError):
    """A fault that we found ourselves, told in Chinese."""


_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Base):
    """Numbers with a point become Decimal, so that 0.55 is 55/100 and nothing else; a key twice is a fault."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise _Fault(None, None, f"键“{key}”写了两次。", key_node.start_mark)
            seen.add(key)
        mapping: dict[Any, Any] = super().construct_mapping(node, deep=deep)
        return mapping


def _decimal(loader: Any, node: Any) -> Decimal:
    return Decimal(loader.construct_scalar(node).replace("_", ""))


def _day(loader: Any, node: Any) -> Any:
    try:
        return yaml.SafeLoader.construct_yaml_timestamp(loader, node)
    except ValueError:
        raise _Fault(None, None, f"“{node.value}”不是日历上的日期。", node.start_mark) from None


_Loader.add_constructor("tag:yaml.org,2002:float", _decimal)
_Loader.add_constructor("tag:yaml.org,2002:timestamp", _day)


def read_yaml(path: Path, file: str) -> dict[str, Any]:
    """The mapping in `path`; `file` is its name in messages. Raises PolicyFileError with the line."""
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = f"第 {mark.line + 1} 行" if mark else ""
        what = error.problem or ""
        raise PolicyFileError(
            file, place, what if isinstance(error, _Fault) else f"不是有效的 YAML（{what}）。"
        ) from None
    except (UnicodeDecodeError, yaml.YAMLError, ArithmeticError, ValueError) as error:
        raise PolicyFileError(file, "", f"读不出内容（{error}）。") from None
    if not isinstance(content, dict):
        raise PolicyFileError(file, "", "应写成“键: 值”的形式。")
    return content


_SAYS = {
    "missing": "缺少这一项",
    "extra_forbidden": "不认识这个键",
    "string_too_short": "不能为空",
    "too_short": "至少要有一条",
    "string_type": "应为文字",
    "bool_type": "应为 true 或 false",
    "bool_parsing": "应为 true 或 false",
    "list_type": "应为清单",
    "dict_type": "应为“键: 值”",
    "model_type": "应为“键: 值”",
    "date_type": "应为日期，如 2023-06-01",
    "date_parsing": "应为日期，如 2023-06-01",
    "date_from_datetime_parsing": "应为日期，如 2023-06-01",
    "date_from_datetime_inexact": "应为日期，不带时刻",
}


def explain_invalid(file: str, error: ValidationError) -> PolicyFileError:
    """The first fault pydantic found, as a sentence with its place: `values[0].reference.title`."""
    first = error.errors()[0]
    place = ""
    for part in first["loc"]:
        place += f"[{part}]" if isinstance(part, int) else f".{part}" if place else str(part)
    kind = first["type"]
    if kind == "literal_error":
        expected = (
            str(first.get("ctx", {}).get("expected", ""))
            .replace(" or ", "、")
            .replace("'", "")
            .replace(", ", "、")
        )
        what = f"“{first['input']}”不在可用的写法中：{expected}"
    else:
        what = _SAYS.get(kind, first["msg"])
    return PolicyFileError(file, place, what + "。")
