"""The words in column names that say what a column holds.

A name is split into words ("PupilHomePostcode" -> pupil, home, postcode); an entry below is one or
more words in a row, `*` as in file names.  The lists come from the National Pupil Database, HES,
the census and the usual survey files; they only suggest: a declared role overrules them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from fnmatch import fnmatchcase

__all__ = [
    "COUNTER",
    "EXACT_IDENTIFIER",
    "GROUP",
    "IDENTIFIER",
    "KEY_VARIABLE",
    "NAMING",
    "NUMBER",
    "PERSON",
    "SENSITIVE",
    "SOFTENER",
    "last_match",
    "words_of",
]

# Issued to one person: identify however often they repeat (a person may have many records).
NUMBER = (
    "nhs no", "nhs num*", "nhsno", "nhsnum*", "nhs", "upn", "uln", "ucas*", "passport*", "nino",
    "national insurance*", "ssn", "social security*", "driving licen*", "driver* licen*", "iban",
    "mrn", "medical record num*", "chi num*", "candidate num*", "candidate no", "pmr", "e mail*",
    "email*", "mail", "user name", "username", "login", "ip address", "mac address", "credit card*",
    "bank account*", "account num*", "account no", "number plate", "licen* plate", "uprn",
    "pupil matching ref*", "social handle", "twitter*",
)  # fmt: skip

# Words that name somebody or where to find them, unless the column has but a few values.
NAMING = (
    "name", "names", "surname*", "forename*", "firstname*", "lastname*", "middlename*", "fullname*",
    "familyname*", "nickname", "initials", "address*", "addr*", "street*", "house num*", "house no",
    "post code*", "postcode*", "postal code*", "zip", "zip code*", "zipcode*", "phone*",
    "telephone*", "tel", "mobile*", "cellphone*", "fax",
)  # fmt: skip

# Before or after a naming word: the column is about a group, or about the thing without being it.
GROUP = (
    "school", "college", "university", "institution", "subject", "course", "region", "county",
    "country", "la", "lea", "authority", "trust", "hospital", "gp", "practice", "ward", "city",
    "town", "language", "exam*", "qualification", "class", "department", "company", "product",
    "variable", "file", "drug", "medicine", "provider",
)  # fmt: skip
SOFTENER = (
    "district", "sector", "area", "region", "type", "count", "n", "has", "is", "flag", "known",
    "provided", "opt", "consent", "country", "domain", "valid", "verified", "trust",
)  # fmt: skip

# "pupil_id": a person, and a word for an identifier.
PERSON = (
    "pupil*", "student*", "patient*", "person*", "people", "learner*", "child*", "candidate*",
    "user*", "customer*", "client*", "participant*", "respondent*", "subject", "member*",
    "teacher*", "staff", "employee*", "applicant*", "individual*", "resident*", "claimant*",
    "anon*",
)  # fmt: skip
COUNTER = ("number", "num", "no")
EXACT_IDENTIFIER = (
    "id", "ids", "identifier*", "uid", "uuid", "guid", "pupilid", "studentid", "patientid",
    "personid", "childid", "userid", "memberid", "recordid", "caseid", "visitid", "sampleid",
    "householdid",
)  # fmt: skip
IDENTIFIER = (*EXACT_IDENTIFIER, "ref*", "key", *COUNTER)

# Easily known by somebody else: sdcMicro's and the Handbook's usual key variables.
KEY_VARIABLE = (
    "age", "aged", "agegroup*", "agegrp*", "ageband*", "sex", "gender*", "dob", "birth*", "born",
    "ethnic*", "race", "nationalit*", "citizen*", "country*", "region*", "county*", "city", "town*",
    "district*", "ward*", "lsoa*", "msoa*", "oa", "la", "lea", "local authority*", "urban*",
    "rural*", "area*", "location*", "lat", "latitude", "lon", "lng", "longitude", "easting*",
    "northing*", "school", "schools", "college*", "university", "institution*", "class", "form",
    "year group", "nc year*", "ncyear*", "cohort", "grade level", "language*", "mother tongue",
    "eal", "marital*", "married", "pstatus", "civil status", "family", "famsize", "household*",
    "hh size", "siblings", "children", "guardian*", "occupation*", "job*", "*job", "soc",
    "industry", "employment*", "education*", "*edu", "tenure", "dwelling", "imd*", "idaci*",
    "deprivation*", "height", "urn", "laestab", "estab*", "hospital*", "practice*", "admission",
    "discharge", "entry", "death*", "died", "date*", "veteran", "immigra*", "migrant",
)  # fmt: skip

# Hurts when it becomes known: the special categories of GDPR Art. 9 and 10, and the NPD's own list.
SENSITIVE = (
    "sen", "senprovision", "send", "ehcp*", "ehc", "disab*", "diagnos*", "icd*", "health*",
    "medical*", "illness*", "disease*", "condition*", "hiv", "mental*", "depress*", "treatment*",
    "medication*", "religio*", "faith*", "belief*", "income*", "salar*", "wage*", "earnings",
    "debt*", "wealth*", "benefit*", "fsm*", "free school meal*", "pupil premium*", "looked after*",
    "in care", "cin", "cla", "child protection*", "exclu*", "suspension*", "sexuality",
    "orientation", "political*", "politic*", "party", "vote*", "union", "convict*", "offen?e*",
    "crim*", "arrest*", "grade*", "*score*", "mark", "marks", "result*", "attainment*", "absen*",
    "attendance*", "truan*", "alcohol*", "*alc", "drug*", "smok*", "pregnan*", "abortion*",
    "asylum*", "refugee*", "biometric*", "genetic*", "genotype*", "trans", "transgender", "abuse*",
    "safeguard*", "bully*", "bullied",
)  # fmt: skip

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_ACRONYM = re.compile(r"(?<=[A-Z]{2})(?=[a-z])|(?<=[a-z])(?=[A-Z])")


def words_of(name: str) -> list[str]:
    """Split a column name into lower-case words, without digits.

    >>> words_of("PupilHomePostcode"), words_of("NHS_number2"), words_of("FSMeligible")
    (['pupil', 'home', 'postcode'], ['nhs', 'number'], ['fsm', 'eligible'])
    """
    first, *rest = _CAMEL.sub(" ", name), _ACRONYM.sub(" ", name)
    readings = [_plain_words(first), *(_plain_words(other) for other in rest)]
    # "FSMeligible" reads as "FS Meligible" or "FSM eligible": trust the one with a known word.
    return max(readings, key=lambda words: last_match(words, (*KEY_VARIABLE, *SENSITIVE, *NUMBER)))


def _plain_words(text: str) -> list[str]:
    return [word for word in re.split(r"[\W\d_]+", text.casefold()) if word]


def last_match(words: list[str], entries: Iterable[str]) -> int:
    """Return where the last of `entries` stands in `words`, or -1; the last word is the noun.

    >>> last_match(["date", "of", "birth"], ["birth*"]), last_match(["school"], ["birth*"])
    (2, -1)
    """
    patterns = [entry.split() for entry in entries]
    for end in range(len(words), 0, -1):
        if any(_ends_at(words, end, pattern) for pattern in patterns):
            return end - 1
    return -1


def _ends_at(words: list[str], end: int, pattern: list[str]) -> bool:
    start = end - len(pattern)
    return start >= 0 and all(map(fnmatchcase, words[start:end], pattern))
