"""The errors a caller can meet; each message says what is wrong, where, and what to do."""

from __future__ import annotations

from collections.abc import Iterable


class GameError(ValueError):
    """Bad input: a game, profile, scenario or question that cannot be taken as given.

    All complaints about one piece of input arrive together, so that it can be mended in one go.

    Attributes
    ----------
    complaints : tuple of str
        One sentence each; where they concern payoffs they name player, profile and value.
    """

    #: Complaints printed in full; the rest are counted.
    SHOWN = 12

    def __init__(self, complaints: str | Iterable[str]) -> None:
        self.complaints = (complaints,) if isinstance(complaints, str) else tuple(complaints)
        shown = self.complaints[: self.SHOWN]
        text = shown[0] if len(self.complaints) == 1 else f"{len(self.complaints)} problems. "
        if len(self.complaints) > 1:
            text += " ".join(f"({k}) {c}" for k, c in enumerate(shown, 1))
            hidden = len(self.complaints) - len(shown)
            text += f" … and {hidden} more." if hidden else ""
        super().__init__(text)

    def __reduce__(self) -> tuple[type[GameError], tuple[tuple[str, ...]]]:
        return type(self), (self.complaints,)


class NotYetSupported(GameError, NotImplementedError):
    """The question is sound, but no method here answers it; the message names what does."""


class BudgetExceeded(RuntimeError):
    """A solver met its budget before it could earn its claim.

    Attributes
    ----------
    partial : object
        What had been found, with the status and the claim that it does earn; the same object
        that ``partial=True`` would have returned.
    """

    def __init__(self, message: str, partial: object = None) -> None:
        super().__init__(message)
        self.partial = partial

    def __reduce__(self) -> tuple[type[BudgetExceeded], tuple[str, object]]:
        return type(self), (str(self), self.partial)


class InternalError(AssertionError):
    """A promise of the package was broken by the package; please report it with the game."""
