"""What can go wrong with a figure, each said so that a user or a room's author can mend it."""


class FigureError(Exception):
    """A figure was asked for, or defined, in a way that cannot be answered."""


class UnknownFigure(FigureError):
    """No figure of this key stands in the catalogue."""


class BadQuestion(FigureError):
    """The figure exists, but may not be split or filtered as asked."""


class CountyOnly(FigureError):
    """The figure speaks of the county's money as a whole, and the reader sees but a part of the county."""


class MartError(FigureError):
    """A mart table has no source, or its source does not keep the contract of docs/mart.md."""
