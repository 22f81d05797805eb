"""What is otherwise where CI=true: more is tried, and what would be skipped for want of a program fails."""

import os
from typing import NoReturn, TypeVar

import pytest

T = TypeVar("T")
IS_CI = os.environ.get("CI") == "true"


def in_ci(value: T, otherwise: T) -> T:
    """Return how much is tried: `value` where CI=true."""
    return value if IS_CI else otherwise


def missing(program: str, package: str) -> NoReturn:
    """Skip a test for want of a program, or fail it where CI=true."""
    remedy = f"apt-get install {package}"
    if IS_CI:
        pytest.fail(f"{program} is not installed, and CI=true: {remedy}")
    pytest.skip(f"{program} is not installed: {remedy}")
