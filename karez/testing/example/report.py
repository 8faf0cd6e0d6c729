"""What the report says of wages."""

from karez.documents import quoting
from karez.documents.document import Block, Paragraph, Text
from karez.documents.parts import part
from karez.figures import Reading


@part("annual.results", order=900, states=("example.wages",))
def earned(reading: Reading) -> list[Block]:
    """One sentence where anything was paid; else nothing."""
    if not reading.count_rows("example.wages"):
        return []
    return [Paragraph((Text("项目发放务工报酬"), quoting.quote(reading, "example.wages"), Text("。")))]
