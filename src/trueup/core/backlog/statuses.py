"""What the words of another tool mean: how far an item is, and on which level it stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

State = Literal["todo", "doing", "done", "cancelled"]
STATES: Final[tuple[State, ...]] = ("todo", "doing", "done", "cancelled")
Kind = Literal["above", "epic", "story", "task"]
KINDS: Final[tuple[Kind, ...]] = ("above", "epic", "story", "task")
ANY: Final = "*"
"""Stands for every type that is not named."""

_TODO: Final = """to do|todo|open|new|backlog|ready|reopened|selected for development|ready for development
|planned|draft|proposed|created|waiting|to be done|zu erledigen|offen|neu|geplant|à faire|a faire|ouvert|nouveau
|por hacer|abierto|pendiente
|da fare|aperto|te doen|att göra|do zrobienia|a fazer|aberto|сделать|к выполнению|未着手|待办"""
_DOING: Final = """in progress|doing|started|active|in development|in review|review|code review|in test|in testing
|testing|qa|in qa|blocked|on hold|implementing|in arbeit|in bearbeitung|in prüfung|en cours|en curso|en progreso
|in corso|in uitvoering|pågående|w toku|em andamento|em progresso|в работе|進行中|进行中"""
_DONE: Final = """done|closed|resolved|complete|completed|finished|released|deployed|live|verified|accepted|merged
|fertig|erledigt|geschlossen|abgeschlossen|gelöst|terminé|terminée|fermé|résolu|fait|hecho|listo|cerrado|finalizada
|finalizado|resuelto|completato|fatto|chiuso|gereed|klaar|klar|gotowe|zrobione|concluído|concluida|fechado|готово
|закрыт|完了|完成"""
_CANCELLED: Final = """cancelled|canceled|won't do|wont do|won't fix|wontfix|rejected|declined|duplicate|obsolete
|abandoned|invalid|not planned|not_planned|cannot reproduce|not a bug|out of scope|withdrawn|abgebrochen|abgelehnt
|verworfen|annulé|abandonné|cancelado|rechazado|annullato|geannuleerd|отменено"""


def _words(state: State, text: str) -> dict[str, State]:
    return {word.strip().casefold(): state for word in text.replace("\n", "").split("|")}


_STATES: Final[Mapping[str, State]] = {
    **_words("todo", _TODO),
    **_words("doing", _DOING),
    **_words("done", _DONE),
    **_words("cancelled", _CANCELLED),
}
_ABOVE: Final = "initiative|theme|portfolio epic|program|legend|saga|objective|goal|capability"
_EPIC: Final = "epic|épopée|epopee|épica|epica|épico|эпик|エピック|史诗|长篇故事"
_TASK: Final = """sub-task|subtask|sub task|technical sub-task|sub-bug|unteraufgabe|teilaufgabe|sous-tâche|subtarea
|sottotask|subtaak|deluppgift|podzadanie|subtarefa|подзадача|サブタスク|子任务"""
_KINDS: Final[Mapping[str, Kind]] = {
    **dict.fromkeys(_ABOVE.split("|"), "above"),
    **dict.fromkeys(_EPIC.split("|"), "epic"),
    **dict.fromkeys(_TASK.replace("\n", "").split("|"), "task"),
    **dict.fromkeys(("story", "user story"), "story"),
}


def state_of(status: str, category: str, resolution: str, own: Mapping[str, str]) -> State | None:
    """Return how far an item is, None where its words are unknown.

    The user's own meaning goes first; then how it ended, for work that ended unfinished; then the kind of status, which
    Jira gives in its own few words; then the status itself.
    """
    said = _fold(status)
    mine = own.get(said)
    if mine is not None:
        return next(state for state in STATES if state == mine)
    found = _STATES.get(_fold(category)) or _STATES.get(said)
    if found in (None, "done") and _STATES.get(_fold(resolution)) == "cancelled":
        return "cancelled"
    if found == "done" and _STATES.get(said) == "cancelled":
        return "cancelled"
    return found


def kind_of(word: str, own: Mapping[str, str]) -> Kind | None:
    """Return the level that a type stands on; None for the many types that stand wherever they are put."""
    said = _fold(word)
    mine = own.get(said) or (own.get(ANY) if said not in _KINDS else None)
    if mine is not None:
        return next(kind for kind in KINDS if kind == mine)
    return _KINDS.get(said)


def folded(own: Mapping[str, str]) -> dict[str, str]:
    """Return the user's words as they are compared: without regard to case and blanks."""
    return {_fold(word): meaning for word, meaning in own.items()}


def _fold(text: str) -> str:
    return " ".join(text.split()).casefold().replace("\u2019", "'")
