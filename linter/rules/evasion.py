"""Words in disguise: EVA001. The words are ``disguised`` in ``glossary/terms/``."""

from __future__ import annotations

from linter.finding import Severity
from linter.rules.rule import Duty, Example, Weight, WordingRule


class EvasiveSpelling(WordingRule):
    code = "EVA001"
    name = "evasive-spelling"
    title = "变相写法"
    weight = Weight(Severity.ERROR, Duty.LAW, ("R09", "R04", "R18"))
    certainty = (
        "违规的是那个词本身，依据见其词条；变体字、干扰符号另为短信通道所禁（服务商文档已读）"
    )
    why = "用同音字、拼音、符号把不能写的词写成别的样子，客户照样看得懂，看起来还像有意规避。"
    mend = "换掉原来的词，不要换写法；确实需要写的，照正常写法写。"
    wording = "criminal_threat"
    good = (
        Example("请您尽快通过手机银行还款，客服热线955XX。"),
        Example("示例银行：APP 下载请到官网，客服热线955XX。", "letter"),
    )
    bad = (
        Example("您的信用卡已逾期，再拖就坐lao，请用手机银行还款，客服热线955XX。"),
        Example("示例银行：不还款就起（温馨提示）诉，请到营业网点还款，客服热线955XX。", "letter"),
    )


RULES = (EvasiveSpelling,)
