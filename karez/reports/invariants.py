"""What must always be true of reports: what people wrote and who answered for it is never changed."""

from karez.trail.invariants import guarded

guarded("reports_text", "reports_signature")
