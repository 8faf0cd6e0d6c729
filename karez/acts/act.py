"""What an act is: one declaration over one function, and the order in which it is done.

    @act("funds.allot", label="下达指标", right="funds.allot", at=lambda do: do.project)
    def allot(actor: Actor, do: Allot, *, day: date, note: Note) -> Allotment: ...

    done = allot(actor, Allot(grant=grant, project=project, amount=600 * WAN, paper=…), day=day, key="…")
    done.result, done.entry, done.repeated

The order never varies: right → transaction → repeat of the key? → the function (lock, rules, change) → trail.
From the declaration come the form, the HTTP and command-line doors, the rights matrix and the documentation.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.apps import apps
from django.db import IntegrityError, models, transaction
from pydantic import ValidationError

from karez.acts.faults import faults_of
from karez.acts.inputs import Input, PaperIn, resolve
from karez.acts.models import Done
from karez.acts.tells import Telling, Tells, tellings
from karez.kernel.refusal import Invalid, Refusal
from karez.kernel.regions import county_of, prefix
from karez.places.rights import Actor
from karez.places.where import At, Where, where_of
from karez.trail import journal, rows
from karez.trail.models import Entry, Paper
from karez.trail.papers import kind_of

LONGEST_KEY = 120
"""Characters of an idempotency key."""


class KeyReused(Refusal):
    """One key, other content."""

    rule = "acts.key_reused"


@dataclass
class Note:
    """What the function tells the trail: the subject, what was before and after, the paper, what rules warned of."""

    subject: models.Model | None = None
    label: str = ""
    region: str = ""
    paper: Paper | None = None
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    findings: list[dict[str, Any]] = field(default_factory=list)
    key: str | None = None
    """The key under which the act is done: a ledger transfer carries it, too."""
    act: str = ""


R = TypeVar("R", bound=models.Model)


@dataclass(frozen=True, slots=True)
class Outcome(Generic[R]):
    """What came of an act: what it returned, its entry in the trail, and whether it had been done before under its key.

    A repetition changed nothing: `result` is as stored now, `entry` is the one that was written the first time.
    """

    result: R
    entry: Entry
    repeated: bool = False


@dataclass(frozen=True)
class Prefill:
    """What a form of an act begins with: what is known of the thing in the field `of`, by the input's field names."""

    of: str
    known: Callable[[Any], dict[str, Any]]


@dataclass(frozen=True)
class Act(Generic[R]):
    """A declared act. Calling it does it."""

    name: str
    label: str
    right: str
    at: Callable[[Any], At]
    input: type[Input]
    function: Callable[..., R]
    tells: type[Tells] = Tells
    prefill: Prefill | None = None
    about: str = ""
    """What it is for, in one sentence; without one it is offered only where its thing is in sight."""
    icon: str = "check2-square"
    order: int = 1000
    """Its place among what one may do: the order in which a county goes about it, in hundreds by room."""
    page: str = ""
    """The route of the page on which it is done, where that is not the form made from its input."""

    @property
    def room(self) -> str:
        """What people call the room whose act it is: the app of its name, else the one that declares it."""
        named = apps.app_configs.get(self.name.partition(".")[0])
        config = named or apps.get_containing_app_config(self.function.__module__)
        return str(config.verbose_name) if config else ""

    @cached_property
    def doc(self) -> str:
        return (self.function.__doc__ or "").strip()

    @cached_property
    def told(self) -> dict[str, Telling]:
        """All that an entry of this act may tell, by its key."""
        return tellings(self.tells, self.input)

    def schema(self) -> dict[str, Any]:
        """The JSON schema of the input."""
        return self.input.model_json_schema()

    def read(self, data: dict[str, Any]) -> Input:
        """Raw data as the typed input. Raises Invalid with every fault at once."""
        try:
            return self.input.model_validate(data)
        except ValidationError as error:
            faults = faults_of(self.input, error)
            faults[0].others = faults[1:]
            raise faults[0] from None

    def __call__(self, actor: Actor, do: Input, *, day: date, key: str | None = None) -> Outcome[R]:
        """Do it, on the business day `day`. Raises Refusal; then nothing was changed."""
        actor.require(self.right, what=self.label)
        if key and len(key) > LONGEST_KEY:
            raise Invalid(f"幂等键太长，最多 {LONGEST_KEY} 个字符。", field="key")
        do = resolve(actor, do)
        where = where_of(self.at(do))
        actor.require(self.right, where, self.label)
        try:
            with transaction.atomic():
                return self._once(actor, do, day, key, where)
        except KeyReused:
            raise
        except (IntegrityError, Refusal) as error:
            # Two did the same under one key at one moment: the loser was refused because the winner had been there,
            # and now reads what the winner wrote.
            if not (key and Done.objects.filter(key=key).exists()):
                if isinstance(error, Refusal):
                    raise
                raise _refused_by_database(error) from error
        with transaction.atomic():
            return self._once(actor, do, day, key, where)

    def _once(self, actor: Actor, do: Input, day: date, key: str | None, where: Where) -> Outcome[R]:
        asked = {"act": self.name, "as": actor.username, "day": day.isoformat()} | plain(do) if key else {}
        if key and (earlier := rows.get(Done, key=key)):
            return self._repeat(earlier, asked)
        note = Note(key=key, act=self.name)
        result = self.function(actor, do, day=day, note=note)
        if undeclared := [name for name in (*note.before, *note.after) if name not in self.told]:
            raise TypeError(
                f"{self.name} tells {', '.join(undeclared)}, which neither its Tells nor its input declares"
            )
        subject = note.subject or result
        entry = journal.record(
            actor,
            act=self.name,
            day=day,
            county=county_of(where.region) if len(prefix(where.region)) >= 6 else "",
            subject=name_of(subject),
            label=note.label or str(subject),
            region=note.region or where.region,
            paper=note.paper.number if note.paper else "",
            before=note.before,
            after=note.after,
            findings=note.findings,
        )
        if key:
            rows.insert(
                rows.new(
                    Done,
                    key=key,
                    act=self.name,
                    username=actor.username,
                    asked=asked,
                    result=name_of(result),
                    entry=entry,
                )
            )
        return Outcome(result, entry)

    def _repeat(self, earlier: Done, asked: dict[str, Any]) -> Outcome[R]:
        differing = sorted(
            name for name in {*asked, *earlier.asked} if asked.get(name) != earlier.asked.get(name)
        )
        if differing:
            raise KeyReused(
                f"幂等键“{earlier.key}”已用于另一内容的办理，不同之处：{'、'.join(differing)}。",
                hint="同一件事重发请保持内容不变；另一件事请换一个键。",
                field=differing[0],
            )
        result: Any = object_named(earlier.result)
        return Outcome(result, earlier.entry, repeated=True)


