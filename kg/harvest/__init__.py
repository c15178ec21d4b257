"""Harvesting: records from servers to a file on disk, one record a line, resumable at any moment.

Design: a harvest is a loop "ask for a page, append its records, note where it goes on". The file holds the records as the server gave
them, each on one line, so `kg convert` reads it with the readers of those formats; nothing of a clock or of the fetching stands in it.
Beside it, FILE.state says where the list goes on and how many bytes of FILE that covers, and is replaced atomically after each page: a
run that was killed is cut back to that length and goes on. Deleted records are kept: OAI-PMH says so in the record itself; where an API
has only an event, it is a line of FILE.deleted.jsonl.

    fetch.py    one polite conversation with a server: waits, attempts, caps, redirects, who we are
    journal.py  FILE, FILE.deleted.jsonl and FILE.state
    merge.py    the second pass over FILE: of each record its last version
    oai.py      OAI-PMH 2.0
    listing.py  the loop that the three JSON APIs share
    crossref.py, datacite.py, pure.py    what is their own

What may not live here: reading records (kg/sources), printing.
"""

from kg.harvest.job import Job as Job
from kg.harvest.job import job as job
