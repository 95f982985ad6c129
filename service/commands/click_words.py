"""What click itself says, in Chinese: usage errors and the headings of the help."""

from collections.abc import Mapping
from types import MappingProxyType

import click.core
import click.decorators
import click.exceptions
import click.formatting
import click.parser
import click.types

# click's own texts (gettext's msgids) with the same placeholders; of singular and plural the singular stands here.
WORDS: Mapping[str, str] = MappingProxyType(
    {
        # Usage errors
        "No such option {name!r}.": "没有选项 {name}",
        "No such command {name!r}.": "没有命令 {name}；intake --help 列出全部命令",
        "Missing command.": "缺少命令",
        "Missing argument": "缺少参数",
        "Missing option": "缺少选项",
        "Missing parameter": "缺少参数",
        "Did you mean {possibility}?": "（是否想写 {possibility}？）",
        "Got unexpected extra argument ({args})": "多余的参数：{args}",
        "Option {name!r} requires an argument.": "选项 {name} 后面缺少值",
        "Option {name!r} does not take a value.": "选项 {name} 不带值",
        "Argument {name!r} takes {nargs} values.": "参数 {name} 应有{nargs}个值",
        "Takes {nargs} values but 1 was given.": "应有{nargs}个值",
        "Invalid value: {message}": "值不对：{message}",
        "Invalid value for {param_hint}: {message}": "{param_hint} 的值不对：{message}",
        "{value!r} is not a valid {number_type}.": "{value} 不是整数",
        "{value!r} is not {choice}.": "{value} 不在可选的值之中：{choice}",
        "{value!r} does not match the format {format}.": "{value} 不是日期，应写成 2024-03-31 这样",
        "{name} {filename!r} does not exist.": "{filename} 不存在",
        "{name} {filename!r} is a file.": "{filename} 是文件，应为文件夹",
        "{name} {filename!r} is a directory.": "{filename} 是文件夹，应为文件",
        "{name} {filename!r} is not readable.": "{filename} 无法读取，请检查权限",
        "{name} {filename!r} is not writable.": "{filename} 无法写入，请检查权限",
        # Help
        "Usage:": "用法：",
        "Options": "选项",
        "Commands": "命令",
        "Positional arguments": "参数",
        "Show this message and exit.": "显示本说明。",
        "default: {default}": "默认：{default}",
        "required": "必填",
    }
)


def speak_chinese() -> None:
    """Let click look its texts up here; one that is missing stays English.

    click asks gettext, which wants a compiled catalogue per language of the environment; this program speaks one
    language whatever the environment says.
    """
    for module in (
        click.core,
        click.decorators,
        click.exceptions,
        click.formatting,
        click.parser,
        click.types,
    ):
        names = vars(module)
        names.update({name: word for name, word in _LOOK_UPS.items() if name in names})


def _word(text: str) -> str:
    return WORDS.get(text, text)


def _word_for_number(singular: str, plural: str, number: int) -> str:
    return WORDS.get(singular, singular if number == 1 else plural)


_LOOK_UPS = {"_": _word, "ngettext": _word_for_number}
