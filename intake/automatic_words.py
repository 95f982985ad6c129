"""Subjects and bodies in the exact forms that programs give them, in the languages in which they are seen.

A form that people write as well counts only with what ends it in a program's mouth: 自动回复： is a program's,
自动回复系统建设项目-… is a project. None of them is looked for behind 回复： or 转发：: a person passes it on.
"""

import re

_END = r"\s*(?:[:：\]】)）>]|-\s|$)"


def _starting(*forms: str) -> re.Pattern[str]:
    return re.compile(r"\s*[\[【(（<〔]?\s*(?:" + "|".join(forms) + ")", re.IGNORECASE)


# --- bounces (RFC 3464). From a mail server's own address any of these is one; from any other only the sure ones.

BOUNCE_SUBJECT = _starting(
    r"系统退信|系統退信|退信通知|退信[:：]|退信$|\[?退信\]|【退信】|来自.{1,60}的退信|邮件(?:被)?退回",
    r"(?:您的)?邮件(?:未能|无法|没有)(?:成功)?(?:送达|投递|发送)",
    r"邮件(?:投递|发送|递送|传输)(?:失败|延迟|状态|延时|警告)|(?:投递|发送|递送)(?:失败|延迟)|未送达|未能送达",
    r"无法投递|无法送达|无法传递|无法发送",
    r"传递(?:状态通知|失败|状态)|传递延迟|递送状态|投递状态|未传递|邮件系统退回|邮件状态通知|郵件(?:退回|無法|傳遞)",
    r"無法(?:傳遞|投遞|送達)|傳遞狀態",
    r"(?:mail )?undeliver(?:able|ed)|delivery status notification|delivery (?:has )?failed|delivery failure",
    r"delivery (?:delayed|problem|report)",
    r"mail delivery (?:failed|failure|subsystem|system|status|problem)|mail (?:system )?error",
    r"(?:mail )?failure notice|failed mail",
    r"returned mail|returned to sender|returned:|warning: (?:message|could not|e?-?mail)|non-?deliver(?:able|y)",
    r"bounced? (?:mail|message)|rejected:",
    r"(?:your )?message (?:delayed|undeliverable|could not|was not|not delivered|expired|blocked)|delayed mail",
    r"could not send|mail could not",
    r"unzustellbar|nicht zustellbar|unzustellbare|fehler bei der zustellung|non remis|échec de la remise",
    r"échec de remise|message non distribué",
    r"no se (?:pudo|puede) entregar|no entregado|error de entrega|non recapitabile|impossibile recapitare",
    r"mancato recapito|onbestelbaar",
    r"não (?:foi )?entreg|falha na entrega|não é possível entregar|niedostarczone|nedoručitelné|недоставлен",
    r"не доставлен|не удается доставить",
    r"配信不能|配信エラー|配信失敗|送信失敗|반송|전달할 수 없|배달 실패|teslim edilemedi|olevererbart|ej levererbart",
    r"kan ikke leveres",
)
SURE_BOUNCE_SUBJECT = _starting(
    r"系统退信\s*(?:$|[/（(])|系統退信\s*$|来自\s*\S{1,60}的退信\s*$|undelivered mail returned to sender",
    r"returned mail: see transcript",
    r"delivery status notification \((?:failure|delay)\)|mail delivery failed: returning|mail delivery failure\s*$",
    r"failure notice\s*$",
    r"undeliverable:\s|未送达[:：]\s?|无法送达[:：]\s?|无法传递[:：]\s?|传递状态通知[ （(]|mail delivery system\s*$",
    r"unzustellbar:\s|non remis\s?:\s",
    r"onbestelbaar:\s|no se puede entregar:\s|non recapitabile:\s|não é possível entregar:\s|配信不能:\s",
)
DELAY_SUBJECT = re.compile(
    r"delay|延迟|延时|延遲|warning: (?:message|could not|e?-?mail)|still being retried|"
    r"verzögert|retard|retras|ritard|atras|遅延|지연|"
    r"尚未送达|稍后重试|排队|deferred",
    re.IGNORECASE,
)
DELAY_BODY = re.compile(
    r"(?:will|does|do) (?:continue|keep) (?:trying|to try|to be retried)|not (?:yet )?been delivered|"
    r"warning message only|do not need to resend|"
    r"(?:系统|服务器|我们)(?:将|会)(?:继续|自动|稍后).{0,6}(?:重试|重发|尝试|投递)|无需重(?:新)?发",
    re.IGNORECASE,
)

