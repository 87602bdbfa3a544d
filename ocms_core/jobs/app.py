import os
from celery import Celery
app=Celery("ocms", broker=os.environ["OCMS_BROKER_URL"])
