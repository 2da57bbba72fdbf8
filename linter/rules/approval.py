"""What is wrong with approvals: APR001 to APR014."""

from __future__ import annotations

from linter.finding import Severity
from linter.rules.rule import Duty, Example, Told, Weight

_ERROR = Weight(Severity.ERROR, Duty.TOOL)
_WARNING = Weight(Severity.WARNING, Duty.HOUSE)


class Unreadable(Told):
    code = "APR001"
    name = "record-unreadable"
    title = "审批记录读不懂"
    weight = _ERROR
    why = "读不懂的记录证明不了谁批准了什么；同一个模板的其他记录也因此不可信。"
    mend = "删除手改的内容，用 hegui approve、reject、revoke 重新写出；无关的文件请移走。"
    good = (
        Example("记录由 hegui approve 写出，放在 templates/approvals/模板编号/ 里。"),
        Example("存档的文件名是它的摘要加 .manifest.json。"),
    )
    bad = (
        Example("记录里多了一个没有的键，或不是 JSON。"),
        Example("把一个模板的记录复制到另一个模板的文件夹里。"),
    )


class Changed(Told):
    code = "APR002"
    name = "record-changed"
    title = "审批记录或存档被改动、删除或缺失"
    weight = _ERROR
    why = "记录和存档是证据，只能增加；改动或删除一份，就说不清当时批准的是什么。"
    mend = "从 git 历史里恢复原来的文件；要取消审批，请用 hegui revoke。"
    good = (
        Example("撤销审批：增加一份撤销的记录，原来的记录不动。"),
        Example("文字改过以后重新审批：增加新的记录和新的存档。"),
    )
    bad = (
        Example("把旧记录里的有效期改长。"),
        Example("删除一份退回的记录。"),
    )


class FitsNothing(Told):
    code = "APR003"
    name = "record-fits-nothing"
    title = "审批记录对不上任何文字"
    weight = _ERROR
    why = "记录批准的含义，既不是模板现在的含义，也没有存档，等于什么也没有批准。"
    mend = "在最新的版本上重新运行 hegui approve，记录和存档一起提交。"
    good = (
        Example("审批和它批准的文字在同一个版本里。"),
        Example("批准的记录旁边有同一个摘要的存档。"),
    )
    bad = (
        Example("审批以后文字又改了，仍然提交原来的记录。"),
        Example("只提交了记录，没有提交存档。"),
    )


class Unknown(Told):
    code = "APR004"
    name = "approver-unknown"
    title = "审批人不在名单、没有这个角色，或不在任期内"
    weight = _ERROR
    why = "谁有权审批，由 glossary/approvers.yaml 和 policy.yaml 规定，以改动之前的版本为准。"
    mend = "请名单上有这个角色的人审批；要增加审批人，请先单独提交名单的改动。"
    good = (
        Example("legal-1 在名单上，角色是 legal，在任期内审批。"),
        Example("新的审批人先加进名单，合并以后再审批。"),
    )
    bad = (
        Example("记录里的人不在 approvers.yaml 里。"),
        Example("已经离任的人今天提交了一份写着去年日期的记录。"),
    )


class SelfApproval(Told):
    code = "APR005"
    name = "self-approval"
    title = "作者审批了自己的文字"
    weight = _ERROR
    why = "写文字的人和审批的人应当是两个人，这样错误才有机会被发现。"
    mend = "请没有改过这段文字的人审批。"
    good = (
        Example("文案人员改文字，法律合规人员审批。"),
        Example("上一次批准以前改过文字、这一次没有改的人审批。"),
    )
    bad = (
        Example("legal-1 提交了对模板的改动，又批准了它。"),
        Example("legal-1 是提交说明里的共同作者（Co-authored-by），又批准了它。"),
    )


class TwoRoles(Told):
    code = "APR006"
    name = "one-person-two-roles"
    title = "一个人用两个角色审批同一段文字"
    weight = _ERROR
    why = "要求两个角色审批，就是要求两个人看过。"
    mend = "请另一个有这个角色的人审批。"
    good = (
        Example("legal-1 以法律合规的角色、business-1 以业务的角色分别批准。"),
        Example("同一个人在不同的模板上用不同的角色。"),
    )
    bad = (
        Example("一个人先以法律合规的角色、又以业务的角色批准同一段文字。"),
        Example("名单里给一个人两个角色，由他一人批准需要两个角色的信函。"),
    )


class Dates(Told):
    code = "APR007"
    name = "approval-dates"
    title = "审批的日期不对"
    weight = _ERROR
    why = "写在未来、早于前一份记录，或有效期超过规定的审批，都说不清何时有效。"
    mend = "重新运行 hegui approve；有效期不超过 policy.yaml 规定的天数。"
    good = (
        Example("今天审批，有效期在 policy.yaml 规定的天数以内。"),
        Example("到期以前重新审批。"),
    )
    bad = (
        Example("policy.yaml 规定最长 365 天，记录写了三年。"),
        Example("记录的时间早于它前面的一份记录。"),
    )


