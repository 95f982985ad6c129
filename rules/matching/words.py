"""Words of subjects that name neither unit, project nor batch, whatever the notice.

None of them may be a part of an organisation's name in such a way that a longer name shrinks to a roster's one:
附属, 中心, 学院, 公司, 研究, 技术 and the like must never stand here, nor single characters that build names together
(附 and 中: 华东师大附中).
"""

import re
from collections.abc import Iterable

from rules.matching.normalise import name_key

# In front of a subject, put there by mail programs.
_PREFIXES = "re fw fwd aw wg sv tr rv 回复 回覆 答复 转发 转寄 回 转 外部邮件 外部 external spam"

# What a document is called, and what is said about it.
_DOCUMENTS = """
建设 汇总 附佐证 含 函 的函 公函 来函 复函 副本 成效 意见 联系 如有问题 后 工作总结 工作总结报告 总结报告 总结
报告 工作报告 情况报告 自查报告 自查 自评报告 汇报 情况汇报 情况说明 说明 总结汇报 实施总结 项目总结 工作情况 实施情况
进展情况 完成情况 情况 工作 材料 总结材料 全套材料 报送材料 上报材料 结项 结题 完成 绩效 自评表 书面材料 电子材料 电子版材料
申报材料 检查材料 相关材料 佐证材料 证明材料 佐证 支撑材料 含佐证 含附件 附附件 资料 文件 文档 文稿 正文
附件 附件材料 压缩包 打包 扫描件 扫描版 扫描 电子版 电子稿 电子档 电子件 纸质版 纸质件 盖章版 盖章件 盖章 已盖章 盖章扫描件
加盖公章 公章 签章版 签章 签字版 用印版 有章 word版 pdf版 word pdf doc docx wps zip rar 7z jpg png ofd xls xlsx ppt pptx
最终版 最终稿 终版 终稿 定稿 正式版 正式稿 正式 最终 初稿 草稿 送审稿 报送稿 报送版 上报稿 提交版 final ver version rev
draft new scan signed copy update updated submission report summary 修改版 修改稿 修订版 修订稿 修改 修订 已修改 更新版 更新
新版 最新版 最新 完整版 完整 全 补充材料 补充 补充件 补充说明 补正 补正材料 补交 补报 补件 补发 再次 再 重新提交 重新发送
重发 重传 重新 重报 更正 更正版 改 按要求 已 替换版 以此为准 以此件为准 以本邮件为准 请以此为准 模板 通知 有关 相关 关于
开展 进行 项目 项目名 专项 项目名称 项目承担单位 承担单位 支持单位 单位 单位名称 参与单位 实施单位 牵头单位 申报单位 年度
本年度 年 资金使用情况 资金使用 典型案例 案例 一式两份 一式二份 上半部分 下半部分 上 下 邮件标题 标题 主题 部分 全部 共 封
份 件 个 类 名单 清单 项 报 请示 的请示 补 财务佐证 财务报表 财务明细 财务材料 专利清单
专利明细 资金明细 资金表 明细表 明细 审计报告 专项审计报告 承诺书 盖章页 封面 目录 照片
检查表 进度表 绩效表 绩效目标表 汇总表 情况表 电子签章 电子章 电子公章 截图
"""
# What people do with it, and how they are polite about it.
_COURTESIES = """
提交 报送 上报 递交 呈报 呈送 发送 寄送 提供 上交 交 报 送 呈 发 请查收 敬请查收 查收 请查阅 请审阅 请接收 请收 请阅
敬请审阅 请审核 请审 请领导审阅 请 谢谢 感谢 麻烦查收 麻烦 各位老师 各位领导 一下 烦 现将 兹将 现 特 附上 今 您好 你好
老师好 烦请 重要 紧急 急件 加急 急 的 之 等 及 和 与 以及 由 给 致 在 为 作为 我单位 我司 我校 我院 我所 我园区 我区 我局
我中心 贵局 市局 市知识产权局 知识产权局 市知产局 领导 老师 本单位 本公司 本校 本院 邮件 来自 寄自 联系人 经办人 填报人
报送人 此为 此系 一并 合并 一起 一同 这是 发您 发您了 您 您了 发自我的iphone 发自我的手机 附件较大 电话 手机 联系电话 联系方式
请回执 收件请回执 收件回执 顶目 项曰
"""
# Departments that mail on behalf of their unit; only right behind its name.
_DEPARTMENTS = """
科技处 科研处 科学技术处 科技发展处 科学技术发展处 科学技术研究院 科研院 科研部 科教处 科教部 科技管理处 科研管理处
知识产权处 知识产权部 知产部 知产处 技术转移处 知识产权科 知识产权办公室 知识产权管理部 知识产权中心 法务部 法务与知识产权部
法务 ip部 研发部 办公室 综合部 项目办 综合办公室 技术转移中心 成果转化处 成果转化办公室 科研科 科技科
知识产权管理办公室 知识产权管理处 知识产权管理科 科研管理部 科技成果转化中心 科技成果转化处
区市场监管局 区市场监督管理局 区知识产权局 知识产权科
"""
_EXTENSION = r"(?:(?:转|分机|-)\d{1,5}(?!\d))?"
_NUMBERED = (
    r"\d{25,}",  # longer than any number that means something: taken at once, not tried at every place
    r"(?<![a-z])[vr]\d+(?:-\d+)*(?![a-z\d])",  # v2, V1.3
    r"(?<![a-z\d])q[1-4](?![a-z\d])|第?[1-4一二三四]季度",  # a part of the year
    r"第[\d一二三四五六七八九]+[稿版次]",
    r"(?<!\d)[\d一二三四五六七八九][稿版]",
    r"(?<![\d])1[3-9]\d{9}(?!\d)",  # a mobile number
    r"(?<![\d])1[3-9]\d(?:[\- ]\d{4}){2}(?!\d)",
    rf"(?<!\d)(?:021-?)?[2-9]\d{{7}}(?!\d){_EXTENSION}",  # a local telephone number
    r"(?<=电话|手机)[\- ]*[3-9]\d{3}[\- ]\d{4}(?!\d)",
    r"(?<![式\d])[共各计]?[\d一二三四五六七八九十两]{1,3}[份套页](?!子|面|码)",  # copies: 总结1份
    r"(?<!\d)\d{1,2}:\d\d(?!\d)",
    r"共?[\d一二三四五六两]+[个封份件]?(?:附件|文件|邮件|部分)",
    r"第[\d一二三四五六]+[封份部]分?",
    r"(?:final|rev|ver|[稿版])\d{1,2}(?!\d)",
    r"(?<=材料)\d{1,2}(?!\d)",
    r"(?:[x×某*]+|[_＿]{2,})(?:单位|公司|大学|医院|学院|研究所)",  # a name that somebody meant to fill in
    r"(?:共?分|共)[\d一二三四五六两]{1,2}[封次批]",
    r"请?以[此本该这]\S{0,4}为准",
    r"之[\d一二三四五六](?![\u4e00-\u9fff])",
    r"^\s*[一二三四五六七八九十]{1,3}(?=[、\-()])",  # 三、
    r"[\u4e00-\u9fff]{1,6}\(20\d\d\)\d{1,4}号",  # a document's number
    r"(?<![^\-、()\s])(?<!\d\s)\d{1,2}(?![^\-、()\s])(?!\s\d)",  # a number that stands alone
)


