"""What acts that move money tell the trail: the transfer, and what its accounts hold afterwards."""

from datetime import date
from typing import Annotated

from pydantic import Field

from karez.acts.codes import register_codes
from karez.acts.tells import CountyOnly, Headline, Left, Silent, Tells
from karez.acts.types import Code, Digest, Fen
from karez.funds.models import TRANSFERS
from karez.projects.arranging import Arranged

register_codes("transfer", "账目种类", TRANSFERS)


class Moved(Tells):
    """The transfer (`ledger.said_to_the_trail`). Its kind is the act's own name in other words."""

    transfer: int = Field(title="账目编号")
    kind: Annotated[str, Code("transfer"), Silent()] = Field(title="账目种类")
    amount: Annotated[Fen, Headline(), Silent()] = Field(title="金额")
    grant: str = Field(title="资金文件")
    day: Annotated[date, Silent(as_entry="day")] = Field(title="计账日期")
    hash: Annotated[Digest, Silent()] = Field(title="账目校验值")


class MovedWithin(Moved):
    """And the accounts that it moved, as they stand then."""

    arrived: Annotated[Fen, CountyOnly()] = Field(title="上级下达")
    available: Annotated[Fen, CountyOnly(), Left("资金文件可下达")] = Field(title="可用指标")
    allotted: Annotated[Fen, Left("项目未支付")] = Field(title="已下达未支付")
    paid: Annotated[Fen, Left("已支付")] = Field(title="已支付")
    returned: Annotated[Fen, CountyOnly(), Left("已上交")] = Field(title="已上交")


class Allotted(MovedWithin, Arranged):
    """And whether the project was brought onto the lists of the grant's year."""


class MovedBetween(Moved, Arranged):
    """And what is left to the two sides of a reallocation."""

    giver: Annotated[Fen, Left("调出项目余")] = Field(title="调出项目余额")
    taker: Annotated[Fen, CountyOnly(), Left("调入方余")] = Field(title="调入方余额")
    to: Annotated[str, CountyOnly()] = Field(title="调入方")


class Reversed(MovedWithin):
    """And which transfer was a mistake."""

    reverses: str = Field(title="冲销的账")
