"""Word's automatic numbers, which stand nowhere in a paragraph's text (ECMA-376-1, 17.9)."""

import re
from dataclasses import dataclass, field
from functools import cached_property

from parsers.docx_styles import Element, Styles, W, integer, switch, value
from parsers.numerals import write_number

_LEVELS = 9
_MARKUP_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
# Bullets are letters of a symbol font; these are the usual ones as a reader sees them.
_BULLETS = {
    "\uf06c": "●", "l": "●", "\uf0b7": "•", "\uf06e": "■", "n": "■", "\uf075": "◆", "u": "◆", "\uf0d8": "➢", "Ø": "➢",
    "\uf0fc": "✓", "ü": "✓", "\uf0a7": "▪", "§": "▪", "\uf076": "❖", "v": "❖", "\uf0a8": "□", "\uf06f": "□", "o": "○",
    "\uf09f": "•", "\uf0e0": "→", "\uf0e8": "➔", "\uf071": "❑", "\uf077": "◇",
}  # fmt: skip
_SYMBOL_FONTS = ("wingdings", "symbol", "webdings")


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: how its number is written and what stands around it."""

    start: int
    number_format: str
    text: str  # "%1.%2" with %n for the counter of level n
    suffix: str  # "tab", "space" or "nothing"
    is_legal: bool  # all counters in plain digits
    restart: (
        int | None
    )  # begins anew after a level up to this one (from 1); 0 never; None after any higher one
    hidden: bool
    symbol_font: bool
    style: str  # the paragraph style that this level belongs to


@dataclass(frozen=True, slots=True)
class _Instance:
    """A w:num: an abstract list with its own overrides."""

    abstract: str
    levels: tuple[Level, ...]
    start_overrides: dict[int, int]


@dataclass
class Numbering:
    """The lists of one document and how far each has counted. `next_number` must be asked in document order."""

    root: Element | None
    styles: Styles
    _counters: dict[str, list[int | None]] = field(default_factory=dict)
    _begun: set[tuple[str, int]] = field(default_factory=set)
    _instances: dict[str, _Instance | None] = field(default_factory=dict)

    def next_number(self, properties: Element | None) -> tuple[str, str]:
        """Count this paragraph in; give its number as a reader sees it and what parts it from the text.

        ("", "") where the paragraph, given by its w:pPr, bears no number.
        """
        place = self._place(properties)
        if place is None:
            return "", ""
        identifier, depth = place
        instance = self._instance(identifier)
        if instance is None or depth >= len(instance.levels):
            return "", ""
        counters = self._count(identifier, instance, depth)
        level = instance.levels[depth]
        number = "" if level.hidden else _compose(instance.levels, counters, depth)
        return number, _separator(number, level.suffix)

    def _place(self, properties: Element | None) -> tuple[str, int] | None:
        """The list and the level (from 0) of a paragraph; None where it is in no list."""
        identifier = value(properties, "numPr/numId")
        depth = integer(value(properties, "numPr/ilvl"))
        if identifier is None:
            identifier, depth = self._place_by_style(properties, depth)
        if identifier is None or identifier == "0":  # list 0 takes a paragraph out of its style's list
            return None
        return identifier, min(max(depth or 0, 0), _LEVELS - 1)

    def _place_by_style(self, properties: Element | None, depth: int | None) -> tuple[str | None, int | None]:
        for style in self.styles.chain(self.styles.style_of(properties)):
            identifier = value(style, "pPr/numPr/numId")
            if identifier is not None:
                if depth is None:
                    depth = self._depth_of_style(style, identifier)
                return identifier, depth
        return None, None

    def _depth_of_style(self, style: Element, identifier: str) -> int | None:
        """Find a style's level: the one that names the style, else the one that the style names."""
        instance = self._instance(identifier)
        for depth, level in enumerate(instance.levels if instance else ()):
            if level.style and level.style == style.get(f"{W}styleId"):
                return depth
        return integer(value(style, "pPr/numPr/ilvl"))

    def _instance(self, identifier: str) -> _Instance | None:
        if identifier not in self._instances:
            element = self._nums.get(identifier)
            self._instances[identifier] = None if element is None else self._read_instance(element)
        return self._instances[identifier]

    @cached_property
    def _nums(self) -> dict[str, Element]:
        nums = () if self.root is None else self.root.iter(f"{W}num")
        return {num.get(f"{W}numId", ""): num for num in nums}

    @cached_property
    def _abstracts(self) -> dict[str, Element]:
        abstracts = () if self.root is None else self.root.iter(f"{W}abstractNum")
        return {abstract.get(f"{W}abstractNumId", ""): abstract for abstract in abstracts}

    def _read_instance(self, num: Element) -> _Instance | None:
        identifier = value(num, "abstractNumId") or ""
        abstract = self._abstracts.get(identifier)
        if abstract is None:
            return None
        identifier, abstract = self._follow_style_link(identifier, abstract)
        elements = {integer(level.get(f"{W}ilvl")) or 0: level for level in abstract.findall(f"{W}lvl")}
        starts = {}
        for override in num.findall(f"{W}lvlOverride"):
            depth = integer(override.get(f"{W}ilvl")) or 0
            own = override.find(f"{W}lvl")
            if own is not None:
                elements[depth] = own
            start = integer(value(override, "startOverride"))
            if start is not None:
                starts[depth] = start
        levels = tuple(_read_level(elements.get(depth)) for depth in range(_LEVELS))
        return _Instance(identifier, levels, starts)

    def _follow_style_link(self, identifier: str, abstract: Element) -> tuple[str, Element]:
        """Follow an abstract list that only names a list style (17.9.21) to the list that defines the style."""
        wanted = value(abstract, "numStyleLink")
        if wanted is not None:
            for other_identifier, other in self._abstracts.items():
                if value(other, "styleLink") == wanted:
                    return other_identifier, other
        return identifier, abstract

    def _count(self, identifier: str, instance: _Instance, depth: int) -> list[int | None]:
        # Lists that share an abstract list count on from each other, unless one says where it starts.
        counters = self._counters.setdefault(instance.abstract, [None] * _LEVELS)
        start = instance.levels[depth].start
        if (identifier, depth) not in self._begun:
            self._begun.add((identifier, depth))
            if depth in instance.start_overrides:
                counters[depth] = None
                start = instance.start_overrides[depth]
        current = counters[depth]
        counters[depth] = start if current is None else current + 1
        for deeper in range(depth + 1, _LEVELS):
            restart = instance.levels[deeper].restart
            if restart is None or depth < restart:
                counters[deeper] = None
        return counters


