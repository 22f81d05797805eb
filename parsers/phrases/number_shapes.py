"""Number grammars that nothing but a request's number has, and who writes each."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shape:
    """A number grammar that stands on its own; `used_by` says where it was seen."""

    name: str
    used_by: str
    pattern: re.Pattern[str]


def _shape(name: str, used_by: str, pattern: str) -> Shape:
    return Shape(name, used_by, re.compile(_BEGINS + pattern + _ENDS))


# all begin where a word may, with a capital or a figure
_BEGINS, _ENDS = r"(?<![\w/-])(?=[A-Z\d])(?:", r")(?![\w/]|-\w)"


SHAPES = (
    _shape("govqa", "GovQA sites", r"[A-Z]\d{6}(?:/\d{2})?-(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{2}"),
    _shape("openrecords", "New York City agencies", r"FOIL-20\d{2}-\d{3}-\d{5}"),
    _shape("fbi", "FBI", r"1\d{6}-0\d{0,2}"),
    _shape("dhs", "DHS components", r"20\d{2}-(?:HQFO|HQLI|ICFO|ICAP|ICLI|TSFO|TSPA|FEFO|CISFO|USSS(?:FOIA)?|OBFO|CBFO|NPFO)-\d{4,6}"),
    _shape("uscis", "USCIS", r"(?:NRC|COW|APP|HQ)20\d{8}"),
    _shape("epa", "EPA and partners on FOIAonline", r"EPA-(?:HQ-|R\d{1,2}-)?20\d{2}-\d{6}"),
    _shape("interior", "Interior", r"DOI-(?:[A-Z]{2,4}-)?20\d{2}-\d{5,6}"),
    _shape("state_cia", "State, CIA", r"(?:FL?|P|E)-(?:19|20)\d{2}-\d{5}|F\d{2}-\d{4}"),
    _shape("oip", "DOJ Office of Information Policy", r"FOIA-20\d{2}-\d{5}|A-20\d{2}-\d{5}"),
    _shape("osd", "OSD and Joint Staff", r"\d{2}-F-\d{4}"),
    _shape("air_force", "Air Force", r"20\d{2}-\d{5}-F"),
    _shape("dea", "DEA and others", r"\d{2}-\d{5}-F[A-Z]?"),
    _shape("fra", "Federal Railroad Administration", r"FFRA-\d{2}-\d{5}"),
    _shape("nara", "National Archives", r"(?:NGC|RD) ?\d{2}-?\d{3}|NARA-NGC-20\d{2}-\d{6}|20\d{2}-\d{4}-F"),
    _shape("gsa", "GSA", r"20\d{2}-FOI-\d{5}"),
    _shape("hhs", "HHS", r"20\d{2}-\d{5}-(?:FOIA|FOPA)-[A-Z]{2,4}"),
    _shape("small_agencies", "EAC, OGE", r"EAC \d{2}-\d{4}|OGE FOIA FY \d{2}/\d{3}"),
    _shape("dc", "District of Columbia", r"20\d{2}-FOIA-\d{5}"),
    _shape("prefixed", "offices that configure a prefix", r"(?:PRR|PRA|PIR|PDR|FOIL|FOI|RTK|ORR|OPRA|CPRA|FR|PD|PR|FOIA) ?[-#]? ?(?:20\d{2}|\d{2})(?:-\d{1,7}|/\d{2,7})|(?:PRR|PRA|FOIA|FOIL|PD)-\d{1,6}-20\d{2}|FOIA \d{1,6}-20\d{2}|PRR \d{2}-\d{7}|(?:IPRA|RTI|OIA|PRR|PRA|PIR|ORR|FOI|EIR|FOISA|CORA|KORA|GRAMA|MPIA|UIPA|APRA|CPRA|OPRA) ?#? ?(?:\d{4,10}|\d{2,4}[-/]\d{2,7})"),
    _shape("nz", "New Zealand ministries and Police", r"IR-\d{2}-\d{2}-\d{4,5}|OIA-20\d{2}/\d{2}-\d{4}|OIA-\d{4,6}"),
    _shape("au", "Australian agencies", r"LEX \d{4,5}|FOI ?\d{2}/\d{2,4}|MR\d{2}/\d{5}|RQ\d{2}/\d{5}|CM\d{2}/\d{4}"),
    _shape("uk", "UK councils", r"F20\d{2}\.\d{2}\.\d{4}|FOI[ /]?\d{3,6}"),
    _shape("eu", "European institutions", r"GestDem(?: number)? ?20\d{2}[/ ]\d{4,5}|(?:Case )?EASE 20\d{2}/\d{4,5}|Ares\(20\d{2}\)\s?\d{4,8}"),
    _shape("justice", "DOJ Criminal Division, US Marshals, NLRB", r"CRM-\d{9}|20\d{2}USMS\d{4,6}|NLRB-20\d{2}-\d{6}"),
    _shape("within", "offices that put the name of the law into the number", r"(?:[A-Z]{2,5}[-/])+FOIA?[-/]\d{2,5}[-/]\d{2,4}|\d{2}[./](?:FOI|EIR)[./]\d{2}[./]\d{5,6}|FA \d{2}/\d{2}/\d{5}"),
    _shape("nypd", "NYPD", r"20\d{2}-PL-\d{3,6}"),
)  # fmt: skip
ANY_SHAPE = re.compile(  # asked before each of them
    _BEGINS
    + "|".join(shape.pattern.pattern.removeprefix(_BEGINS).removesuffix(_ENDS) for shape in SHAPES)
    + _ENDS
)
# an office's own series: letters and a year and a count, in any order, held together by hyphens or strokes
WHOLE = re.compile(  # a subject that is a number and no more
    r"\W*(?:(?:RE|Re|FW|Fw|FWD|Fwd):\s*)*(?P<number>(?:[A-Z]{1,8}[ -]?){0,2}[A-Z0-9]*\d[A-Z0-9]*(?:[-/.][A-Z0-9]+){0,4})\W*"
)
GENERIC = re.compile(
    r"(?<![\w/.@$£€-])(?=[A-Z0-9 /-]*\d)(?!(?:RCW|MCL|USC|CFR|KRS|ORS|NRS|ILCS|ARS|TCA|KSA|RSA|HB|SB|AB|COVID|PO|SR|US|ISO|RFC|MISLE|CFS|OR|PL|AR(?!-20\d\d-)|DOD|EO|ML|FAR|M-F|A/C)[ -])"
    r"(?:[A-Z]{1,6}(?:[-/][A-Z]{1,6}){0,2}[-/ ]?(?:(?:19|20)\d{2}|\d{2})[-/]\d{1,6}(?:[-/][A-Z]{1,5})?|(?:19|20)\d{2}-(?:[A-Z]{1,5}-)?\d{2,6}(?:-[A-Z]{1,5})?|[A-Z]{2,6}-\d{3,9}(?:-\d{2,4}|/\d{4})?|"
    r"[A-Z]{1,3}\d{6,9}|\d{2}-[A-Z]{1,5}-\d{1,6}(?:-\d{4,6})?|\d{2}[-/]\d{2,6}|[A-Z]{1,3} ?\d{1,3}-\d{3,5}/\d{2,4}|\d{2}-\d{2}-\d{3,4}|[A-Z]{2,8}-[A-Z]{2,6}-\d{2}-\d{3,6}|(?:[A-Z]{1,6}|\d{1,4})(?:[-/](?:[A-Z]{1,6}\d?|\d{1,6})){2,4}|[A-Z]{2,6}-[A-Z]\d{5,8}|[A-Z]{2,6}-[A-Z]{2,5}[- ]\d{3,6}|\d{4}-\d{2}|[A-Z]/\d{3,6}|[A-Z]{2}\d{4}/\d{3,6}|[A-Z]{2,4}\d{0,2}[A-Z]{3,6} \d{4,6})(?![\w/]|-\w|\.\d)"
)