# --- receipts (RFC 8098) and reports of delivery

READ_SUBJECT = _starting(
    r"(?:已读|已閱讀|已阅读|已讀|已读回执|阅读回执|閱讀回條|讀取回條|读取回执|未读|未经阅读而被删除|未阅读已删除|未讀|已打开|已查看)\s*(?:[:：]|$)",
    r"[\[【]?(?:已读|阅读|讀取|读取)回执[\]】:：]",
    r"(?:已送达|已传递|已中继|已投递|送达回执|送达通知|邮件回执|收件回执通知|接收回执|已送達|已傳遞|已轉送|投递成功|发送成功)\s*(?:[:：]|$)",
    r"(?:delivered|relayed|expanded|delivery receipt|delivery notification)\s*[:：]",
    r"(?:gelesen|lu|leído|letto|lido|gelezen|przeczytane|прочитано|läst|læst|lest|luettu|přečteno|okundu)\s?[:：]\s",
    r"(?:gelesen|leído|letto|gelezen)[:：]|開封済み|開封確認|읽음\s*[:：]|return receipt \(displayed\)",
    r"disposition notification|message status\s*-\s*(?:opened|deleted|delivered|undeliverable|accepted|declined|completed)",
)
READ_SUBJECT_FOREIGN = _starting(
    r"(?:read|not read|read receipt|read report|return receipt|deleted)\s*(?:[:：]|-|$)"
)
READ_BODY = re.compile(
    r"was (?:read|opened|displayed|deleted)|has been (?:read|displayed|opened)|return receipt for the mail|"
    r"已(?:被)?(?:阅读|打开|显示|读)|gelesen am|wurde .{0,40}gelesen|a été lu|se leyó|è stato letto|foi lid[ao]|"
    r"開封されました",
    re.IGNORECASE,
)

# --- recalls, answers to calendars

RECALL_SUBJECT = _starting(
    r"发信方已撤回邮件|发件人已撤回|发件方已撤回|对方已撤回|[\[【]?撤回邮件(?:成功|失败|通知)?[\]】]",
    r"[\[【]?邮件(?:撤回|召回)(?:成功|失败|通知|报告|结果)?(?:[（(].{0,10}[)）])?\s*(?:[\]】:：]|$)",
    r"(?:撤回|召回|收回)(?:邮件)?\s*[:：]",
    r"[\[【]?(?:撤回|召回)(?:成功|失败|报告)[\]】:：]",
    r"(?:message )?recall(?: success| failure| report)?\s*[:：]|message recall (?:report|status|notification)",
    r"rückruf\s*[:：]|rappel\s?:\s|recuperar\s*[:：]|richiamo\s*[:：]|回収\s*[:：]",
)
CALENDAR_SUBJECT = _starting(
    r"(?:已接受|已暂定|暂定接受|暂定|已谢绝|谢绝|已婉拒|已取消|取消会议|会议取消|建议新时间|建议的新时间|已建议新时间|已轉寄會議|会议转发通知|已转发会议通知)\s*[:：]",
    r"(?:accepted|declined|tentative|tentatively accepted|canceled|cancelled|canceled event|updated invitation|"
    r"new time proposed|meeting forward notification|event (?:accepted|declined))\s*[:：]\s",
    r"(?:zugesagt|abgelehnt|mit vorbehalt|abgesagt|accepté|refusé|provisoire|annulé)\s?[:：]\s",
    r"(?:aceptad[oa]|rechazad[oa]|accettato|rifiutato|承諾|辞退|仮承諾)\s?[:：]\s",
)

# --- automatic replies (RFC 3834, 5230)

