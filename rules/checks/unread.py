"""Why a file could not be read, in words for the unit, and what helps."""

from parsers.errors import UnsupportedFormatError
from rules.candidates import is_volume
from rules.link_files import holds_only_links
from rules.submission import Link, SubmittedFile

_AS_WORD_OR_PDF = "请另存为 Word（.docx）或文字版 PDF 后，在原邮件上回复发送。"

_AS_JPEG = "请将照片另存为 JPEG（.jpg），或发送 Word、PDF 文件，在原邮件上回复发送。"
_TELEPHONE_PHOTOS = (".heic", ".heif", ".avif")
_RESAVED = "请用 Word 或 WPS 打开，另存为 Word（.docx）或文字版 PDF 后，在原邮件上回复发送。"
# What the program that reads them is needed for; the machine may lack it.
_WORD_FORMATS = {
    "doc": "旧版 Word（.doc）",
    "wps": "WPS 文字（.wps）",
    "rtf": "RTF（.rtf）",
    "odt": "OpenDocument（.odt）",
    "wordml": "Word 2003 XML（.xml）",
}
_UNWRAPPED = "（工作总结为 Word 或文字版 PDF），在原邮件上回复发送。"
_ARCHIVES = frozenset({"zip", "7z", "rar", "gz", "bz2", "xz", "tar", "tgz", "cab", "zipx"})
_IN_ONE_PIECE = f"请不要分卷，直接附上其中的文件{_UNWRAPPED}文件过大时，请将佐证材料分多封邮件发送。"
_ARCHIVE_FAULTS = {
    "encrypted": (
        "设有密码，未能打开。",
        f"请不设密码重新压缩，或直接附上其中的文件{_UNWRAPPED}密码请勿写在邮件中。",
    ),
    "too_large": (
        "解压后过大或文件过多，未能读完。",
        "请将工作总结单独作为一个 Word 或文字版 PDF 附件；佐证材料请压缩其中的图片，或分多封邮件发送。",
    ),
    "unreadable": (
        "未能打开，可能在保存或传输中损坏。",
        f"请检查压缩包能否解压，重新压缩后发送，或直接附上其中的文件{_UNWRAPPED}",
    ),
}
_MAIL_FILES = frozenset({"msg", "tnef"})


def explain_file(file: SubmittedFile) -> tuple[str, str]:
    """What was found of a file that could not be read, and how to put it right."""
    if file.error is None:
        return _explain_textless(file)
    if is_volume(file):
        return f"附件“{file.name}”是分卷压缩包中的一卷，单独一卷无法打开。", _IN_ONE_PIECE
    if isinstance(file.error, UnsupportedFormatError):
        return _explain_unsupported(file, file.error.kind)
    if file.size and file.kind in _ARCHIVES and file.error.reason in _ARCHIVE_FAULTS:
        found, helps = _ARCHIVE_FAULTS[file.error.reason]
        return f"压缩包“{file.name}”{found}", helps
    return {
        "encrypted": (
            f"附件“{file.name}”设有密码，未能打开。",
            "请取消密码后，在原邮件上回复发送（密码请勿写在邮件中）。",
        ),
        "too_large": (
            f"附件“{file.name}”过大或内容过于复杂，未能读完。",
            "请压缩其中的图片或将佐证材料另行拆分后重新发送；工作总结建议单独作为一个 Word 或文字版 PDF 附件。",
        ),
    }.get(file.error.reason, _explain_damaged(file))


def _explain_unsupported(file: SubmittedFile, kind: str) -> tuple[str, str]:
    """A format that is not read yet; of what only wraps files, the files themselves are asked for."""
    if kind in _ARCHIVES or (kind == "unknown" and file.kind in _ARCHIVES):
        return f"附件“{file.name}”是压缩包，暂不能自动打开。", f"请解压后直接附上其中的文件{_UNWRAPPED}"
    if kind in _MAIL_FILES:
        return f"附件“{file.name}”是另存的邮件，暂不能自动打开。", f"请直接附上其中的文件{_UNWRAPPED}"
    if kind in _WORD_FORMATS:
        return f"附件“{file.name}”为{_WORD_FORMATS[kind]}格式，暂不能自动读取。", _RESAVED
    if kind == "heic":  # from a ledger of the time when such photos were not read
        return f"附件“{file.name}”为 HEIC 一类的照片格式，暂不能自动读取。", _AS_JPEG
    return f"附件“{file.name}”的格式暂不能自动读取。", _AS_WORD_OR_PDF


def _explain_damaged(file: SubmittedFile) -> tuple[str, str]:
    if file.size == 0:
        return (
            f"附件“{file.name}”的大小为 0，没有内容。",
            "请检查原文件后，在原邮件上回复，重新添加附件发送。",
        )
    if file.name.lower().endswith(_TELEPHONE_PHOTOS):
        return f"附件“{file.name}”为 HEIC 一类的照片格式，未能打开。", _AS_JPEG
    return f"附件“{file.name}”未能打开，可能在保存或传输中损坏。", f"请检查原文件能否打开；{_AS_WORD_OR_PDF}"


def _explain_textless(file: SubmittedFile) -> tuple[str, str]:
    """A file that opens but yields no text: an empty archive, a scan or photo, or nothing at all."""
    document = file.document
    if document is not None and document.kind in _ARCHIVES:
        return f"压缩包“{file.name}”中没有文件。", f"请检查压缩包，或直接附上其中的文件{_UNWRAPPED}"
    if document is not None and holds_only_links(document):
        return (
            f"附件“{file.name}”中只有下载链接，没有工作总结本身。",
            "链接会过期，也无法存档，请将工作总结直接作为邮件附件发送；文件过大时，可将佐证材料分多封邮件发送。",
        )
    if document is not None and (document.is_scan or document.kind == "image"):
        return (
            f"附件“{file.name}”为扫描件或图片，未能从中识别出足够的文字。",
            "请检查扫描件或照片是否完整、清晰，必要时重新扫描；也可发送工作总结的 Word 或文字版 PDF（盖章扫描件可一并保留）。",
        )
    return f"附件“{file.name}”中没有读到文字。", f"请检查原文件；{_AS_WORD_OR_PDF}"


def explain_link(link: Link) -> tuple[str, str]:
    """A big attachment that came as a link only: nothing was delivered, and the link expires."""
    details = [
        link.size,
        f"{link.expires}到期" if link.expires and "到期" not in link.expires else link.expires,
    ]
    told = "，".join(part for part in details if part)
    named = f"“{link.name or '工作总结'}”{f'（{told}）' if told else ''}"
    return (
        f"{named}是以{link.provider or '网盘'}链接的形式发送的，文件本身未随邮件送达。",
        "请将工作总结作为普通附件发送；文件过大时，请先压缩其中的图片，或将佐证材料分多封邮件发送。",
    )
