"""The names a unit goes by: what the roster prints, and what follows from the way it prints it."""

import re
from collections.abc import Mapping

from rules.campaign import Campaign

_BRACKET_AT_END = re.compile(r"(?P<base>.+?)[（(](?P<inner>[^（()）]+)[）)]")
# A body that is a legal person: in brackets behind it stands a branch, so that the rest alone is another body.
_LEGAL_PERSON = re.compile(r".*(公司|集团|大学|学院|医院|研究院|研究所|中心|协会|银行|厂|社|局)")
# From this length on, what stands in brackets is a name of its own and not a place.
_SHORTEST_NAME = 5
# Shorter than this, a name in a document is an organisation's only where it says so: 九院, 704所, 华师大.
_SHORTEST_FORMAL = 4
_ORGANISATION = re.compile(r"[院所大局会]$")


def printed_names(unit: str) -> tuple[str, ...]:
    """The unit's name as the roster prints it, then its other readings where a bracket stands at its end.

    上海长征医院(海军军医大学第二附属医院) goes by either name; 同济科技园（杨浦） with its district or without.
    """
    bracket = _BRACKET_AT_END.fullmatch(unit.strip())
    if bracket is None:
        return (unit,)
    base, inner = bracket["base"], bracket["inner"]
    if len(inner) >= _SHORTEST_NAME:
        return (unit, base, inner, f"{inner}({base})")
    if _LEGAL_PERSON.fullmatch(base):
        return (unit,)
    return (unit, base, *_with_district(base, inner.removesuffix("区")))


def _is_bare(name: str) -> bool:
    return len(name) < _SHORTEST_FORMAL and not _ORGANISATION.search(name)


def _with_district(base: str, place: str) -> tuple[str, ...]:
    return f"{base}({place}区)", f"({place}){base}", f"({place}区){base}", f"{base}({place})"


def unit_names(campaign: Campaign) -> Mapping[str, str]:
    """Every name that certainly means a unit of the roster -> the roster's own name of it.

    The names as printed, confirmed aliases and signing bodies; a name that would mean two units is left out, unless
    it is one unit's own. So are bare places and brands (金山, 复旦, B站): they are enough for a subject, but a document's
    title or sign-off that begins with one is most often another body's (金山石化…, 复旦微电子…).
    """
    names: dict[str, set[str]] = {}
    for unit in campaign.roster.units:
        for name in printed_names(unit):
            names.setdefault(name, set()).add(unit)
    for alias in (*campaign.unit_aliases, *campaign.signing_bodies):
        if alias.confirmed and not _is_bare(alias.name):
            names.setdefault(alias.name, set()).add(alias.target)
    own = {unit: unit for unit in campaign.roster.units}
    return {name: next(iter(units)) for name, units in names.items() if len(units) == 1} | own