class Signature(Told):
    code = "APR008"
    name = "approval-signature"
    title = "审批记录没有签名，或签名无效"
    weight = _ERROR
    why = "policy.yaml 要求签名时，只有本人用登记的、当时有效的钥匙签过的记录才算数。"
    mend = "请本人用登记在 glossary/allowed_signers 里的钥匙重新审批。"
    good = (
        Example("hegui approve 用本人的钥匙签名，钥匙登记在 allowed_signers 里。"),
        Example("钥匙丢失以后写进 revoked_keys，用新的钥匙重新审批。"),
    )
    bad = (
        Example("签名以后又改了记录里的有效期。"),
        Example("用别人的、过期的或已经作废的钥匙签名。"),
    )


class OnBehalf(Told):
    code = "APR009"
    name = "on-behalf"
    title = "代录审批不合规定"
    weight = _ERROR
    why = "在 OA 系统里作出的审批，只能由 policy.yaml 允许的角色代为录入，并写明流程编号。"
    mend = "请有这个角色的人代录，或由审批人自己运行 hegui approve。"
    good = (
        Example("policy.yaml 允许 registrar 代录，记录写明 OA 流程编号。"),
        Example("审批人自己运行 hegui approve，不用代录。"),
    )
    bad = (
        Example("policy.yaml 没有写 on_behalf_of，却有代录的记录。"),
        Example("代录的人没有允许的角色。"),
    )


class RulesChanged(Told):
    code = "APR010"
    name = "approval-rules-changed"
    title = "审批的规则和模板或记录一起改"
    weight = _ERROR
    why = "改审批名单、钥匙或政策的人，不能在同一次改动里用新的规则批准文字。"
    mend = "把名单、钥匙和政策的改动单独提交，合并以后再审批。"
    good = (
        Example("先合并增加审批人的改动，再由他审批。"),
        Example("只改模板和审批记录。"),
    )
    bad = (
        Example("同一次改动把自己加进 approvers.yaml，又批准了一个模板。"),
        Example("同一次改动减少了 policy.yaml 要求的角色，又改了模板。"),
    )


class NotApproved(Told):
    code = "APR011"
    name = "not-approved"
    title = "没有有效的审批，不能发布"
    weight = _WARNING
    certainty = "行内要求：审批的角色、期限和复核要求由 policy.yaml 规定"
    why = "只有每个角色都批准过现在的含义、没有到期、没有错误的模板才能发布。"
    mend = "运行 hegui approve 模板编号，或按说明补上审批。"
    good = (
        Example("每个要求的角色都批准了现在的文字，都没有到期。"),
        Example("只改了注释和标题，原来的审批仍然有效。"),
    )
    bad = (
        Example("批准以后改了一个字。"),
        Example("审批昨天到期。"),
    )


class ExpiresSoon(Told):
    code = "APR012"
    name = "approval-expires-soon"
    title = "审批快要到期"
    weight = Weight(Severity.INFO, Duty.HOUSE)
    certainty = "行内要求：审批的角色、期限和复核要求由 policy.yaml 规定"
    why = "到期的模板会从模板库里撤下，请提前重新审批。"
    mend = "三十天内重新运行 hegui approve。"
    good = (
        Example("离到期还有两个月。"),
        Example("到期以前已经重新审批。"),
    )
    bad = (
        Example("审批下星期到期。"),
        Example("审批今天是最后一天。"),
    )


class Successor(Told):
    code = "APR013"
    name = "successor"
    title = "停用的模板没有可用的接替"
    weight = _ERROR
    why = "发送系统按编号换成接替的模板；接替的模板不存在或也停用了，就没有文字可发。"
    mend = "改正 retired.successor，写一个在用的模板编号；不再需要的，不写 successor。"
    good = (
        Example("retired 写明接替的模板，它还在用。"),
        Example("这一类信息不再发送，retired 不写 successor。"),
    )
    bad = (
        Example("retired.successor 写错了编号。"),
        Example("接替的模板自己也停用了。"),
    )


class Breaking(Told):
    code = "APR014"
    name = "breaking-change"
    title = "变量有变化，发送系统要跟着改"
    weight = _WARNING
    certainty = "行内要求：审批的角色、期限和复核要求由 policy.yaml 规定"
    why = "发送系统按批准过的变量准备数据；增加、改名、放宽的变量会让发送出错或超长。"
    mend = "和发送系统约好上线的日期；或换一个新的编号，旧的用 retired 停用。"
    good = (
        Example("只改文字，变量不变。"),
        Example("增加一个可以没有值的变量（optional: true）。"),
    )
    bad = (
        Example("增加一个必须有值的变量。"),
        Example("把 max_length 从 20 放宽到 50。"),
    )


RULES = (
    Unreadable,
    Changed,
    FitsNothing,
    Unknown,
    SelfApproval,
    TwoRoles,
    Dates,
    Signature,
    OnBehalf,
    RulesChanged,
    NotApproved,
    ExpiresSoon,
    Successor,
    Breaking,
)
