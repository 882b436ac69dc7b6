"""Numbers that count nothing: dates, clock times, identifiers, scores. Patterns over raw English text."""

from __future__ import annotations

import functools
import re
from bisect import bisect_right
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from extractor.numbers.english import ENGLISH
from extractor.numbers.quantity import Role
from extractor.numbers.tokens import SUPERSCRIPTS, VULGAR
from extractor.numbers.units import CURRENCIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from extractor.numbers.tokens import Tokens

_MONTH = (
    r"(?:(?:[Jj](?:anuary|une|uly)|[Ff]ebruary|March|[Aa](?:pril|ugust)|May|[Ss]eptember|[Oo]ctober|[Nn]ovember|"
    r"[Dd]ecember|J(?:ANUARY|UNE|ULY)|FEBRUARY|MARCH|A(?:PRIL|UGUST)|MAY|SEPTEMBER|OCTOBER|NOVEMBER|DECEMBER)\b|"
    r"(?:[Jj](?:an|un|ul)|[Ff]eb|Mar|[Aa](?:pr|ug)|[Ss]ept?|[Oo]ct|[Nn]ov|[Dd]ec|"
    r"J(?:AN|UN|UL)|FEB|MAR|A(?:PR|UG)|SEPT?|OCT|NOV|DEC)\b\.?)"
)
_MONTHS = " ".join(
    written(month)
    for month in (
        "january february march april may june july august september october november december "
        "jan feb mar apr jun jul aug sep sept oct nov dec"
    ).split()
    for written in (str.lower, str.title, str.upper)
)
_WEEKDAY = r"(?:Mon|Tues?|Wed(?:nes)?|Thurs?|Fri|Satur|Sat|Sun)(?:day)?\b\.?"
_WEEKDAYS = " ".join(
    day + ending
    for day in "Mon Tue Tues Wed Wednes Thur Thurs Fri Satur Sat Sun".split()
    for ending in ("", "day")
)
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
    (r"[12][/-]\d", rf"\b{_YEAR}([-/])[01]?\d\1[0-3]?\d(?:T\d[\d:.]*Z?)?\b"),
    (r"\d[./-]\d", rf"\b[0-3]?\d([/.-])[01]?\d\1(?:{_YEAR}|\d\d)\b"),
    (
        r"\d/\d",
        rf"\b[01]?\d/[0-3]?\d/(?:{_YEAR}|\d\d)\b|(?<![\d/$€£])\b(?:0?[1-9]|1[0-2])/{_YEAR}\b(?![,.]\d)",
        "/",
    ),
    # 12-Jan-2014, 5/Oct/11
    ("[0-3][/-][ADFJMNOS]", rf"\b{_DAY}([/-]){_MONTH}\1(?:{_YEAR}|\d\d)\b"),
    # on 4/22, by 22/04
    (
        "by on since until",
        r"\b(?:on|since|by|until)\s"
        r"(?P<n>(?:1[0-2]|0?[1-9])/(?:3[01]|[12]\d|0[1-9])|(?:3[01]|[12]\d)/(?:1[0-2]|0[1-9]))\b(?![/\d%]|[.,]\d)",
        "/",
    ),
    # (Thursday,) February 23-26(, 2024); Feb. 3 to March 2
    (
        f"{_MONTHS} {_WEEKDAYS}",
        rf"(?:{_WEEKDAY},?\s)?\b{_MONTH}\s(?:the\s)?{_DAY}(?![\d%]|[,.]\d|\s?(?:%|percent|million|billion))"
        rf"(?:\s?(?:[-–—/]|to|through|and|or|until)\s?(?:{_MONTH}\s)?{_DAY}(?![\d,.]\d|\d))?(?:,?\s{_YEAR}\b)?",
    ),
    # 23-26 February (2024), the 15 and 19 October, 3rd of May
    (
        rf"{_WEEKDAYS} \d(?:[/anorstu–—-]|\s[/AaDdFfJjMNnOorSstu–—-]) the <[.,]|\s[t\d]>",
        rf"(?:{_WEEKDAY},?\s)?(?:the\s)?\b{_DAY}(?:{_DASH}(?:the\s)?"
        rf"{_DAY})?\s(?:of\s)?{_MONTH}(?:,?\s{_YEAR}\b|(?!\s\d))",
    ),
    # small letters, which are words too: on may 19
    (
        r"\d(?:[nrst]|\sm) march may",
        rf"(?<=\bon )(?:may|march)\s{_DAY}\b(?![,.]\d)|(?<=\bon ){_DAY}\s(?:may|march)\b",
    ),
    (r"\d(?:[/anorstu–—-]|\s[/aotu–—-])", rf"\b{_DAY}{_DASH}{_DAY}\s(?:of\s)?(?:this|next|last)\smonth\b"),
    (
        rf"{_MONTHS} <\.|\s[bf]>",
        rf"\b{_MONTH}\s(?:from|between)\s{_DAY}\s?(?:and|to|[-–])\s?{_DAY}\b(?![,.]\d|%)",
    ),
    (
        rf"{_MONTHS} <[.,]|\s[o12]>",
        rf"\b{_MONTH},?\s(?:of\s)?{_YEAR}\b(?!,\d)(?:{_DASH}(?:{_MONTH}\s)?{_YEAR}\b)?",
    ),
    (
        f"{_MONTHS} eighteenth eighth eleventh fifteenth fifth first fourteenth fourth nineteenth "
        "ninth second seventeenth seventh sixteenth sixth tenth third thirteenth thirtieth thirty "
        r"twelfth twentieth twenty <\.|[\s-][efnost]>",
        rf"\b(?:{_SPELLED_DAY})\s(?:of\s){_MONTH}|\b{_MONTH}\s(?:the\s)?{_SPELLED_DAY}\b",
    ),
    (rf"{_MONTHS} <\.|\s['’\d]>", rf"\b{_MONTH}\s'?’?\d\d\b(?!\s?[%\d])"),
    # quarters and fiscal years
    (
        "FY H Q",
        rf"\b[QH][1-4](?:\s?(?:of\s|FY)?'?{_YEAR}|\s?'\d\d)?\b|\bFY\s?'?(?:{_YEAR}|\d\d)(?:[-/]\d\d)?\b",
    ),
    ("[1234][HQ]", rf"\b[1-4][QH](?:\d\d\b|\s?{_YEAR}\b|\b)"),
    ("Fiscal fiscal", rf"\b[Ff]iscal(?:\syear)?\s{_YEAR}(?:[-/–]\d\d)?\b"),
    # the class of '98, in '68
    (r"back in of since <\s[’'i]>", r"\b(?:of|in|since|back in)\s(?P<n>['’]\d\d)\b(?!\s?[%\d]|['’])"),
    # decades and centuries
    (
        r"['’-]\d [12]s early late mid the <[\s-][12'’5-9eml-]|[12]\d>",
        r"\b(?:the\s)?(?:early|mid|late)?[- ]?(?:1[5-9]|20)\d0s\b|(?<!\w)['’]\d0s\b|\bthe\s[5-9]0['’]?s\b",
    ),
    # year ranges: 2012-13, 1960-1963, from 1960 to 1963, 2025/26
    (r"[12]\s?[/–—-]", rf"\b{_YEAR}\s?[-–—/]\s?(?:{_YEAR}|\d\d)\b(?![,.]\d|%|\s?percent)"),
    (
        "Between From between from",
        rf"\b(?:[Ff]rom|[Bb]etween)\s{_YEAR}\s(?:to|and|until|through)\s{_YEAR}\b(?!,\d)",
    ),
    # a year after a word that takes one
    (
        "After Before By Christmas During In Since Until after and autumn back before by class during early "
        "end ended ending fall for from in late mid of season since spring summer through till to until "
        r"winter year years <\s[12eio]|-[12]>",
        r"\b(?:[Ii]n|[Ss]ince|[Bb]y|[Uu]ntil|till|[Dd]uring|early|late|mid|[Bb]efore|[Aa]fter|year|years|from|"
        r"for|of|spring|"
        r"summer|autumn|"
        r"winter|fall|Christmas|and|to|ended|ending|season|through|end-|class of|back in|"
        rf"to end-)[\s-](?P<n>{_YEAR})\b"
        rf"(?![,.]\d|%|\s(?:soldiers|troops|people|men|women|tonnes|tons|homes|km|miles|euros|dollars))",
    ),
    ("[12][),;–-] mid <-|[12]>", rf"\bmid-?{_YEAR}\b|(?<=\(){_YEAR}(?=[),;–-])"),
    # far years need the end of their phrase: by 2120, scientists warn
    (
        r"after before by in until year <\s2>",
        r"\b(?:in|by|until|before|after|year)\s(?P<n>21\d\d)\b(?=[;:)]|[.,](?!\d)|\s*$)",
    ),
    # an event and its year: World Cup 2018, London 2012
    (
        "Awards Championship Championships Cup Expo Festival Games Masters Olympics Open Paralympics Prix",
        rf"\b(?:Cup|Games|Olympics|Paralympics|Expo|Championships?|Open|Prix|Masters|Festival|Awards)\s(?P<n>{_YEAR})"
        r"\b(?![,.]\d|%)",
    ),
    ("autumn fall spring summer winter", rf"\b{_SEASON}\s(?:of\s)?(?P<n>{_YEAR})\b"),
    (
        r"['’]s A Her His Its The Their This a her his its the their this <\s[12]>",
        r"\b(?:[Tt]he|[Tt]his|[Hh]is|[Hh]er|[Ii]ts|[Tt]heir|[Aa]|'s|"
        rf"’s)\s(?P<n>{_YEAR})\b(?=\s[A-Za-z])(?!\s(?:soldiers|troops|people|men|women|tonnes|tons))",
    ),
    # A.D. 1000, 575 B.C.
    (
        r"\d\s[ABC] A AD",
        r"\b(?:AD|A\.D\.)\s\d{1,4}(?:\s(?:and|to)\s\d{1,4})?\b|\b\d{1,4}\s(?:BC|BCE|AD|CE)\b|"
        r"\b\d{1,4}\s(?:B\.C\.(?:E\.)?|A\.D\.)",
    ),
    # 9/11, 7/7
    ("[79]/", r"(?<![\d/$])\b(?:9/11|7/7)\b(?!/)"),
)

