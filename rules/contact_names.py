"""The person's name in a contact line, told from departments, posts, labels and blanks."""

import re

from rules.contact_labels import LABEL, NAME_LABEL, NAMES_A_PERSON
from rules.contact_numbers import EMAIL, NUMBER_FROM_NOUGHT, TELEPHONE

_NAME_BEHIND_LABEL = re.compile(rf"(?:{NAME_LABEL}|姓\s*名)\s*[:为是]\s*(.{{1,40}})", re.IGNORECASE)
_ASKS = re.compile(r"如有|如需|请|敬请|拨打|发送|欢迎")
_OTHER_LABEL = re.compile(
    r"分机\s*[:]?\s*\d{2,6}|(?:职务|职称|部门|单位|传真|邮编|邮政编码|地址|通讯地址|联系地址|微信|qq|fax|填报日期|日期)\s*[:]\s*[^\s,;]*",
    re.IGNORECASE,
)
_SPACED_NAME = re.compile(
    r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff])[ \u3000]+([\u4e00-\u9fff])(?![\u4e00-\u9fff])"
)
_CHINESE_NAME = re.compile(r"^[\u4e00-\u9fff]{2,4}$|^[\u4e00-\u9fff]{1,8}·[\u4e00-\u9fff·]{1,12}$")
_FIRM = re.compile(
    r"\b(?:Co|Ltd|Inc|Corp|LLC|University|Institute|Hospital|Company|Center|Centre)\b", re.IGNORECASE
)
_ENGLISH_NAME = re.compile(r"[A-Z][A-Za-z.'-]*(?:[ ]+[A-Z][A-Za-z.'-]*){0,3}")
DEPARTMENT = re.compile(r"[\u4e00-\u9fff]{1,16}(?:部|组|处|科|室|办公室|中心|秘书处|公司|大学|院|所)$")
FORM_OF_ADDRESS = re.compile(
    r"(?<=[\u4e00-\u9fff]{2})(?:知识产权|专利|项目|法务|科技|科研|研发|综合)?"
    r"(?:老师|先生|女士|博士|教授|同志|工程师|律师|(?:专利)?代理[师人]|会计师?|研究员|馆员|医[师生]|专员|干事|秘书|副?(?:总经理|总监|总裁|经理|主任|主管|处长|科长|部长|院长|所长|校长|负责人))$"
)
_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴钟汪田任姜范方石"
    "姚谭廖邹熊金陆郝孔崔康邱秦江史顾侯邵孟龙万段钱汤尹黎易常武乔贺赖龚庞樊施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂焦向柳邢岳"
    "齐梅莫庄辛管祝左涂谷祁时舒耿卜路詹关苗凌费纪靳盛童欧项裴席阮蓝闵柴瞿褚习全区"
)
# 证券与法务部柏青: OCR sees no space between the department and the name.
_BEHIND_DEPARTMENT = re.compile(
    r"^[\u4e00-\u9fff]{1,14}(?:部|处|室|科|办|中心|组|秘书处|办公室|总监|经理|主任|主管|专员|[处科部院所]长)(?=[\u4e00-\u9fff]{2,3}(?:先生|女士)?$)"
    rf"|^(?:法务|财务|行政|研发|专利|综合|知识产权|知产)(?=[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}(?:先生|女士)?$)"
)
_NO_NAME = re.compile(
    r"(?:公司|大学|学院|医院|中心|组|研究院|研究所|研究|协会|园区|集团|处|部|科|办|室|局|所)$|盖章|公章|^(?:姓名|电话|邮箱|手机|联系|项目|单位|职务|部门|地址|传真"
    r"|邮编|无|以上|附件|日期|负责|座机|微信|性别|办公|电子|名称|序号|号码|状态|备注|热线|特此|谢谢|专此|上海|北京|市|区(?:$|[级局域内属里政科委号府办县块])|转|和(?:$|电话|手机|邮箱|邮件|微信|传真|座机)|及|或|同号|分机|人员|信息|方式|报告|年月日|待定|待填|某某|主[任管]|经理|老师|总监|专员|秘书|助理|部长|负责人"
    r"|处长|科长|先生|女士|签字|签名|大厦|大楼|公楼|办公楼|建设|完成|时间|任务|进度|如有|如需|知识|专利|研发|法务|财务|行政|综合|此致|敬礼|[谨敬][上呈]|以下|全文|抄送|主送|页码|主动|填写|填表|总结|正文)"
)
# 李科, 陈登科: the surname tells them from 财务科.
_ENDS_LIKE_A_DEPARTMENT = re.compile(rf"^[{_SURNAMES}][登文兴永志学建国荣克振光明春玉世宗]?科$")
_LONGEST_PLAIN_NAME = 3
_DOUBLE_SURNAME = re.compile(
    "欧阳|上官|司马|司徒|司空|诸葛|皇甫|尉迟|公孙|慕容|令狐|东方|夏侯|端木|轩辕|独孤|南宫|西门|呼延|宇文|长孙|申屠|淳于|闻人|澹台|阿[卜布迪依]|.*古丽|.*·"
)
_LONGEST_PRESENTATION = 45
_NUMBER_OR_SENTENCE = re.compile(r"\d|[。;!?@]")
_BETWEEN_WORDS = re.compile(r"[\s,、;|/:()\[\]·—-]+")
_POST = re.compile(
    r"(?:经理|主管|主任|总监|总裁|专员|[部处科院所校]长|工程师|代理[师人]|律师|秘书|助理|干事|教授|研究员|博士|负责人|联系人)$"
)
_ENGLISH_POST = re.compile(
    r"^\s*[(,/|-].*(?:manager|director|counsel|officer|engineer|head|lead|assistant|secretary|attorney|specialist)",
    re.IGNORECASE,
)
_STREET = re.compile(r"(?:路|街|道|弄)\d{1,5}(?:号|弄)|\d(?:室|楼|层|幢|座)$")
_BODY = re.compile(r"(?:公司|大学|医院|研究[院所]|协会|集团|...[区园城])$")
_BLANK = re.compile(r"[xX×*_＿]{2,}|某{2,3}|[(\[]\s*[)\]]|\.{3,}|…+|-{2,}")
# 请与我方某某联系（…）， 由科研处某某负责联系，…， 可与某某接洽：…
_NAMED_BEFORE = re.compile(
    r"[与和同向找由](?:我[方们]|(?:我|本)(?:单位|公司|学校|中心|园区|[校院所司局园区会]))?(?:的)?"
    r"(?:[\u4e00-\u9fff]{2,8}?[处部室办科院所])?"
    r"([\u4e00-\u9fff]{2,4}?)(?:老师|主任|经理|同志|先生|女士)?(?:取得)?(?:负责)?(?:联系|接洽|对接|联络)\s*[(:,]"
)
# 请联系某某（…）， 请致电某某（…）， 知识产权专员某某，手机…
_NAMED_BEHIND = re.compile(
    r"(?:联系(?![人电方我])|致电|垂询|请找|专员|秘书|主管|经理)\s*[:]?\s*([\u4e00-\u9fff]{2,4})\s*[(:,/]"
)
# 知识产权总监：某某， 科研处：某某（…）: a post or a department for a label.
_NAMED_BEHIND_POST = re.compile(
    r"(?:[人员师]|总监|主管|经理|主任|秘书|负责|[处部科室办院所]|中心)\s*:\s*([\u4e00-\u9fff]{2,4})(?=[\s(,;/|\d]|$)"
)
# 电子邮箱（接收回执）：, 电话（工作日）：; 电话（王芳）： names who is reached.
_USE_OF_ADDRESS = re.compile(
    r"(?<=[箱件话机])\((?=[^()]*(?:接收|收件|回执|报送|工作|上班|办公|常用|备用|值班|业务|公共|对公|总机|小时|微信|同号))[^()]{1,10}\)"
    r"(?=\s*:)"
)