REPLY_SUBJECT = _starting(
    r"[\[【(（<〈]?\s*(?:系统|邮件|邮箱|休假|假期|外出|离职|出差|调岗|公假|年假|产假)?(?:的)?(?:自动|自動)"
    r"(?:回复|回覆|答复|答覆|应答|應答|回信|返信|应答邮件|回應|回应|确认|確認)(?:邮件|通知|信息)?" + _END,
    r"来自.{1,80}的(?:假期|休假)?自动(?:回复|答复)",
    r"(?:不在办公室|不在辦公室|休假通知|外出通知|(?:外出|休假|离职|出差|年假)(?:中|期间|通知|提示|回复|答复))\s*(?:[:：]|$)",
    (
        r"[\[(<]?auto(?:matic|mated|mat)?[-_ ]*(?:e?-?mail[-_ ]*)?"
        r"(?:reply|response|respond(?:er)?|answer|acknowledg\w+|confirmation)(?: from .{1,80}| re)?"
    )
    + _END,
    r"(?:autoreply|autoresponse|autoantwort|autosvar)" + _END,
    r"out[- ]of[- ](?:the[- ])?office(?:\s*(?:auto(?:matic)?[- ]?)?(?:reply|response|notification|message|notice))?(?: re)?"
    + _END,
    r"(?:ooo|oof|on leave|on vacation|on holiday|annual leave|away|i'?m away|i am away)\s*[:：]",
    r"i am (?:currently )?out of (?:the )?office",
    r"(?:自动|系统自动|系统)(?:邮件|回执|通知|提醒|消息|发送|发出)\s*[:：]",
    r"away from (?:my|the) (?:mail|office|desk)|vacation (?:reply|notice|response|auto|message)",
    r"holiday (?:reply|notice|message)",
    r"(?:automatische|autom\.) (?:antwort|abwesenheits\w*|rückmeldung|beantwortung|e-?mail)",
    r"abwesenheits(?:notiz|meldung|assistent|nachricht)|abwesend\s*[:：]|"
    r"abwesenheit\s*[:：]|nicht im büro",
    r"réponse (?:automatique|auto)|message (?:automatique|d'absence)|absence (?:du bureau|de bureau)",
    r"absent\(?e?\)? du bureau|absence\s*[:：]",
    r"respuesta (?:automática|automatica)|fuera de (?:la )?oficina|contestación automática|ausente\s*[:：]",
    r"risposta automatica|fuori (?:sede|ufficio)\s*[:：]|assente\s*[:：]|messaggio automatico",
    r"resposta (?:automática|automatica)|fora do escritório|ausência (?:temporária|do escritório)|ausência\s*[:：]",
    r"automatisch(?:e)? (?:antwoord|beantwoording|bericht)|afwezig(?:heidsbericht|heidsmelding)|afwezigheid\s*[:：]",
    r"automatiskt? svar|autosvar|frånvaro\w*|fraværs?\w*|automaattinen (?:vastaus|poissaolo\w*)|poissa\s*[:：]",
    r"automatická odpověď|mimo kancelář|automatyczna odpowiedź|odpowiedź automatyczna|autoodpowiedź|poza biurem",
    r"automatikus válasz|răspuns automat",
    r"otomatik (?:yanıt|cevap)|ofis dışında|αυτόματη απάντηση|автоматический ответ|автоответ\w*",
    r"автоматична відповідь|вне офиса|отсутствие на рабочем месте",
    r"(?:自動返信|自動応答|自動配信|不在通知|不在のお知らせ|不在連絡|休暇のお知らせ)(?:メール)?" + _END,
    r"(?:【|\[)(?:自動返信|自動応答|不在通知)(?:】|\])",
    r"자동 ?(?:회신|응답|답장)|부재 ?중(?: 자동)?|trả lời tự động|ตอบกลับอัตโนมัติ|balasan otomatis|رد تلقائي",
    r"خارج المكتب|מענה אוטומטי|תגובה אוטומטית",
)

# Some programs say it at the end: …【自动回复】, …(Auto Response), … - 自动回复.
REPLY_SUBJECT_END = re.compile(
    r"\A(?!\s*(?:转发|轉發|fwd?)\s*[:：]).*"
    r"(?:[\[【(（<〔]\s*|[-－—–]\s+)(?:(?:系统|邮件)?(?:自动|自動)(?:回复|回覆|答复|应答|返信|応答)|"
    r"auto(?:matic|mated)?[-_ ]?(?:reply|response|answer)|out of (?:the )?office|不在通知|"
    r"부재중)\s*[\]】)）>〕]?\s*$",
    re.IGNORECASE | re.DOTALL,
)

# --- tickets, confirmations, challenges: programs that answer every mail they get

