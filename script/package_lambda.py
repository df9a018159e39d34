"""Builds the package for AWS Lambda: the skill, its assets, the libraries of requirements.lock, in one zip.

    script/package-lambda                 the light engine, below 50 MB: can be uploaded as it is
    script/package-lambda --full          with the sentence encoder, below 250 MB unpacked: by way of S3, or an image

For the version of Python that runs it, on x86-64 Linux.
"""

from __future__ import annotations

import argparse
import compileall
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from py_compile import PycInvalidationMode

from set_up import ROOT, read_lock, subset

LIBRARIES = frozenset({"ask-sdk-core", "boto3", "msgspec", "platformdirs", "pyyaml"})
"""What a turn needs; verification, the web server and the simulator stay at home."""
FULL = frozenset({"numpy", "onnxruntime", "tokenizers"})
UNUSED = frozenset({"huggingface-hub", "requests", "s3transfer", "sympy"})
"""Needed by libraries for what the skill never does: fetching models, calling Alexa's services, S3, building graphs."""

GLIBC = {"light": 26, "full": 34}
"""Minor version of the glibc there is: of Amazon Linux 2 (Python 3.11 there), of Amazon Linux 2023 (3.12 and later)."""
LIMITS = {"light": 50_000_000, "full": 250_000_000}
"""Bytes that Lambda takes: zipped and uploaded directly, or unpacked from S3."""

NOT_OURS = ("__pycache__", "simulator", "tools", "migrations", "web.py", "cli.py")
"""Rooms of the skill that a function does not enter."""
NOT_THEIRS = ("tests", "test", "bin", "include", "*.pyi", "*.h", "*.c", "*.cpp", "*.pxd")
"""What libraries carry for those who develop them."""
DATE = (2020, 1, 1, 0, 0, 0)
"""Of every file in the zip, which cannot do without one."""


def main() -> None:
    """Build the package that the command line asks for, and say where it is and how large."""
    parser = argparse.ArgumentParser(
        prog="package-lambda", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--full", action="store_true", help="with the sentence encoder")
    parser.add_argument("--output", type=Path, help="the zip to write (dist/lambda.zip, dist/lambda-full.zip)")
    wanted = parser.parse_args()
    kind = "full" if wanted.full else "light"
    output = wanted.output or ROOT / "dist" / ("lambda-full.zip" if wanted.full else "lambda.zip")
    with tempfile.TemporaryDirectory() as folder:
        content = Path(folder)
        install_libraries(content, kind)
        trim_libraries(content)
        copy_skill(content, kind)
        compile_modules(content)
        files = sorted(path for path in content.rglob("*") if path.is_file())
        output.parent.mkdir(parents=True, exist_ok=True)
        write_zip(output, content, files)
        unpacked = sum(path.stat().st_size for path in files)
    zipped = output.stat().st_size
    print(f"{output}: {zipped / 1e6:.1f} MB, {unpacked / 1e6:.1f} MB unpacked")
    if (unpacked if wanted.full else zipped) > LIMITS[kind]:
        sys.exit(f"That is more than the {LIMITS[kind] / 1e6:.0f} MB that Lambda takes.")


def install_libraries(content: Path, kind: str) -> None:
    """Install, as Lambda's system would, exactly the wheels that the lock file names by hash."""
    lock = tuple(entry for entry in read_lock((ROOT / "requirements.lock").read_text()) if entry.name not in UNUSED)
    wanted = subset(lock, LIBRARIES | (FULL if kind == "full" else frozenset()))
    platforms = [f"--platform=manylinux_2_{minor}_x86_64" for minor in range(GLIBC[kind], 4, -1)]
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write("".join(entry.text for entry in wanted))
        file.flush()
        subprocess.run(
            [
                *(sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"),
                *("--target", str(content), "--no-deps", "--no-compile", "--require-hashes", "--only-binary", ":all:"),
                *("--implementation", "cp", "--python-version", f"{sys.version_info.major}.{sys.version_info.minor}"),
                *(*platforms, "--platform=manylinux2014_x86_64", "-r", file.name),
            ],
            check=True,
        )


def trim_libraries(content: Path) -> None:
    """Leave out what no turn touches; of botocore's four hundred services keep the one that is called."""
    services = (entry for entry in (content / "botocore" / "data").iterdir() if entry.is_dir())
    unused = [service for service in services if service.name != "dynamodb"]
    unused += [content / "boto3" / "data", content / "boto3" / "examples"]
    for pattern in NOT_THEIRS:
        unused += content.rglob(pattern)
    for path in unused:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def copy_skill(content: Path, kind: str) -> None:
    """Lay the skill beside its assets, as in a checkout; the phrases compiled, so that the function need not."""
    sys.path.insert(0, str(ROOT))
    from skill.knowledge.compiled import open_compiled
    from skill.understanding.encoder import MODEL, TOKENIZER

    open_compiled(ROOT)
    not_needed = NOT_OURS if kind == "full" else (*NOT_OURS, MODEL, TOKENIZER)
    for folder in ("skill", "content", "interaction_model"):
        shutil.copytree(ROOT / folder, content / folder, ignore=shutil.ignore_patterns(*not_needed))
    shutil.copy(ROOT / "deploy" / "lambda_function.py", content)


def compile_modules(content: Path) -> None:
    """Compile every module: a function's folder is read-only, so without this each start would compile all of them."""
    compileall.compile_dir(
        content,
        quiet=1,
        stripdir=str(content),
        prependdir="/var/task",
        invalidation_mode=PycInvalidationMode.UNCHECKED_HASH,
    )


def write_zip(output: Path, content: Path, files: list[Path]) -> None:
    """Write a zip in which everybody may read every file, as Lambda asks."""
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as package:
        for path in files:
            entry = zipfile.ZipInfo(path.relative_to(content).as_posix(), DATE)
            entry.external_attr = 0o100644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(entry, path.read_bytes(), compresslevel=9)


if __name__ == "__main__":
    main()
