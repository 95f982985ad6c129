"""What a file tells of seals: one is seen, none can be there, or the pages are grey and nobody can tell."""

from parsers.document import Document
from rules.submission import SubmittedFile

_CERTAIN = 0.5  # below this a mark is no more than possibly a seal


def is_sealed(file: SubmittedFile) -> bool:
    """Hold where a seal is seen in the file."""
    return file.document is not None and any(seal.confidence >= _CERTAIN for seal in file.document.seals)


def rules_seal_out(file: SubmittedFile) -> bool:
    """Hold where it is known that the file bears no seal: it was looked for, or no page holds a picture."""
    document = file.document
    if document is None:
        return False
    # A format with pages tells how much of each is pictures; Word files tell how many pictures they hold.
    pictureless = (
        all(page.image_share == 0 for page in document.pages) if document.pages else _no_picture(document)
    )
    return document.seals_judged or (pictureless and bool(document.text.strip()))


def _no_picture(document: Document) -> bool:
    return dict(document.fields).get("pictures") == "0"


def grey_pages(file: SubmittedFile) -> tuple[int, ...]:
    """The pages on which a seal can neither be seen nor ruled out: pictures without colour, or a doubtful mark."""
    document = file.document
    if document is None:
        return ()
    colourless = {page.number for page in document.pages if page.colour is False and page.image_share > 0}
    doubtful = {seal.page or 1 for seal in document.seals if seal.confidence < _CERTAIN}
    return tuple(sorted(colourless | doubtful))