def noise_words(further: Iterable[str]) -> frozenset[str]:
    """The keys of what may stand in a subject beside the names; `further` are the campaigns' own noise words."""
    words = f"{_PREFIXES} {_DOCUMENTS} {_COURTESIES}".split()
    return frozenset(key for word in (*words, *further) if (key := name_key(word)))


# With its area code, in one or two groups: taken out before the dates, which a group can look like (0123).
TELEPHONE = re.compile(rf"(?<!\d)0\d{{2,3}} ?-? ?\d{{3,4}}[ \-]?\d{{4}}(?!\d){_EXTENSION}")
DEPARTMENTS = frozenset(name_key(word) for word in _DEPARTMENTS.split())
NUMBERED = re.compile("|".join(_NUMBERED))
# A document's own year stands right in front of what it is called: 2023年度工作总结.
DOCUMENT_WORDS = re.compile(r"(?:年度|年)?(?:度)?(?:工作|项目)?(?:总结|报告|自查|汇报|材料|情况)")

# Dates are no years: “2024年3月20日” says nothing about the project's year.
_MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_DAY = r"(?:3[01]|[12]\d|0?[1-9]|[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])"
DATE = re.compile(
    r"(?<![a-z])v\d+(?:-\d+)*|"  # V3.2 is no third of February
    rf"(?<!\d)20\d\d\s*[年\-]\s*{_MONTH}\s*月?\s*[\-至到]\s*(?:20\d\d\s*[年\-]\s*{_MONTH}(?!\d)\s*月?|{_MONTH}\s*月)|"
    r"(?<!\d)20\d\d年?\s*[\-至到]\s*20\d\d(?!\d)(?:年度|年)?"  # a period
    rf"|(?<!\d)20\d\d\s*[年\-]\s*{_MONTH}\s*[月\-]\s*{_DAY}(?!\d)\s*[日号]?"
    rf"|(?<!\d)20\d\d\s*年\s*{_MONTH}\s*月份?"
    r"|(?<!\d)20\d\d(?:1[0-2]|0[1-9])(?:3[01]|[12]\d|0[1-9])(?!\d)"
    r"|(?<!\d)20\d\d-(?:1[0-2]|0[1-9])(?![\d])"
    rf"|(?<![\d第]){_MONTH}\s*月\s*{_DAY}\s*[日号]前?"
    rf"|(?<![\d第]){_MONTH}月份"
    r"|(?<!\d)(?:1[0-2]|0[1-9])(?:3[01]|[12]\d|0[1-9])(?=$|[\-()、\s]|版)"
    r"|(?<![\d\-])(?:1[0-2]|0?[1-9])-(?:3[01]|[12]\d|0?[1-9])(?![\d\-项])"
)
YEAR = re.compile(r"(?<!\d)(?:20(\d\d)|(\d\d)(?=年))(?!\d)(?:年度|年)?")
# Our own numbers come back in the subjects of answers: 〔ZSCQ2024-0012〕.
# Addresses, contracts' numbers and stock codes, which say nothing: a@b.example, 合同编号：2023-XM-038, （300008）.
ELSEWHERE = re.compile(
    r"(?:(?:联系|电子)?邮箱|[Ee]-?mail)?[:\s]{0,2}[A-Za-z0-9._%+\-]{1,64}@[A-Za-z0-9\-]{1,64}(?:\.[A-Za-z0-9\-]{1,64}){1,4}"
    r"|=\?[\w\-]{2,20}\?[QqBb]\?|\?="  # what is left of an encoded word (RFC 2047)
    r"|(?<!\d)\d{3,4}\s?[*xX×]{3,4}\s?\d{3,4}(?!\d)"  # a masked number
    r"|(?:合同|协议|立项|任务书|项目)(?:编?号|书号)[:\s]{0,2}(?=[A-Za-z\d\-]*(?:[A-Za-z]|\d{6}))[A-Za-z\d][A-Za-z\d\-]{3,24}"
    r"|[(（\[]\s?(?:(?:股票|证券)?代码[:\s]{0,2})?(?:S[HZ]|BJ)?[:.]?\d{6}(?:\.(?:S[HZ]|BJ))?\s?[)）\]]"
)
# 知产 for 知识产权 in a project's name; 知产处 and 知产局 are names of their own.
SHORTENED = re.compile("知产(?=运营|能力|综合|服务|联合)")
# The numbers of a list, which are no numbers of projects or rows: 1.产学研运营联合体 2.高校知识产权运营中心.
CIRCLED = re.compile("[①-⑨⑴-⑼]")
LISTED = re.compile(r"(?<![^\s:;,、(])([1-9])[.、)](?=\s?[\u4e00-\u9fff])")
REPLY_NUMBER = re.compile(r"[〔\[【(（]\s*[A-Za-z][A-Za-z0-9_\-]*\d\s*[〕\]】)）]")

