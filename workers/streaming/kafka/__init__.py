"""aiokafka behind the ports: clients, topics, offsets, and its errors in our words."""
