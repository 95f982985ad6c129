"""What a file tells of seals: one is seen, none can be there, or nobody can tell from what it shows."""

from parsers.document import Document
from rules.checks.check import CheckInput
from rules.submission import SubmittedFile

_CERTAIN = 0.5  # below this a mark is no more than possibly a seal
_PICTURELESS = {"txt", "csv"}  # formats that can hold no picture


def bears_no_seal(given: CheckInput) -> bool:
    """Hold where it is known that no file of the case bears a seal; parts of the mail's own text are no files."""
    files = [item.file for item in given.files if not item.file.inline]
    return all(
        rules_seal_out(file) and not (is_sealed(file) or grey_pages(file) or has_doubtful_mark(file))
        for file in files
    )


def is_sealed(file: SubmittedFile) -> bool:
    """Hold where a seal is seen in the file."""
    return file.document is not None and any(seal.confidence >= _CERTAIN for seal in file.document.seals)


def rules_seal_out(file: SubmittedFile) -> bool:
    """Hold where it is known that the file bears no seal: it was looked for, or no page holds a picture.

    What could not be read, or not to its end, may bear one.
    """
    document = file.document
    if document is None or document.partial:
        return False
    if document.members and not document.pages:
        return True  # a wrapping: what is in it is asked by itself
    return document.seals_judged or (_no_picture(document) and bool(document.text.strip()))


def _no_picture(document: Document) -> bool:
    # A format with pages tells how much of each is pictures; Word files tell how many pictures they hold.
    if document.pages:
        return all(page.image_share == 0 for page in document.pages)
    return document.kind in _PICTURELESS or dict(document.fields).get("pictures") == "0"


def grey_pages(file: SubmittedFile) -> tuple[int, ...]:
    """The pages on which a seal can neither be seen nor ruled out: pictures without colour."""
    pages = () if file.document is None else file.document.pages
    return tuple(page.number for page in pages if page.colour is False and page.image_share > 0)


def has_doubtful_mark(file: SubmittedFile) -> bool:
    """Hold where something in the file may be a seal, and nobody can tell."""
    return file.document is not None and any(seal.confidence < _CERTAIN for seal in file.document.seals)