TICKET_SUBJECT = _starting(
    r"(?:(?:re|回复|答复)\s*[:：]\s*)?[\[【(（]?\s*(?:ticket|工单|服务单|受理单|客服单|问题单)\s*(?:id|no\.?|编号|号码|号)?\s*"
    r"[#＃:：№ ]{1,3}\s*[a-z]{0,6}-?\d{3,}",
    r"(?:(?:re|回复|答复)\s*[:：]\s*)?[\[【(（]?\s*(?:case|request|incident|issue|案件)\s*(?:id|no\.?)?\s*[#＃№]\s*[a-z]{0,6}-?\d{3,}",
    # No name of a ticket in brackets: [midterm-007] and [ZSCQ2024-0001] are ours, and people quote them.
    r"(?:(?:re|回复|答复)\s*[:：]\s*)?\[(?:[\w.-]{1,30} )?#\d{2,}\]|\[jira\]|\[gitlab\]|\[redmine",
    r"ticket (?:received|created|opened|closed)|(?:support|service) request received|request received\s*[:：]",
    r"(?:您的)?(?:工单|咨询单|报修单|服务请求)(?:已|被)?(?:创建|受理|提交|收到)",
    r"[\[【](?:已受理|受理通知|工单通知|受理回执)[\]】]",
)
CONFIRM_SUBJECT = _starting(
    r"(?:we have |we've )?received your (?:e-?mail|message|request|inquiry)",
    r"(?:thank you|thanks) for (?:contacting|your (?:e-?mail|message|inquiry|enquiry|request))",
    r"(?:your message|your mail|your post(?:ing)?) to .{1,120}(?:awaits|held|requires|rejected|was received|is pending)",
    r"message (?:held|pending|requires) ",
    r".{0,20}(?:邮件|来信|投稿)(?:正在)?(?:等待|待)(?:审核|审批|放行|处理)",
    r"(?:please )?(?:confirm|verify) (?:your )?(?:e-?mail|message|identity|delivery|that you)|verification required",
    r".*[(（\[]\s*action required\s*[)）\]]\s*$",
    r"sender verification|action required to deliver",
    r"(?:邮件|来信|来件|投稿)(?:已收到|已接收|接收成功|收到)(?:确认|通知|回执)?\s*(?:[:：！!。，,]|$)",
    r"(?:您的)?(?:邮件|来信)(?:我们)?已(?:经)?(?:收到|收悉)|收信确认\s*(?:[:：]|$)",
    r"(?:邮件|发件人)(?:审批|审核|验证)(?:通知|提醒|请求)?\s*[:：]",
    r"[\[【](?:待审批|邮件审批|邮件审核|发件人验证|群发审批)[\]】]|(?:请)?验证您?的(?:发件)?(?:身份|邮件地址|地址)",
    r"(?:empfangsbestätigung|eingangsbestätigung|accusé de réception|acuse de recibo|conferma di ricezione|"
    r"confirmação de recebimento|受付完了|受信確認)\s*(?:[:：]|$|の)",
)
SYSTEM_SUBJECT = _starting(
    r"(?:virus|spam|malware|banned|infected)\b.{0,60}\b(?:in|from|found|detected|alert|notification|mail)\b",
    r"\*{2,}\s*(?:virus|spam|banned)",
    r"(?:病毒|垃圾邮件|邮件隔离|隔离邮件|邮件拦截|拦截邮件|敏感词|内容过滤|附件过滤)(?:警告|警报|告警|通知|提醒|报告|摘要)",
    r"[\[【](?:病毒|隔离|拦截|安全)(?:邮件)?(?:警告|警报|告警|通知|提醒)[\]】]",
    r"(?:您的)?(?:邮箱|信箱|邮件)(?:容量|空间|存储空间)(?:已满|不足|即将|告警|警告|预警|提醒|超限|使用率)",
    r"your mailbox (?:is|has)|mailbox (?:is )?(?:almost )?full",
    r"(?:mailbox )?quota (?:warning|exceeded|alert|notification)|over quota",
    r"(?:外发|出站)?(?:邮件)?(?:保密|安全|敏感信息|外发|合规)(?:检查|审查|审核|审批|检测)(?:未通过|不通过|已?通过|结果|通知|提醒|拦截)",
    r"quarantine (?:summary|notification|report)|spam digest|greylist(?:ed|ing)",
)

