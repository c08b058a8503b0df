"""Dead letters: what the worker sets aside, and what becomes of it afterwards.

::

    sent      a rejected record as a dead letter
    letter    a dead letter as it is read again
    marks     which letters are closed: a compacted topic, written in the transaction that closes them
    log       the topics as the commands need them, and its implementation over aiokafka
    selection which letters a command is about
    survey    letters counted by stage and reason
    closing   closes letters, each with its mark, exactly once
    redrive   what goes to the raw topic
    purge     gives letters up, and frees their space
    letter_queue
              all of it for one deployment

A letter is open until it has a mark. Kafka is the only store; docs/adr has the reasons ("Dead letters are closed by
marks").
"""
