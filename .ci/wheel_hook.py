"""Hatch build hook: compiles the modules that every record passes through with mypyc, into the wheel.

The Python files stay the only source and lie in the wheel beside what was made of them; an editable installation and a wheel built
without the hook run them as they are, with the same results. The hook is off unless asked for (HATCH_BUILD_HOOKS_ENABLE=1, as
`make wheel` does), because it needs a C compiler and Python's headers, and takes minutes. Nothing is written into the source tree.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompiledModules(BuildHookInterface):  # type: ignore[type-arg]
    """`modules` of the hook's table in pyproject.toml: glob patterns of the files to compile; `not`: of those that stay as they are."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the compiled modules to a wheel; raises RuntimeError with the compiler's last lines where it fails."""
        if self.target_name != "wheel" or version == "editable":
            return
        root = Path(self.root)
        left_out = {path for pattern in self.config.get("not", []) for path in root.glob(pattern)}
        found = {path for pattern in self.config["modules"] for path in root.glob(pattern)} - left_out
        modules = sorted(str(path.relative_to(root)) for path in found)
        self._folder = Path(tempfile.mkdtemp(prefix="kg-compiled-"))
        shutil.copytree(root / "kg", self._folder / "kg", ignore=shutil.ignore_patterns("__pycache__", "*.so", "*.pyd"))
        command = [sys.executable, "-m", "mypyc", "--strict", "--ignore-missing-imports", *modules]
        environment = os.environ | {"MYPYC_OPT_LEVEL": "2"}
        done = subprocess.run(command, cwd=self._folder, capture_output=True, text=True, env=environment, check=False)
        if done.returncode:
            last = "\n".join((done.stdout + done.stderr).splitlines()[-20:])
            raise RuntimeError(f"mypyc could not compile kg (is there a C compiler, and python3-dev?):\n{last}")
        for library in [found for end in ("so", "pyd") for place in ("", "kg/**/") for found in self._folder.glob(f"{place}*.{end}")]:
            build_data["force_include"][str(library)] = str(library.relative_to(self._folder))
        build_data["pure_python"], build_data["infer_tag"] = False, True

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Take the folder of the compilation away."""
        if folder := getattr(self, "_folder", None):
            shutil.rmtree(folder, ignore_errors=True)
