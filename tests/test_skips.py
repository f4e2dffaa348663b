"""On the build server a skipped test is a failure, elsewhere it is not."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

SKIPPING = {
    "by_a_mark": "@pytest.mark.skip(reason='why not')\ndef test_it() -> None: ...",
    "by_itself": "def test_it() -> None: pytest.skip('why not')",
    "as_a_module": "pytest.skip('why not', allow_module_level=True)",
}
EXPECTED_TO_FAIL = "@pytest.mark.xfail\ndef test_it() -> None: assert False"


def test_every_kind_of_skip_fails_where_ci_is_set(tmp_path: Path) -> None:
    ended = _run(tmp_path, {"CI": "true"})

    failed = re.findall(r"^(?:FAILED|ERROR) test_(\w+)\.py", ended.stdout, re.MULTILINE)
    assert ended.returncode == 1
    assert sorted(failed) == sorted(SKIPPING)
    assert "1 xfailed" in ended.stdout


def test_a_skip_is_fine_elsewhere(tmp_path: Path) -> None:
    ended = _run(tmp_path, {})

    assert ended.returncode == 0
    assert "3 skipped, 1 xfailed" in ended.stdout


def _run(directory: Path, variables: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run pytest on a module of each kind, under our own conftest.py."""
    shutil.copy(Path(__file__).with_name("conftest.py"), directory)
    for name, text in {**SKIPPING, "expected": EXPECTED_TO_FAIL}.items():
        (directory / f"test_{name}.py").write_text(f"import pytest\n{text}\n")
    environment = {name: value for name, value in os.environ.items() if name != "CI"}
    return subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "--continue-on-collection-errors",
            "--rootdir",
            str(directory),
            str(directory),
        ],
        env={**environment, **variables},
        capture_output=True,
        text=True,
        cwd=directory,
    )
