"""Several files in a form (`Files`): stored as they come, kept over a refusal by a signed ticket for each."""

from typing import Any

from karez.kernel.refusal import Refusal
from karez.pages import uploads
from karez.pages.fields import Field

MOST = 20
"""Files of one form."""


class Handed:
    """A field of files."""

    kind = "files"
    wide = True
    parts: tuple[Field, ...] = ()

    def __init__(self, name: str, label: str, required: bool, help: str, username: str) -> None:
        self.name, self.label, self.required, self.username = name, label, required, username
        self.help = help or f"{uploads.TAKEN}；可以一次选几份。"
        self.accept = uploads.ACCEPT
        self.files: list[uploads.Stored] = []
        self.faults: list[str] = []

    @property
    def id(self) -> str:
        return "f-" + self.name.replace(".", "-")

    @property
    def blank(self) -> bool:
        return not self.files

    @property
    def described(self) -> str:
        """What `aria-describedby` names."""
        return f"{self.id}-fault {self.id}-help" if self.faults else f"{self.id}-help"

    @property
    def kept(self) -> list[tuple[uploads.Stored, str]]:
        """Each file that was handed in, with the ticket that keeps it."""
        return [(file, file.ticket(self.username)) for file in self.files]

    def begin(self, value: Any) -> None:
        """Files are handed in, never filled in."""

    def read(self, sent: Any) -> None:
        """Take what earlier tries handed in."""
        tickets = sent.getlist(f"{self.name}.ticket")[:MOST]
        redeemed = [uploads.redeem(ticket, self.username) for ticket in tickets]
        self.files = [file for file in redeemed if file is not None]

    def take(self, sent: Any, faults: list[Refusal]) -> None:
        """Store what is handed in now (`request.FILES`). Faults are collected; what was good is kept."""
        for file in sent.getlist(self.name)[: MOST - len(self.files)]:
            try:
                stored = uploads.take(file, self.name)
            except Refusal as refusal:
                faults.append(refusal)
            else:
                self.files += [] if stored in self.files else [stored]

    def plain(self) -> list[dict[str, str]]:
        """The files as the act's input wants them."""
        return [
            {"sha256": file.sha256, "name": file.name, "media_type": file.media_type} for file in self.files
        ]
