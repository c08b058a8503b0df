"""What differs between two enrichments of an article: quotes and events added, removed, changed field by field.

Pure: structs in, changes out. ``article`` compares two articles, ``matching`` says which quotes and events correspond,
``references`` makes ids inside them comparable, ``fields`` compares field by field, ``summary`` counts.

Provenance is left out on purpose: another pipeline version is what one compares for, and another place in Kafka (the
offset of a redriven message, say) is no difference in what was found.
"""
