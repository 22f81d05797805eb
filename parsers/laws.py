"""Whose law a letter is written under: the statute it cites, the law it names, the address it comes from.

The names are those of models/deadlines.csv. Nothing here says more than the words do: a site's name that ends in a
state's letters is a guess, and is told as one.
"""

import re

STATES = {
    "AL": "Alabama", "AK": "Alaska", "AZ": "Arizona", "AR": "Arkansas", "CA": "California", "CO": "Colorado",
    "CT": "Connecticut", "DE": "Delaware", "DC": "District of Columbia", "FL": "Florida", "GA": "Georgia",
    "HI": "Hawaii", "ID": "Idaho", "IL": "Illinois", "IN": "Indiana", "IA": "Iowa", "KS": "Kansas", "KY": "Kentucky",
    "LA": "Louisiana", "ME": "Maine", "MD": "Maryland", "MA": "Massachusetts", "MI": "Michigan", "MN": "Minnesota",
    "MS": "Mississippi", "MO": "Missouri", "MT": "Montana", "NE": "Nebraska", "NV": "Nevada", "NH": "New Hampshire",
    "NJ": "New Jersey", "NM": "New Mexico", "NY": "New York", "NC": "North Carolina", "ND": "North Dakota", "OH": "Ohio",
    "OK": "Oklahoma", "OR": "Oregon", "PA": "Pennsylvania", "RI": "Rhode Island", "SC": "South Carolina",
    "SD": "South Dakota", "TN": "Tennessee", "TX": "Texas", "UT": "Utah", "VT": "Vermont", "VA": "Virginia",
    "WA": "Washington", "WV": "West Virginia", "WI": "Wisconsin", "WY": "Wyoming",
}  # fmt: skip

FEDERAL = "United States (federal)"
UK = "United Kingdom"