# Several years in a row: the report's, unless a project of one year stands right behind them.
PERIOD = re.compile(r"20\d\d年?\s*[\-至到]\s*20\d\d(?:年度|年)?")
# How many projects the mail is about: 三个项目, 等两项.
COUNT = re.compile(
    r"(?:共|等|计)?(?P<of>[二三四五六两2-6])个项目|(?:共|等|计)(?P<items>[二三四五六两2-6])项(?!目)"
)
# A part of the unit itself or its address, in brackets behind its name: （军工路校区）.
CAMPUS = re.compile(
    r"(?<=[(、])(?:[\u4e00-\u9fff]{0,4}[校院]区|[东西南北总]院|本部)(?=[)、])"
    r"|(?<=\()[\u4e00-\u9fff]{2,10}(?:路|大道)(?:\d{1,4}[号弄]?)?(?=\))"  # （黄浦区制造局路639号）
)
# In brackets, before one more name of the same unit: （原巴斯德所）.
_AGAIN = "原 原名 原为 曾用名 现 现名 现为 即 简称 下称 以下简称 又称 又名 也称"
NAMED_AGAIN = frozenset(_AGAIN.split())

# A remark about another project or an earlier mail names nothing: （此前已报送…）, （非…项目）, （…另行报送）.
_REMARK = (
    r"此前|之前|先前|前期|早前|上次|上回|前次|前一|前日|昨[日天]|前天|上午|上周|已[报交寄递发提送]|已于|已单独|另[行附发报寄外案]|单独报|稍后|随后|后续|后补|"
    r"另外?[一两二三四几\d]个?项目|分开[报发寄提]|单独[发寄提]|已[与和同]\S{0,8}(?:沟通|联系|确认)|有误|有错|接\S{0,10}(?:邮件|来电|来信|电话)|^非|(?<![疾病])非(?!\w*医院)|不是|不含|不包括|不包含|除外|除了|^除|无关|有别于|区别于|不同于|^[^大院司所]{0,4}代[发报送寄]|(?<![电量分原粒离光])子公司$|代替|取代|作废|撤回|误发|发错|错发|勿|并非|见另|另见|忽略|上一封|上封|同日|同时还|下一封|另一封"
)
REMARK = re.compile(_REMARK)
# Words that join two things of one kind.
AND = frozenset({*"和及与&", "以及"})
# A machine's answer or a recall quotes a subject and submits nothing.
NO_SUBMISSION = re.compile(
    r"自动回复|自动答复|撤回|退信|退回|未送达|已读|out of office|undeliver|automatic reply|delivery status"
)

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭"
    "廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文施洪季俞章鲁葛韦毕聂焦向柳邢路岳齐严梅莫庄辛管祝左涂谷祁时舒"
    "耿牟卜路詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边"
)
_NO_GIVEN_NAME = "园区路院所校部厂局镇村街江山海桥港湾岛店城县市处科室中心馆站社会楼东西南北年月日版稿章件份"
_TITLES = "老师|先生|女士|处长|科长|主任|经理|博士|教授"
PERSON_WITH_TITLE = re.compile(rf"[{SURNAMES}](?:[\u4e00-\u9fff]{{0,2}}?(?:{_TITLES})|工(?![业程])|总(?!结))")
_BEHIND_DEPARTMENT = "|".join(f"(?<={department})" for department in sorted(DEPARTMENTS))
_BEHIND_DOCUMENT = "|".join(f"(?<={document})" for document in ("总结", "报告", "材料"))
PERSON_BY_NICKNAME = re.compile(rf"[小老][{SURNAMES}]")  # 小李, where it stands alone
# 联系人王小明, 法务部李明
PERSON_WITH_LABEL = re.compile(
    rf"(?:(?:联系|经办|填报|报送|负责|发件)人(?:姓名)?[\-\s]*|(?:{_BEHIND_DEPARTMENT})[\s\-]?|{_BEHIND_DOCUMENT})[{SURNAMES}][\u4e00-\u9fff]{{1,2}}(?=$|[\-()、\s\d])"
)
PERSON_ALONE = re.compile(rf"[{SURNAMES}](?:[^\W\d_a-z{_NO_GIVEN_NAME}]){{2}}")
PERSON_BY_NUMBER = re.compile(
    rf"(?<=[\-()、\s])(?P<name>[{SURNAMES}][^\W\d_a-z{_NO_GIVEN_NAME}]{{1,2}})"
    rf"(?=[\s\-(]*(?:1[3-9]\d{{9}}|0\d{{2,3}} ?-? ?\d{{4}}))"
)
# 王丽: two characters that stand alone, and may be anything but beside a document or a department.
PERSON_OF_TWO = re.compile(rf"[{SURNAMES}][^\W\d_a-z{_NO_GIVEN_NAME}]")

