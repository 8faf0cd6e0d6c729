"""Files that come with an act, put under a paper."""

from collections.abc import Iterable

from django.utils import timezone

from karez.acts.inputs import StoredFile
from karez.places.rights import Actor
from karez.trail import store
from karez.trail.models import Attachment, Paper


def attach_to(paper: Paper, files: Iterable[StoredFile], actor: Actor) -> list[Attachment]:
    """Attach stored files to a paper; one that hangs there already is left as it is.

    Raises what `store.read` raises for a file that is not in the store or not what it was.
    """
    hanging = set(Attachment.objects.filter(paper=paper).values_list("sha256", flat=True))
    made = []
    for file in files:
        if file.sha256 in hanging:
            continue
        hanging.add(file.sha256)
        made.append(
            Attachment.objects.create(
                paper=paper,
                sha256=file.sha256,
                name=file.name,
                size=len(store.read(file.sha256)),
                media_type=file.media_type,
                added_by=actor.username,
                added_at=timezone.now(),
            )
        )
    return made
