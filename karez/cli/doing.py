"""karez acts, act, play: the acts from a command line."""

import json
import sys
from argparse import Namespace
from pathlib import Path
from typing import Any

from karez.cli import start


def acts(arguments: Namespace) -> int:
    """List the acts, or one with its schema."""
    start.django()
    from karez.acts import act, doors
    from karez.places.rights import holders

    if arguments.name:
        act.get(arguments.name)
    shown = [one for one in doors.listed() if arguments.name in (None, one["name"])]
    if arguments.json:
        print(json.dumps(shown, ensure_ascii=False, indent=1))
    elif arguments.name:
        one = shown[0]
        print(
            f"{one['name']}  {one['label']}\n\n{one['doc']}\n\n{json.dumps(one['input'], ensure_ascii=False, indent=1)}"
        )
    else:
        rows = [[one["name"], one["label"], "、".join(holders(one["right"]))] for one in shown]
        print(start.table(["事项", "名称", "谁可以办"], rows))
    return 0


def act(arguments: Namespace) -> int:
    """Do one act and print its envelope."""
    start.django()
    answer = _perform(
        {
            "act": arguments.name,
            "as": arguments.who,
            "on": arguments.on,
            "key": arguments.key,
            "data": _data(arguments.data),
        }
    )
    print(json.dumps(answer, ensure_ascii=False, indent=1))
    return 0 if answer["ok"] else 1


def play(arguments: Namespace) -> int:
    """Play a file of acts, one JSON object a line, until one goes another way than it says."""
    start.django()
    lines = Path(arguments.file).read_text("utf-8").splitlines()
    done = 0
    for number, line in start.progress(enumerate(lines, 1), len(lines), "play"):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        step = _step(line, number)
        answer = _perform(step)
        came = "ok" if answer["ok"] else answer["error"]["rule"]
        expected = step.get("expect", "ok")
        if came != expected:
            print(f"✗ 第 {number} 行 {step.get('act')}：预期 {expected}，实际 {came}。", file=sys.stderr)
            print(json.dumps(answer, ensure_ascii=False, indent=1), file=sys.stderr)
            return 1
        done += 1
    print(f"✓ {done} 件全部与预期一致。")
    return 0


FIELDS = {"act", "as", "on", "key", "data", "expect"}


def _step(line: str, number: int) -> dict[str, Any]:
    try:
        step = json.loads(line)
    except json.JSONDecodeError as error:
        raise ValueError(f"第 {number} 行不是有效的 JSON：{error.msg}（第 {error.colno} 列）。") from None
    if not isinstance(step, dict) or not {"act", "as"} <= set(step) or set(step) - FIELDS:
        raise ValueError(f"第 {number} 行应为含 act、as 的对象，可用的项：{'、'.join(sorted(FIELDS))}。")
    return step


def _perform(step: dict[str, Any]) -> dict[str, Any]:
    from karez.acts import doors
    from karez.kernel.refusal import Refusal
    from karez.places.rights import actor_named, operator

    try:
        day = start.day_of(step.get("on"))
        who = step["as"]
        actor = operator(via="命令行") if who == "operator" else actor_named(who, via="命令行")
    except Refusal as refusal:
        return {"ok": False, "error": refusal.as_dict()}
    return doors.perform(step["act"], actor, step.get("data") or {}, day=day, key=step.get("key"))


def _data(text: str) -> Any:
    if text == "-":
        text = sys.stdin.read()
    elif text.startswith("@"):
        text = Path(text[1:]).read_text("utf-8")
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise ValueError(
            f"--data 不是有效的 JSON：{error.msg}（第 {error.lineno} 行第 {error.colno} 列）。"
        ) from None
