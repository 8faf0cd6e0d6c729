"""What was done under keys before entries were named there finds its own entry."""

from datetime import UTC, date, datetime, timedelta

FIRST = datetime(2023, 3, 1, 8, tzinfo=UTC)


def test_each_key_finds_the_entry_that_was_written_with_it(old_books):
    then = old_books.at(("acts", "0001_initial"), ("trail", "0002_append_only"))
    entries, done = then.get_model("trail", "Entry"), then.get_model("acts", "Done")

    def write(seq, act, username, after):
        """An entry, and a moment later its key."""
        at = FIRST + timedelta(seconds=after)
        entries.objects.create(
            county="652722", seq=seq, recorded_at=at, day=date(2023, 3, 1), username=username, name=username,
            role="finance", via="网页", act=act, hash=f"{seq:064x}",
        )  # fmt: skip
        made = done.objects.create(
            key=f"k{seq}", act=act, username=username, asked={}, result=f"funds.allotment:{seq}"
        )
        done.objects.filter(pk=made.pk).update(at=at + timedelta(milliseconds=3))

    write(1, "funds.allot", "zhou", 0)
    write(2, "funds.allot", "li", 1)
    write(3, "payments.pay", "zhou", 2)
    write(4, "funds.allot", "zhou", 3)
    now = old_books.at(("acts", "0003_done_entry_required"))
    named = now.get_model("acts", "Done").objects.order_by("pk").values_list("key", "entry__seq")
    assert list(named) == [("k1", 1), ("k2", 2), ("k3", 3), ("k4", 4)]