# Beginnings of citations that belong to one place alone, each after the words it cannot do without.
CITED = {
    FEDERAL: ("552", r"\b5 U\.? ?S\.? ?C\.?(?:A\.)? ?(?:§+ ?|Sec(?:tion|\.) ?)?552\b"),
    "Alabama": ("36-12", r"\bAla(?:bama|\.)? Code ?§? ?36-12"),
    "Alaska": ("40.25|AAC 96", r"\bA\.?S\.? ?§? ?40\.25\b|\b2 AAC 96"),
    "Arizona": ("39-1", r"\bA\.?R\.?S\.? ?§* ?39-1"),
    "Arkansas": ("25-19", r"\bA(?:rk\.?|\.?C\.?A\.?)(?: Code)?(?: Ann\.)? ?§? ?25-19-1"),
    "California": ("Code|CPRA", r"\b(?:Cal(?:ifornia|\.)? )?Gov(?:ernment|'?t)?\.? Code,? (?:[Ss]ections?|[Ss]ecs?\.|§+)? ?(?:62[5-7]\d|79[2-3]\d)|\bCPRA\b"),
    "Colorado": ("24-72|CORA", r"\bC\.?R\.?S\.? ?§* ?24-72-[23]|\bCORA\b"),
    "Connecticut": ("1-2", r"\b(?:Conn\. Gen\. Stat\.|C\.G\.S\.) ?§* ?1-2[0-4]\d"),
    "Delaware": ("29 Del", r"\b29 Del\. ?C\. ?(?:§|c)"),
    "District of Columbia": ("2-53", r"\bD\.?C\.? (?:Official )?Code ?§* ?2-53"),
    "Florida": ("119", r"\b(?:Fla(?:\.|orida)|F\.S\.) ?(?:Stat(?:\.|utes?)?,? ?)?(?:§+|[Ss]ection|[Cc]h(?:apter|\.)) ?119\b|\bChapter 119,? (?:Florida|F\.S)|\b[Ss]ection 119\.\d+\(?\d*\)?, Florida"),
    "Georgia": ("50-18", r"\bO\.?C\.?G\.?A\.? ?§* ?50-18-7"),
    "Hawaii": ("92F|2-71", r"\bH(?:aw\. Rev\. Stat|RS|\.R\.S)\.? ?§* ?92F|\b2-71-1\d\b"),
    "Idaho": ("Idaho Code", r"\bIdaho Code ?§* ?(?:74-1|9-3[34])"),
    "Illinois": ("ILCS", r"\b5 ILCS ?140"),
    "Indiana": ("5-14-3", r"\bI(?:nd\.?|\.?C\.?)(?: Code)? ?§* ?5-14-3"),
    "Iowa": ("Iowa Code", r"\bIowa Code (?:[Cc]h(?:apter|\.)|§+|[Ss]ection)? ?22\b"),
    "Kansas": ("45-2|KORA", r"\bK\.?S\.?A\.? ?§* ?45-2|\bKORA\b"),
    "Kentucky": ("61.8", r"\bKRS ?§* ?61\.8"),
    "Louisiana": ("44:", r"\bLa?\. ?R\.?S\.? ?44:|\bR\.S\. 44:"),
    "Maine": ("1 M", r"\b1 M\.?R\.?S\.?(?:A\.)? ?§* ?4\d\d"),
    "Maryland": ("Prov|MPIA", r"\bG(?:en(?:eral|\.)|P) ?Prov(?:isions|\.)?,? ?(?:Article,? )?§* ?4-|\bMPIA\b"),
    "Massachusetts": ("66", r"\bG\.? ?L\.? ?c(?:h)?\.? ?66,? ?§* ?10\b|\bM\.G\.L\.? ?c(?:h)?\.? ?66\b"),
    "Michigan": ("15.2", r"\bMCL ?(?:§ ?)?15\.2"),
    "Minnesota": ("Stat|MGDPA", r"\bMinn(?:esota|\.)? Stat(?:utes?|\.)?,? ?(?:§+|[Cc]h(?:apter|\.)|[Ss]ection)? ?13\b|\bMGDPA\b"),
    "Mississippi": ("25-61", r"\bMiss\. Code(?: Ann\.)? ?§* ?25-61"),
    "Missouri": ("610", r"\b(?:RSMo|R\.S\.Mo\.?|Mo\. Rev\. Stat\.) ?§* ?610\b|\b610\.\d{3},? RSMo"),
    "Montana": ("2-6-10", r"\bM(?:CA|ont\. Code(?: Ann\.)?) ?§* ?2-6-10|\b2-6-10\d\d, MCA"),
    "Nebraska": ("84-712", r"\bNeb\. Rev\. Stat\. ?§* ?84-712"),
    "Nevada": ("NRS", r"\bNRS ?§? ?239\b"),
    "New Hampshire": ("91-A", r"\bRSA ?(?:ch\. ?)?91-A"),
    "New Jersey": ("47:1A|OPRA", r"\bN\.?J\.?S\.?A\.? ?47:1A|\bOPRA\b"),
    "New Mexico": ("14-2|14-3|IPRA", r"\bNMSA(?: 1978)?,? ?(?:§+|[Ss]ection)? ?14-[23]|\bIPRA\b"),
    "New York": ("Officers Law|Off. Law|POL|FOIL", r"\b(?:N\.?Y\.? )?Pub(?:lic|\.) Off(?:icers|\.) Law\b|\bPOL ?§ ?8[79]|\bFOIL\b"),
    "North Carolina": ("132-", r"\b(?:N\.?C\.?)?G\.?S\.? ?§* ?132-\d"),
    "North Dakota": ("44-04", r"\bN\.?D\.?C\.?C\.? ?§* ?44-04"),
    "Ohio": ("149.43", r"\b(?:O?R\.?C\.?|Ohio Rev(?:ised|\.) Code) ?§? ?(?:[Ss]ection )?149\.43"),
    "Oklahoma": ("24A", r"\b51 O\.?S\.? ?§* ?24A"),
    "Oregon": ("ORS", r"\bORS ?§* ?192\b"),
    "Pennsylvania": ("67|RTKL", r"\b65 P\.?S\.? ?§* ?67|\bRTKL\b"),
    "Rhode Island": ("38-2", r"\bR\.?I\.? ?(?:G\.?L|Gen\. Laws)\.? ?§* ?38-2"),
    "South Carolina": ("30-4", r"\bS\.?C\.? Code(?: Ann\.)? ?§* ?30-4"),
    "South Dakota": ("SDCL", r"\bSDCL ?§* ?1-27"),
    "Tennessee": ("10-7-50", r"\bT(?:\.?C\.?A\.?|enn\. Code(?: Ann\.)?) ?§* ?10-7-50"),
    "Texas": ("552|TPIA|Texas Government Code", r"\b(?:Tex(?:as|\.)? )?Gov(?:ernment|'?t)?\.? Code,? (?:[Ss]ections?|§+|[Cc]hapter)? ?552\b|\bTPIA\b|\bTexas Government Code\b"),
    "Utah": ("63G-2|GRAMA", r"\bUtah Code(?: Ann\.)? ?§* ?63G-2|\bGRAMA\b"),
    "Vermont": (" 31", r"\b1 V\.?S\.?A\.? ?§* ?31\d"),
    "Virginia": ("2.2-37|Code of Virginia", r"\bVa\. Code(?: Ann\.)? ?§* ?2\.2-37|\bCode of Virginia\b"),
    "Washington": ("42.56|44-14", r"\bRCW ?42\.56|\bWAC 44-14"),
    "West Virginia": ("29B", r"\bW\. ?Va\. Code ?§* ?29B"),
    "Wisconsin": ("19.3", r"\bWis(?:consin|\.)? Stat(?:utes?|s?\.)? ?(?:§+|[Ss]ection)? ?19\.3"),
    "Wyoming": ("16-4-20", r"\bW(?:yo)?\.? ?S(?:tat)?\. ?§* ?16-4-20"),
}  # fmt: skip