def _read_level(element: Element | None) -> Level:
    if element is None:
        return Level(
            1, "none", "", "nothing", is_legal=False, restart=None, hidden=False, symbol_font=False, style=""
        )
    text = value(element, "lvlText") or ""
    properties = element.find(f"{W}rPr")
    fonts = None if properties is None else properties.find(f"{W}rFonts")
    names = " ".join(str(name) for name in fonts.attrib.values()).lower() if fonts is not None else ""
    start = integer(value(element, "start"))
    return Level(
        start=1 if start is None else start,
        number_format=_number_format(element),
        text=text,
        suffix=value(element, "suff") or "tab",
        is_legal=bool(switch(element, "isLgl")),
        restart=integer(value(element, "lvlRestart")),
        hidden=bool(switch(properties, "vanish")),
        symbol_font=any(font in names for font in _SYMBOL_FONTS),
        style=value(element, "pStyle") or "",
    )


def _number_format(element: Element) -> str:
    stated = value(element, "numFmt")
    if stated is None:  # a newer format stands in AlternateContent with an older one to fall back on
        formats = element.findall(f"{_MARKUP_FALLBACK}//{W}numFmt")
        known = [name for name in (found.get(f"{W}val") for found in formats) if name and name != "custom"]
        stated = known[-1] if known else "decimal"
    return stated


def _compose(levels: tuple[Level, ...], counters: list[int | None], depth: int) -> str:
    level = levels[depth]
    if level.number_format == "bullet":
        return _bullet(level)

    def write(match: re.Match[str]) -> str:
        referred = int(match[1]) - 1
        if not 0 <= referred <= depth:
            return ""
        count = counters[referred]
        shown = levels[referred].start if count is None else count
        own_format = levels[referred].number_format
        number_format = "decimal" if level.is_legal and own_format != "none" else own_format
        return write_number(shown, number_format)

    return re.sub(r"%([1-9])", write, level.text).strip()


def _bullet(level: Level) -> str:
    text = level.text.strip()
    if not text:
        return ""
    private = any("\ue000" <= character <= "\uf8ff" for character in text)
    return _BULLETS.get(text, "•") if private or level.symbol_font else text


def _separator(number: str, suffix: str) -> str:
    """Part number and text so that they do not run into one another ("1" and "2023年"), else not at all."""
    if not number or suffix == "nothing" or number[-1] in "、）)】〕》：，。．〉」":
        return ""
    return " "