TIMES = (
    (r"\d[.:]\d", rf"\b{_CLOCK}\s?(?:{_AMPM}|hours|hrs)(?:\s\(?{_ZONE}\)?)?|\b{_CLOCK}\s\(?{_ZONE}\)?"),
    (
        r"\d(?:[ap–-]|\s[apt–-])",
        rf"\b(?:1[0-2]|0?[1-9])(?:(?:\s?[-–]\s?|\sto\s)(?:1[0-2]|0?[1-9]))?\s?{_AMPM}(?:\s\(?{_ZONE}\)?)?",
    ),
    (r"[12]\s?p GMT UTC", r"\b(?:1[3-9]|2[0-3])\s?pm\b|\b(?:GMT|UTC)[+-]\d{1,2}(?::?\d\d)?\b"),
    (
        r"[012](?:h|\s[A-Zhl])",
        rf"\b(?:[01]\d|2[0-3])[0-5]\d\s(?:hours\s)?{_ZONE}|\b(?:[01]\d|2[0-3])[0-5]\dh\b",
    ),
    (
        r"[1-9]\so eight eleven five four nine one seven six ten three twelve two <\so>",
        r"\b(?:1[0-2]|[1-9]|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\so['’]clock\b",
    ),
    (
        "Half half",
        r"\b[Hh]alf past (?:1[0-2]|[1-9]|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b",
    ),
    (
        r"a quarter <\s[pqt]>",
        r"\b(?:a )?quarter (?:past|to) "
        r"(?:1[0-2]|[1-9]|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b"
        r"(?!\s(?:percent|per cent|million|billion|thousand|hundred))",
    ),
    (r"\d:\d", r"(?<![\d:.])(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?![\d:])", ":"),
)

