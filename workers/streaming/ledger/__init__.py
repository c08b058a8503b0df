"""The ledger against the topics: for every message consumed, one enriched article or one dead letter.

::

    page      the outcomes of one partition's messages, a byte an offset
    outcomes  which message a record of the output topics is the outcome of
    explain   what Kafka took away by itself
    audit     reads the topics and says what does not balance
    group     who works on what, and how far
"""