_registry: dict[str, Act[Any]] = {}


def act(
    name: str,
    *,
    label: str,
    right: str,
    at: Callable[[Any], At],
    tells: type[Tells] = Tells,
    **more: Any,
) -> Callable[[Callable[..., R]], Act[R]]:
    """Declare an act. `at` says, from the resolved input, where the right is needed: the thing that has a place
    (`do.project`), a Where, or a region's code for what no department in particular has in hand. `tells`: what its
    entries of the trail say besides its inputs. What pages know of it (prefill, about, icon, order, page): see Act.
    """

    def declare(function: Callable[..., R]) -> Act[R]:
        if name in _registry:
            raise ValueError(f"act {name} is declared twice")
        declared = Act(name, label, right, at, function.__annotations__["do"], function, tells, **more)
        _registry[name] = declared
        return declared

    return declare


def get(name: str) -> Act[Any]:
    """The act of this name. Raises Refusal naming the nearest ones."""
    if name in _registry:
        return _registry[name]
    from difflib import get_close_matches

    near = "、".join(get_close_matches(name, _registry, 3, 0.4))
    raise Refusal(
        f"没有“{name}”这个事项。",
        rule="acts.unknown",
        hint=f"相近的有：{near}。" if near else "用 karez acts 列出全部事项。",
    )


def known(name: str) -> Act[Any] | None:
    """The act of this name, None where there is none (any more)."""
    return _registry.get(name)


def all_acts() -> list[Act[Any]]:
    """Every declared act, by name."""
    return [_registry[name] for name in sorted(_registry)]


def name_of(thing: models.Model | None) -> str:
    """`funds.grant:12`."""
    return f"{thing._meta.label_lower}:{thing.pk}" if thing is not None else ""


def object_named(name: str) -> models.Model:
    """The object that `funds.grant:12` names."""
    label, _, pk = name.partition(":")
    return apps.get_model(label)._default_manager.get(pk=pk)


def plain(do: Input) -> dict[str, Any]:
    """An input as JSON-ready data, objects by their names."""

    def flat(value: Any) -> Any:
        if isinstance(value, models.Model):
            return name_of(value)
        if isinstance(value, Input):
            return plain(value)
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, Fraction):
            return str(value)
        if isinstance(value, list | tuple):
            return [flat(item) for item in value]
        return value

    return {name: flat(getattr(do, name)) for name in type(do).model_fields}


def paper_for(county: str, kind: str, given: PaperIn, dated: date | None = None) -> Paper:
    """The paper with this number in the county's file, registered now if it is new. Fills in what was unknown.

    `kind` is what it is used for here: a paper that came as another kind is tagged with this one, too. `dated` is its
    date where the input says none.
    """
    series = kind_of(kind).series
    dated = given.dated or dated
    paper, made = rows.get(Paper, county=county, series=series, number=given.number), False
    if paper is None:
        paper, made = Paper.objects.get_or_create(
            county=county,
            series=series,
            number=given.number,
            defaults={"dated": dated, "title": given.title, "kinds": [kind]},
        )
    changed = []
    if not made and dated and paper.dated is None:
        paper.dated, changed = dated, ["dated"]
    if not made and given.title and not paper.title:
        paper.title, changed = given.title, [*changed, "title"]
    if changed:
        paper.save(update_fields=changed)
    if kind not in paper.kinds:
        locked = rows.get(Paper, lock=True, id=paper.pk)  # another act may be tagging it at this moment
        assert locked is not None, "a paper is never deleted"
        paper.kinds = [*locked.kinds, kind] if kind not in locked.kinds else locked.kinds
        rows.update(paper, "kinds")
    return paper


def _refused_by_database(error: IntegrityError) -> Refusal:
    """The database's own no, in the words of the constraint that stood in the way where it has some."""
    text = str(error)
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            columns = [f"{model._meta.db_table}.{f}" for f in getattr(constraint, "fields", ())]
            if constraint.name in text or (columns and all(column in text for column in columns)):
                return Refusal(
                    str(constraint.get_violation_error_message()), rule=f"database.{constraint.name}"
                )
    return Refusal(
        "数据库拒绝了这次办理，未作任何改动。", rule="database.integrity", hint="请刷新页面核对后重试。"
    )