_CLASS = (
    r"(?:Resolutions?|Articles?|Art\.|Sections?|Chapters?|Clause|Annex|Appendix|Paragraph|Protocol|"
    r"Directive|Decree|"
    r"Law|Act|Bill|Proposition|Amendment|Title|Rule|Order|Case|Docket|Routes?|Highways?|Interstate|"
    r"Motorway|Junction|Exit|"
    r"Row|Seat|Big|Planet|Watch|Passcode|Flights?|Channels?|Rooms?|Gates?|Terminal|Platform|Buildings?|"
    r"Block|Blocks|Unit|Reactors?|Apollo|Soyuz|Falcon|"
    r"Artemis|[Pp]asscode|PIN|Wi-Fi|WiFi|Bluetooth|USB|Python|Chrome|Firefox|Porsche|Mazda|Peugeot|Fiat|OnePlus|Redmi|Nexus|Surface|Snapdragon|"
    r"Ryzen|GTX|RTX|GoPro|Radio|Boeing|Airbus|Embraer|Antonov|Ilyushin|Tupolev|Sukhoi|iPhone|Galaxy|Pixel|Windows|Android|"
    r"iOS|PlayStation|"
    r"Apartment|Apt\.?|Floor|Suite|Password|Badge|ID|Ch\.|ch\.|vol\.|fig\.|Xbox|Formula|Type|Model|Mark|Mk\.?|Version|Pier|Berth|Camp|Checkpoint|Stage|Phase|Level|Tier|"
    r"Category|Cat\.|"
    r"Class|Grade|Group|Pool|Lane|Track|Line|Bus|Train|Task Force|Sector|Zone|Area|District|Ward|"
    r"Precinct|Hangar|Warehouse|"
    r"Episode|Season|Part|Volume|Vol\.|Book|Page|Table|Figure|Fig\.|Box|Windows|Web|Studio|Psalms?|"
    r"Agenda|Vision|Goal|"
    r"Team|Lot|Division|Brigade|Battalion|Regiment|Bureau|Department|School|Hospital|PO Box|Pod|COVID|"
    r"Covid|SARS-CoV|"
    r"[Nn]o\.|Nos\.|No(?=\s\d{1,2}\b)|№|#|[Pp]hase|[Pp]ages?|pp?\.|[Cc]ategory|[Tt]ier|[Gg]rade|[Rr]oom|[Ll]evel|[Ss]tage|"
    r"[Ff]light|[Nn]umber(?=\s\d{1,2}\s(?:seed|Downing|jersey|shirt|in)\b))"
)
# the first words of these that are small or go on with another word
_CLASS_WORDS = "PO Task " + " ".join(
    word + ending
    for word in "category ch fig flight grade iOS iPhone level no number p page pages passcode phase pp room "
    "stage tier vol".split()
    for ending in ("", "s")
)
_INDEX = (
    r"(?:S\s?&\s?P|S P|S&amp;P|FTSE|Nasdaq|NASDAQ|Nikkei|CAC|DAX|MDAX|Stoxx|STOXX|Euro Stoxx|Dow Jones|"
    r"Russell|Fortune|Forbes|"
    r"Hang Seng|ASX|IBEX|Ibex|TOPIX|CSI|Nifty|NIFTY|KOSPI|Kospi|TSX|BSE|Global|Billboard Hot|Billboard|"
    r"Hot|Euro|Area|Bloomberg)"
)
_NUMBER_WORD = r"(?:Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten|Eleven|Twelve|Twenty|Thirteen|Fifteen)"
_ROMAN = r"(?:X{0,4}(?:IX|IV|V?I{1,3}|V)|L?X{1,4}|L)\b(?!\.\s?[A-Z])"

_CODES = "|".join(
    sorted({code for code in CURRENCIES if code.isupper()} | {"RM", "Rs", "RMB", "NIS", "Rp", "RP"})
)

_CALLS = " ".join(
    written(word)
    for word in "call phone tel telephone fax dial hotline".split()
    for written in (str.lower, str.title, str.upper)
)

# 10 Downing Street, 221B Baker Street; not "12 Wall Street banks"
_STREET = (
    r"\d(?:\s[A-Z]|[A-Z]\s|[–-]\d)",
    r"\b(?P<n>\d{1,5}(?:[-–]\d{1,5}|[A-Z])?)\s(?:[NSEW]\.?\s)?(?:[A-Z][\w'’.]+\s){1,3}(?:(?:St|Street|Ave|Avenue|"
    r"Road|Rd|Boulevard|Blvd|Lane|Ln|Parkway|Pkwy)\b(?!\s[a-z]{3,}(?<!wa)s\b)|(?:Dr|Drive|Square|Sq|Place|Plaza|Court|"
    r"Ct|Terrace|Row|Crescent|Way)\b(?=[,.;)]|\s(?:in|at|on|where|was|is|and)\b|\s*$))\.?",
)

