"""The WSGI entry: what `karez serve` runs."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "karez.conf.settings")
application = get_wsgi_application()
