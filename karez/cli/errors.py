"""Errors that are a person's business and not a fault of the program, as one sentence."""


def explain(error: Exception) -> str | None:
    """What to tell the person at the terminal; None for a fault of ours, which must show its traceback."""
    from django.db.utils import OperationalError, ProgrammingError

    from karez.figures import FigureError
    from karez.policy import PolicyError

    if isinstance(error, FigureError | PolicyError | ValueError | FileNotFoundError | PermissionError):
        return str(error)
    if isinstance(error, OperationalError | ProgrammingError) and (
        "no such table" in str(error) or "does not exist" in str(error) or "unable to open" in str(error)
    ):
        return (
            f"数据库还没有准备好，请先运行 karez init。The database is not ready: run karez init. ({error})"
        )
    if isinstance(error, OperationalError):
        return f"连不上数据库，请检查 DATABASE_URL。The database cannot be reached. ({error})"
    return None