_WEB = (
    (
        r"\d\.\d [#@]\w http https www",
        r"(?:https?://|www\.)\S*|\b(?:\d{1,3}\.){3}\d{1,3}\b|(?<!\w)[@#]\w*\d\w*",
    ),
    (r"[\w+.-][\w+.@-]", r"\b[\w.+-]{1,64}@[\w-]{1,64}\.[\w.]+\b", "@"),
    (
        r"[\w-][\w.-]",
        r"\b[\w-]{1,64}(?:\.[\w-]{1,64}){0,2}\.(?:com|org|net|gov|edu|info|io|co|uk|eu|ua|de|fr)/\S+",
        "/",
    ),
)
# SW1A 1AA; Springfield, IL 62704
_POST_CODE = (
    r"[A-Z]\s?\d",
    r"\b[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}(?![a-z])|(?<=, )[A-Z]{2}\s\d{5}(?:-\d{4})?\b(?![,.]\d)",
)
# 2011-01-S-273, 22-CV-01234: figures around one or two letters, but not 2-in-1 or 4-by-4
_REFERENCE = (
    r"\d-[\dA-Za-z] [A-Z]-\d",
    r"(?<![\w$€£.,-])(?:[A-Z]{1,10}-)?\d+(?:-\d+)*-(?!(?i:by|cm|ft|in|kg|km|mm?|o[frn]|to|vs?|x)\b)"
    r"[A-Za-z]{1,2}(?:-\d+)+\b(?![.,]\d|%)",
)
IDENTIFIERS = (
    (
        "BS CVE DIN DOI EC EN EU GHSA ISBN ISO ISSN RFC UN",
        r"\b(?:CVE|GHSA|ISBN|ISSN|DOI|RFC|ISO|EN|DIN|BS|UN|EC|EU)"
        r"[-–:\s/](?:[A-Z]*-?)?\d[\d./:-]*\d?\b(?!\s(?:percent|per cent|million|billion|people|"
        r"soldiers))(?<![.:])",
    ),
    # coordinates and phone numbers
    (r"\d\.\d -\d", r"(?<![\d.])-?\d{1,2}\.\d{3,},\s?-?\d{1,3}\.\d{3,}(?![\d%])"),
    (
        r"\d[.°]",
        r"\b\d{1,3}°\s?\d{1,2}['′’](?:\s?\d{1,2}(?:\.\d+)?[\"″”])?\s?[NSEW]\b|\b\d{1,3}(?:\.\d+)?°\s?[NSEW]\b",
        "°",
    ),
    (
        rf"[(+-]\d [1-9]- 0[\s-]\d {_CALLS}",
        r"\+\d{1,3}[\s.-]?\(?\d{1,4}\)?(?:[\s.-]?\d{2,4}){2,4}\b|\(\d{3}\)\s?\d{3}[-.\s]\d{4}\b|"
        r"\b1?-?\d{3}-\d{3}-\d{4}\b"
        r"|\b(?:\d{3}-0|555-\d)\d{3}\b|\b(?i:call|phone|tel|telephone|fax|dial|hotline)\W{1,3}(?P<n>\d{3}-\d{4})\b|\b0\d{2,4}[\s-]\d{3,4}[\s-]?\d{3,4}\b",
    ),
    ("1-8", r"\b1-(?:800|888|877|866)-[\dA-Z-]+\b"),
    # T-72, F-16s, KC-135R, Type-75, M1A1, S-300PMU, AK-47, Covid-19, G7, Su-35, MH17, 5G, 4K, 3D
    (
        r"[A-Za-z][‑–-]\d",
        rf"(?<![\w$€£])(?!(?:US|A|C|HK|NZ|S|R|{_CODES}|Y)[-.]?\d[\d,.]*(?:m|bn|k|tn|mn|million|billion)?\b(?![-A-Z]))"
        r"(?!mid-|pre-|post-|non-|sub-|now-|then-|age-|ages-|aged-|under-|over-|top-|roughly-|between-|from-|"
        r"least-|about-|and-|to-|for-|in-|of-|by-|foot-|out-|or-|yet-|km-|kg-|mm-|cm-|percent-|minus-|plus-|negative-|last-)"
        r"[A-Za-z]{1,10}[-–‑]\d{1,4}[A-Za-z]{0,4}\d{0,2}[A-Za-z]{0,3}(?:[-/]\d+s?)?\b(?!,\d|\.\d|%|\s?percent)(?=(?:['’]?s)?\b)",
    ),
    (
        r"[A-Z]\d",
        rf"\b(?!(?:US|HK|NZ|{_CODES})\d)(?!PS\d[\d,.]*(?:(?<=,\d\d\d)|m|bn|tn)\b)"
        r"[A-Z]{1,5}[a-z]{0,2}\d{1,5}[A-Za-z]{0,3}\d{0,2}(?:-\d+)?\b(?![,.]\d{3})",
    ),
    (
        r"\d[A-Zip] \d\.1 \d\([ck] 7-E Form P Twenty",
        r"\b\d+[A-Z]{1,3}\d+[A-Z]?\b|\b7-Eleven\b|\b7UP\b|\bTwenty20\b|\b802\.11[a-z]*|"
        r"\b(?:480|720|1080|1440|2160)[pi]\b|\bP5\+1\b|\b401\(k\)|\b501\(c\)(?:\(\d\))?|\bForm\s\d{1,4}(?:-[A-Z]\b|\b)",
    ),
    ("Account account arXiv doi", r"\b[Aa]ccount\s(?:number\s)?\d{5,}\b|\b(?:doi|arXiv):\S+"),
    (
        "[1-9][DGKx]",
        r"\b[2-6]G\b|\b[48]K\b(?=\s(?:video|TV|tv|resolution|display|screen|UHD))|\b[1-4]D\b|\b[1-9]x[1-9]\b",
    ),
    # versions
    (r"\d\.\d v", r"\bv\d+(?:\.\d+)*\b|\b(?!\d{1,3}(?:\.\d{3})+\b)\d+\.\d+\.\d+(?:\.\d+)*\b"),
    # a class word and its number: Resolution(s) 2254 and 2118, Article 5, Boeing 787, Type 75
    (
        rf"[#№] [A-Z](?:[\d.-]|\s\d) {_CLASS_WORDS}",
        rf"\b{_CLASS}s?\s?\d{{1,8}}(?:[A-Z]|[-–./]\d+[A-Z]{{0,3}})?s?\b(?![,.]\d|%|\s(?:percent|million|billion|"
        rf"thousand))(?:(?:,\s|\sand\s|\sor\s|\sto\s|[-–])\d{{1,5}}[A-Z]?\b(?![,.%]\d|\s[a-z]+s\b))*",
    ),
    # the same in small letters, where no counted noun follows: resolutions 1325 and 2242, type 2 diabetes
    (
        "amendment amendments article articles channel channels chapter chapters clause clauses "
        "directive directives extension gate gates highway highways paragraph paragraphs resolution "
        "resolutions room rooms route routes section sections type version versions",
        r"\b(?:resolutions?|articles?|sections?|chapters?|paragraphs?|routes?|highways?|type|extension|gates?|"
        r"channels?|amendments?|directives?|versions?|clauses?|rooms?)\s\d{1,5}(?:[A-Z]|[-–]\d{1,5})?\b(?:(?:,\s|\sand\s|\sor\s)\d{1,5}\b)*"
        r"(?=[.,;:)\]](?!\d)|\s(?:of|and|or|to|was|were|is|are|on|in|which|that|diabetes|requires?|says|bans?|passed)\b|\s*$)",
    ),
    (
        rf"[#№] [A-Z](?:[.-]|\s[EFNOSTefnost]) {_CLASS_WORDS}",
        rf"\b{_CLASS}\s(?:{_NUMBER_WORD}|One|{_NUMBER_WORD.lower()}|one)\b(?!\s(?:hundred|thousand|million))",
    ),
    # iPhone 11 Pro and 11 Pro Max
    (r"\d\s[MPSU]", r"(?<=\band )\d{1,2}(?=\s(?:Pro|Max|Plus|Mini|Ultra|SE)\b)|\b\d{1,2}(?=\sPro\sMax\b)"),
    # the last-16 tie, the round of 32
    (
        "Last Round last round",
        r"\b[Ll]ast-(?:16|32|64|eight|four|sixteen)\b|\b[Rr]ound of (?:16|32|64|sixteen)\b",
    ),
    (
        "ASX Area BSE Billboard Bloomberg CAC CSI DAX Dow Euro FTSE Forbes Fortune Global Hang Hot "
        "IBEX Ibex KOSPI Kospi MDAX NASDAQ NIFTY Nasdaq Nifty Nikkei Russell S STOXX Stoxx TOPIX TSX",
        rf"\b{_INDEX}\s\d{{2,4}}\b(?![,.]\d|%)",
    ),
    # DDG 72, CTF 50, AP 15: a short all-caps name and a small number that counts no plural
    (
        r"[A-Z]\s\d",
        r"\b(?!(?:AND|THE|FOR|OF|IN|BY|TO|AT|ON|USD|EUR|GBP|RMB|CHF|AUD|CAD|INR|JPY|CNY|UAH|RUB|RM|US|UK|UN|"
        r"EU|NATO|DPRK|RUSSIA|NEARLY|ABOUT|OVER)\b)"
        rf"(?!(?:{'|'.join(sorted(CURRENCIES))}|MAX|PM|AM)\b)"
        r"[A-Z]{2,4}\s\d{1,3}\b(?![,.]\d|%|\s(?:[a-z]+s|people|men|women|children|percent|per)\b|"
        r"\s(?:million|billion))(?=[\s.,;)]|$)",
    ),
    # Group of Seven, Big Three; World War II, Pope John Paul II; wars by their length
    (
        "Hundred Seven Six Thirty World",
        r"\bWorld War (?:One|Two|Three)\b|\b(?:Six[- ]Day|(?:Seven|Thirty|Hundred) Years['’]?) War\b",
    ),
    (
        "Big Committee Council Famous Final G Gang Group Top",
        rf"\b(?:Group|Gang|Council|Committee|G)\sof\s(?:{_NUMBER_WORD}|\d{{1,3}}(?=[.,;:)]|\s(?:and|summit|nations|countries|leaders|in|on|is|has|was)\b|\s*$))\b|\bG-(?:{_NUMBER_WORD})\b|\b(?:Big|"
        rf"Final|Top|Famous|Gang of)\s{_NUMBER_WORD}\b",
    ),
    (
        "Eight Eleven Fifteen Five Four Nine Seven Six Ten Thirteen Three Twelve Twenty Two",
        rf"\b{_NUMBER_WORD}\sEyes\b|\b{_NUMBER_WORD}\sNations\b",
    ),
    (
        "Act Alexander Apollo Article Benedict Catherine Chapter Charles Class Edward Elizabeth "
        "Frederick George Henry James John Leo Louis Minsk Nicholas Part Paul Phase Pius Rocky Super "
        "Tier Title Type Volume Wilhelm William World",
        r"\b(?:World War|Super Bowl|Part|Chapter|Article|Title|Phase|Paul|John|Elizabeth|Charles|Louis|"
        r"Henry|George|William|Edward|"
        r"James|Benedict|Pius|Leo|Nicholas|Alexander|Catherine|Frederick|Wilhelm|Act|Volume|Minsk|Class|Apollo|Rocky|"
        rf"Type|Tier)\s{_ROMAN}",
    ),
    (
        r"[A-Z](?:\s1|[\s-][\s1-]) \de 7\s[DMj]",
        r"\b[A-Z][a-z]+\s(?P<n>101)\b(?=\s*[.:])|\b7[0-8]7(?=\s(?:MAX|Max\b|Dreamliner|jets?\b))|\b\d{2}ers\b|\b(?:COVID|"
        r"Covid)[\s-]{1,2}19\b",
    ),
    # list markers and footnote marks
    (r"\d[).]\s [(\[]\d", r"(?m:^\s*\(?\d{1,2}[.)](?=\s[A-Z\"“]))|\[\d{1,3}(?:[,–-]\s?\d{1,3})*\]"),
)