# Office systems (OA), platforms for invoices and approvals: they tell a person of a task, and answer nobody.
PORTAL_SUBJECT = _starting(
    r"[\[【(（]?(?:协同|协同办公|OA|办公系统|流程|审批|待办)[\]】)）]?\s*(?:您|你)有(?:一|1|\d+)?(?:条|个|份|项)?(?:新的?)?(?:待办|待阅|待审|流程|审批|消息|通知|公文)",
    r"(?:您|你)有(?:一|1|\d+)?(?:条|个|份|项)?(?:新的?)?(?:待办|待阅|待审批?|流程|审批|协同|公文)(?:事项|任务|提醒|消息)?",
    r"(?:流程|审批|待办|待阅|公文|催办|督办)(?:事项)?(?:到达|待办|提醒|通知|催办|超时|流转|办结)(?:提醒|通知)?\s*[:：]",
    r"(?:您|你)?(?:收到|有)(?:了)?(?:一|1|\d+)?张.{0,60}(?:电子)?发票|.{0,30}电子(?:普通|专用)?发票.{0,10}(?:通知|下载|开具|号码)",
    r".{0,20}(?:邀请您|邀请你)(?:加入|参加|协作|编辑|查看)|.{0,30}(?:与|给)(?:您|你)(?:共享|分享)了",
)
PORTAL_BODY = re.compile(
    r"请(?:您|你)?(?:及时|尽快)?(?:登录|登陆|进入|打开|前往).{0,30}(?:系统|平台|门户|客户端|APP|OA|工作台).{0,12}(?:查看|处理|办理|审批|查阅|阅读)"
    r"|/seeyon/|/workflow/request/|(?:待|等待)(?:您|你)(?:处理|审批|办理|阅示)|流程(?:名称|编号|标题)\s*[:：]|当前(?:节点|环节)\s*[:：]",
    re.IGNORECASE,
)

_SELF = (
    (
        r"(?:这|此|本|该)(?:封|邮件|信|条|信息){0,3}(?:是|为|系|乃|由)(?:一封)?(?:(?:来自|由).{1,20}?)?(?:的)?"
        r"(?:.{0,10}?系统|假期|邮件){0,3}自动"
        r"(?:回复|发送|发出|生成|应答|产生|推送)(?:的)?(?:邮件|信息|消息|信件|，|,|。|！|!|；|\s|$)"
    ),
    r"(?:本|此|该)(?:封)?(?:邮件|信件|消息|信息)(?:是|为|系|由).{0,20}?(?:系统|软件|平台|程序)自动(?:发送|发出|生成|推送)",
    r"系统自动(?:回复|发送|发出|生成)[，,。]?请勿(?:直接)?回复|[【\[(（](?:系统)?自动(?:回复|应答|答复)[】\])）]",
    r"(?:请勿|请不要|请不用|无需|不要)(?:直接|对此|对本|对该)?(?:邮件|信件)?(?:进行)?(?:回复|答复|回信)(?:本|此|该|这封)?(?:邮件|信|地址)",
    r"(?:本|此|该)(?:邮件|邮箱|信箱|地址)(?:为|是|系)?.{0,12}(?:请勿|无人|不接收|不能接收|仅用于发送|不要)(?:直接)?(?:回复|查收|值守|接收|回信)",
    r"自动生成的(?:回复|答复|邮件|消息)|AI(?:邮件|智能)?(?:助手|助理)",
    r"(?:系统|邮件)(?:已|会|将)?自动(?:回复|答复)[:：]|\A\s*(?:系统)?自动(?:回复|应答|答复)\s*[:：]",
    (
        r"this is an? (?:auto(?:matic|mated|-)?[- ]?(?:ally )?"
        r"(?:reply|response|generated|email|e-mail|message|notification|acknowledg\w+))"
    ),
    r"(?:automatically|auto)[- ]generated (?:e-?mail|message|reply|response|notification)",
    (
        r"(?:message|e-?mail|reply) (?:was|is|has been) "
        r"(?:sent |generated |created )?(?:automatically|by an auto)"
    ),
    r"(?:please )?do not (?:reply|respond) (?:directly )?to this (?:e-?mail|message|mail)",
    r"this (?:mailbox|address|e-?mail(?: address)?) is not monitored",
    r"(?:dies|das|diese (?:e-?mail|nachricht)) (?:ist|wurde) (?:eine )?automatisch",
    r"automatisch (?:generiert|erstellt)e?",
    r"(?:ceci|il s'agit d'|ce (?:message|courriel) (?:est|a été)).{0,20}automatique",
    r"(?:este|esta|esto).{0,25}(?:es|é) .{0,12}autom[aá]tic",
    r"(?:questa|questo).{0,20}(?:è|e') .{0,12}automatic|dit is een automatisch|это автоматическ",
    r"このメール(?:は|に)?.{0,20}自動|본 (?:메일|메시지)은.{0,12}자동",
)
SELF_BODY = re.compile("|".join(f"(?:{form})" for form in _SELF), re.IGNORECASE)