def is_name(key: str) -> bool:
    """Hold for a Chinese name that stands by itself: no department, no post, no label, no blank."""
    return bool(_CHINESE_NAME.match(key)) and (
        bool(_ENDS_LIKE_A_DEPARTMENT.match(key)) or not _NO_NAME.search(key)
    )


def presented_person(folded: str) -> str:
    """The name on a line that presents somebody and says nothing else: 王芳, 科研处 王芳, 王芳 Wang Fang (IP Manager).

    "" where it says more, or names nobody.
    """
    if len(folded) > _LONGEST_PRESENTATION or _NUMBER_OR_SENTENCE.search(folded):
        return ""
    named = _NAMED_BEFORE.search(folded)
    if named and is_name(named[1]):
        return named[1]  # 本项目由某某同志负责联系，电话, and the number on the next line
    whole = FORM_OF_ADDRESS.sub("", _behind_department(folded))
    if _is_plain_name(whole):
        return whole
    words = [word for word in _BETWEEN_WORDS.split(LABEL.sub(" ", folded)) if word]
    others = [word for word in words if not _is_said_beside_a_name(word)]
    name = FORM_OF_ADDRESS.sub("", _BEHIND_DEPARTMENT.sub("", others[0])) if len(others) == 1 else ""
    return name if _is_plain_name(name) else _name_in_latin(folded)


