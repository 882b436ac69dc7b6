"""Numbers that count nothing: dates, clock times, identifiers, scores. Patterns over raw English text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extractor.numbers.quantity import Role
from extractor.numbers.units import CURRENCIES

if TYPE_CHECKING:
    from collections.abc import Iterator

_MONTH = (
    r"(?:(?:January|February|March|April|May|June|July|August|September|October|November|December)\b|"
    r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
)
_WEEKDAY = r"(?:Mon|Tues?|Wed(?:nes)?|Thurs?|Fri|Satur|Sat|Sun)(?:day)?\b\.?"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
_YEAR = r"(?:1[5-9]\d\d|20\d\d|2100)"
_DASH = r"\s?(?:[-–—/]|to|through|and|or|until)\s?"
_SPELLED_DAY = (
    r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|"
    r"fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|"
    r"twenty[- ](?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|thirtieth|thirty[- ]first)"
)
_SEASON = r"(?:spring|summer|autumn|fall|winter)"
_ZONE = r"(?:GMT|UTC|BST|EDT|EST|CET|CEST|EET|EEST|MSK|PDT|PST|CDT|CST|IST|JST|KST|AEST|local time|local|Z\b)"
_AMPM = r"(?:[ap]\.\s?m\.?|[ap]m\b)"
_CLOCK = r"(?:[01]?\d|2[0-4])[:.][0-5]\d(?:[:.][0-5]\d)?"

DATES = (
    # 2024-03-12, 12/03/2024, 12.03.2024, with a time if one follows
    rf"\b{_YEAR}-[01]?\d-[0-3]?\d(?:T\d[\d:.]*Z?)?\b",
    rf"\b[0-3]?\d([/.-])[01]?\d\1(?:{_YEAR}|\d\d)\b",
    rf"\b[01]?\d/[0-3]?\d/(?:{_YEAR}|\d\d)\b",
    # (Thursday,) February 23-26(, 2024); Feb. 3 to March 2
    rf"(?:{_WEEKDAY},?\s)?\b{_MONTH}\s(?:the\s)?{_DAY}(?![\d%]|[,.]\d|\s?(?:%|percent|million|billion))"
    rf"(?:\s?(?:[-–—/]|to|through|and|or|until)\s?(?:{_MONTH}\s)?{_DAY}(?![\d,.]\d|\d))?(?:,?\s{_YEAR}\b)?",
    # 23-26 February (2024), the 15 and 19 October, 3rd of May
    rf"(?:{_WEEKDAY},?\s)?(?:the\s)?\b{_DAY}(?:{_DASH}(?:the\s)?"
    rf"{_DAY})?\s(?:of\s)?{_MONTH}(?:,?\s{_YEAR}\b)?(?!\s\d)",
    rf"\b{_MONTH},?\s(?:of\s)?{_YEAR}\b(?!,\d)(?:{_DASH}(?:{_MONTH}\s)?{_YEAR}\b)?",
    rf"\b(?:{_SPELLED_DAY})\s(?:of\s){_MONTH}|\b{_MONTH}\s(?:the\s)?{_SPELLED_DAY}\b",
    rf"\b{_MONTH}\s'?’?\d\d\b(?!\s?[%\d])",
    # quarters and fiscal years
    rf"\b[QH][1-4](?:\s?(?:of\s|FY)?'?{_YEAR}|\s?'\d\d)?\b|\bFY\s?'?(?:{_YEAR}|\d\d)(?:[-/]\d\d)?\b",
    rf"\b[Ff]iscal(?:\syear)?\s{_YEAR}(?:[-/–]\d\d)?\b",
    # decades and centuries
    r"\b(?:the\s)?(?:early|mid|late)?[- ]?(?:1[5-9]|20)\d0s\b|(?<!\w)['’]\d0s\b",
    # year ranges: 2012-13, 1960-1963, from 1960 to 1963, 2025/26
    rf"\b{_YEAR}\s?[-–—/]\s?(?:{_YEAR}|\d\d)\b(?![,.]\d|%|\s?percent)",
    rf"\b(?:[Ff]rom|[Bb]etween)\s{_YEAR}\s(?:to|and|until|through)\s{_YEAR}\b(?!,\d)",
    # a year after a word that takes one
    r"\b(?:in|since|by|until|till|during|early|late|mid|before|after|year|years|from|for|of|spring|"
    r"summer|autumn|"
    r"winter|fall|Christmas|and|to|ended|ending|season|through|end-|class of|back in|"
    rf"to end-)[\s-](?P<n>{_YEAR})\b"
    rf"(?![,.]\d|%|\s(?:soldiers|troops|people|men|women|tonnes|tons|homes|km|miles|euros|dollars))",
    rf"\bmid-?{_YEAR}\b|(?<=\(){_YEAR}(?=[),;–-])",
    rf"\b{_SEASON}\s(?:of\s)?(?P<n>{_YEAR})\b",
    r"\b(?:[Tt]he|[Tt]his|[Hh]is|[Hh]er|[Ii]ts|[Tt]heir|[Aa]|'s|"
    rf"’s)\s(?P<n>{_YEAR})\b(?=\s[A-Za-z])(?!\s(?:soldiers|troops|people|men|women|tonnes|tons))",
    # A.D. 1000, 575 B.C.
    r"\b(?:AD|A\.D\.)\s\d{1,4}(?:\s(?:and|to)\s\d{1,4})?\b|\b\d{1,4}\s(?:BC|BCE|AD|CE)\b|"
    r"\b\d{1,4}\s(?:B\.C\.(?:E\.)?|A\.D\.)",
    # 9/11, 7/7
    r"(?<![\d/$])\b(?:9/11|7/7)\b(?!/)",
)

TIMES = (
    rf"\b{_CLOCK}\s?(?:{_AMPM}|hours|hrs)(?:\s\(?{_ZONE}\)?)?|\b{_CLOCK}\s\(?{_ZONE}\)?",
    rf"\b(?:1[0-2]|0?[1-9])(?:\s?[-–]\s?(?:1[0-2]|0?[1-9]))?\s?{_AMPM}(?:\s\(?{_ZONE}\)?)?",
    rf"\b(?:[01]\d|2[0-3])[0-5]\d\s(?:hours\s)?{_ZONE}|\b(?:[01]\d|2[0-3])[0-5]\dh\b",
    r"\b(?:1[0-2]|[1-9]|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\so['’]clock\b",
    r"(?<![\d:.])(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?![\d:])",
)

_CLASS = (
    r"(?:Resolutions?|Articles?|Art\.|Sections?|Chapters?|Clause|Annex|Appendix|Paragraph|Protocol|"
    r"Directive|Decree|"
    r"Law|Act|Bill|Proposition|Amendment|Title|Rule|Order|Case|Docket|Routes?|Highways?|Interstate|"
    r"Motorway|Junction|Exit|"
    r"Row|Seat|Big|Planet|Watch|Passcode|Flights?|Channels?|Rooms?|Gates?|Terminal|Platform|Buildings?|"
    r"Block|Blocks|Unit|Reactors?|Apollo|Soyuz|Falcon|"
    r"Artemis|Boeing|Airbus|Embraer|Antonov|Ilyushin|Tupolev|Sukhoi|iPhone|Galaxy|Pixel|Windows|Android|"
    r"iOS|PlayStation|"
    r"Xbox|Formula|Type|Model|Mark|Mk\.?|Version|Pier|Berth|Camp|Checkpoint|Stage|Phase|Level|Tier|"
    r"Category|Cat\.|"
    r"Class|Grade|Group|Pool|Lane|Track|Line|Bus|Train|Task Force|Sector|Zone|Area|District|Ward|"
    r"Precinct|Hangar|Warehouse|"
    r"Episode|Season|Part|Volume|Vol\.|Book|Page|Table|Figure|Fig\.|Box|Windows|Web|Studio|Psalms?|"
    r"Agenda|Vision|Goal|"
    r"Team|Lot|Division|Brigade|Battalion|Regiment|Bureau|Department|School|Hospital|PO Box|Pod|COVID|"
    r"Covid|SARS-CoV|"
    r"[Nn]o\.|Nos\.|№|#|[Pp]hase|[Pp]ages?|pp?\.|[Cc]ategory|[Tt]ier|[Gg]rade|[Rr]oom|[Ll]evel|[Ss]tage|"
    r"[Ff]light|[Nn]umber(?=\s\d{1,2}\s(?:seed|Downing|jersey|shirt|in)\b))"
)
_INDEX = (
    r"(?:S\s?&\s?P|S P|S&amp;P|FTSE|Nasdaq|NASDAQ|Nikkei|CAC|DAX|MDAX|Stoxx|STOXX|Euro Stoxx|Dow Jones|"
    r"Russell|Fortune|Forbes|"
    r"Hang Seng|ASX|IBEX|Ibex|TOPIX|CSI|Nifty|NIFTY|KOSPI|Kospi|TSX|BSE|Global|Billboard Hot|Billboard|"
    r"Hot|Euro|Area|Bloomberg)"
)
_NUMBER_WORD = r"(?:Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten|Eleven|Twelve|Twenty|Thirteen|Fifteen)"
_ROMAN = r"(?=[IVXLC])(?:L?X{0,4})(?:IX|IV|V?I{0,4})"

IDENTIFIERS = (
    r"(?:https?://|www\.)\S*|\b[\w.+-]{1,64}@[\w-]{1,64}\.[\w.]+\b|\b(?:\d{1,3}\.){3}\d{1,3}\b|(?<!\w)[@#]\w*\d\w*",
    r"\b(?:CVE|GHSA|ISBN|ISSN|DOI|RFC|ISO|EN|DIN|BS|UN|EC|EU)"
    r"[-–:\s/](?:[A-Z]*-?)?\d[\d./:-]*\d?\b(?!\s(?:percent|per cent|million|billion|people|"
    r"soldiers))(?<![.:])",
    # coordinates and phone numbers
    r"\b\d{1,3}°\s?\d{1,2}['′’](?:\s?\d{1,2}(?:\.\d+)?[\"″”])?\s?[NSEW]\b|\b\d{1,3}(?:\.\d+)?°\s?[NSEW]\b",
    r"\+\d{1,3}[\s.-]?\(?\d{1,4}\)?(?:[\s.-]?\d{2,4}){2,4}\b|\(\d{3}\)\s?\d{3}[-.\s]\d{4}\b|"
    r"\b1?-?\d{3}-\d{3}-\d{4}\b"
    r"|\b\d{3}-\d{4}\b(?=\s*(?:$|[.,;)\n]))|\b0\d{2,4}[\s-]\d{3,4}[\s-]?\d{3,4}\b",
    r"\b1-(?:800|888|877|866)-[\dA-Z-]+\b",
    # T-72, F-16s, KC-135R, Type-75, M1A1, S-300PMU, AK-47, Covid-19, G7, Su-35, MH17, 5G, 4K, 3D
    r"(?<![\w$€£])(?!(?:US|A|C|HK|NZ|S|R|RM|Rs|CHF|EUR|USD|GBP|AUD|CAD|RMB|INR|JPY|CNY|UAH|RUB|PLN|SEK|"
    r"NOK|DKK|ZAR|NIS|KRW|"
    r"Y)[-.]?\d[\d,.]*(?:m|bn|k|tn|mn|million|billion)?\b(?![-A-Z]))"
    r"(?!mid-|pre-|post-|non-|sub-|now-|then-|age-|ages-|aged-|under-|over-|top-|roughly-|between-|from-|"
    r"least-|about-|and-|to-|minus-|plus-|negative-|last-)"
    r"[A-Za-z]{1,10}[-–‑]\d{1,4}[A-Za-z]{0,4}\d{0,2}(?:-\d+)?\b(?!,\d|\.\d|%|\s?percent)(?=(?:['’]?s)?\b)",
    r"\b(?!(?:US|HK|NZ|RM|Rs|CHF|EUR|USD|GBP|AUD|CAD|RMB|INR|JPY|CNY|UAH|RUB|PLN|SEK|NOK|DKK|ZAR|NIS|KRW|"
    r"SGD|RP|Rp)\d)"
    r"[A-Z]{1,5}[a-z]{0,2}\d{1,5}[A-Za-z]{0,3}\d{0,2}(?:-\d+)?\b(?![,.]\d{3})",
    r"\b[2-6]G\b|\b[48]K\b(?=\s(?:video|TV|tv|resolution|display|screen|UHD))|\b[1-4]D\b|\b[1-9]x[1-9]\b",
    # versions
    r"\bv\d+(?:\.\d+)*\b|\b\d+\.\d+\.\d+(?:\.\d+)*\b",
    # a class word and its number: Resolution(s) 2254 and 2118, Article 5, Boeing 787, Type 75
    rf"\b{_CLASS}\s?\d{{1,5}}(?:[A-Z]|[-–./]\d+)?\b(?![,.]\d|%|\s(?:percent|million|billion|"
    rf"thousand))(?:(?:,\s|\sand\s|\sor\s|\sto\s|[-–])\d{{1,5}}[A-Z]?\b(?![,.%]\d|\s[a-z]+s\b))*",
    rf"\b{_CLASS}\s(?:{_NUMBER_WORD}|One|{_NUMBER_WORD.lower()}|one)\b(?!\s(?:hundred|thousand|million))",
    rf"\b{_INDEX}\s\d{{2,4}}\b(?![,.]\d|%)",
    # DDG 72, CTF 50, AP 15: a short all-caps name and a small number that counts no plural
    r"\b(?!(?:AND|THE|FOR|OF|IN|BY|TO|AT|ON|USD|EUR|GBP|RMB|CHF|AUD|CAD|INR|JPY|CNY|UAH|RUB|RM|US|UK|UN|"
    r"EU|NATO|DPRK|RUSSIA|NEARLY|ABOUT|OVER)\b)"
    rf"(?!(?:{'|'.join(sorted(CURRENCIES))}|MAX|PM|AM)\b)"
    r"[A-Z]{2,4}\s\d{1,3}\b(?![,.]\d|%|\s(?:[a-z]+s|people|men|women|children|percent|per)\b|"
    r"\s(?:million|billion))(?=[\s.,;)]|$)",
    # Group of Seven, Big Three; World War II, Pope John Paul II
    rf"\b(?:Group|Gang|Council|Committee|G)\sof\s{_NUMBER_WORD}\b|\bG-(?:{_NUMBER_WORD})\b|\b(?:Big|"
    rf"Final|Top|Famous|Gang of)\s{_NUMBER_WORD}\b",
    rf"\b{_NUMBER_WORD}\sEyes\b|\b{_NUMBER_WORD}\sNations\b",
    r"\b(?:World War|Super Bowl|Part|Chapter|Article|Title|Phase|Paul|John|Elizabeth|Charles|Louis|"
    r"Henry|George|William|Edward|"
    r"James|Benedict|Pius|Leo|Nicholas|Alexander|Catherine|Frederick|Wilhelm|Act|Volume|Minsk|Class|"
    rf"Type|Tier)\s{_ROMAN}\b",
    # street addresses
    r"\b(?P<n>\d{1,5}(?:[-–]\d{1,5})?)\s(?:[NSEW]\.?\s)?(?:[A-Z][\w'’.]+\s){1,3}(?:St|Street|Ave|Avenue|"
    r"Road|Rd|Dr|Drive|Boulevard|Blvd|Lane|Ln|Square|Sq|Place|"
    r"Plaza|Parkway|Pkwy|Court|Ct|Terrace|Row|Crescent|Way)\b\.?",
    r"\b101\b(?=\s*[.:])|\b7[0-8]7\s(?=MAX|Max\b|Dreamliner|jets?\b)|\b\d{2}ers\b|\b(?:COVID|"
    r"Covid)[\s-]{1,2}19\b",
    # list markers and footnote marks
    r"(?m:^\s*\(?\d{1,2}[.)](?=\s[A-Z\"“]))|\[\d{1,3}(?:[,–-]\s?\d{1,3})*\]",
)

_SPORT = (
    r"(?:win|wins|won|beat|beats|beaten|lead|leads|led|draw|drew|defeat|defeated|defeats|victory|loss|"
    r"lost|lose|score|scores|"
    r"scored|scoreline|result|tie|tied|up|down|aggregate|penalties|shootout|thrashed|edged|vote|voted|"
    r"ruling|ruled|decision|set|sets|"
    r"final|half-time|halftime|against|series|record|finished|ended)"
)

# a range goes up: what goes down or stays is a result
_DESCENDING = "|".join(f"{n}\\s?[-–]\\s?[0-{n}]" for n in range(10)) + r"|[1-9]\d\s?[-–]\s?\d"

SCORES = (
    r"\b24/7\b|\b50[-/]50\b|\b20/20\b",
    rf"(?<![\d/.,:$€£+–-])\b(?:{_DESCENDING})\b(?![,.:/]?\d|[-–%°]|\s?(?:percent|per cent|million|"
    r"billion))",
    # odds: 9/2, 100-1
    r"(?<![\d/.,$€£-])\b(?:[2-9]|[1-9]\d{1,2})/[1-9]\b(?![\d/%])(?=\s(?:on|odds|favou?rites?|shot|"
    r"against|for|outsiders?)\b)",
    r"(?<![\d/.,$€£-])\b[1-9]\d{0,3}[-–]1\b(?![\d/%-])(?=\s(?:on|odds|favou?rites?|shots?|outsiders?)\b)",
    # 6-4, 5-7, 6-2 · a 1-2 win · won 3-0 · a 5-4 vote · 3:1
    r"(?<![\d,.$€£-])\b\d{1,2}[-–]\d{1,2}(?"
    r":\s\(\d{1,2}[-–]\d{1,2}\))?(?:,?\s(?:and\s)?"
    r"\d{1,2}[-–]\d{1,2}(?:\s\(\d{1,2}[-–]\d{1,2}\))?)+\b(?![%\d])",
    rf"\b{_SPORT}\s(?:(?:by|it|to|with|them|him|her|of|at|a|the|game|match|on|out|home|in|over|"
    rf"\w+)\s){{0,3}}(?P<n>\d{{1,3}}[-–]\d{{1,3}})\b(?![,.]\d|%|\s?(?:percent|per cent|million|billion|"
    r"years|days|people))",
    rf"\b(?P<n>\d{{1,3}}[-–]\d{{1,3}})\s(?:\w+\s)?{_SPORT}\b",
)

IDIOMS = (
    r"\b[Oo]ne(?= of (?:the|its|his|her|their|our|my|those|these|them|us|several|many|a|"
    r"\w+['’]s)\b)(?! of (?:the|its|those|these) (?:\d|two|three|four|five|six|seven|eight|nine|ten)\b)",
    r"\b[Oo]ne(?= (?:another|by one|thing|side|hand|day(?! (?:to|of|before|after|later|earlier|ago|in))|"
    r"way|time|more time|after another|too many|and the same|and all|or another|such)\b)(?! \w+-)",
    r"\b(?:[Nn]o|[Ee]very|[Ll]oved|[Nn]umber) (?P<n>one)\b(?!-)",
    r"(?<=\b[Aa]t )one(?= (?:point|stage|time)\b)",
    r"\b(?:[Ss]ome|[Aa]ny|[Tt]he|[Tt]his|[Tt]hat|[Ww]hich|[Ee]ach|[Aa]nother|[Aa]|[Ff]or|last|other|big|"
    r"new|only|right|wrong|"
    r"good|bad|first|next|latest|earlier|previous|second) (?P<n>one)\b(?=[.,;:!?)\"”’]|\s*$|\s(?:in the|"
    r"to|and|or|but|at|on|with|"
    r"from|by|when|where|as|than|if|he|she|they|we|you|it|I|another|across|for|because|after|before|"
    r"since|against)\b)",
    r"\bdouble(?=[- ](?:digit|check|edged|standards?|agent|decker|fault|room|jeopardy|bogey|helix)s?\b)",
    r"\b[Oo]ne\b(?=\s(?:is|was|has|had|would|could|can|might|may|must|should|will|who|that|which|does|"
    r"did|said|says|cannot|never|needs|wants|where|when|whose)\b)",
    r"\b[Oo]ne-(?:on-one|sided|off|upmanship|way|stop|size|liner|to-one|time|party|man|woman|person|"
    r"child)\b",
    r"\b(?:[Aa]ll|[Ff]ast|square|[Dd]ay|[Yy]ear|[Ss]tep) (?:in|for|by|to) one\b",
    r"\bzero-(?:sum|day|tolerance|emission)\b|\b[Tt]en(?:fold)? to one\b(?!,)|\b[Cc]loud nine\b|"
    r"\b[Ss]econd to none\b",
    r"\b(?:on|behind|to) all fours\b|\bback to square one\b|\btwo-faced\b|\b[Ff]orty winks\b|"
    r"\bnine lives\b",
    r"\b(?:first|second|other|latter|better|top|bottom|northern|southern|eastern|western|upper|lower|"
    r"closing|opening|each|either|later|earlier|final|'s|’s|same|season) (?P<n>half)\b(?!\s(?:a|an)\b)|"
    r"\bhalf(?=[- ](?:brother|sister|hearted|time|mast|way|baked|finished|century|term|back|backs|"
    r"marathon|measures)\b)",
)

_ROLES = (
    (Role.IDENTIFIER, IDENTIFIERS[:1]),
    (Role.DATE, DATES),
    (Role.TIME, TIMES),
    (Role.IDENTIFIER, IDENTIFIERS[1:]),
    (Role.OTHER, SCORES),
    (Role.OTHER, IDIOMS),
)
_PATTERNS = [(role, re.compile(pattern)) for role, group in _ROLES for pattern in group]


def names(text: str) -> Iterator[tuple[int, int, Role]]:
    """Yield (start, end, role)"
    " of every numeric expression that is no quantity; none overlap, order is free."""
    taken = bytearray(len(text))
    for role, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            start, end = match.span("n" if "n" in pattern.groupindex and match.group("n") else 0)
            if end > start and not any(taken[start:end]):
                taken[start:end] = b"\x01" * (end - start)
                yield start, end, role