_SPORT = (
    r"(?:win|wins|won|beat|beats|beaten|lead|leads|led|draw|drew|defeat|defeated|defeats|victory|loss|"
    r"lost|lose|score|scores|"
    r"scored|scoreline|result|tie|tied|up|down|aggregate|penalties|shootout|thrashed|edged|vote|voted|"
    r"ruling|ruled|decision|set|sets|"
    r"final|half-time|halftime|against|series|record|finished|ended)"
)

_SCORE = r"(?:\d{1,3}[-–]\d{1,3}|\d{1,2} – \d{1,2})"

SCORES = (
    # 6-4, 5-7, 6-2 · a 1-2 win · won 3-0 · a 5-4 vote · 3:1
    (
        r"\d[–-]\d",
        r"(?<![\d,.$€£-])\b\d{1,2}[-–]\d{1,2}(?"
        r":\s\(\d{1,2}[-–]\d{1,2}\))?(?:,?\s(?:and\s)?"
        r"\d{1,2}[-–]\d{1,2}(?:\s\(\d{1,2}[-–]\d{1,2}\))?)+\b(?![%\d])",
    ),
    # a range goes up: what goes down or stays is a result (`names` compares the two)
    (
        r"\d(?:[–-]\d|\s[–-])",
        r"(?<![\d/.,:$€£+–-])\b(?P<a>\d{1,3})(?:[-–]|\s[-–]\s(?=\d{1,2}(?:[.,;:)]|\s*$|\s(?:[A-Z]|up|down|on|in|win|to|at|after|"
        r"with|from|over|against|lead|defeat|loss|draw|victory|and|thanks)\b)))(?P<b>\d{1,3})\b"
        r"(?![,.:/]?\d|[-–%°]|\s?(?:percent|per cent|million|billion|degrees|years))",
    ),
    (r"\d:\d", r"(?<![\d:.])\b\d{1,2}:\d{1,2}\b(?![:\d])"),  # a ratio, a verse
    (
        r"\d-t eight five four nine seven six ten three two <-t>",
        r"\b(?:\d{1,3}|two|three|four|five|six|seven|eight|nine|ten)-to-(?:1|one)\b(?!-)",
    ),
    ("[1-6]-[1-6]", r"(?<![\d-])\b[1-6]-[1-6](?:-[1-6]){1,2}\b(?![-\d])"),  # how a team stands, 4-4-2
    (r"[25][/-]\d", r"\b24/7\b|\b50[-/]50\b|\b20/20\b"),
    # odds: 9/2, 100-1
    (
        r"[1-9]/\d",
        r"(?<![\d/.,$€£-])\b(?:[2-9]|[1-9]\d{1,2})/[1-9]\b(?![\d/%])(?=\s(?:on|odds|favou?rites?|shot|"
        r"against|for|outsiders?)\b)",
    ),
    (r"\d[\s-]t", r"\b\d{1,3}[- ]to[- ]\d{1,2}\b(?=\s(?:odds|favou?rites?|shots?|ratio)\b)"),
    ("odds", r"\bodds\s(?:\w+\s){0,3}(?P<n>(?:[2-9]|[1-9]\d{1,2})[/-][1-9]\d?)\b(?![\d/%])"),
    (
        "[1-9][–-]1",
        r"(?<![\d/.,$€£-])\b[1-9]\d{0,3}[-–]1\b(?![\d/%-])(?=\s(?:on|odds|favou?rites?|shots?|outsiders?)\b)",
    ),
    (
        "against aggregate beat beaten beats decision defeat defeated defeats down draw drew edged "
        "ended final finished half halftime lead leads led lose loss lost penalties record result "
        "ruled ruling score scored scoreline scores series set sets shootout thrashed tie tied up "
        "victory vote voted win wins won",
        rf"\b{_SPORT}\s(?:(?:by|it|to|with|them|him|her|of|at|a|the|game|match|on|out|home|in|over|"
        rf"\w+)\s){{0,3}}(?P<n>{_SCORE})\b(?![,.]\d|%|\s?(?:percent|per cent|million|billion|"
        r"years|days|people))",
    ),
    (r"\d(?:[–-]\d|\s–)", rf"\b(?P<n>{_SCORE})\s(?:\w+\s)?{_SPORT}\b"),
    # Northfield 1 – 2 Southport: between two names
    (r"\d(?:[–-]\d|\s–)", rf"(?<=[a-z] ){_SCORE}(?=\s[A-Z][a-z]+\b(?!\s\d))"),
)

