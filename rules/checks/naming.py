"""The bodies that the title and the sign-off name, as read against the roster."""

import re
from collections.abc import Iterator

from parsers.document import TextOrigin
from rules.checks.check import CheckInput
from rules.checks.parts import sign_off
from rules.checks.seals import bears_no_seal
from rules.identity import NamedBody, Naming, misread_of_another, names_to_sign, read_unit
from rules.legibility import has_doubtful
from rules.summary import SignOff, Summary
from rules.text import squeeze

# 本公司（盖章）, 项目组: whose, only a seal could tell.
_NOBODY = re.compile(
    r"(?:(?:我们?|本|该)(?:有限)?(?:公司|单位|集团|企业|院|校|所|会|局|中心|园区?|医院|学校|学院|研究院)|本?单位|(?:我们?|本)?(?:项目|课题|工作)组)"
)


def signs_without_name(signed: SignOff, given: CheckInput) -> bool:
    """Hold for 本公司（盖章） and the like where no file bears a seal that would tell whose it is."""
    bodies = [body.strip() for body in (*signed.units, signed.unit) if body.strip()]
    return bool(bodies) and all(map(_NOBODY.fullmatch, bodies)) and bears_no_seal(given)


def named_units(given: CheckInput) -> Iterator[tuple[NamedBody, str, str]]:
    """Each body named, with what names it (“标题”, “落款”) and where that stands; nothing without an entry."""
    if given.entry is None or given.summary is None:
        return
    for text, part, place in _texts(given, given.summary):
        body = read_unit(text, given.entry, given.campaign, given.roster)
        if body.naming is Naming.UNCLEAR and _was_read(text, given):
            body = misread_of_another(text, given.entry, given.campaign, given.roster) or body
        if body.naming is not Naming.NONE:
            yield body, part, given.where(place)


def _was_read(text: str, given: CheckInput) -> bool:
    """Whether the name stands in lines that OCR read, and in no others."""
    documents = [item.file.document for item in given.carriers if item.file.document is not None]
    blocks = [block for document in documents for block in document.blocks]
    origins = {block.origin for block in blocks if squeeze(text) and squeeze(text) in squeeze(block.text)}
    return origins == {TextOrigin.OCR}


def was_read_badly(text: str, given: CheckInput) -> bool:
    """Whether OCR was not sure of any line that bears the name, as where a black seal lies over it.

    A line with the unit's own whole name, which may begin so, does not bear it.
    """
    longest = max(map(squeeze, text.split("、")), key=len)
    names = map(squeeze, names_to_sign(given.entry, given.campaign) if given.entry is not None else ())
    longer = [name for name in names if longest in name and longest != name]
    documents = [item.file.document for item in given.carriers if item.file.document is not None]
    texts = [(block, squeeze(block.text)) for each in documents for block in each.blocks]
    lines = [block for block, said in texts if longest in said and not any(name in said for name in longer)]
    return bool(longest and lines) and all(has_doubtful([line]) for line in lines)


def _texts(given: CheckInput, summary: Summary) -> Iterator[tuple[str, str, str]]:
    title, signed = summary.title, sign_off(given)
    if title is not None and not title.is_placeholder:
        yield title.unit, "标题", title.place
    if signed is not None and not signs_without_name(signed, given):
        yield "、".join(signed.units) or signed.unit, "落款", signed.place
