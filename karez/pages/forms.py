"""The form of an act, made from its declaration: fields, checks shown at the field, and one press done once.

form = ActForm(act, request)              # empty, with what the address already says (?grant=3&project=5)
form = ActForm(act, request, send=True)   # with what was sent
done = form.run()                         # the act's outcome; None when it was refused: form.refusal, field.faults
"""

from datetime import date
from typing import Any

from django.db.models import Model
from pydantic.fields import FieldInfo

from karez.acts import act as acts
from karez.acts import things
from karez.acts.act import Act, KeyReused, Outcome
from karez.acts.commands import Attach
from karez.acts.inputs import references
from karez.acts.types import Follows, RefsTo, RowsOf, mark, meaning
from karez.kernel.periods import parse_day
from karez.kernel.refusal import Invalid, Refusal
from karez.pages import once, uploads
from karez.pages.asked import number
from karez.pages.beside_form import Beside, beside
from karez.pages.books import Books
from karez.pages.errors import GENERIC
from karez.pages.fields import EMPTY, Field, asked, collect, field_of
from karez.pages.handed import Handed
from karez.pages.request import Request
from karez.pages.rows import Named, Row, Rows
from karez.policy import PolicyError
from karez.trail.models import Paper


class ActForm:
    """One try at an act in the books of the request."""

    GENERIC = GENERIC

    def __init__(self, act: Act[Any], request: Request, send: bool = False) -> None:
        self.act, self.request = act, request
        # Templates would call the act itself if they asked it for its label.
        self.name, self.label = act.name, act.label
        self.books: Books = request.books
        self.fields = [self._field(*each) for each in asked(act.input)]
        self.day = Field("day", "办理日期", "date", True, value=self.books.as_of.isoformat())
        self.paper = next((each for each in self.fields if each.kind == "paper"), None)
        self.day.help = "没有写文件日期的，按这一天记账。" if self.paper else "按这一天记入留痕。"
        self.takes_file = self.paper is not None and self.books.actor.may("trail.attach")
        self.file: uploads.Stored | None = None
        self.file_faults: list[str] = []
        self.refusal: Refusal | None = None
        self.warnings: list[str] = []
        self.key = once.fresh()
        self.shown_first = not send
        self.sent = send
        """Whether it was sent to be done; pressing a button of its rows only changes what it shows."""
        if send:
            self._read(request)
        else:
            self._begin(request)

    def _field(self, name: str, label: str, info: FieldInfo) -> "Field | Rows | Handed":
        what, help = meaning(info), info.description or ""
        if isinstance(what, RowsOf):
            return Rows(name, label, what, self.books, info.is_required(), help)
        if isinstance(what, RefsTo):
            return Named(name, label, what, self.books, info.is_required(), help)
        if what.control == "files":
            return Handed(name, label, info.is_required(), help, self.books.actor.username)
        return field_of(name, label, info, self.books)

    @property
    def by_name(self) -> dict[str, Field]:
        """Every control by its name: parts of papers and cells of rows as well."""
        cells = [
            cell
            for each in (*self.fields, self.day)
            if not isinstance(each, Handed)
            for cell in (each.cells() if isinstance(each, Rows) else (each, *each.parts))
        ]
        return {cell.name: cell for cell in cells}

    # ---- filling in ----

    def _begin(self, request: Request) -> None:
        """What the address says, over what is known of the thing that is to be changed."""
        known = self._known()
        for each in self.fields:
            value = request.GET.get(each.name, known.get(each.name))
            if value not in EMPTY:
                each.begin(value)

    @property
    def which(self) -> Field | None:
        """The field that names the thing to be changed, as long as it stands empty: it is asked for first."""
        prefill = self.act.prefill
        chosen = self.by_name[prefill.of] if prefill else None
        return chosen if chosen and self.shown_first and not chosen.value else None

    def _known(self) -> dict[str, Any]:
        """What is known of the thing that the act changes, where the address names it and the actor sees it."""
        prefill = self.act.prefill
        if prefill is None or not (pk := number(self.request.GET.get(prefill.of))):
            return {}
        known_as = things.of(references(self.act.input)[prefill.of].model)
        if known_as is None:
            return {}
        books = self.books
        changed = known_as.choices(books.actor, books.county, books.year).filter(pk=pk).first()
        return {} if changed is None else prefill.known(changed) | {prefill.of: changed}

    def _read(self, request: Request) -> None:
        for each in (*self.fields, self.day):
            each.read(request.POST)
        key = request.POST.get("key", "")
        self.key = key if once.is_key(key) else self.key
        if self.takes_file:
            self.file = uploads.redeem(request.POST.get("ticket", ""), self.books.actor.username)
        name, _, pressed = request.POST.get("edit", "").partition(".")
        rows = [each for each in self.fields if isinstance(each, Rows) and each.name == name]
        if rows and rows[0].edit(pressed):
            self.sent = False
            faults: list[Refusal] = []
            self._take_files(faults)
            for fault in faults:
                self._show(fault)

    @property
    def ticket(self) -> str:
        """What keeps a file that was already handed in when the form comes back."""
        return self.file.ticket(self.books.actor.username) if self.file else ""

    # ---- doing ----

    def run(self) -> Outcome[Model] | None:
        """Do the act once. None when it was refused; then the faults stand at their fields."""
        actor = self.books.actor
        faults: list[Refusal] = []
        self._take_files(faults)
        data = self._data(faults)
        day = self._day(faults)
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
        """What was sent as the act's raw input, with what the books give and what follows. Faults are collected."""
        plain = [each for each in self.fields if isinstance(each, Field)]
        data = collect(self.act.input, plain, self.books, faults)
        for each in self.fields:
            if isinstance(each, Rows):
                data[each.name] = each.plain(faults)
            elif isinstance(each, Handed):
                data[each.name] = each.plain()
            if not isinstance(each, Field) and each.blank and each.required:
                faults.append(Invalid(f"没有填写“{each.label}”。", field=each.name))
        return data

    def _day(self, faults: list[Refusal]) -> date | None:
        try:
            return parse_day(str(self.day.value))
        except ValueError as error:
            faults.append(Invalid(str(error), field="day"))
            return None

    def _take_files(self, faults: list[Refusal]) -> None:
        for each in self.fields:
            if isinstance(each, Handed):
                each.take(self.request.FILES, faults)
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
        for fault in (refusal, *refusal.others):
            self._show(fault)

    def _show(self, fault: Refusal) -> None:
        words = fault.message + (fault.hint if fault.field else "")
        if fault.field == "file":
            self.file_faults.append(words)
        elif fault.field and (place := self._place(fault.field)):
            place.faults.append(words)

    def _place(self, name: str) -> "Field | Rows | Row | Handed | None":
        """Where a fault is shown: at the control, the row or the rows that it names; what follows stands with what it follows."""
        info = self.act.input.model_fields.get(name)
        if info is not None and (follows := mark(info, Follows)):
            name = follows.field
        if (cell := self.by_name.get(name)) is not None:
            return cell.parts[0] if cell.kind == "paper" else cell
        top, _, rest = name.partition(".")
        field = next((each for each in self.fields if each.name == top), None)
        if isinstance(field, Rows):
            return field.row(rest) or field
        if isinstance(field, Handed):
            return field
        return field.parts[0] if field and field.parts else field

    # ---- showing ----

    @property
    def has_money(self) -> bool:
        """Whether an amount is asked for."""
        return any(each.kind in ("amount", "measured") for each in (*self.fields, *self.by_name.values()))

    @property
    def has_rows(self) -> bool:
        """Whether any of its fields are rows."""
        return any(isinstance(each, Rows) for each in self.fields)

    @property
    def beside(self) -> list[Beside]:
        """What the rooms say of the things that stand in the form."""
        chosen: dict[type[Model], list[int]] = {}
        for name, what in references(self.act.input).items():
            if name in self.by_name and (pk := number(self.by_name[name].plain())):
                chosen.setdefault(what.model, []).append(pk)
        return beside(self.act.input, self.books, chosen)

    @property
    def loose(self) -> list[Refusal]:
        """The refusals that stand at no field: said above the form, with rule, reference and hint."""
        if self.refusal is None:
            return []
        every = (self.refusal, *self.refusal.others)
        return [
            each for each in every if not (each.field and (each.field == "file" or self._place(each.field)))
        ]

    @property
    def faulty(self) -> list[tuple[str, str, str]]:
        """Each place at fault: its element's id, its label, the first fault."""
        places: list[tuple[str, str, list[str]]] = []
        for each in (*self.fields, self.day):
            if isinstance(each, Rows):
                places += each.places()
            elif isinstance(each, Handed):
                places.append((each.id, each.label, each.faults))
            else:
                places += [(cell.id, cell.label, cell.faults) for cell in (each, *each.parts)]
        places.append(("f-file", "文件", self.file_faults))
        return [(where, label, faults[0]) for where, label, faults in places if faults]


def paper_of(result: Any) -> Paper | None:
    """The paper on which something rests that an act returned."""
    paper = getattr(result, "paper", None) or getattr(getattr(result, "transfer", None), "paper", None)
    return paper if isinstance(paper, Paper) else None


def _all_in_one(faults: list[Refusal]) -> Refusal:
    first, *others = faults
    first.others = others
    return first
