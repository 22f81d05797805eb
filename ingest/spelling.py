"""How numbers and keys are spelled where they are compared. Pure, without any parser: questions need it."""

import re
from hashlib import sha256

LONGEST = 200  # characters of a key; PostgreSQL cannot index a value of more than 2,700 bytes
EPA_OFFICE = re.compile(r"^EPA(?:HQ|R\d{1,2})(20\d{8})$")  # EPA prints one number with and without its office


def bare(number: str) -> str:
    """Return a number as it is compared: letters and digits only, upper case."""
    told = "".join(each for each in number.upper() if each.isalnum())
    found = EPA_OFFICE.match(told)
    return f"EPA{found[1]}" if found else told


def short(value: str) -> str:
    """Return a value fit for an index; one that is too long ends in its own digest."""
    return (
        value
        if len(value) <= LONGEST
        else f"{value[:100]}…{sha256(value.encode('utf-8', 'replace')).hexdigest()}"
    )
