"""Makes sure that the browser tests have a Chromium: the machine's, else one from npm kept in .venv/chromium.

The one from npm (@sparticuz/chromium) runs on Linux on x86-64 and brings the few libraries that servers lack.
"""

import os
import platform
import shutil
import sys
import tarfile
from pathlib import Path

import node

from karez.testing import chromium

UNPACK = """
const zlib = require("zlib"), fs = require("fs"), bin = "node_modules/@sparticuz/chromium/bin/";
for (const [from, to] of [["chromium.br", "chromium"], ["al2023.tar.br", "libraries.tar"]])
  fs.writeFileSync(to, zlib.brotliDecompressSync(fs.readFileSync(bin + from)), {mode: 0o755});
"""


def fetch(target: Path) -> None:
    """Unpack the executable and its libraries (`lib/`) into the target folder."""
    shutil.rmtree(target, ignore_errors=True)
    unfinished = target.with_name(f"{target.name}.part")
    shutil.rmtree(unfinished, ignore_errors=True)
    (unfinished / "lib").mkdir(parents=True)
    with node.workshop(Path(__file__).parent / "chromium") as shop:
        licence = node.install(shop) / "@sparticuz/chromium/LICENSE"
        shop.run("node", "-e", UNPACK)
        shutil.copy(licence, unfinished)
        shutil.move(shop.folder / "chromium", unfinished / "chromium")
        with tarfile.open(shop.folder / "libraries.tar") as libraries:
            for member in filter(tarfile.TarInfo.isfile, libraries):
                content = libraries.extractfile(member)
                assert content is not None
                (unfinished / "lib" / Path(member.name).name).write_bytes(content.read())
    unfinished.rename(target)


def main() -> None:
    """Say which Chromium the tests will use, fetch one, or end with how to get one."""
    try:
        print(f"Chromium: {chromium.find()}")
        return
    except chromium.ChromiumMissing as error:
        fits = sys.platform == "linux" and platform.machine() == "x86_64"
        if "KAREZ_CHROMIUM" in os.environ or not fits:
            sys.exit(str(error))
    print("· Chromium (npm)", flush=True)
    fetch(chromium.FETCHED.parent)
    print(f"Chromium: {chromium.find()}")


if __name__ == "__main__":
    main()
