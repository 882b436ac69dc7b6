"""Numbers in Chinese and Japanese text, which has no spaces: units, hedges, shares, dates."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from extractor.numbers import units
from extractor.numbers.languages.characters import (
    DIGITS,
    ELLIPTIC,
    KANJI,
    LARGE,
    SCALES,
    SPELLED,
    WRITTEN,
    between,
    value_of,
)
from extractor.numbers.languages.neutral import LAST, NEUTRAL
from extractor.numbers.quantity import Bound, Quantity, Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Found = tuple[int, int, Role, Quantity]

_UNITS = {
    "percent": "% パーセント",
    "percentage point": "个百分点 個百分點 百分点 ポイント",
    "second": "秒間 秒钟 秒鐘 秒",
    "minute": "分間 分钟 分鐘 分",
    "hour": "時間 个小时 個小時 小时 小時",
    "day": "日間 天",
    "week": "週間 周 个星期 個星期 星期",
    "month": "か月間 カ月間 ヶ月間 か月 カ月 ヶ月 ヵ月 个月 個月",
    "year": "年間 年间 年 歳 岁 歲 才",
    "kilometer": "キロメートル 公里 千米 km",
    "meter": "メートル 米 公尺 m",
    "centimeter": "センチメートル センチ 厘米 公分 cm",
    "millimeter": "ミリメートル 毫米 mm",
    "square kilometer": "平方キロメートル 平方キロ 平方公里 平方千米 km²",
    "square meter": "平方メートル 平方米 m²",
    "cubic meter": "立方メートル 立方米 m³",
    "hectare": "ヘクタール 公顷 公頃",
    "tonne": "トン 吨 噸 公吨 t",
    "kilogram": "キログラム 公斤 千克 kg",
    "gram": "グラム 克 g",
    "liter": "リットル 升",
    "milliliter": "ミリリットル 毫升 ml",
    "kilowatt": "キロワット 千瓦",
    "megawatt": "メガワット 兆瓦",
    "kilowatt-hour": "キロワット時 千瓦时 千瓦時",
    "barrel": "バレル 桶",
    "degree Celsius": "摄氏度 攝氏度 °C ℃",
    "degree": "度 °",
    "JPY": "円 日元 日圆 日圓",
    "CNY": "人民元 人民币 人民幣 元人民币 元 块钱 塊錢",
    "USD": "米ドル 美元 美圆 ドル 美金",
    "EUR": "ユーロ 欧元 歐元",
    "GBP": "ポンド 英镑 英鎊",
    "KRW": "ウォン 韩元 韓元",
    "RUB": "ルーブル 卢布 盧布",
    "UAH": "フリブナ フリヴニャ 格里夫纳",
    "HKD": "港元 港币 港幣 香港ドル",
    "TWD": "新台币 新台幣 新臺幣 台币 台幣 台湾ドル",
    "AUD": "豪ドル オーストラリアドル 澳元",
    "CAD": "カナダドル 加元",
    "SGD": "シンガポールドル 新加坡元",
    "NZD": "ニュージーランドドル 新西兰元",
    "crown": "克朗 クローナ クローネ",
    "carat": "克拉 カラット",
    "CHF": "スイスフラン スイス・フラン 瑞士法郎",
    "INR": "ルピー 印度卢比 卢比",
}
_FORMS = {form: name for name, forms in _UNITS.items() for form in forms.split()}
_HALVED = {"小时": "小时", "小時": "小时", "月": "个月"}
_LARGEST_BASE = Decimal(10**20)  # of a power
_HALF_OF_ONE = Decimal("0.5")
_COUNTERS = (
    "人 名 个 個 件 台 艘 架 辆 輛 两 次 回 社 校 戸 户 棟 栋 家 頭 头 匹 "
    "本 枚 票 議席 席 カ国 か国 ヵ国 ヶ国 国 カ所 か所 箇所 ヶ所 種 种 项 項 "
    "条 座 间 間 所 倍 例 发 株 份 位 处 處 支 代 杯 隻 只 機 丁 発 点 店 "
    "地区 村 市 隊 队 组 組"
).split()

_BEFORE = {
    Bound.ABOUT: "约 約 大约 大約 大概 およそ おおよそ ほぼ 近 将近 將近 接近 差不多",
    Bound.AT_LEAST: "至少 最少 不少于 不少於 少なくとも 最低でも 不低于",
    Bound.MORE_THAN: "超过 超過 超 逾 多于 多於 高于 高於 超过了",
    Bound.AT_MOST: "最多 不超过 不超過 至多 最大 最高 多达 多達 高达 高達 最大で",
    Bound.LESS_THAN: "不到 不足 少于 少於 低于 低於",
}
_AFTER = {
    Bound.ABOUT: "程度 ほど 前後 左右 上下 くらい ぐらい 近く 弱 ばかり",
    Bound.AT_LEAST: "以上",
    Bound.MORE_THAN: "を超える を超えた を超え を上回る を上回った 超 強 余り あまり",
    Bound.AT_MOST: "以下 以内 以內",
    Bound.LESS_THAN: "未満 未满 を下回る を下回った",
}
_BOUND_BEFORE = {form: bound for bound, forms in _BEFORE.items() for form in forms.split()}
_BOUND_AFTER = {form: bound for bound, forms in _AFTER.items() for form in forms.split()}
_OPEN_BELOW = frozenset({"近", "将近", "將近", "接近", "近く", "弱", "ほぼ"})


def _any(forms: Iterable[str]) -> str:
    return "|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True))


_SIGN = r"(?:[A-Z]{0,3}|(?<![A-Za-z])[a-z]{2,3}(?=\$))[$€£¥₩₽₴]"
# 人民币 and 港币 stand before the number too: 港币500万元
_MONEY_WORD = "人民币|人民幣|港币|港幣|新台币|新台幣|新臺幣"
_BEFORE_MONEY = rf"(?P<money>{_SIGN}|(?<![A-Za-z])[A-Z]{{3}}|{_MONEY_WORD})?\s?"
# 负 is "lost" behind most words
_MINUS = r"[-−]|マイナス|零下|氷点下|(?:(?<![一-龥])|(?<=[为為是至到达達於于温溫]))[负負]\s?"
_NUMBER = rf"(?P<minus>{_MINUS})?(?P<number>(?:{WRITTEN})|(?:{SPELLED}))"
_MORE = rf"(?:余り(?=[{LARGE}])|余|餘|多(?!い|く)|あまり(?=[{LARGE}])|(?<=[十百千零0])[几幾数數])"
_FEW = rf"[\d{''.join(DIGITS)}]"
# 38.7 % is 3割8分7厘 or 三成八七
_TENTHS_TAIL = rf"(?P<tail>半|{_FEW}分(?:{_FEW}厘)?|{_FEW}厘|(?<=成){_FEW}(?!川))?"
_COIN = rf"(?:\d{{1,2}}|[{''.join(DIGITS)}十]{{1,3}})(?:角|毛|分(?![钟鐘の之])|美分|セント|銭)"
_COINS = rf"(?<=[元円圆圓ルロ])(?:[と又]?{_COIN}){{1,2}}"
_AND_HALF = "半(?![年月天期导導岛島])"
_POWER = (
    rf"[eE](?P<exponent>[-+]?\d{{1,2}})(?!\w)|\^(?P<raised>[-+]?\d{{1,2}})(?!\d)"
    rf"|(?P<ten>[×x]\s?10)?の(?P<minus_power>[-−]|マイナス)?(?P<power>\d{{1,2}}|[{''.join(DIGITS)}十]{{1,3}})乗"
)
_BEGINS = (
    rf"(?=[\d{KANJI}数數几幾A-Za-z$€£¥₩₽₴人港新负負マ零氷−-])"  # most characters begin nothing: far faster
)
_MEASURE = (
    rf"{_BEGINS}(?P<several>数|數|几|幾)?{_BEFORE_MONEY}{_NUMBER}(?:{_POWER})?(?P<thousands>[kK](?![A-Za-z]))?"
    rf"(?:(?P<more>{_MORE})(?P<scale>[{SCALES}]{{0,3}}))?(?P<dozens>ダース)?"
    rf"\s?(?:(?P<unit>{_any(_FORMS)})(?![A-Za-z])(?!(?<=分)\s*[之の]\s*[\d{KANJI}])(?P<coins>{_COINS})?(?P<half>{_AND_HALF})?|"
    rf"[个個]半(?P<halved>小时|小時|月)|"
    rf"(?P<tenths>割|成(?![为為立功员員長长本])|折(?![页頁叠疊线線磨不返射])){_TENTHS_TAIL}|"
    rf"(?P<counter>{_any(_COUNTERS)}))?"
)
_MEASURES = re.compile(_MEASURE)
_COIN_VALUE = re.compile(rf"(?P<number>\d+|[{''.join(DIGITS)}十]+)(?P<coin>角|毛)?")
_HEDGE_BEFORE = re.compile(rf"(?<![最附])({_any(_BOUND_BEFORE)})的?\s?\Z")
_HEDGE_AFTER = re.compile(rf"(?:\s?({_any(_BOUND_AFTER)}))")
_VAGUE = re.compile(
    rf"(?<![\d{KANJI}])(?P<several>数|數|几|幾|上)(?P<scale>[{SCALES}]{{1,4}})(?P<unit>{_any(_FORMS)})?"
)
_PART = rf"(?:{WRITTEN})|(?:{SPELLED})"
_SHARE = re.compile(
    rf"(?=[\d{KANJI}负負マ零氷−-])(?<![\d.,{KANJI}])(?P<minus>{_MINUS})?(?:(?P<whole>{_PART})[と又])?(?P<below>{_PART})\s?(?:分之|分の)\s?"
    rf"(?P<above>{_PART})"
)
# half a year or an hour; 上半年 is a date, 年半 belongs to the number before it
_HALF_TIME = re.compile(
    rf"(?<![上下前后後大多{KANJI}\d年月天间間时時个個])半(?P<unit>[个個]小时|[个個]小時|小时|小時|[个個]月|年(?![度级級])|時間)"
)
_HALF = re.compile(r"(?<![過过前後后])(?:半分|半数|半數|一半)(?![年天月])")
_LARGE_AFTER = re.compile(rf"[{LARGE}]+\Z")
_COUNTER_LAST = re.compile(rf"\s?(?:{_any(_COUNTERS)})\Z")
_UNIT_LAST = re.compile(rf"(?:{_any(_FORMS)}|割|成)\Z")
_JOINT = re.compile(r"\s?[-–—~〜]\s?|至|到|から|ないし")
_DASH = re.compile(r"\s?[-–—~〜]\s?")
_CHANGE = re.compile(r"[从由從][^,。，、]{0,4}\Z")
_ARTICLES = frozenset(
    "个 個 种 種 次 些 般 部 定 样 直 起 切 方 番 点 位 条 代 间 間 件 支 本 組 组 家 国 所".split()
)

_NAMES = [
    (role, re.compile(pattern))
    for role, pattern in (
        *NEUTRAL,
        (
            Role.DATE,
            r"(?:(?:令和|平成|昭和|民国|民國)(?:\d{1,2}|元)|(?<!\d)(?:1[5-9]|20)\d\d|[一二][〇零一二三四五六七八九]{3}"
            r"|二千[零〇十一二三四五六七八九]{1,3}(?=年[\d一二三四五六七八九十]{1,3}月))年"
            r"(?![間间])(?:代|度|[前后後]?半?)?(?:\d{1,2}月(?:\d{1,2}[日号])?|[一二三四五六七八九十]{1,3}月"
            r"(?:[一二三四五六七八九十]{1,3}[日号])?)?",
        ),
        (
            Role.DATE,
            r"(?<![\d.])\d{1,2}月(?:\d{1,2}[日号])?(?!\d)|(?<![\d.])\d{1,2}[日号](?![間间元圆圓円])"
            r"|(?<![一-龥])十?[一二三四五六七八九十]月(?:[一二三四五六七八九十]{1,3}[日号])?",
        ),
        (Role.DATE, r"(?<!\d)\d{2,4}年代|(?:\d{1,2}|[一二十]{1,3}[一二三四五六七八九]?)世[紀纪]"),
        (
            Role.TIME,
            r"(?:午前|午後|上午|下午|晚上|凌晨|早上|中午)\d{1,2}[時时点點:](?:\d{1,2}分?|半)?"
            r"|(?<![\d.])\d{1,2}[時时](?![間间])(?:\d{1,2}分|半)?|(?<![\d.])\d{1,2}点\d{1,2}分",
        ),
        (Role.OTHER, r"(?<!\d)[1-9]0代"),  # in one's twenties
        *LAST,
    )
]
_ORDINAL = re.compile(
    rf"第(?P<number>(?:{WRITTEN})|[{KANJI}]{{1,20}})"
    rf"|(?<![\d.,{KANJI}])(?P<counted>(?:{WRITTEN})|[{KANJI}]{{1,20}})(?:[番回度人]目|(?P<rank>位(?![置相一])))"
)
_OF_CLOCKS = frozenset("十刻分半")
_ZERO_WORDS = frozenset("件头頭点")  # 零件 are parts, 零头 small change
_BEGINS_LARGE = frozenset((*DIGITS, "十", "拾"))
_KANA = re.compile("[ぁ-ヺ]")
_CHINESE = re.compile(
    "[的了是这這们們还還个两兩亿约岁币在]"
)  # signs that Japanese lacks, or has beside kana only
_FORMAL = re.compile("[陆陸伍參参]")  # land, names and "to join", but for numerals of 拾, 佰 and 仟
_NO_VALUE = Quantity(None, None)


class EastAsianReader:
    """The state of one scan of a Chinese or Japanese text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._taken = bytearray(len(text) + 1)
        self._whole = text.strip(" \n。")
        self._japanese = _KANA.search(text) is not None
        self._chinese = not self._japanese and _CHINESE.search(text) is not None

    def found(self) -> Iterator[Found]:
        """Yield dates, times, identifiers and ordinals first, then shares, vague counts and quantities."""
        yield from self._named()
        yield from self._shares()
        for match in _VAGUE.finditer(self._text):
            if self._take(*match.span()):
                least = 2 * value_of(match["scale"]) if match["several"] != "上" else value_of(match["scale"])
                unit = _FORMS.get(match["unit"] or "", "")
                yield *match.span(), Role.QUANTITY, Quantity(least, None, unit, Bound.VAGUE)
        yield from self._measures()

    def _named(self) -> Iterator[Found]:
        for role, pattern in _NAMES:
            for match in pattern.finditer(self._text):
                if self._take(*match.span()):
                    yield *match.span(), role, _NO_VALUE
        for match in _ORDINAL.finditer(self._text):
            if (self._japanese or not match["rank"]) and self._take(*match.span()):
                value = value_of(match["number"] or match["counted"])
                yield *match.span(), Role.ORDINAL, Quantity(value, value)

    def _shares(self) -> Iterator[Found]:
        for match in _SHARE.finditer(self._text) if "分" in self._text else ():
            if self._take(*match.span()):
                yield *match.span(), Role.QUANTITY, self._hedged(*match.span(), *self._share(match))
        for match in _HALF.finditer(self._text):
            if self._take(*match.span()):
                yield *match.span(), Role.QUANTITY, self._hedged(*match.span(), Decimal("0.5"))

        for match in _HALF_TIME.finditer(self._text):
            if self._take(*match.span()):
                yield (
                    *match.span(),
                    Role.QUANTITY,
                    self._hedged(*match.span(), Decimal("0.5"), _FORMS[match["unit"]]),
                )

    def _take(self, start: int, end: int) -> bool:
        if any(self._taken[start:end]) or start == end:
            return False
        self._taken[start:end] = b"\x01" * (end - start)
        return True

    @staticmethod
    def _share(match: re.Match[str]) -> tuple[Decimal, str]:
        """Return the value of 三分の一, 百分之五 or 二と四分の一, and its unit."""
        below, above = value_of(match["below"]), value_of(match["above"])
        whole = value_of(match["whole"]) if match["whole"] else Decimal(0)
        if below == 100 and not whole:
            share, unit = above, units.PERCENT
        else:
            share, unit = whole + (above / below if below else 0), ""
        return (share.copy_negate() if match["minus"] else share), unit

    # -- quantities

    def _measures(self) -> Iterator[Found]:
        at = 0
        while (match := _MEASURES.search(self._text, at)) is not None:
            at = match.end()
            if not self._counts(match):
                at = max(match.start() + 1, match.end("number"))
                continue
            upper = self._upper(match)
            start, end = match.start(), (upper or match).end()
            if not self._take(start, end):
                at = max(match.start() + 1, match.end("number"))
                continue
            at = end
            yield start, self._trimmed(start, end), Role.QUANTITY, self._quantity(match, upper)

    def _trimmed(self, start: int, end: int) -> int:
        """Leave a counter out of the mention, as 人 is what is counted, and the hedge 多 before it."""
        counter = _COUNTER_LAST.search(self._text[start:end])
        if counter and not _UNIT_LAST.search(self._text[start:end]):
            end = start + counter.start()
        return end - 1 if self._text[end - 1] in "余餘多几幾数數" else end

    def _counts(self, match: re.Match[str]) -> bool:
        """Tell a numeral from a character of a word or a part of a name."""
        number = match["number"]
        if any(self._taken[match.start() : match.end()]):
            return False
        if number[0].isdecimal():
            glued = self._text[max(0, match.start() - 1) : match.start()]
            return not (glued.isascii() and glued.isalpha())
        if ELLIPTIC.search(number) and self._is_plain(match) and not (self._japanese or self._chinese):
            return False  # 百五 is 105 or 150
        if _FORMAL.search(number) and not any(c in "拾佰仟" for c in number):
            return False
        return (
            match.group().strip() == self._whole
            or self._is_measured(match)
            or self._is_numeral(match)
            or self._opens_range(match)
        )

    def _is_measured(self, match: re.Match[str]) -> bool:
        """Say whether a unit or a counter follows a numeral in characters, and not a word of both."""
        number, unit, counter = match["number"], match["unit"], match["counter"]
        if number == "一" and (counter in _ARTICLES or unit in ("周", "天", "年", "分", "度", "元")):
            return False
        if (number == "十" and unit == "分") or (number == "零" and counter in _ZERO_WORDS):
            return False
        if unit or match["tenths"]:
            return True
        if "・" in number and number[-1] not in LARGE:  # 三・四人: three, four or both
            return False
        article = self._japanese and counter == "条"  # of a law
        return bool(counter or match["scale"] or match["halved"]) and not article

    def _is_numeral(self, match: re.Match[str]) -> bool:
        """Say whether characters are a numeral by themselves: 两万, 二百五十, 零点五."""
        number = match["number"]
        if "・" in number and number[-1] not in LARGE:
            return False
        if number[1:2] in ("点", "點"):  # 三点一刻 is a time of day
            return number[0] == "零" and self._text[match.end() : match.end() + 1] not in _OF_CLOCKS
        if number[0] in _BEGINS_LARGE and number[-1] in LARGE:  # 千万 and 万一 are words
            return True
        counted = any(c in DIGITS or c in "十百拾佰" for c in number)  # 千千万万 is a great many
        return counted and len(number) > 2 and any(c in SCALES for c in number)

    def _opens_range(self, match: re.Match[str]) -> bool:
        """Say whether a dash and a measure follow: 二十~三十人."""
        joint = _DASH.match(self._text, match.end())
        high = _MEASURES.match(self._text, joint.end()) if joint else None
        return high is not None and (high["unit"] or high["counter"]) is not None

    @staticmethod
    def _is_plain(match: re.Match[str]) -> bool:
        return (match["unit"] or match["counter"] or match["more"] or match["halved"]) is None

    def _upper(self, low: re.Match[str]) -> re.Match[str] | None:
        """Return the upper end of a range that begins here; a change from one number to another is none."""
        joint = _JOINT.match(self._text, low.end())
        if joint is None or _CHANGE.search(self._text[max(0, low.start() - 6) : low.start()]):
            return None
        high = _MEASURES.match(self._text, joint.end())
        if high is None or not self._counts(high):
            return None
        ends = self._ends(low, high)
        return high if self._unit(low) in ("", self._unit(high)) and ends[0] < ends[1] else None

    def _ends(self, low: re.Match[str], high: re.Match[str]) -> tuple[Decimal, Decimal]:
        """Return both ends; the lower shares the scale that stands once: 10~12万."""
        below, above = self._value(low), self._value(high)
        scale = _LARGE_AFTER.search(high["number"])
        shares = scale and low["number"][-1].isdecimal() and low["counter"] is None
        factor = value_of(scale.group()) if scale and shares else Decimal(1)
        return (below * factor if below * factor < above else below), above

    def _value(self, match: re.Match[str]) -> Decimal:
        value = value_of(match["number"], elliptic=self._chinese and self._is_plain(match))
        value = self._raised(value, match)
        value *= 1000 if match["thousands"] else 1
        value *= 12 if match["dozens"] else 1
        value *= value_of(match["scale"]) if match["scale"] else 1
        if match["tenths"]:  # 八五折 is 85 %
            value = (
                value if match["tenths"] == "折" and value >= 10 else (value + self._tail(match["tail"])) * 10
            )
        else:
            value += self._coins(match)
        if match["halved"] or (match["half"] and self._unit(match) in units.TIME_UNITS):
            value += _HALF_OF_ONE
        before = self._text[max(0, match.start() - 1) : match.start()]
        minus = match["minus"] and not (before.isascii() and before.isalnum())
        return value.copy_negate() if minus else value

    @staticmethod
    def _raised(base: Decimal, match: re.Match[str]) -> Decimal:
        """Return the value of 2e5, 2^-1, 10の3乗 or 1.2×10の5乗."""
        if not 0 < base < _LARGEST_BASE:
            return base
        if match["exponent"]:
            return base.scaleb(int(match["exponent"]))
        if match["raised"]:
            return base ** int(match["raised"])
        if match["power"] is None:
            return base
        power = int(value_of(match["power"])) * (-1 if match["minus_power"] else 1)
        return base.scaleb(power) if match["ten"] else base**power

    @staticmethod
    def _tail(tail: str | None) -> Decimal:
        """Return what follows 割 or 成, in tenths: 8分7厘, 七, 半."""
        if tail in (None, "半"):
            return _HALF_OF_ONE if tail else Decimal(0)
        digits = [value_of(c) for c in tail if c not in "分厘"]
        first = Decimal("0.01") if tail.endswith("厘") and len(digits) == 1 else Decimal("0.1")
        return sum((digit * first / 10**place for place, digit in enumerate(digits)), Decimal(0))

    @staticmethod
    def _coins(match: re.Match[str]) -> Decimal:
        """Return the small coins behind money: 2円13銭, 50元6角3分."""
        coins = _COIN_VALUE.finditer(match["coins"] or "")
        return sum((value_of(c["number"]) / (10 if c["coin"] else 100) for c in coins), Decimal(0))

    def _unit(self, match: re.Match[str]) -> str:
        if match["tenths"]:
            return units.PERCENT
        money = match["money"]
        if money == "¥" and not self._japanese:
            return "CNY"
        code = _FORMS.get(money) or units.currency(money.upper()) if money else None
        return code or _FORMS.get(match["unit"] or _HALVED.get(match["halved"], ""), "")

    def _quantity(self, match: re.Match[str], upper: re.Match[str] | None) -> Quantity:
        if upper is not None:
            return Quantity(*self._ends(match, upper), self._unit(upper) or self._unit(match), Bound.RANGE)
        value, unit = self._value(match), self._unit(match)
        if match["several"]:
            return Quantity(value, None, unit, Bound.VAGUE)
        rough = between(match["number"])
        if rough and (self._chinese or match["number"][-1] in SCALES):
            return Quantity(*rough, unit, Bound.RANGE)
        if match["more"]:
            return Quantity(value, None, unit, Bound.MORE_THAN)
        return self._hedged(match.start(), match.end(), value, unit)

    def _hedged(self, start: int, end: int, value: Decimal, unit: str = "") -> Quantity:
        """Return the quantity of a value that stands at a place, with the hedge behind it or before it."""
        bound, below = self._hedge(start, end)
        low = None if below or bound in (Bound.AT_MOST, Bound.LESS_THAN) else value
        high = None if bound in (Bound.AT_LEAST, Bound.MORE_THAN) else value
        return Quantity(low, high, unit, bound)

    def _hedge(self, start: int, end: int) -> tuple[Bound, bool]:
        after = _HEDGE_AFTER.match(self._text, end)
        if after:
            return _BOUND_AFTER[after[1]], after[1] in _OPEN_BELOW
        before = _HEDGE_BEFORE.search(self._text[max(0, start - 8) : start])
        if before:
            return _BOUND_BEFORE[before[1]], before[1] in _OPEN_BELOW
        return Bound.EXACT, False
