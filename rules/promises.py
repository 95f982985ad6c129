"""Text that only promises content: 待财务核对后补充, （由科研处填写）, 数据正在统计中, 另行报送."""

import re

_ABOUT = (
    "(?:(?:本|此|该|这)(?:部分|节|处|项|段)?(?:内容|数据|情况)?|(?:具体|详细|有关|相关|资金|经费|使用|成效)*"
    "(?:内容|数据|数字|情况|材料|文字|金额)|(?:内容|数据))"
)
_WRITTEN = (
    "(?:补充|补齐|补写|补上|补报|补交|补|提供|填写|填报|填|报送|上报|提交|另报|更新|完善|撰写|编写|起草|定稿)"
)
_CHECKED = "(?:确认|核实|核对|核算|(?<!审)核|汇总|统计|整理|明确)"  # of figures; to audit and to examine is work as well
_FOR_THE_TIME = "(?:目前|暂时|暂|现|尚|仍|还)*"
_LATER = "(?:稍后|稍候|容后|随后|以后|之后|后续|另行|届时|下周|近日|日后|事后)"
_WHAT = "(?:材料|内容|数据|情况|文字|完毕|完成|中|过来)*"
_PROMISES = re.compile(
    f"{_ABOUT}?{_FOR_THE_TIME}(?:"
    f"(?:有待|尚待|等待|待)[\u4e00-\u9fffA-Za-z0-9]{{0,14}}?(?:{_WRITTEN}|{_CHECKED})(?:{_WHAT}(?:后|之后|以后)再?(?:行|予以|统一|一并)?{_WRITTEN}?)?{_WHAT}"
    f"|(?:有待|尚待|等待|待)[\u4e00-\u9fffA-Za-z0-9]{{0,14}}?(?:后|之后|以后)再?(?:行|予以|统一|一并)?{_WRITTEN}{_WHAT}"
    f"|由[\u4e00-\u9fffA-Za-z0-9]{{0,14}}?(?:补充|补写|补报|填写|提供){_WHAT}"
    f"|(?:正在|在)(?:{_WRITTEN}|汇总|统计|整理|核对){_WHAT}(?:{_LATER}再?(?:行|予以)?{_WRITTEN}{_WHAT})?"
    f"|(?:敬)?请{_WRITTEN}{_WHAT}|{_LATER}再?(?:行|予以|统一|一并)?{_WRITTEN}{_WHAT}|{_WRITTEN}中"
    "|(?:暂)?(?:待定|待续|待撰写|略|从略|此处略|省略|暂缺|后补|未填写?|空缺)"
    "|tbd|tbc|todo|(?:to|will)be(?:added|completed|provided|filledin|confirmed|updated)(?:later)?)",
    re.IGNORECASE,
)
_DONE = re.compile(r"已|完成(?!后)")
_LONGEST = 40  # characters


def only_promises(words: str) -> bool:
    """Hold for a few words, without marks and spaces, that tell no more than that the content is to come."""
    return len(words) <= _LONGEST and not _DONE.search(words) and bool(_PROMISES.fullmatch(words))
