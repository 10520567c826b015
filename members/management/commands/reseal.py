from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import transaction

from members.models.sealed import RESEALERS, sealed_fields


class Command(BaseCommand):
    help = "Close every sealed text with the first of FIELD_KEYS; then the others may go. Can be stopped and run again."

    def handle(self, **options):
        number = 0
        for model in apps.get_models():
            if fields := [field.name for field in sealed_fields(model)]:
                for key in list(model._base_manager.values_list("pk", flat=True)):
                    number += self.reseal(model, key, fields)
        number += sum(reseal() for reseal in RESEALERS)
        self.stdout.write(f"{number} rows are closed with the first key.")

    @transaction.atomic
    def reseal(self, model, key, fields):
        """One row at a time, so that nothing that is written meanwhile is lost or waits."""
        row = model._base_manager.select_for_update().only(*fields).filter(pk=key).first()
        if row is None:
            return 0
        row.save(update_fields=fields)
        return 1
