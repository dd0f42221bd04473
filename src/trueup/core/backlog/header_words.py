"""What other languages call the columns of a backlog: never read by themselves, only suggested."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Final

from trueup.core.base.nearest import nearest

_WORDS: Final[Mapping[str, str]] = {
    "title": "zusammenfassung|titel|résumé|intitulé|resumen|título|riepilogo|samenvatting|omschrijving",
    "key": "schlüssel|vorgangsschlüssel|ticket-schlüssel|clé|clé de ticket|clé de demande|clave|clave de incidencia"
    "|clave de la incidencia|nummer|numéro|número|chiave|sleutel",
    "id": "vorgangs-id|vorgang-id|id de ticket|id de demande|identifiant|id de incidencia|id de la incidencia"
    "|id. de incidencia",
    "type": "vorgangstyp|typ|typ des vorgangs|type de ticket|type de demande|tipo de incidencia|tipo de actividad|tipo",
    "parent": "übergeordnet|übergeordneter vorgang|übergeordnetes element|übergeordnete aufgabe|élément parent"
    "|ticket parent|demande parente|principal|padre|elemento principal|incidencia principal",
    "epic": "epic-verknüpfung|epos-verknüpfung|epic-link|epos|lien d'épopée|lien de l'epic|lien epic|épopée"
    "|enlace de épica|vínculo de épica|enlace de la épica|épica",
    "epic_name": "epic-name|epos-name|nom de l'epic|nom d'épopée|nombre de la épica|nombre de épica",
    "points": "story-points|storypoints|story punkte|punkte|points de story|points|puntos de historia|puntos",
    "time": "ursprüngliche schätzung|schätzung|aufwand|estimation originale|estimation initiale|estimation"
    "|estimación original|estimación",
    "status": "zustand|statut|état|estado|stato",
    "category": "statuskategorie|catégorie d'état|catégorie de statut|categoría de estado",
    "resolution": "lösung|erledigung|résolution|resolución",
    "assignee": "zugewiesene person|zugewiesen an|zugewiesen|bearbeiter|responsable|personne assignée|attribué à"
    "|persona asignada|asignado a",
    "labels": "stichwörter|schlagwörter|labels|étiquettes|etiquetas",
    "description": "beschreibung|descripción|descrizione|beschrijving",
    "acceptance": "akzeptanzkriterien|abnahmekriterien|critères d'acceptation|criterios de aceptación"
    "|acceptance criteria",
    "due": "fälligkeitsdatum|fällig|fällig am|date d'échéance|échéance|fecha de vencimiento|vencimiento",
    "project": "projektname|projekt|nom du projet|projet|nombre del proyecto|proyecto",
}
_FIELDS: Final[Mapping[str, str]] = {word: field for field, words in _WORDS.items() for word in words.split("|")}
_BARE: Final = re.compile(r"[\w./-]+")
_SPECIAL: Final = frozenset('"$`\\!')


def guessed(names: Mapping[str, str], missing: Iterable[str], known: Mapping[str, Collection[str]]) -> dict[str, str]:
    """Return the column that each missing field may stand in, as its header has it; without those of no likely column.

    `names` are headers by their folded form, columns already read left out; `known` are the usual names of a field.
    """
    found: dict[str, str] = {}
    wanted = list(missing)
    for name, header in names.items():
        field = _FIELDS.get(name)
        if field in wanted:
            found.setdefault(field, header)
    for field in wanted:
        free = {name: header for name, header in names.items() if header not in found.values()}
        close = next((near for each in known.get(field, ()) if (near := nearest(each, free))), None)
        if field not in found and close is not None:
            found[field] = free[close]
    return found


def option(field: str, column: str) -> str:
    """Return the option that reads a field from a column, ready to be copied into a shell."""
    pair = f"{field}={column}"
    if _BARE.fullmatch(column):
        return f"--map {pair}"
    if not _SPECIAL & set(column):
        return f'--map "{pair}"'
    return "--map '" + pair.replace("'", "'\\''") + "'"
