"""No template and no code of ours writes a style or a script into a page: the Content-Security-Policy forbids both."""

import re

from karez.tests.pages import ROOT

WRITTEN_IN = re.compile(
    r"""<style|<script(?![^>]*\bsrc=)|\sstyle=["'{]|\son(?:click|load|change|submit|input)="""
)
DOCUMENT = (
    ROOT / "karez/documents/render_html.py"
)  # makes a whole document that is saved, not a page of the site


def test_no_template_writes_styles_or_scripts_into_a_page():
    files = [path for path in ROOT.glob("karez/**/*.html") if "node_modules" not in path.parts]
    assert len(files) > 60
    found = [
        f"{path.relative_to(ROOT)}:{at}: {line.strip()[:120]}"
        for path in files
        for at, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if WRITTEN_IN.search(line)
    ]
    assert not found, "\n".join(found)


def test_no_code_does_either():
    tag = re.compile(r"<\w[^>\n]*\sstyle=|<style|<script")
    found = [
        str(path.relative_to(ROOT))
        for path in ROOT.glob("karez/**/*.py")
        if not {"tests", "testing"} & set(path.parts)
        and path != DOCUMENT
        and tag.search(path.read_text("utf-8"))
    ]
    assert not found
