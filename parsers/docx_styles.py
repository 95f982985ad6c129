"""What a Word paragraph looks like once its styles are taken into account (ECMA-376-1, 17.7)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_VAL = f"{W}val"
_OFF = {"0", "false", "off"}
_BODY_LEVEL = 9  # outlineLvl 9 means "body text"
_STRIKES = ("strike", "dstrike")
_HEADING_NAME = re.compile(r"(?:heading|标题)\s*([1-9])")
_CONTENTS_NAME = re.compile(r"(?:toc|目录)\s*([1-9])")
_DEFAULT_SIZE = 10.0  # points, where neither run, style nor document defaults tell (17.3.2.38)

Element = etree._Element  # noqa: SLF001 - lxml has no public name for the type of an element


def value(parent: Element | None, path: str) -> str | None:
    """The w:val of a descendant ("w:pPr/w:jc" as "pPr/jc"), None where it is absent."""
    if parent is None:
        return None
    found = parent.find(_qualified(path))
    return None if found is None else found.get(_VAL)


@lru_cache(maxsize=256)
def _qualified(path: str) -> str:
    return "/".join(W + step for step in path.split("/"))


def switch(parent: Element | None, name: str) -> bool | None:
    """An on/off property (17.17.4): True, False, or None where nothing is said."""
    if parent is None:
        return None
    found = parent.find(W + name)
    return None if found is None else found.get(f"{W}val", "1").lower() not in _OFF


def integer(text: str | None) -> int | None:
    """A number as it stands in an attribute, None where it is absent or no number."""
    try:
        return None if text is None else int(float(text))
    except (ValueError, OverflowError):
        return None


@dataclass(frozen=True)
class Styles:
    """The styles of one document; with None every question is answered by Word's defaults."""

    root: Element | None
    _chains: dict[str, tuple[Element, ...]] = field(default_factory=dict)
    _inheritances: dict[tuple[str | None, str], tuple[Element, ...]] = field(default_factory=dict)
    # By the run's style, the paragraph's, and the switch's name.
    _switches: dict[tuple[str | None, str, str], bool] = field(default_factory=dict)
    _names: dict[str, str] = field(default_factory=dict)

    @cached_property
    def _by_id(self) -> dict[str, Element]:
        styles = () if self.root is None else self.root.iter(f"{W}style")
        return {style.get(f"{W}styleId", ""): style for style in styles}

    @cached_property
    def _default_paragraph(self) -> str:
        for identifier, style in self._by_id.items():
            if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default", "0") not in _OFF:
                return identifier
        return ""

    @cached_property
    def _default_run(self) -> Element | None:
        return None if self.root is None else self.root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")

    def chain(self, identifier: str | None) -> tuple[Element, ...]:
        """The style and those that it is based on, nearest first; a circle ends where it closes."""
        key = identifier or ""
        if key not in self._chains:
            self._chains[key] = tuple(self._walk(key))
        return self._chains[key]

    def _walk(self, identifier: str) -> Iterator[Element]:
        seen: set[str] = set()
        while identifier in self._by_id and identifier not in seen:
            seen.add(identifier)
            style = self._by_id[identifier]
            yield style
            identifier = value(style, "basedOn") or ""

    def style_of(self, properties: Element | None) -> str:
        """The id of a paragraph's style, from its w:pPr."""
        stated = value(properties, "pStyle")
        return stated if stated in self._by_id else self._default_paragraph

    def name(self, identifier: str) -> str:
        """The style's name in lower case; Chinese names of built-in styles as their English ones."""
        if identifier not in self._names:
            self._names[identifier] = self._name(identifier)
        return self._names[identifier]

    def _name(self, identifier: str) -> str:
        chain = self.chain(identifier)
        name = ((value(chain[0], "name") if chain else None) or identifier).strip().lower()
        if contents := _CONTENTS_NAME.fullmatch(name):
            return f"toc {contents[1]}"
        if heading := _HEADING_NAME.fullmatch(name):
            return f"heading {heading[1]}"
        return "title" if name == "标题" else name

    def paragraph_value(self, properties: Element | None, path: str) -> str | None:
        """A paragraph property's w:val: from the paragraph itself, else from its chain of styles."""
        stated = value(properties, path)
        if stated is not None:
            return stated
        for style in self.chain(self.style_of(properties)):
            inherited = value(style, f"pPr/{path}")
            if inherited is not None:
                return inherited
        return None

    def heading_level(self, properties: Element | None) -> int | None:
        """The heading level from 1, by outline level or by a built-in style's name; None for body text."""
        stated = integer(value(properties, "outlineLvl"))
        if stated is not None:
            return stated + 1 if 0 <= stated < _BODY_LEVEL else None
        for style in self.chain(self.style_of(properties)):
            outline = integer(value(style, "pPr/outlineLvl"))
            if outline is not None:
                return outline + 1 if 0 <= outline < _BODY_LEVEL else None
            # Some programs write Word's heading styles without the outline level that their names imply.
            if named := _HEADING_NAME.fullmatch((value(style, "name") or "").strip().lower()):
                return int(named[1])
        return None

    def _inherited(self, run: Element | None, paragraph: Element | None) -> tuple[Element, ...]:
        """Where a run's properties come from besides the run itself, the strongest first."""
        key = (value(run, "rStyle"), self.style_of(paragraph))
        if key not in self._inheritances:
            styles = (*self.chain(key[0]), *self.chain(key[1]))
            sources = (*(style.find(f"{W}rPr") for style in styles), self._default_run)
            self._inheritances[key] = tuple(source for source in sources if source is not None)
        return self._inheritances[key]

    def run_switch(self, run: Element | None, paragraph: Element | None, name: str) -> bool:
        """An on/off property of a run ("b", "vanish"), styles included."""
        own = switch(run, name)
        if own is not None:
            return own
        key = (value(run, "rStyle"), self.style_of(paragraph), name)
        if key not in self._switches:
            stated = (switch(source, name) for source in self._inherited(run, paragraph))
            self._switches[key] = next((each for each in stated if each is not None), False)
        return self._switches[key]

    def is_struck(self, run: Element | None, paragraph: Element | None) -> bool:
        """Tell whether a run is struck out, once or twice (17.3.2.37, 17.3.2.9)."""
        if self._some_strike:
            return any(self.run_switch(run, paragraph, name) for name in _STRIKES)
        return run is not None and any(switch(run, name) for name in _STRIKES)

    @cached_property
    def _some_strike(self) -> bool:
        """Whether any style strikes out: hardly one does, and then a run's own properties tell at once."""
        tags = (f"{W}{name}" for name in _STRIKES)
        return self.root is not None and next(self.root.iter(*tags), None) is not None

    def run_size(self, run: Element | None, paragraph: Element | None) -> float:
        """A run's font size in points."""
        for source in (run, *self._inherited(run, paragraph)):
            half_points = integer(value(source, "sz"))
            if half_points is not None:
                return half_points / 2
        return _DEFAULT_SIZE