IDIOMS = (
    # an age by its decade: in his 40s
    ("[1-9]s", r"(?<![\w$€£.,’'])[1-9]0s\b"),
    (
        "One one",
        r"\b[Oo]ne(?= of (?:the|its|his|her|their|our|my|those|these|them|us|several|many|a|"
        r"\w+['’]s)\b)(?! of (?:the|its|those|these) (?:\d|two|three|four|five|six|seven|eight|nine|ten)\b)",
    ),
    (
        "One one",
        r"\b[Oo]ne(?= (?:another|by one|thing|side|hand|day(?! (?:to|of|before|after|later|earlier|ago|in))|"
        r"way|time|more time|after another|too many|and the same|and all|or another|such)\b)(?! \w+-)",
    ),
    (
        "Every Loved No Number every loved no number",
        r"\b(?:[Nn]o|[Ee]very|[Ll]oved|[Nn]umber) (?P<n>one)\b(?!-)",
    ),
    ("one", r"(?<=\b[Aa]t )one(?= (?:point|stage|time)\b)"),
    (
        "A Another Any Each For Some That The This Which a another any bad big each earlier first for "
        "good last latest new next only other previous right same second some that the this which "
        r"wrong <\so>",
        r"\b(?:[Ss]ome|[Aa]ny|[Tt]he|[Tt]his|[Tt]hat|[Ww]hich|[Ee]ach|[Aa]nother|[Aa]|[Ff]or|last|other|big|"
        r"new|only|right|wrong|"
        r"good|bad|first|next|latest|earlier|previous|second|same) (?P<n>one)\b(?=[.,;:!?)\"”’]|\s*$|"
        r"\s(?:in the|"
        r"to|and|or|but|at|on|with|"
        r"from|by|when|where|as|than|if|he|she|they|we|you|it|I|another|across|for|because|after|before|"
        r"since|against)\b)",
    ),
    (
        "Men Mens Mixed double doubles men mens mixed quadruple treble triple",
        r"\b(?:double|triple|treble|quadruple)(?=[- ](?:digit|check|edged|standards?|agent|decker|fault|room|"
        r"jeopardy|bogey|helix|murder|homicide|amputee|jump|axel|crown|header|threat|whammy|dip|bypass|bill|blow|life|glazing|negative|"
        r"play|bed|bass)s?\b)|\b(?:[Mm]en['’]?s?|[Mm]ixed)\s(?P<n>doubles)\b|"
        r"\bdoubles(?=\s(?:title|final|match|partner|champion|team|draw|semi|quarter))",
    ),
    (
        "Day Ground Net Patient Sub Year day ground net patient sub year",
        r"\b(?:[Nn]et|[Gg]round|[Pp]atient|[Dd]ay|[Yy]ear|[Ss]ub)[- ](?P<n>[Zz]ero)\b",
    ),
    (
        r"both equal minute opposite separate the two <\sh>",
        r"\b(?:both|two|the|minute|opposite|separate|equal)\s(?P<n>halves)\b",
    ),
    ("9-t nine one", r"\b(?:9|nine)-to-(?:5|five)\b|\bone-two\b(?!-)"),
    (
        "One Which one which",
        r"\b[Oo]ne\b(?=\s(?:would|could|can|might|may|must|should|will|who|that|which|does|"
        r"did|said|says|cannot|never|needs|wants|where|when|whose)\b)|\b[Ww]hich (?P<n>one)\b",
    ),
    # "two died and one was hurt" counts
    ("One one", r"(?<!and )(?<!, )\b[Oo]ne\b(?=\s(?:is|was|has|had)\b)"),
    (
        "One one",
        r"\b[Oo]ne-(?:on-one|sided|off|upmanship|way|stop|size|liner|to-one|time|party|man|woman|person|"
        r"child)\b",
    ),
    (
        "All Day Fast Step Year all day fast square step year",
        r"\b(?:[Aa]ll|[Ff]ast|square|[Dd]ay|[Yy]ear|[Ss]tep) (?:in|for|by|to) one\b",
    ),
    (
        "Cloud Second Ten Tenfold cloud second ten tenfold zero",
        r"\bzero-(?:sum|day|tolerance|emission)\b|\b[Tt]en(?:fold)? to one\b(?!,)|\b[Cc]loud nine\b|"
        r"\b[Ss]econd to none\b",
    ),
    (
        r"Forty back behind forty nine on to two <\s[atwl]|-f>",
        r"\b(?:on|behind|to) all fours\b|\bback to square one\b|\btwo-faced\b|\b[Ff]orty winks\b|"
        r"\bnine lives\b",
    ),
    (
        "['’]s better bottom closing each earlier eastern either final first half later latter lower "
        r"northern opening other same season second southern top upper western <[\s-][bcfhmstw]>",
        r"\b(?:first|second|other|latter|better|top|bottom|northern|southern|eastern|western|upper|lower|"
        r"closing|opening|each|either|later|earlier|final|'s|’s|same|season) (?P<n>half)\b(?!\s(?:a|an)\b)|"
        r"\bhalf(?=[- ](?:brother|sister|hearted|time|mast|way|baked|finished|century|term|back|backs|"
        r"marathon|measures)\b)",
    ),
)

