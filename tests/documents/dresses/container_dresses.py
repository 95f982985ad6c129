"""Dresses in which the summary comes inside something: an archive, a mail, winmail.dat; and OFD."""

from collections.abc import Callable, Mapping
from functools import cache

from tests.documents.dresses import scan_dresses, text_dresses
from tests.documents.dresses.containers import (
    Members,
    attached_mail,
    rar,
    seven_zip,
    winmail,
    zip_gbk,
    zip_utf8,
)
from tests.documents.dresses.dress import Dress, Dressed, Make, SealShown, Workshop
from tests.documents.dresses.ofd import ofd_of
from tests.documents.dresses.sample import Sample


@cache
def _plain() -> Mapping[str, Dress]:
    return {dress.name: dress for dress in (*text_dresses.DRESSES, *scan_dresses.DRESSES)}


def _wrapped(inner: str, wrap: Callable[[Members], bytes], name: str, folder: str = "") -> Make:
    """The files of another dress inside a container, in a folder there where one is named."""

    def make(shop: Workshop, sample: Sample, seed: int) -> Dressed:
        dressed = _plain()[inner].make(shop, sample, seed)
        members = [(f"{folder}{name}", payload) for name, payload in dressed.files]
        return Dressed(((name, wrap(members)),), dressed.seal)

    return make


def _twice_zipped(members: Members) -> bytes:
    return zip_gbk([("总结材料.zip", zip_utf8(members)), ("说明.txt", "请查收，谢谢。".encode("gbk"))])


def _ofd(shop: Workshop, sample: Sample, _seed: int) -> Dressed:
    return Dressed((("工作总结.ofd", ofd_of(shop.pdf(sample))),), SealShown.MISSING)


DRESSES = (
    Dress("ofd", "ofd", _ofd),
    Dress("zip-gbk", "archive", _wrapped("docx-wps", zip_gbk, "总结材料.zip", "总结材料/")),
    Dress("zip-of-scan", "archive", _wrapped("scan-colour-200", zip_gbk, "材料.zip")),
    Dress("zip-of-photos", "archive", _wrapped("photos", zip_utf8, "照片.zip", "新建文件夹/")),
    Dress("zip-in-zip", "archive", _wrapped("docx-word", _twice_zipped, "报送.zip")),
    Dress("rar", "archive", _wrapped("docx-word", rar, "总结材料.rar", "总结材料/")),
    Dress("7z", "archive", _wrapped("pdf-libreoffice", seven_zip, "总结材料.7z")),
    Dress("winmail", "archive", _wrapped("docx-word", winmail, "winmail.dat")),
    Dress("eml", "eml", _wrapped("docx-wps", attached_mail, "转发：项目工作总结.eml")),
)


@cache
def all_dresses() -> Mapping[str, Dress]:
    """Give every dress by name, in the order of the table."""
    return {**_plain(), **{dress.name: dress for dress in DRESSES}}