def _behind_department(folded: str) -> str:
    """The name in 科技处  某某; the whole line, spaces left out, where it is not parted so."""
    parts = folded.split()
    return parts[-1] if len(parts) == 2 and DEPARTMENT.search(parts[0]) else "".join(parts)


def _is_plain_name(word: str) -> bool:
    """A name of four characters begins with a surname, or is one of another people's."""
    is_usual = len(word) <= _LONGEST_PLAIN_NAME or word[0] in _SURNAMES or _DOUBLE_SURNAME.match(word)
    return is_name(word) and bool(is_usual)


def describes_a_person(folded: str) -> bool:
    """Hold for a line that may stand between a name and its telephone: 研发中心知识产权主管, 示范路1号305室."""
    if len(folded) > _LONGEST_PRESENTATION:
        return False
    words = [word for word in _BETWEEN_WORDS.split(folded) if word]
    told = [word for word in words if DEPARTMENT.search(word) or _POST.search(word) or _STREET.search(word)]
    bodies = [word for word in words if _BODY.search(word)]
    return bool(told) and len(told) + len(bodies) >= len(words) and len(bodies) < len(words)


def begins_with_surname(name: str) -> bool:
    """Hold for a name whose first character is a usual surname."""
    return name[:1] in _SURNAMES or name.isascii()


def _is_said_beside_a_name(word: str) -> bool:
    return bool(DEPARTMENT.search(word) or _BODY.search(word) or _POST.search(word) or word.isascii())


def _name_in_latin(folded: str) -> str:
    """Ke Meilin (IP Manager): the words before a post."""
    match = _ENGLISH_NAME.match(folded.strip())
    return match[0] if match and " " in match[0] and _ENGLISH_POST.search(folded[match.end() :]) else ""


def name_in(folded: str) -> str:
    """The name of the person in folded contact lines, form of address included; "" where nobody is named."""
    rest = NUMBER_FROM_NOUGHT.sub(" ", TELEPHONE.sub(" ", EMAIL.sub(" ", folded)))
    rest = _BLANK.sub(" ", rest)
    told_names = (_NAME_BEHIND_LABEL, _NAMED_BEHIND_POST, _NAMED_BEFORE, _NAMED_BEHIND)
    for pattern, text in zip(told_names, (rest, rest, folded, folded), strict=True):
        told = pattern.search(text)
        found = _first_name(told[1]) if told else ""
        if found:
            return found
    is_sentence = _ASKS.search(folded) and not NAMES_A_PERSON.search(folded)
    return "" if is_sentence else _first_name(rest)


def _first_name(text: str) -> str:
    text = LABEL.sub(" | ", _OTHER_LABEL.sub(" ", _USE_OF_ADDRESS.sub("", text)))
    text = _SPACED_NAME.sub(r"\1\2", text)
    for part in re.split(r"[\s,、;|/:()\[\]【】<>《》\-。]+", text):
        token = _BEHIND_DEPARTMENT.sub("", part.strip(".'’“”\""))
        name = FORM_OF_ADDRESS.sub("", token)
        if is_name(name):
            return token
    if _FIRM.search(text):
        return ""
    english = next(
        (match[0] for match in _ENGLISH_NAME.finditer(text) if re.search(r"[A-Za-z]{2}", match[0])), ""
    )
    return "" if english.lower() in {"tel", "email", "mail", "e-mail", "mobile", "phone"} else english.strip()