_ROLES = (
    (Role.IDENTIFIER, (*_WEB, _STREET, _POST_CODE, _REFERENCE)),
    (Role.DATE, DATES),
    (Role.TIME, TIMES),
    (Role.IDENTIFIER, IDENTIFIERS),
    (Role.OTHER, SCORES),
    (Role.OTHER, IDIOMS),
)


class _Name(NamedTuple):
    """A pattern and where it is tried; `rank` says which pattern takes its place first.

    `heads` match the first character of a run of letters or digits, or of a sign, with the two characters
    behind the run; `words` are whole runs, and those two characters match `behind`. No text without the
    character `sign` can match.
    """

    rank: int
    role: Role
    heads: re.Pattern[str] | None
    words: frozenset[str]
    behind: re.Pattern[str]
    pattern: re.Pattern[str]
    sign: str

    def begins(self, run: str, ahead: str, signs: str) -> bool:
        """Say whether it can begin with a run and the two characters behind it, in a text with such signs."""
        word = run in self.words and self.behind.match(ahead)
        head = self.heads and self.heads.match(run[0] + ahead)
        return bool(word or head) and (not self.sign or self.sign in signs)


def _name(rank: int, role: Role, begins: str, pattern: str, sign: str = "") -> _Name:
    """Make a name; what it `begins` with are words and patterns of heads, parted by spaces.

    A pattern in angle brackets is of what stands behind the words.
    """
    behind = re.search("<(.*)>", begins)
    items = begins[: behind.start()].split() if behind else begins.split()
    words = frozenset(item for item in items if item.isalpha())
    heads = "|".join(item for item in items if item not in words)
    return _Name(
        rank,
        role,
        re.compile(heads) if heads else None,
        words,
        re.compile(behind[1] if behind else ""),
        re.compile(pattern),
        sign,
    )


