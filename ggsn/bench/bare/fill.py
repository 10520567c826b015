"""The 20,000 rows of the bare page. To be run with its settings: `python -m ggsn.bench.bare.fill`."""

import datetime

import django
from django.core.management import call_command

if __name__ == "__main__":
    django.setup()
    from ggsn.bench.bare.models import Row

    call_command("migrate", run_syncdb=True, verbosity=0, interactive=False)
    start = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    if not Row.objects.exists():
        Row.objects.bulk_create(
            (
                Row(
                    title=f"The title of row {number}",
                    text="Some twenty words about what this row is good for, and for whom. " * 2,
                    kind=["guide", "template", "workshop", "media", "link"][number % 5],
                    author=number % 97,
                    at=start - datetime.timedelta(minutes=number),
                )
                for number in range(20_000)
            ),
            batch_size=1000,
        )