# Laws whose names, in full, are one place's alone; the first that is found counts, so the narrower stand first.
NAMED = {
    "United Kingdom (EIR)": ("Environmental Information", r"\bEnvironmental Information Regulations 2004"),
    "Scotland": ("(Scotland)", r"\bFreedom of Information \(Scotland\) Act"),
    UK: ("Act 2000", r"\bFreedom of Information Act 2000"),
    "European Union institutions": ("1049/2001", r"\bRegulation \(EC\) N[o°]?\.? ?1049/2001"),
    "Germany (federal)": ("Informationsfreiheitsgesetz|IFG", r"\bInformationsfreiheitsgesetz\b|\bIFG\b"),
    "Ireland": ("2014", r"\bFreedom of Information Act,? 2014"),
    "Canada (federal)": ("Access to Information Act", r"\bAccess to Information Act\b(?! 20)"),
    "Victoria (AU)": ("Act 1982", r"\bFreedom of Information Act 1982 \(Vic"),
    "New South Wales (AU)": ("GIPA|(Public Access)", r"\bGovernment Information \(Public Access\) Act|\bGIPA\b"),
    "Australia (Commonwealth)": ("Act 1982", r"\bFreedom of Information Act 1982"),
    "New Zealand (local)": ("LGOIMA|Official Information and Meetings", r"\bLocal Government Official Information and Meetings Act|\bLGOIMA\b"),
    "New Zealand": ("Official Information Act", r"\bOfficial Information Act(?: 1982)?\b"),
    "New Jersey": ("Open Public", r"\bOpen Public Records Act\b"),
    "New Mexico": ("Inspection of", r"\bInspection of Public Records Act\b"),
    "New York": ("Information Law", r"\bFreedom of Information Law\b"),
    "Maine": ("Freedom of Access", r"\bFreedom of Access Act\b"),
    "Minnesota": ("Data Practices", r"\bGovernment Data Practices Act\b"),
    "Hawaii": ("Uniform Information", r"\bUniform Information Practices Act\b"),
}  # fmt: skip