# What the name of a body ends with or is built of.
BODY = re.compile(
    r"公司|医院|大学|学院|学校|中学|小学|研究院|研究所|设计院|中心|协会|学会|商会|联盟|集团|银行|事务所|实验室|出版社|分院|分校|校区|院区|分部|"
    r"园区|产业园|科技园|软件园|工业区|开发区|高新区|新区|片区|基地|附属|附中|附小|第\d|事业部|基金|控股|分所|街道|支队|总队|工厂|(?:促进?|研究|联合|理事)会|"
    r"委员会|管委会|总部|项目部|工会|书院|卫生院|门诊部|[^小]区$|[院所园局厂社校馆县镇村城]$|[^平]台$|\d所"
)
# What goes on with a name even behind a space or a dash.
CONTINUES = re.compile(r"附属|第\d|分[院校所部公]|下属|所属|直属|集团")
# Other business than a submission.
OTHER_BUSINESS = re.compile(
    r"邀请|招聘|会议|培训|发票|报价|广告|问卷|讲座|订单|论坛|沙龙|招标|投标|采购|账单|邮箱|密码|登录|验证码|优惠|贺卡|祝|放假|调研|活动|公告|订阅|简历|咨询|"
    r"请问|疑问|求助|投诉|举报|催|门诊|安排|转账|付款|合同|年会|开票|签到|学术|缴费|物业费|停车"
)
