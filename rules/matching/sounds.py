"""Characters that are taken for one another: by sound, which an input method by pinyin confuses, and by shape.

Tones are left out, every reading counts. The shapes are those that printed lists, OCR and Wubi confuse.
"""

from functools import lru_cache

from pypinyin import Style, pinyin

_SHAPES = """
己已巳 准淮 未末 土士 千干于 日曰目 司可思 人入 糸系 巿市 育肓 戊戌戍 析折拆 栽裁载 谡稷 廇瘤 驰弛 埶执 枝技 戒械 徽微
冶治 汆氽 茶荼 庇疵 佰百 崇祟 斤斥 免兔 刺剌 侯候 辨辩瓣 拔拨 抡抢 孟盂 毫亳 竟竞 哀衷 凤风 贷货 科料 祐佑 塑朔溯 帅师 幂幕 恒桓垣
"""
_LOOKS = {one: frozenset(group) - {one} for group in _SHAPES.split() for one in group}


@lru_cache(maxsize=32768)
def sounds(character: str) -> frozenset[str]:
    """All readings of a character without tones; empty for what is no Chinese character."""
    if not "\u3400" <= character <= "\u9fff":
        return frozenset()
    return frozenset(pinyin(character, style=Style.NORMAL, heteronym=True)[0])


def sound_alike(one: str, other: str) -> bool:
    """Whether two characters share a reading."""
    return not sounds(one).isdisjoint(sounds(other))


def look_alike(one: str, other: str) -> bool:
    """Whether two characters are easily taken for each other by their shape."""
    return other in _LOOKS.get(one, frozenset())