_LONGEST_FIRST = sorted(STATES.values(), key=len, reverse=True)
STATE = r"(?P<state>" + "|".join(_LONGEST_FIRST) + r")"
STATE_LAW = re.compile(
    STATE
    + r"(?:'s|’s| State)? (?:Access to |Open )?(?:Public (?:Records?|Information)|Open Records|Freedom of Information|Sunshine|"
    r"Right[- ]to[- ]Know|Government Records Access)[\w ]{0,30}?\b(?:Act|Law|Statutes?)\b"
)
NAME_OF_AGENCY = re.compile(
    r"\b" + STATE + r"\b(?! (?:City|County|Street|Avenue|Township|Parish|Heights|Falls))"
)
AFTER_COMMA = re.compile(r", (?P<code>" + "|".join(STATES) + r")\b")

_LAWS = tuple(
    (name, tuple(words.split("|")), re.compile(pattern))
    for laws in (CITED, NAMED)
    for name, (words, pattern) in laws.items()
)

DOMAINS = (
    (re.compile(r"(?:^|\.)va\.gov$"), FEDERAL),  # Veterans Affairs; Virginia writes from virginia.gov
    (re.compile(r"(?:^|\.)(?P<code>[a-z]{2})\.gov$|\.(?P<code2>[a-z]{2})\.us$"), None),
    (re.compile(r"(?:^|\.)vic\.gov\.au$"), "Victoria (AU)"),
    (re.compile(r"(?:^|\.)nsw\.gov\.au$"), "New South Wales (AU)"),
    (re.compile(r"^(?!.*\.(?:qld|wa|sa|tas|nt|act)\.gov\.au$).*\bgov\.au$"), "Australia (Commonwealth)"),
    (re.compile(r"\.scot$|(?:^|\.)scotland\.police\.uk$"), "Scotland"),
    (re.compile(r"(?:^|\.)(?:gov|police|nhs)\.uk$"), UK),
    (re.compile(r"(?:^|\.)govt\.nz$"), "New Zealand"),
    (re.compile(r"(?:^|\.)europa\.eu$"), "European Union institutions"),
    (re.compile(r"(?:^|\.)bund\.de$"), "Germany (federal)"),
    (re.compile(r"(?:^|\.)gov\.ie$"), "Ireland"),
    (re.compile(r"(?:^|\.)gc\.ca$"), "Canada (federal)"),
)
PORTALS = {
    "fbi": FEDERAL, "foiagov": FEDERAL, "foiaonline": FEDERAL, "securerelease": FEDERAL, "uscis": FEDERAL,
    "openrecords": "New York City (agency practice)",
}  # fmt: skip


def law_of_text(text: str) -> tuple[str, str] | None:
    """Return whose law a text cites or names, and in which words; None where it tells none."""
    found = STATE_LAW.search(text) if "Act" in text or "Law" in text or "Statute" in text else None
    if found:
        return found["state"], found[0]
    for name, words, law in _LAWS:
        for word in words:
            if word in text:
                if there := law.search(text):
                    return name, there[0]
                break
    return None


def law_of_domain(domain: str) -> str | None:
    """Return whose law binds those who write from a domain, where its name tells."""
    for pattern, name in DOMAINS:
        if found := pattern.search(domain):
            code = found["code"] or found["code2"] if name is None else ""
            if name or code.upper() in STATES:
                return name or STATES[code.upper()]
    return None


def law_of_agency(agency: str) -> str | None:
    """Return the state an agency's name holds: "City of Sparrowfield, CA", "Texas Department of ..."."""
    if found := AFTER_COMMA.search(agency):
        return STATES[found["code"]]
    found = NAME_OF_AGENCY.search(agency)
    return found["state"] if found else None


def law_of_site(site: str) -> str | None:
    """Return the state whose two letters a site's name ends in: a guess, as GovQA's towns are named."""
    return STATES.get(site[-2:].upper()) if len(site) >= 6 and site.isalpha() else None
