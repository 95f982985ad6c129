"""Electronic seals of OFD (GB/T 33190-2016, 15 and 18): stamps of signatures and stamp annotations, by presence."""

from collections.abc import Iterator, Mapping

from parsers.document import Seal, SealKind
from parsers.ofd_package import Element, OfdPackage, child, children, is_true, local_name, text_of


def signature_seals(package: OfdPackage, location: str, pages: Mapping[str, int]) -> Iterator[Seal]:
    """Yield a seal for each place where a signature stamps a page; `pages` are numbers of pages by their ids.

    A signature without a signed value is only prepared: it seals nothing. Whether the value is right is not looked at.
    """
    for entry in children(package.xml(location), "Signature"):
        part = package.locate(location, entry.get("BaseLoc", ""))
        root = package.xml(part)
        value = package.locate(part, text_of(child(root, "SignedValue")))
        if root is not None and package.binary(value):
            yield from (_seal(stamp, pages) for stamp in root.iter() if local_name(stamp) == "StampAnnot")


def _seal(stamp: Element, pages: Mapping[str, int]) -> Seal:
    return Seal(SealKind.SIGNATURE, page=pages.get(stamp.get("PageRef", "")))


def annotation_parts(package: OfdPackage, location: str) -> dict[str, str]:
    """The parts of the annotations by the ids of their pages."""
    found = {}
    for page in children(package.xml(location) if location else None, "Page"):
        found[page.get("PageID", "")] = package.locate(location, text_of(child(page, "FileLoc")))
    return found


def stamp_annotations(package: OfdPackage, part: str, page: int) -> Iterator[Seal]:
    """Yield a seal for each stamp annotation of a page that is shown."""
    for annotation in children(package.xml(part) if part else None, "Annot"):
        is_stamp = annotation.get("Type", "").lower() == "stamp"
        if is_stamp and is_true(annotation.get("Visible"), default=True):
            yield Seal(SealKind.SIGNATURE, page=page)
