"""What is left of the template's own guidance in a text, whole, in part or lightly edited."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from rules.template import SectionSpec, Template
from rules.text import bare, tidy

_SENTENCE = re.compile(r"[^。;；!！\n]*[。;；!！\n]?")
_CLAUSE = re.compile(r"[^,，:：?？。;；!！\n]*[,，:：?？。;；!！\n]*")
_LONGEST_CLAUSE, _LONGEST_SENTENCE = 60, 400
_LEAST_TORN = 12  # characters of guidance on both sides of a line's end
_LONGEST_TEXT = 20_000  # guidance stands at a text's beginning; nobody leaves it behind a book


@dataclass(frozen=True, slots=True)
class _Guide:
    whole: tuple[str, ...]  # each guidance text, bare
    clauses: tuple[tuple[str, frozenset[str]], ...]  # each clause with its characters
    marks: tuple[str, ...]
    characters: frozenset[str]  # all that the guidance is written with


@lru_cache(maxsize=64)
def _guide(specs: tuple[SectionSpec, ...]) -> _Guide:
    texts = [text for spec in specs for text in spec.guidance]
    clauses = [bare(clause) for text in texts for clause in _CLAUSE.findall(text)]
    return _Guide(
        tuple(bare(text) for text in texts),
        tuple((clause, frozenset(clause)) for clause in clauses if len(clause) >= 4),
        tuple(bare(mark) for spec in specs for mark in spec.marks),
        frozenset(bare("".join(texts))),
    )


def split_guidance(text: str, template: Template) -> tuple[str, tuple[str, ...]]:
    """Part a text into the author's own words and the template's guidance that still stands in it.

    A run of guidance clauses counts where it holds one of the template's marks, or is two clauses long: an author
    may well begin a sentence of his own with 对照绩效目标.
    """
    guide = _guide(template.sections)
    own: list[str] = []
    left: list[str] = []
    for sentence in _mended(_SENTENCE.findall(text[:_LONGEST_TEXT]), guide):
        kept, guidance = _split_sentence(sentence, guide)
        own.append(kept)
        if guidance:
            left.append(tidy(guidance))
    return "".join(own) + text[_LONGEST_TEXT:], tuple(left)


def _mended(sentences: list[str], guide: _Guide) -> list[str]:
    """Put together what a line's end tore amid the guidance: a photo's lines are not always known as one paragraph."""
    mended = sentences[:1]
    for sentence in sentences[1:]:
        whole = mended[-1].rstrip("\n") + sentence
        is_torn = mended[-1].endswith("\n") and len(whole) <= _LONGEST_SENTENCE
        if is_torn and any(_is_within(bare(whole), text) for text in guide.whole):
            mended[-1] = whole
        else:
            mended.append(sentence)
    return mended


def _is_within(part: str, whole: str) -> bool:
    return len(part) >= _LEAST_TORN and part in whole


def _split_sentence(sentence: str, guide: _Guide) -> tuple[str, str]:
    if len(sentence) > _LONGEST_SENTENCE or len(sentence) < 4:
        return sentence, ""
    squeezed = bare(sentence)
    if len(guide.characters & set(squeezed)) < 4:
        return sentence, ""
    if _could_be(squeezed, guide) and any(_alike(squeezed, whole, 0.85) for whole in guide.whole):
        return ("\n" if sentence.endswith("\n") else ""), sentence
    clauses = [clause for clause in _CLAUSE.findall(sentence) if clause]
    known = [_is_guidance(bare(clause), guide) for clause in clauses]
    kept, guidance = [], []
    position = 0
    while position < len(clauses):
        end = position
        while end < len(clauses) and known[end]:
            end += 1
        run = clauses[position:end]
        if run and _counts(run, guide):
            guidance.extend(run)
        else:
            end = max(end, position + 1)
            kept.extend(clauses[position:end])
        position = end
    return "".join(kept), "".join(guidance)


def _counts(run: list[str], guide: _Guide) -> bool:
    text = bare("".join(run))
    if len(run) >= 2 and len(text) >= 10:
        return True
    # A single clause counts only where it holds (all of) a mark: the beginning of one may be the author's own.
    return any(
        mark in text or (len(text) >= len(mark) - 1 and _alike(text, mark, 0.85)) for mark in guide.marks
    )


def _is_guidance(clause: str, guide: _Guide) -> bool:
    # "……说明如下" leads on to the author's own words.
    if not 4 <= len(clause) <= _LONGEST_CLAUSE or clause.endswith("如下"):
        return False
    if any(clause in whole for whole in guide.whole):
        return True
    if not _could_be(clause, guide):
        return False
    characters = frozenset(clause)
    return any(
        len(characters & known) >= 0.75 * len(known) and _alike(clause, text, 0.88)
        for text, known in guide.clauses
    )


def _could_be(text: str, guide: _Guide) -> bool:
    """Hold for a text written almost only with the guidance's own characters; spares the costly comparison."""
    return sum(map(guide.characters.__contains__, text)) >= 0.8 * len(text)


def _alike(one: str, other: str, share: float) -> bool:
    if not one or not 0.7 <= len(one) / len(other) <= 1.4:
        return False
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.quick_ratio() >= share and matcher.ratio() >= share
