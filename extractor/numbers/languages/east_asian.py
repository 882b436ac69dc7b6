"""Numbers in Chinese and Japanese text, which has no spaces: numerals of 万 and 億, hedges, dates."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from extractor.numbers import units
from extractor.numbers.languages.neutral import LAST, NEUTRAL
from extractor.numbers.quantity import Bound, Quantity, Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Found = tuple[int, int, Role, Quantity]

_DIGITS = {c: n for n, chars in enumerate("〇零 一壱 二弐两兩 三参 四 五 六 七 八 九".split()) for c in chars}
_SMALL = {"十": 10, "拾": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "萬": 10**4, "億": 10**8, "亿": 10**8, "兆": 10**12}
_KANJI = "".join((*_DIGITS, *_SMALL, *_LARGE))
_SCALES = "".join((*_SMALL, *_LARGE))
_DECIMAL = r"\d{1,3}(?:,\d{3}){1,20}(?:\.\d+)?(?!\d)|\d+(?:\.\d+)?"
_WRITTEN = rf"(?:{_DECIMAL})(?:[{_SCALES}]{{1,3}}(?:{_DECIMAL})){{0,8}}[{_SCALES}]{{0,3}}"
# no numeral begins with a large scale: 万一 and 億 in names
_SPELLED = rf"[{''.join((*_DIGITS, *_SMALL))}][{_KANJI}]{{0,40}}(?:点[{''.join(_DIGITS)}]{{1,9}})?"
_PIECE = re.compile(rf"{_DECIMAL}|[{_KANJI}]")

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
    "square kilometer": "平方キロメートル 平方キロ 平方公里 平方千米 km²",
    "square meter": "平方メートル 平方米 m²",
    "cubic meter": "立方メートル 立方米 m³",
    "hectare": "ヘクタール 公顷 公頃",
    "tonne": "トン 吨 噸 公吨 t",
    "kilogram": "キログラム 公斤 千克 kg",
    "liter": "リットル 升",
    "barrel": "バレル 桶",
    "degree Celsius": "摄氏度 攝氏度 °C ℃",
    "degree": "度 °",
    "JPY": "円 日元 日圆 日圓",
    "CNY": "人民元 人民币 人民幣 元人民币 元",
    "USD": "米ドル 美元 ドル 美金",
    "EUR": "ユーロ 欧元 歐元",
    "GBP": "ポンド 英镑 英鎊",
    "KRW": "ウォン 韩元 韓元",
    "RUB": "ルーブル 卢布 盧布",
    "UAH": "フリブナ フリヴニャ 格里夫纳",
    "HKD": "港元 港币 港幣",
    "TWD": "新台币 新台幣 台湾ドル",
    "CHF": "スイスフラン 瑞士法郎",
    "INR": "ルピー 印度卢比 卢比",
}
_FORMS = {form: name for name, forms in _UNITS.items() for form in forms.split()}
_TENTHS = {"割": 10, "成": 10}
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


_SIGN = "[A-Z]{0,3}[$€£¥₩₽₴]"
_BEFORE_MONEY = rf"(?P<money>{_SIGN}|(?<![A-Za-z])[A-Z]{{3}})?\s?"
_NUMBER = rf"(?P<number>[-−]?(?:{_WRITTEN})|(?:{_SPELLED}))"
_MEASURE = (
    rf"(?P<several>数|數|几|幾)?{_BEFORE_MONEY}{_NUMBER}(?:(?P<more>余|餘|多(?!い|く))(?P<scale>[{_SCALES}]{{0,3}}))?"
    rf"\s?(?:(?P<unit>{_any(_FORMS)})(?![A-Za-z])|(?P<tenths>割|成(?![为為立功员員長长本]))|"
    rf"(?P<counter>{_any(_COUNTERS)}))?"
)
_MEASURES = re.compile(_MEASURE)
_HEDGE_BEFORE = re.compile(rf"(?<![最附])({_any(_BOUND_BEFORE)})的?\s?\Z")
_HEDGE_AFTER = re.compile(rf"(?:\s?({_any(_BOUND_AFTER)}))")
_VAGUE = re.compile(rf"(?P<several>数|數|几|幾|上)(?P<scale>[{_SCALES}]{{1,4}})(?P<unit>{_any(_FORMS)})?")
_SHARE = re.compile(
    rf"(?<![\d.,{_KANJI}])(?P<below>\d{{1,9}}|{_SPELLED})(?:分之|分の)(?P<above>\d{{1,9}}(?:\.\d{{1,9}})?|{_SPELLED})"
)
_LARGE_AFTER = re.compile(rf"[{''.join(_LARGE)}]+\Z")
_COUNTER_LAST = re.compile(rf"\s?(?:{_any(_COUNTERS)})\Z")
_UNIT_LAST = re.compile(rf"(?:{_any(_FORMS)}|割|成)\Z")
_JOINT = re.compile(r"\s?[-–—~〜]\s?|至|到|から|ないし")
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
            r"(?:(?:令和|平成|昭和|民国|民國)(?:\d{1,2}|元)|(?<!\d)(?:1[5-9]|20)\d\d|[一二][〇零一二三四五六七八九]{3})年"
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
    rf"第(?P<number>\d+|[{_KANJI}]{{1,20}})|(?P<counted>(?<![\d.,])\d{{1,6}}|[{_KANJI}]{{1,20}})(?:[番回度人]目)"
)
_NO_VALUE = Quantity(None, None)


def value_of(numeral: str) -> Decimal:
    """Return the value of a numeral in digits, in characters or mixed: 1億2000万, 二千五百, 二〇二四."""
    whole, _, decimals = numeral.partition("点")
    pieces = _PIECE.findall(whole)
    if pieces and all(piece in _DIGITS for piece in pieces):
        value = Decimal("".join(str(_DIGITS[piece]) for piece in pieces))
    else:
        value = _scaled(pieces)
    return value + (Decimal("0." + "".join(str(_DIGITS[c]) for c in decimals)) if decimals else 0)


def _scaled(pieces: list[str]) -> Decimal:
    total = section = number = Decimal(0)
    last, pending = Decimal(0), False
    for piece in pieces:
        if piece in _SMALL:
            section += (number if pending else Decimal(1)) * _SMALL[piece]
            number, pending = Decimal(0), False
        elif piece in _LARGE:
            factor = Decimal(_LARGE[piece])
            section += number
            number, pending = Decimal(0), False
            if factor > last and total:
                total, section = (total + section) * factor, Decimal(0)
            else:
                total, section = total + (section or Decimal(1)) * factor, Decimal(0)
            last = factor
        else:
            number, pending = (
                (Decimal(_DIGITS[piece]) if piece in _DIGITS else Decimal(piece.replace(",", ""))),
                True,
            )
    return total + section + number


class EastAsianReader:
    """The state of one scan of a Chinese or Japanese text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._taken = bytearray(len(text) + 1)

    def found(self) -> Iterator[Found]:
        """Yield dates, times, identifiers and ordinals first, then shares, vague counts and quantities."""
        for role, pattern in _NAMES:
            for match in pattern.finditer(self._text):
                if self._take(*match.span()):
                    yield *match.span(), role, _NO_VALUE
        for match in _ORDINAL.finditer(self._text):
            if self._take(*match.span()):
                value = value_of(match["number"] or match["counted"])
                yield *match.span(), Role.ORDINAL, Quantity(value, value)
        for match in _SHARE.finditer(self._text):
            if self._take(*match.span()):
                yield *match.span(), Role.QUANTITY, self._share(match)
        for match in _VAGUE.finditer(self._text):
            if self._take(*match.span()):
                least = 2 * value_of(match["scale"]) if match["several"] != "上" else value_of(match["scale"])
                unit = _FORMS.get(match["unit"] or "", "")
                yield *match.span(), Role.QUANTITY, Quantity(least, None, unit, Bound.VAGUE)
        yield from self._measures()

    def _take(self, start: int, end: int) -> bool:
        if any(self._taken[start:end]) or start == end:
            return False
        self._taken[start:end] = b"\x01" * (end - start)
        return True

    @staticmethod
    def _share(match: re.Match[str]) -> Quantity:
        below, above = value_of(match["below"]), value_of(match["above"])
        if below == 100:
            return Quantity(above, above, units.PERCENT)
        share = above / below if below else Decimal(0)
        return Quantity(share, share)

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
        return end - 1 if self._text[end - 1] in "余餘多" else end

    def _counts(self, match: re.Match[str]) -> bool:
        """Tell a numeral in characters from a character of a word: it needs a unit, a counter or a scale."""
        number = match["number"]
        if any(self._taken[match.start() : match.end()]):
            return False
        if number[0].isdecimal() or number[0] in "-−":
            glued = self._text[max(0, match.start() - 1) : match.start()]
            return not (glued.isascii() and glued.isalpha())
        if number == "一" and (
            match["counter"] in _ARTICLES or match["unit"] in ("周", "天", "年", "分", "度", "元")
        ):
            return False
        if number == "十" and match["unit"] == "分":
            return False
        if match["unit"] or match["counter"] or match["tenths"]:
            return True
        spelled = number[0] in _DIGITS and number[-1] in _LARGE  # 两万, where 千万 and 万一 are words
        return spelled or (len(number) > 2 and any(c in _SCALES for c in number))

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
        number = match["number"]
        value = value_of(number.lstrip("-−"))
        value *= _TENTHS.get(match["tenths"] or "", 1) * (value_of(match["scale"]) if match["scale"] else 1)
        before = self._text[max(0, match.start() - 1) : match.start()]
        minus = number[0] in "-−" and not (before.isascii() and before.isalnum())
        return value.copy_negate() if minus else value

    @staticmethod
    def _unit(match: re.Match[str]) -> str:
        if match["tenths"]:
            return units.PERCENT
        money = units.currency(match["money"]) if match["money"] else None
        return money or _FORMS.get(match["unit"] or "", "")

    def _quantity(self, match: re.Match[str], upper: re.Match[str] | None) -> Quantity:
        if upper is not None:
            return Quantity(*self._ends(match, upper), self._unit(upper) or self._unit(match), Bound.RANGE)
        value, unit = self._value(match), self._unit(match)
        if match["several"]:
            return Quantity(value, None, unit, Bound.VAGUE)
        bound, below = self._hedge(match)
        low = None if below or bound in (Bound.AT_MOST, Bound.LESS_THAN) else value
        high = None if bound in (Bound.AT_LEAST, Bound.MORE_THAN) else value
        return Quantity(low, high, unit, bound)

    def _hedge(self, match: re.Match[str]) -> tuple[Bound, bool]:
        if match["more"]:
            return Bound.MORE_THAN, False
        after = _HEDGE_AFTER.match(self._text, match.end())
        if after:
            return _BOUND_AFTER[after[1]], after[1] in _OPEN_BELOW
        before = _HEDGE_BEFORE.search(self._text[max(0, match.start() - 8) : match.start()])
        if before:
            return _BOUND_BEFORE[before[1]], before[1] in _OPEN_BELOW
        return Bound.EXACT, False
