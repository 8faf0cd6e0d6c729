"""Fetches the pinned npm packages once, keeps the few files that Karez serves, and drops the rest.

`--lock` renews package-lock.json instead.
"""

import hashlib
import json
import re
import shutil
import sys
from pathlib import Path

import divisions
import node

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "karez/pages/static/vendor"
FILES = {  # package → {file in it: file in vendor/}
    "@tabler/core": {
        "dist/css/tabler.min.css": "tabler.min.css",
        "dist/js/tabler.min.js": "tabler.min.js",
    },
    "bootstrap-icons": {
        "font/bootstrap-icons.min.css": "bootstrap-icons/bootstrap-icons.min.css",
        "font/fonts/bootstrap-icons.woff": "bootstrap-icons/fonts/bootstrap-icons.woff",
        "font/fonts/bootstrap-icons.woff2": "bootstrap-icons/fonts/bootstrap-icons.woff2",
        "LICENSE": "licenses/bootstrap-icons.txt",
    },
    "@popperjs/core": {"LICENSE.md": "licenses/popper.txt"},  # inside tabler.min.js
    "echarts": {
        "dist/echarts.min.js": "echarts.min.js",
        "LICENSE": "licenses/echarts.txt",
        "NOTICE": "licenses/echarts-notice.txt",
    },
    "zrender": {"LICENSE": "licenses/zrender.txt"},  # inside echarts.min.js
    "htmx.org": {"dist/htmx.min.js": "htmx.min.js", "LICENSE": "licenses/htmx.txt"},
}
# The maps of the minified files are left out; a comment that names one would break hashed static files.
SOURCE_MAP = re.compile(rb"\s*(?:/\*# sourceMappingURL=\S+ \*/|//# sourceMappingURL=\S+)\s*$")


def copy(modules: Path) -> None:
    """The files to serve, their licences, and a manifest of what they are."""
    shutil.rmtree(VENDOR, ignore_errors=True)
    manifest = {}
    for package, files in FILES.items():
        about = json.loads((modules / package / "package.json").read_text("utf-8"))
        digests = {}
        for source, target in files.items():
            content = SOURCE_MAP.sub(b"\n", (modules / package / source).read_bytes())
            (VENDOR / target).parent.mkdir(parents=True, exist_ok=True)
            (VENDOR / target).write_bytes(content)
            digests[target] = hashlib.sha256(content).hexdigest()
        manifest[package] = {"version": about["version"], "license": about["license"], "files": digests}
    tabler_licence()
    (VENDOR / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n", "utf-8")


def tabler_licence() -> None:
    """@tabler/core carries no licence file: its banner names the holders, the text is the MIT licence of the icons."""
    banner = (VENDOR / "tabler.min.css").read_text("utf-8")[:500]
    holders = "\n".join(re.findall(r" \* (Copyright .+)", banner))
    _, permission, terms = (
        (VENDOR / "licenses/bootstrap-icons.txt").read_text("utf-8").partition("\nPermission")
    )
    if not holders or not terms:
        raise ValueError("the licence of @tabler/core could not be put together")
    text = f"The MIT License (MIT)\n\n{holders}\n{permission}{terms}"
    (VENDOR / "licenses/tabler.txt").write_text(text, "utf-8")


def main() -> None:
    """Install into a folder of its own, take what is needed, remove the folder."""
    if "--lock" in sys.argv:
        node.renew(ROOT)
        node.renew(ROOT / "tools/chromium")
        return
    with node.workshop(ROOT) as shop:
        modules = node.install(shop)
        copy(modules)
        divisions.build(modules / "china-division", ROOT / "karez/places/data/divisions.sqlite3")


if __name__ == "__main__":
    main()
