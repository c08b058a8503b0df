"""Replay: a stretch of the raw topic once more through the pipeline, exactly once, while live workers go on.

It is the live runtime (the same partition tasks, transactions and pool) on a broker that differs in three ways: the
consumer is in no group and hands out fixed ranges, then nothing; every record sent carries ``x-replay-id``; and the
committed positions carry the range, so that the plan is in Kafka beside the progress, in one place, for whoever goes on
after a crash. docs/adr/0010-replay.md has the reasons.

::

    scope     what was asked for, and the id that follows from it
    survey    what the topics hold: bounds, offsets at times, samples, the version that is live
    ranges    scope + survey -> the offsets to replay, per partition
    journal   the plan and the progress, as committed positions of the replay's own group
    pace      a limit of messages per second
    range_consumer, marking_producer, replay_broker
              the ports of the live runtime, with the three differences
    speed     how fast this machine processes a sample
    run       all of it
"""
