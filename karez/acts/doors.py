"""The plain door of acts: names and JSON in, one envelope out. The command line and scenarios use it, the API will."""

from datetime import date
from typing import Any

from django.db import models

from karez.acts import act as acts
from karez.acts.act import name_of
from karez.kernel.refusal import Invalid, Refusal
from karez.places.models import Person
from karez.places.rights import Actor


def perform(
    name: str, actor: Actor, data: dict[str, Any], *, day: date, key: str | None = None
) -> dict[str, Any]:
    """Do the act `name` with raw `data`. Never raises Refusal.

    {"ok": true, "repeated": …, "entry": {county, seq}, "result": …} or {"ok": false, "error": …}.
    """
    try:
        declared = acts.get(name)
        if not isinstance(data, dict):
            raise Invalid(
                "数据应为一个 JSON 对象。", hint=f"可用的项：{'、'.join(declared.input.model_fields)}。"
            )
        done = declared(actor, declared.read(data), day=day, key=key)
    except Refusal as refusal:
        return {"ok": False, "error": refusal.as_dict()}
    entry = {"county": done.entry.county, "seq": done.entry.seq}
    return {"ok": True, "repeated": done.repeated, "entry": entry, "result": shown(done.result)}


HIDDEN = {"password"}
"""Fields that no door shows: the hash of a password is nobody's business."""


def shown(thing: models.Model, depth: int = 1) -> dict[str, Any]:
    """A record as plain data: its fields, and one level of what it refers to."""
    answer: dict[str, Any] = {"object": name_of(thing), "text": str(thing)}
    for field in thing._meta.concrete_fields:
        if field.name in HIDDEN:
            continue
        if isinstance(field, models.ForeignKey):
            other = getattr(thing, field.name)
            if other is None:
                answer[field.name] = None
            else:
                answer[field.name] = (
                    shown(other, depth - 1) if depth else {"object": name_of(other), "text": str(other)}
                )
        else:
            value = getattr(thing, field.attname)
            answer[field.name] = value.isoformat() if isinstance(value, date) else value
    if isinstance(thing, Person) and thing.one_time_password:
        answer["one_time_password"] = thing.one_time_password  # this answer is the one time
    return answer


def listed() -> list[dict[str, Any]]:
    """Every act with its label, right, description and the JSON schema of its input."""
    return [
        {
            "name": declared.name,
            "label": declared.label,
            "right": declared.right,
            "doc": declared.doc,
            "input": declared.schema(),
        }
        for declared in acts.all_acts()
    ]