_NAMES = [
    _name(rank, role, *entry)
    for rank, (role, entry) in enumerate((role, entry) for role, group in _ROLES for entry in group)
]
_SIGNS = "".join({name.sign for name in _NAMES})
_WORDS = frozenset().union(*(name.words for name in _NAMES))
# other words in small letters begin a name only where something is glued to them
_BEGINNINGS = frozenset(map(str.lower, _WORDS))

_ROMANS = [
    tens + ones
    for tens in ("", "x", "xx", "xxx", "xxxx")
    for ones in " i ii iii iv v vi vii viii ix".split(" ")
]
_NO_NAMES = ENGLISH.articles | {"several", "many", "few", "some", "point"}
# the words of numbers that stand in names
HITS = frozenset(
    word + ending
    for word in (*(ENGLISH.starters - _NO_NAMES), *_ROMANS[1:], "l", "lx", "lxx", "lxxx", "lxxxx", "fours")
    for ending in ("", "'s", "’s")
)
_LEAD = 32
_MARKS = frozenset(SUPERSCRIPTS + VULGAR)  # letters to a pattern, not to a token
_RUN = re.compile(r"(?<![^\W\d_])[^\W\d_]++|(?<!\d)\d++|_|[^\w\s]")


def names(text: str, tokens: Tokens, hits: Iterable[int]) -> Iterator[tuple[int, int, Role]]:
    """Yield (start, end, role) of every numeric expression that is no quantity, in any order, none twice.

    `hits` are the tokens in digits and the words in `HITS`; a name begins not far before one.
    """
    taken = bytearray(len(text))
    for rank, match in sorted(_matches(text, tokens, hits), key=itemgetter(0)):
        groups = match.re.groupindex
        if "a" in groups and int(match["a"]) < int(match["b"]):
            continue
        start, end = match.span("n" if "n" in groups and match.group("n") else 0)
        if end > start and 1 not in taken[start:end]:
            taken[start:end] = b"\x01" * (end - start)
            yield start, end, _NAMES[rank].role


def _matches(text: str, tokens: Tokens, hits: Iterable[int]) -> Iterator[tuple[int, re.Match[str]]]:
    """Yield (rank, match) of each pattern where it can begin, if its last match has ended there."""
    signs = "".join(sign for sign in _SIGNS if sign in text)
    done = [0] * len(_NAMES)
    for at, end in _runs(text, tokens, hits):
        run = text[at:end]
        for name in _beginning_with(run if run in _WORDS else run[0], text[end : end + 2], signs):
            if done[name.rank] <= at and (match := name.pattern.match(text, at)):
                done[name.rank] = match.end()
                yield name.rank, match


@functools.lru_cache(maxsize=8192)
def _beginning_with(run: str, ahead: str, signs: str) -> tuple[_Name, ...]:
    """Return the names that can begin with a run; one that is no word of theirs may be given by its first."""
    return tuple(name for name in _NAMES if name.begins(run, ahead, signs))


def _runs(text: str, tokens: Tokens, hits: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield the runs of letters or digits, and the signs, that stand a little before a hit or in it."""
    keys, starts = tokens.keys, tokens.starts
    done = first = 0
    for hit in hits:
        lead = max(done, starts[hit] - _LEAD)
        if lead > done:  # as far as an address reaches, which has no space
            lead = max(done, text.rfind(" ", done, lead) + 1)
        for i in range(max(bisect_right(starts, lead, first, hit) - 1, first), hit + 1):
            key, start = keys[i], starts[i]
            end = start + len(key)
            if end <= lead:
                continue
            if key.isalpha() and keys[i - 1] not in _MARKS:
                if key in _BEGINNINGS or text[end : end + 1] != " " or not text[start].islower():
                    yield start, end
                continue
            for run in _RUN.finditer(text, max(lead, start)):
                if run.start() >= end:
                    break
                yield run.span()
        done, first = tokens.end(hit), hit + 1
