"""The form of an act, made from its declaration: fields, checks shown at the field, and one press done once.

form = ActForm(act, request)              # empty, with what the address already says (?grant=3&project=5)
form = ActForm(act, request, send=True)   # with what was sent
done = form.run()                         # the act's outcome; None when it was refused: form.refusal, field.faults
"""

from datetime import date
from typing import Any

from django.db.models import Model
from django.http import HttpRequest

from karez.acts import act as acts
from karez.acts import things
from karez.acts.act import Act, KeyReused, Outcome
from karez.acts.commands import Attach
from karez.acts.inputs import references
from karez.funds.models import Grant
from karez.kernel.money import wan_number
from karez.kernel.periods import parse_day
from karez.kernel.refusal import Invalid, Refusal, Unknown
from karez.pages import once, uploads
from karez.pages.asked import number
from karez.pages.books import Books
from karez.pages.errors import GENERIC
from karez.pages.fields import EMPTY, UNITS, Field, fields_of
from karez.policy import PolicyError, UnknownCode, codes
from karez.projects.commands import FACTS
from karez.projects.models import Project
from karez.trail.models import Paper


class ActForm:
    """One try at an act in the books of the request."""

    GENERIC = GENERIC

    def __init__(self, act: Act[Any], request: HttpRequest, send: bool = False) -> None:
        self.act, self.request, self.sent = act, request, send
        # Templates would call the act itself if they asked it for its label.
        self.name, self.label = act.name, act.label
        self.books: Books = request.books  # type: ignore[attr-defined]
        self.fields = fields_of(act.input, self.books)
        self.by_name = {one.name: one for one in self.fields}
        self.by_name |= {part.name: part for one in self.fields for part in one.parts}
        self.day = Field("day", "办理日期", "date", True, value=self.books.as_of.isoformat())
        self.by_name["day"] = self.day
        self.paper = next((one for one in self.fields if one.kind == "paper"), None)
        self.day.help = "没有写文件日期的，按这一天记账。" if self.paper else "按这一天记入留痕。"
        self.takes_file = self.paper is not None and self.books.actor.may("trail.attach")
        self.file: uploads.Stored | None = None
        self.file_faults: list[str] = []
        self.refusal: Refusal | None = None
        self.warnings: list[str] = []
        self.key = once.fresh()
        if send:
            self._read(request)
        else:
            self._begin(request)

    # ---- filling in ----

    def _begin(self, request: HttpRequest) -> None:
        """What the address says, over what is known of the thing that is to be changed."""
        known: dict[str, Any] = {}
        project = request.GET.get("project", "")
        if self.act.name == "projects.amend" and (pk := number(project)):
            known = self._as_it_stands(pk)
        for one in self.fields:
            said = request.GET.get(one.name, known.get(one.name))
            if said in EMPTY:
                continue
            if one.kind == "typed":
                one.value = next((o.label for o in one.options if o.value == said), said)
            elif one.kind == "paper":
                one.parts[0].value = said
            else:
                one.value = said
        if self.act.name == "policy.confirm" and "on" in self.by_name:
            self.by_name["on"].value = self.books.as_of.isoformat()

    def _as_it_stands(self, pk: int) -> dict[str, Any]:
        try:
            found = _thing(Project, self.books, pk)
        except Unknown:
            return {}
        said: dict[str, Any] = {"project": str(pk)}
        for name in FACTS:
            value = getattr(found, f"{name}_id") if hasattr(found, f"{name}_id") else getattr(found, name)
            said[name] = wan_number(value) if name == "planned" else "" if value is None else str(value)
        return said

    def _read(self, request: HttpRequest) -> None:
        for one in (*self.fields, self.day):
            one.read(request.POST)
        key = request.POST.get("key", "")
        self.key = key if once.is_key(key) else self.key
        if self.takes_file:
            self.file = uploads.redeem(request.POST.get("ticket", ""), self.books.actor.username)

    @property
    def ticket(self) -> str:
        """What keeps a file that was already handed in when the form comes back."""
        return self.file.ticket(self.books.actor.username) if self.file else ""

    # ---- doing ----

    def run(self) -> Outcome[Model] | None:
        """Do the act once. None when it was refused; then the faults stand at their fields."""
        actor = self.books.actor
        faults: list[Refusal] = []
        data = self._data(faults)
        day = self._day(faults)
        self._take_file(faults)
        try:
            if faults or day is None:
                raise _all_in_one(faults)
            done: Outcome[Model] = self.act(actor, self.act.read(data), day=day, key=self._key())
        except KeyReused:
            self.key = once.fresh()
            self._refuse(
                Refusal("这张表单已经提交办成过一次，这次的内容不同，没有再办。", rule="acts.key_reused",
                        hint="先到留痕中看上一次办了什么；确要再办一笔，请核对后重新提交。")
            )  # fmt: skip
            return None
        except Refusal as refusal:
            self._refuse(refusal)
            return None
        except PolicyError as fault:
            self._refuse(Refusal(str(fault), rule="policy"))
            return None
        if self.file:
            self._attach(done.result, day)
        return done

    def _key(self) -> str | None:
        return once.under(self.books.actor, self.key)

    def _data(self, faults: list[Refusal]) -> dict[str, Any]:
        """What was sent as the act's raw input. Faults that only a form has are collected."""
        data: dict[str, Any] = (
            {"county": self.books.county} if "county" in self.act.input.model_fields else {}
        )
        for one in self.fields:
            if one.kind == "paper":
                if not one.parts[0].value and one.required:
                    faults.append(Invalid(f"没有填写“{one.label}”的文号。", field=one.parts[0].name))
                    continue
            elif one.value in EMPTY and one.kind != "flag":
                if one.required:
                    faults.append(Invalid(f"没有填写“{one.label}”。", field=one.name))
                continue
            try:
                data[one.name] = one.plain()
            except ValueError as error:
                faults.append(Invalid(str(error), field=one.name))
        if "category" in self.act.input.model_fields and data.get("kind"):
            try:
                data["category"] = codes.get("kind", data["kind"]).parent
            except UnknownCode as error:
                faults.append(Invalid(str(error), field="kind"))
        target = self.by_name.get("value")
        if (
            target
            and target.kind == "target"
            and (target.unit in UNITS) != (data.get("indicator") == "annual_income")
        ):
            faults.append(Invalid("单位和指标对不上：年收益用万元或元，就业用人次。", field="value"))
        return data

    def _day(self, faults: list[Refusal]) -> date | None:
        try:
            return parse_day(str(self.day.value))
        except ValueError as error:
            faults.append(Invalid(str(error), field="day"))
            return None

    def _take_file(self, faults: list[Refusal]) -> None:
        sent = self.request.FILES.get("file")
        if not self.takes_file or sent is None:
            return
        try:
            self.file = uploads.take(sent)
        except Refusal as refusal:
            faults.append(refusal)

    def _attach(self, result: Model, day: date) -> None:
        """The file under the paper of what was done. What was done stands even if this fails."""
        paper = paper_of(result)
        if paper is None or self.file is None:
            return
        do = Attach(
            paper=paper, sha256=self.file.sha256, name=self.file.name, media_type=self.file.media_type
        )
        try:
            acts.get("trail.attach")(self.books.actor, do, day=day, key=f"{self._key()}:file")
        except Refusal as refusal:
            self.warnings.append(f"文件没有附上：{refusal.message}")

    def _refuse(self, refusal: Refusal) -> None:
        self.refusal = refusal
        for one in (refusal, *refusal.others):
            said = one.message + (one.hint if one.field else "")
            if one.field == "file":
                self.file_faults.append(said)
            elif one.field and (place := self._place(one.field)):
                place.faults.append(said)

    def _place(self, name: str) -> Field | None:
        if name == "category":
            name = "kind"
        found = self.by_name.get(name) or self.by_name.get(name.partition(".")[0])
        return found.parts[0] if found and found.kind == "paper" else found

    # ---- showing ----

    @property
    def has_money(self) -> bool:
        """Whether an amount is asked for."""
        return any(one.kind in ("amount", "target") for one in self.fields)

    @property
    def touches_money(self) -> bool:
        """Whether it draws on balances."""
        return bool(refers(self.act, Grant))

    @property
    def loose(self) -> list[Refusal]:
        """The refusals that stand at no field: said above the form, with rule, reference and hint."""
        if self.refusal is None:
            return []
        every = (self.refusal, *self.refusal.others)
        return [one for one in every if not (one.field and (one.field == "file" or self._place(one.field)))]

    @property
    def faulty(self) -> list[tuple[str, str, str]]:
        """Each field at fault: its element's id, its label, the first fault."""
        found = [(one.id, one.label, one.faults[0]) for one in self.by_name.values() if one.faults]
        return found + ([("f-file", "文件", self.file_faults[0])] if self.file_faults else [])


def _thing(model: type[Model], books: Books, pk: int) -> Any:
    """One thing of the books that the actor may see. Raises Unknown."""
    known_as = things.of(model)
    found = (
        known_as.choices(books.actor, books.county, books.year).filter(pk=pk).first() if known_as else None
    )
    if found is None:
        raise Unknown("没有找到，或您的岗位看不到。")
    return found


def paper_of(result: Any) -> Paper | None:
    """The paper on which something rests that an act returned."""
    paper = getattr(result, "paper", None) or getattr(getattr(result, "transfer", None), "paper", None)
    return paper if isinstance(paper, Paper) else None


def _all_in_one(faults: list[Refusal]) -> Refusal:
    first, *others = faults
    first.others = others
    return first


def refers(act: Act[Any], model: type[Model]) -> list[str]:
    """The fields by which an act refers to things of a model."""
    return [name for name, mark in references(act.input).items() if mark.model is model]