# What only looks like a program's answer: a person reads it, nobody is answered.
_ABSENT = (
    (
        r"(?:(?:我|本人|在下)[^没未无不。，！？\n]{0,6}|您好[，,！!。\s]*)"
        r"(?:目前|现在|正在|正|现|暂时|已|近期|这几天|本周|今日|今天|.{0,12}(?:至|到|—|-).{0,12})?\s*"
        r"(?:在)?(?:外地?|国外|境外)?(?:休假|度假|出差|外出|年假|产假|病假|探亲|不在(?:办公室|公司|单位|岗|上海)|离职|调岗|调离)"
    ),
    r"(?:已|已经)(?:于.{2,12})?(?:离职|调离|退休|不再负责|不在.{0,6}(?:工作|任职))",
    r"(?:返岗|回来|回沪|销假|休假结束)后.{0,12}(?:回复|处理|答复|联系)",
    (
        r"(?:您的)?(?:邮件|来信|来件)(?:我)?(?:已|已经)?(?:收到|收悉|送达).{0,20}"
        r"(?:尽快|稍后|及时|会|将).{0,12}(?:回复|处理|答复|联系|查看|查阅|阅读|转交|转达|登记)"
    ),
    (
        r"(?:i am|i'm|i will be|we are) (?:currently |presently )?"
        r"(?:out of (?:the )?office|away|on (?:annual |sick |maternity |parental )?(?:leave|vacation|holiday)|travel)"
    ),
    (
        r"(?:thank you|thanks) for your (?:e-?mail|message|mail)\b.{0,120}"
        r"(?:will (?:get back|reply|respond|contact)|as soon as|back to you|return)"
    ),
    r"已(?:经)?收到您的(?:邮件|来信|来件|信件).{0,20}(?:将|会|尽快|稍后).{0,20}(?:联系|回复|答复|处理|回电)",
    r"(?:邮箱|邮件地址|信箱)(?:现|目前|即将)?(?:已|已经)?(?:停用|停止使用|不再使用|变更|更换|注销|关闭|作废)",
    r"(?:address|mailbox|account) (?:is|has been|will be|has) (?:no longer|changed|closed|deactivated|retired|not monitored)",
    r"(?:i have|i've) left|limited access to (?:my )?e?-?mail|no longer (?:work|with|employed)",
    r"has left the (?:company|organi[sz]ation)",
    r"ich bin .{0,60}(?:nicht im (?:büro|haus)|abwesend|im urlaub|nicht erreichbar)",
    r"je (?:suis|serai) .{0,30}(?:absente?|en congés?|en déplacement)",
    r"(?:estoy|estaré|me encuentro) .{0,30}(?:fuera|ausente|de vacaciones)",
    r"(?:sono|sarò) .{0,30}(?:assente|fuori|in ferie)",
    r"(?:estou|estarei) .{0,30}(?:ausente|fora|de férias)",
    r"(?:ik ben|momenteel) .{0,30}(?:afwezig|niet aanwezig|op vakantie)",
    r"(?:нахожусь|буду|я) .{0,30}(?:в отпуске|отсутств|в командировке)",
    r"(?:不在|休暇|出張).{0,20}(?:おります|しており|頂いて|ます)|부재 ?중|휴가 ?중|출장 ?중",
)
ABSENT_BODY = re.compile("|".join(f"(?:{form})" for form in _ABSENT), re.IGNORECASE | re.DOTALL)
